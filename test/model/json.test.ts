/** JSON and UBJSON, of which only what is wanted is kept. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, Cursor, streamOf } from '../../src/model/bytes.ts'
import { pickJson } from '../../src/model/encodings/json.ts'
import { at, type Kept, listAt, numberAt, textAt } from '../../src/model/encodings/kept.ts'
import { pickUbjson } from '../../src/model/encodings/ubjson.ts'

const cursorOver = (data: string | Uint8Array, piece: number) =>
  new Cursor(streamOf(bytesOf(Buffer.from(data)), piece))

/** What JSON.parse gives, in the form of what is kept. */
const asKept = (value: unknown): Kept => {
  if (Array.isArray(value)) return value.map(asKept)
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([name, item]) => [name, asKept(item)]))
  return value as Kept
}

test('reads what JSON.parse reads, however the bytes come', async () => {
  const cases = fc.asyncProperty(
    fc.jsonValue({ maxDepth: 4 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 0, max: 2 }),
    async (value, piece, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(await pickJson(cursorOver(text, piece), true)).toEqual(asKept(JSON.parse(text)))
    },
  )
  await fc.assert(cases, { numRuns: 200, seed: 1 })
})

test('passes over what is not wanted, to the last byte', async () => {
  const cases = fc.asyncProperty(
    fc.jsonValue({ maxDepth: 4 }),
    fc.integer({ min: 1, max: 9 }),
    async (value, piece) => {
      const text = JSON.stringify({ first: value, wanted: 1, last: value })
      const cursor = cursorOver(text, piece)
      expect(await pickJson(cursor, { wanted: true })).toEqual(new Map([['wanted', 1]]))
      expect(cursor.offset).toBe(Buffer.byteLength(text))
    },
  )
  await fc.assert(cases, { numRuns: 200, seed: 2 })
})

test('knows the numbers that only Python and XGBoost write', async () => {
  expect(await pickJson(cursorOver('[NaN, -Infinity, Infinity]', 4), true)).toEqual([
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ])
})

test.for([
  '',
  '{',
  '[1,]',
  '{"a" 1}',
  '{"a": tru}',
  '[1',
  '"\\',
  '{a: 1}',
  '[01x]',
  '1'.repeat(500),
])('refuses %j', async (text) => {
  await expect(pickJson(cursorOver(text, 3), true)).rejects.toThrow(/^(is no JSON|ends in)/)
})

test('keeps no more than its budget', async () => {
  const long = `["${'a'.repeat(65 << 20)}"]`
  await expect(pickJson(cursorOver(long, 1 << 18), true)).rejects.toThrow('more names and param')
})

/** The document of the examples below: {"skip": …, "keep": …}. */
const ubjson = (skipped: string, kept: string) =>
  Buffer.from(`{U\x04skip${skipped}U\x04keep${kept}}`, 'latin1')

test.for([
  ['nested lists', '[#U\x02[i\x01i\x02][]', '[TFZ]', [true, false, null]],
  ['lists of one type', '[$d#U\x02abcdefgh', '[$U#U\x03\x01\x02\x03', [1, 2, 3]],
  ['objects', '{U\x01a{U\x01bSU\x02hiU\x01cZ}}', '{U\x01xI\x01\x00}', new Map([['x', 256]])],
  ['texts', 'SL\0\0\0\0\0\0\0\x03abc', 'SU\x06B\xc3\xa6rum', 'Bærum'],
  ['counted objects', '[#U\x02{}{U\x01aT}', 'd\x3f\x80\0\0', 1],
] as const)('reads and passes over %s of UBJSON', async ([, skipped, kept, value]) => {
  for (const piece of [1, 2, 5, 100]) {
    const document = await pickUbjson(cursorOver(ubjson(skipped, kept), piece), { keep: true })
    expect(document).toEqual(new Map([['keep', value]]))
  }
})

test.for(['', '{', '{U', '[$T#U\x05', '[$i', 'SU\xff', 'X', 'Sl\xff\xff\xff\xff', '['.repeat(500)])(
  'refuses the UBJSON %j',
  async (text) => {
    for (const wanted of [true, { a: true }] as const)
      await expect(pickUbjson(cursorOver(Buffer.from(text, 'latin1'), 3), wanted)).rejects.toThrow(
        /is no UBJSON|ends |without its length|claims|nested/,
      )
  },
)

test('finds what was kept by its path', async () => {
  const document = await pickJson(cursorOver('{"a": {"b": "7"}, "c": [1], "d": "x"}', 9), true)
  expect(textAt(document, 'a', 'b')).toBe('7')
  expect(numberAt(document, 'a', 'b')).toBe(7)
  expect(numberAt(document, 'd')).toBe(undefined)
  expect(listAt(document, 'c')).toEqual([1])
  expect(at(document, 'c', 'length')).toBe(undefined)
})
