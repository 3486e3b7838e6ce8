/** The texts of a JSON document under certain names, however the bytes come. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, Cursor, streamOf } from '../../src/model/bytes.ts'
import { watchTexts } from '../../src/model/encodings/json-texts.ts'

async function seen(text: string, piece: number, texts: string[], names: string[] = []) {
  const found: [string, string][] = []
  await watchTexts(
    new Cursor(streamOf(bytesOf(Buffer.from(text)), piece)),
    { texts: new Set(texts), names: new Set(names), see: (...pair) => found.push(pair) },
    new AbortController().signal,
  )
  return found
}

/** The same by way of JSON.parse. */
function texts(value: unknown, wanted: string, under = ''): [string, string][] {
  if (typeof value === 'string') return under === wanted ? [[under, value]] : []
  if (Array.isArray(value)) return value.flatMap((item) => texts(item, wanted, under))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => texts(item, wanted, name))
}

test('are those that JSON.parse finds there', async () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '"', '\\'), tie('node'), { maxKeys: 3 }),
    ),
  })).node
  await fc.assert(
    fc.asyncProperty(value, fc.integer({ min: 1, max: 9 }), async (value, piece) => {
      expect(await seen(JSON.stringify(value), piece, ['a'])).toEqual(texts(value, 'a'))
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('a list keeps its name after an object in it', async () => {
  const text = '{"guards": ["x", {"target": "y"}, "z"], "target": 1, "other": "no"}'
  expect(await seen(text, 3, ['guards'])).toEqual([
    ['guards', 'x'],
    ['guards', 'z'],
  ])
})

test('the names of members are told where they are asked for', async () => {
  expect(await seen('{"ranges": {"s\\u0030": {"min": "0"}, "s1": 1}}', 2, [], ['ranges'])).toEqual([
    ['ranges', 's0'],
    ['ranges', 's1'],
  ])
})

test('a text of any length is told as far as it is looked at', async () => {
  const [told] = await seen(JSON.stringify({ a: 'x'.repeat(1_000_000) }), 4096, ['a'])
  expect(told?.[1].length).toBe(200_001)
})
