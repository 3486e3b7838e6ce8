/** What is shown of every library's boosters: the kept files, and what a pickle holds of them. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf, Cursor, streamOf } from '../../src/model/bytes.ts'
import type { FileFormat } from '../../src/model/format.ts'
import type { BlobReader } from '../../src/model/pickle/walk.ts'
import { walkPickle } from '../../src/model/pickle/walk.ts'
import { readCases, type ZooCase } from '../models/zoo.ts'
import { outcome, survives } from './damage.ts'

const kept = join(import.meta.dirname, '../models/kept')

/** Tests that the files which these versions left are read rightly, whole and damaged. */
export function testKept(format: FileFormat, blob: BlobReader, versions: readonly string[]): void {
  describe.for(versions)('%s', async (version) => {
    for (const { name, model, facts } of await readCases(join(kept, version)))
      if (facts['format'] === 'pickle') testPickled(name, model, facts, blob)
      else {
        test(`says what ${name} is`, async () => {
          const reading = await outcome(format, basename(model), bytesOf(await readFile(model)))
          expect(reading).toMatchObject({ description: facts, findings: [] })
        })

        test(`meets a damaged ${name} with a clear error or a right answer`, async () => {
          await survives(format, basename(model), await readFile(model))
        })
      }
  })
}

function testPickled(name: string, model: string, facts: ZooCase['facts'], blob: BlobReader): void {
  test(`finds the booster in ${name}`, async () => {
    const contents: unknown[] = []
    const watched: BlobReader = {
      recognises: (head) => blob.recognises(head),
      async read(cursor, size) {
        contents.push(await blob.read(cursor, size))
      },
    }
    const { signal } = new AbortController()
    const bytes = streamOf(bytesOf(await readFile(model)))
    await walkPickle(new Cursor(bytes), { signal, blobs: [watched], joblib: true })
    const { framework, version, input } = facts
    const recorded = version === undefined ? {} : { version }
    expect(contents).toMatchObject([{ framework, columns: Object(input).columns, ...recorded }])
  })
}
