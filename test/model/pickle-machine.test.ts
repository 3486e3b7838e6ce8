import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, Cursor, streamOf } from '../../src/model/bytes.ts'
import {
  attributeOf,
  classOf,
  type Instance,
  itemsOf,
  type Value,
} from '../../src/model/pickle/values.ts'
import { BrokenPickle, type Walk, walkPickle } from '../../src/model/pickle/walk.ts'

/** A value as test/models/pickles.py takes it. */
type Described = null | boolean | string | readonly (string | number | Described | Entry)[]
type Entry = readonly [key: string, value: Described]

const words = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '\\', '\\u0041', "it's", '"', 'a\nb', '\0', 'é', '日本', 'x'.repeat(300)),
)
const base64 = fc.uint8Array({ maxLength: 300 }).map((data) => Buffer.from(data).toString('base64'))

const { value: described } = fc.letrec<{ value: Described }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Described>(null, true, false),
    words,
    fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map((number) => ['int', String(number)]),
    fc.integer().map((number): Described => ['int', String(number)]),
    fc
      .double({ noNaN: true })
      .filter((number) => !Object.is(number, -0))
      .map((number): Described => ['float', String(number)]),
    base64.map((data): Described => ['bytes', data]),
    base64.map((data): Described => ['bytearray', data]),
    fc.constantFrom('len', 'Decimal', 'dict').map((name): Described => ['global', name]),
    fc.integer({ min: 0, max: 999 }).map((digits): Described => ['decimal', String(digits)]),
    fc.integer({ min: 0, max: 999 }).map((digits): Described => ['fraction', String(digits)]),
    fc.integer({ min: 0, max: 999 }).map((day): Described => ['date', day]),
    fc.array(tie('value'), { maxLength: 5 }).map((items): Described => ['list', ...items]),
    fc.array(tie('value'), { maxLength: 5 }).map((items): Described => ['tuple', ...items]),
    fc.array(tie('value'), { maxLength: 3 }).map((items): Described => ['deque', ...items]),
    fc
      .dictionary(words, tie('value'), { maxKeys: 4 })
      .map((of): Described => ['dict', ...entries(of)]),
    fc
      .dictionary(words, tie('value'), { maxKeys: 3 })
      .map((of): Described => ['ordered', ...entries(of)]),
    tie('value').map((item): Described => ['shared', item]),
    fc.tuple(tie('value'), tie('value')).map((parts): Described => ['point', ...parts]),
  ),
}))

const entries = (of: Readonly<Record<string, Described>>): readonly Entry[] =>
  Object.entries(of).map(([key, value]) => [key, value] as const)

interface Pickled {
  readonly value: number
  readonly protocol: number
  readonly data: string
  readonly globals: readonly (readonly [string, string])[]
}

async function pickled(values: readonly Described[]): Promise<readonly Pickled[]> {
  const python = spawn(
    process.platform === 'win32' ? 'python' : 'python3',
    [join(import.meta.dirname, '../models/pickles.py')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  python.stdin.end(JSON.stringify(values))
  const [answer] = await Promise.all([text(python.stdout), once(python, 'exit')])
  return JSON.parse(answer)
}

const walk = (data: Uint8Array, joblib = false): Promise<Walk> =>
  walkPickle(new Cursor(streamOf(bytesOf(data), 64)), {
    signal: new AbortController().signal,
    joblib,
  })

/** A described value in the words of `shown`. */
function expected(value: Described | number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const [kind, ...parts] = value
  const [first = null] = parts
  const inner = () => parts.map((part) => expected(part as Described))
  switch (kind) {
    case 'int':
      return Number.isSafeInteger(Number(first)) ? Number(first) : `${first}n`
    case 'float':
      return Number(first)
    case 'bytes':
    case 'bytearray':
      return ['bytes', first]
    case 'fraction':
    case 'date':
      return [kind]
    case 'shared': {
      const [item] = inner()
      return ['list', item, item, ['list', item]]
    }
    case 'dict':
    case 'ordered':
      return [kind, ...(parts as Entry[]).map(([key, item]) => [key, expected(item)])]
    case 'global':
    case 'decimal':
      return [kind, first]
    default:
      return [kind, ...inner()]
  }
}

/** What the walk made of it, without the many ways of saying it. */
function shown(value: Value | undefined): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return value
  switch (value.kind) {
    case 'bytes':
      return ['bytes', Buffer.from(value.data ?? []).toString('base64')]
    case 'list':
    case 'tuple':
      return [value.kind, ...value.items.map(shown)]
    case 'dict':
      return ['dict', ...[...value.entries].map(([key, item]) => [key, shown(item)])]
    case 'global':
      return ['global', value.name]
    case 'object':
      return shownObject(value)
    default:
      return value
  }
}

function shownObject(value: Instance): unknown {
  const [first, ...rest] = itemsOf(value.args) ?? []
  switch (classOf(value)?.name) {
    // How protocols 0 to 2 spell bytes, and all below 5 bytearrays.
    case 'encode':
      return ['bytes', Buffer.from(String(first), 'latin1').toString('base64')]
    case 'bytes':
    case 'bytearray':
      if (first === undefined) return ['bytes', '']
      return rest.length > 0 && typeof first === 'string'
        ? ['bytes', Buffer.from(first, 'latin1').toString('base64')]
        : shown(first)
    case 'OrderedDict':
      return [
        'ordered',
        ...[...(value.entries?.entries ?? [])].map(([key, item]) => [key, shown(item)]),
      ]
    case 'deque':
      return ['deque', ...(itemsOf(value) ?? []).map(shown)]
    case 'Point':
      return ['point', shown(attributeOf(value, 'x')), shown(attributeOf(value, 'slot'))]
    // Python pickles them in one way today and in another tomorrow.
    case 'Fraction':
    case 'date':
      return [classOf(value)?.name.toLowerCase()]
    default:
      return [classOf(value)?.name.toLowerCase(), first]
  }
}

describe('the walk of a pickle', () => {
  test('agrees with Python on values, on what is imported and on where it ends', async () => {
    const values = fc.sample(described, { numRuns: 250, seed: 7 })
    const pickles = await pickled(values)
    expect(pickles.length).toBeGreaterThan(values.length * 6)
    for (const { value, protocol, data, globals } of pickles) {
      const bytes = Buffer.from(data, 'base64')
      const found = await walk(Buffer.concat([bytes, Buffer.from('behind it')]))
      expect(shown(found.root)).toEqual(expected(values[value] ?? null))
      expect(found.globals.map(({ module, name }) => [module, name])).toEqual(globals)
      expect(found.oddities).toEqual([])
      expect(found.protocol).toBe(protocol < 2 ? 0 : protocol)
      expect(found.bytes).toBe(bytes.byteLength)
    }
  })

  test('breaks off where a pickle does, with what was found until then', async () => {
    const data = Buffer.from("cos\nsystem\n(S'ls'\ntR.")
    for (let end = 0; end < data.byteLength; end++) {
      const broken = await walk(data.subarray(0, end)).catch((error: unknown) => error)
      expect(broken).toBeInstanceOf(BrokenPickle)
      const globals = broken instanceof BrokenPickle ? broken.walk.globals : []
      expect(globals.map(({ name }) => name)).toEqual(end < 11 ? [] : ['system'])
    }
  })

  test.each([
    ['an empty stack', '.', 'needs a value of an empty stack, at byte 0'],
    ['a value below a mark', 'K\x01(\x85.', /^needs a value/],
    ['a mark that is not there', 't.', 'looks for a mark that is not there, at byte 0'],
    ['an unknown opcode', '\x80\x04\xff', 'holds a byte that is no pickle opcode, at byte 2'],
    ['a protocol to come', '\x80\x06N.', 'names protocol 6, which does not exist, at byte 0'],
    ['what was never stored', 'h\x07.', 'fetches what it never stored, at byte 0'],
    ['a number for a name', 'K\x01\x8c\x01a\x93.', 'imports by what is no text, at byte 5'],
    ['a call of a number', 'K\x01)R.', 'calls what is no function, at byte 3'],
    ['a text that goes beyond the end', 'X\xff\xff\x00\x00ab', /^breaks off/],
    ['a long text that goes beyond the end', 'X\xff\xff\xff\xffab', /^ends in the middle/],
    ['no end', '\x80\x04N', 'ends before the pickle does, at byte 3'],
  ])('refuses %s', async (_, opcodes, message) => {
    await expect(walk(Buffer.from(opcodes, 'latin1'))).rejects.toThrow(message)
  })
})

/** Every way to import os.system that hides its name from whoever only looks for GLOBAL. */
describe('names are found', () => {
  test.each([
    ['in a line', 'cos\nsystem\n.'],
    ['on the stack', '\x80\x04\x8c\x02os\x8c\x06system\x93.'],
    ['from the memo', '\x80\x04\x8c\x02osq\x000\x8c\x06systemq\x010h\x00h\x01\x93.'],
    ['from a memo that is written twice', 'Vmath\nq\x000Vos\nq\x000h\x00Vsystem\n\x93.'],
    ['by escapes', 'V\\u006fs\nV\\U00000073ystem\n\x93.'],
    ['by escapes of Python 2', "S'\\x6f\\163'\nS'system'\n\x93."],
    ['as a text of bytes', 'U\x02osU\x06system\x93.'],
    ['of an instance', '(ios\nsystem\n.'],
    ['below a mark', '(cos\nsystem\no.'],
    ['beside values that are dropped', 'K\x01(K\x02cos\nsystem\n1.'],
    ['twice from one text', 'Vos\n2q\x000h\x00Vsystem\n\x93.'],
  ])('%s', async (_, opcodes) => {
    const { globals } = await walk(Buffer.from(opcodes, 'latin1'))
    expect(globals.map(({ module, name }) => `${module}.${name}`)).toEqual(['os.system'])
  })

  test('as Python 3 understands those of Python 2, unless the protocol is newer', async () => {
    const names = async (opcodes: string) =>
      (await walk(Buffer.from(opcodes, 'latin1'))).globals.map((use) => `${use.module}.${use.name}`)
    expect(await names('c__builtin__\nunicode\n.')).toEqual(['builtins.str'])
    expect(await names('\x80\x02ccommands\ngetoutput\n.')).toEqual(['subprocess.getoutput'])
    expect(await names('\x80\x03ccommands\ngetoutput\n.')).toEqual(['commands.getoutput'])
  })

  test.each([
    ['a name that is computed', '\x80\x04\x8c\x02oscbuiltins\nstr\nVsystem\n\x85R\x93.'],
    ['a name that the loader finds', 'Pname\nVsystem\n\x93.'],
    ['a name that is too long to keep', longName()],
    ['an import by number', '\x80\x02\x82\x01.'],
    ['what it imported being changed', 'csys\nmodules\nVos\nNs.'],
  ])('or reported: %s', async (_, opcodes) => {
    const { oddities } = await walk(Buffer.from(opcodes, 'latin1'))
    expect(oddities).toHaveLength(1)
  })

  test('in what no window holds at once', async () => {
    const filler = `C\xff${'x'.repeat(255)}0`.repeat(5_000)
    const { globals } = await walk(Buffer.from(`\x80\x04${filler}cos\nsystem\n.`, 'latin1'))
    expect(globals).toEqual([
      { module: 'os', name: 'system', offset: 2 + 258 * 5_000, called: false },
    ])
  })
})

function longName(): string {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(100_000)
  return `Vos\nX${size.toString('latin1')}${'a'.repeat(100_000)}\x93.`
}
