/** R's objects, as R writes them, and as nobody should. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { rdsFormat } from '../../src/model/formats/rds.ts'
import { readCases } from '../models/zoo.ts'
import { outcome, survives } from './damage.ts'

const cases = await readCases(join(import.meta.dirname, '../models/kept/r'))

describe.each(cases)('$name', ({ model, facts }) => {
  test('says what it is, and that only R loads it', async () => {
    const reading = await outcome(rdsFormat, basename(model), bytesOf(await readFile(model)))
    expect(reading).toMatchObject({
      description: {
        ...facts,
        needsCode: {
          reason: expect.stringMatching(/^it (holds|is) /),
          script: expect.stringContaining('import rpy2'),
        },
      },
      findings: [],
    })
  })

  test('meets damage with a clear error or a right answer', async () => {
    await survives(rdsFormat, basename(model), await readFile(model))
  })
})

const integers = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, 4 * index)
  return bytes
}
const header = Buffer.concat([Buffer.from('X\n'), integers(2, 0x040301, 0x020300)])
const read = (...parts: Buffer[]) =>
  outcome(rdsFormat, 'model.rds', bytesOf(Buffer.concat([header, ...parts])))

test('a library that saves its models for Python as well is named', async () => {
  const booster = cases.find(({ name }) => name.startsWith('booster'))?.model ?? ''
  expect(await outcome(rdsFormat, 'model.rds', bytesOf(await readFile(booster)))).toMatchObject({
    description: { needsCode: { reason: expect.stringContaining("xgb.save(model, 'model.ubj')") } },
  })
})

test.for<[string, Buffer, string | object]>([
  ['an unknown type', integers(99), 'unknown type 99'],
  ['a vector longer than the file', integers(14, 0x7fffffff), 'ends in the middle of an R object'],
  ['a vector longer than any', integers(14, -1, -1, -1), 'of an R object'],
  ['an end in the middle', integers(19, 5, 254), 'ends in the middle of an R object'],
])('refuses %s', async ([, object, message]) => {
  expect(await read(object)).toContain(message)
})

test('gives up on the class where it would take too long', async () => {
  const deep = Buffer.concat(Array<Buffer>(100_000).fill(integers(19, 1)))
  expect(await read(deep)).toMatchObject({
    description: { holds: 'an R object, saved by R 4.3.1' },
  })
  const wide = Buffer.concat([integers(19, 3_000_000), Buffer.alloc(12_000_000, integers(254))])
  expect(await read(wide)).toHaveProperty('description')
})

test('leaves other files to others', async () => {
  const other = (text: string, name: string) => outcome(rdsFormat, name, bytesOf(Buffer.from(text)))
  expect(await other('X\nY\n', 'model.txt')).toBe(undefined)
  expect(await other('PK', 'model.rds')).toBe(undefined)
  expect(await other('A\nfairly long text', 'model.rds')).toBe(undefined)
  expect(await other('A\n2\nnot a number', 'model.rds')).toMatch(/does not begin as R writes/)
})
