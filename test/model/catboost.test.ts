/** CatBoost's models, as two of its versions wrote them, and as nobody should. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, Cursor, type Stream } from '../../src/model/bytes.ts'
import { catboostBlob, catboostFormat } from '../../src/model/formats/catboost.ts'
import { testKept } from './boosters.ts'
import { outcome } from './damage.ts'

testKept(catboostFormat, catboostBlob, ['catboost-1.2.2', 'catboost-1.2.10'])

const kept = join(import.meta.dirname, '../models/kept/catboost-1.2.10')
const model = await readFile(join(kept, 'regressor-RMSE/model.cbm'))

test('survives whatever a single byte of it becomes', async () => {
  for (let at = 0; at < model.byteLength; at += 3) {
    const damaged = Buffer.from(model)
    damaged[at] = (damaged[at] ?? 0) ^ 0xff
    await outcome(catboostFormat, 'model.cbm', bytesOf(damaged))
  }
})

test('says that its core is not all there', async () => {
  expect(await outcome(catboostFormat, 'model.cbm', bytesOf(model.subarray(0, 3000)))).toMatch(
    /^ends before the \d+ bytes of its core do, at byte 3000$/,
  )
})

test('does not keep a large model in memory to read it in a pickle', async () => {
  const coreSize = 1 << 30
  const head = Buffer.from(model.subarray(0, 8))
  head.writeUInt32LE(coreSize, 4)
  const zeros = Buffer.alloc(1 << 20)
  const pieces = [head, ...Array<Buffer>(coreSize / zeros.byteLength).fill(zeros)]
  const stream: Stream = { next: async () => pieces.shift() }
  const reading = catboostBlob.read(new Cursor(stream), 8 + coreSize)
  await expect(reading).rejects.toThrow('without trees')
  expect(pieces).toEqual([])
})
