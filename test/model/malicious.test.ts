/** Every file of the malicious collection is caught, to the last one; no honest model is. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { listContent } from '../../src/model/content.ts'
import { buildCollection, inspect, isCaught } from '../models/caught.ts'

const folder = await mkdtemp(join(tmpdir(), 'malicious-'))
const collection = await buildCollection(folder)

afterAll(() => rm(folder, { recursive: true }))

test('the collection is large', () => {
  expect(Object.keys(collection).length).toBeGreaterThan(500)
})

test('every hostile file is caught', async () => {
  const missed: string[] = []
  for (const [file, expected] of Object.entries(collection)) {
    const outcome = await inspect(join(folder, file))
    if (!isCaught(outcome, expected)) missed.push(file)
  }
  expect(missed).toEqual([])
})

test('no honest model is taken for a hostile one', async () => {
  const kept = join(import.meta.dirname, '../models/kept')
  const { files } = await listContent(kept, { ignoreFiles: [] })
  const alarms: string[] = []
  // Keras marshals the code of a Lambda layer into its file: two are kept to show that it is told.
  for (const { path } of files.filter((file) => !file.path.includes('/lambda-'))) {
    const { dangerous } = await inspect(join(kept, path))
    alarms.push(...dangerous.map((what) => `${path}: ${what}`))
  }
  expect(files.length).toBeGreaterThan(100)
  expect(alarms).toEqual([])
})
