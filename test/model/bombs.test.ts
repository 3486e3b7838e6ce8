/** Files that claim, unpack to, or are gigabytes: met in bounded time and memory. */
import { execFile } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { bombZip, bytes, length, pickle, tarOfFolders, times, uint64 } from './bombs.ts'
import { told, type Weighed, words } from './frontDoor.ts'
import { storedZip } from './zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'bombs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MiB = 2 ** 20
const million = 1_000_000
/** In MiB: Node itself takes a hundred, and what it has not yet given back as much again. */
const mostMemory = 512
/** In milliseconds, on a busy machine. */
const longest = 60_000

function file(name: string, data: Uint8Array | string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, data)
  return path
}

/** A file of so many bytes that begins in this way, is otherwise of zeros, and takes no room. */
function sparse(name: string, size: number, head: Uint8Array, tail = ''): string {
  const path = join(folder, name)
  const opened = openSync(path, 'w')
  writeSync(opened, head)
  ftruncateSync(opened, size)
  if (tail !== '') writeSync(opened, tail, size - tail.length)
  closeSync(opened)
  return path
}

/** What the front door says in a process of its own, whose memory is its own as well. */
async function weigh(path: string): Promise<Weighed> {
  const script = join(import.meta.dirname, 'frontDoor.ts')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, path])
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

async function meet(path: string, expected: string | RegExp): Promise<void> {
  const { words, took, memory } = await weigh(path)
  expect(words).toMatch(expected)
  expect(took).toBeLessThan(longest)
  expect(memory).toBeLessThan(mostMemory)
}

const GB = 1_000_000_000
const npy = "{'descr': '<f8', 'fortran_order': False, 'shape': (625000000,), }".padEnd(117)

describe('a sparse file', () => {
  test.each([
    ['zeros.bin', 5 * GB, bytes(), /is no model: it is a file of zeros$/],
    ['whole.pkl', 5 * GB, pickle('\x8e', uint64(5 * GB - 12)), /^is read: bytes$/],
    [
      'array.pkl',
      GB / 4,
      pickle('\x8e', uint64(5 * GB)),
      /ends in the middle of a value, at byte 250000000$/,
    ],
    [
      'array.npy',
      GB / 4,
      bytes('\x93NUMPY\x01\0v\0', npy, '\n'),
      /is no model: it is a NumPy array$/,
    ],
    ['deep.h5', GB / 4, bytes('\x89HDF\r\n\x1a\n'), /^'deep.h5' /],
    ['graph.onnx', GB / 4, bytes('\x08\x08:\x80\xe4\x97\xd0\x12'), /ends in the middle of field 7/],
    [
      'tensors.safetensors',
      GB / 4,
      bytes(uint64(90 * million), '{"a":'),
      /has 90000000 bytes in the header, more than/,
    ],
    [
      'model.cbm',
      GB / 4,
      bytes('CBM1\xf0\xff\xff\xff'),
      /ends before the 4294967280 bytes of its core do/,
    ],
    ['model.zip', GB / 4, bytes('PK\x03\x04'), /is an archive without a directory: it was cut off/],
    ['model.json', GB / 4, bytes('{"learner":{"a":"'), /ends in the middle of its JSON/],
  ])('%s', async (name, size, head, expected) => {
    await meet(sparse(name, size, head, name === 'whole.pkl' ? '.' : ''), expected)
  })
})

describe('a bomb', () => {
  const zeros = Buffer.alloc(64 * MiB)
  const deflated = deflateRawSync(zeros)

  test.each([
    ['model.gz', gzipSync(Buffer.alloc(512 * MiB)), /is no model|is of no model format/],
    ['model.tar.gz', gzipSync(Buffer.alloc(512 * MiB)), /a tar archive that goes on after its end/],
    ['million.tar.gz', gzipSync(tarOfFolders(200_000)), /goes beyond 100000 entries with 'd\/'/],
    ['many.zip', bombZip(70, deflated, zeros.length), /goes beyond 1000 times its \d+ bytes/],
    [
      'overlapping.zip',
      bombZip(70, deflated, zeros.length, 0),
      /goes beyond 1000 times its \d+ bytes/,
    ],
    ['lying.zip', bombZip(1, deflated, 10), /with more bytes than the 10 that its directory says/],
  ])('%s', async (name, data, expected) => meet(file(name, data), expected))

  test('archives in archives are left packed', async () => {
    let nested: Uint8Array = bombZip(1, deflated, zeros.length)
    for (let depth = 0; depth < 6; depth++) nested = storedZip({ 'a.zip': nested, 'b.zip': nested })
    await meet(file('nested.zip', nested), /holds no file of a model format .*: a.zip, b.zip$/)
  })
})

describe('a pickle', () => {
  test.each([
    ['nested lists', pickle(times(million, ']'), times(million - 1, 'a'), '.'), /^is read: a list/],
    ['nested tuples', pickle(')', times(million, '\x85'), '.'), /^is read: a tuple/],
    ['calls of calls', pickle('cbuiltins\nlist\n', times(million, ')R'), '.'), /^is read/],
    [
      'dicts in dicts',
      pickle(times(million, '}K\x01'), times(million, 's')),
      /stacks up more values/,
    ],
    ['marks', pickle(times(10 * million, '('), '.'), /stacks up more marks than are followed/],
    ['memo', pickle('N', times(10 * million, '\x94'), '.'), /^is read: None$/],
    ['keys', pickle('}', times(5 * million, '\x8c\x02abNs'), '.'), /^is read: a dict of/],
  ])('of endless %s', async (name, data, expected) => meet(file(`${name}.pkl`, data), expected))
})

test.each([
  ['long text', pickle('\x8d', uint64(1n << 63n), 'abc.'), /ends in the middle of a value/],
  ['longest text', pickle('\x8d', uint64((1n << 64n) - 1n), '.'), /ends in the middle of a value/],
  ['frame', pickle('\x95', uint64(1n << 63n), 'N.'), /ends in the middle of a frame, at byte 13$/],
  [
    'negative integer',
    pickle('\x8b\xff\xff\xff\xff.'),
    /has an integer of a negative size, at byte 2$/,
  ],
  ['negative text', pickle('T\xff\xff\xff\xff.'), /has a text of a negative size, at byte 2$/],
  [
    'digits',
    pickle(times(60_000, '9').fill('I', 0, 1), '\n.'),
    /has a malformed number, at byte 2$/,
  ],
])('a pickle that claims an endless %s', async (name, data, expected) => {
  expect(await words(file(`${name}.pkl`, data))).toMatch(expected)
})

describe('a text', () => {
  const deep = times(100_000, '[')
  const lists = times(200_000, '*a,')
  const protobuf = Array.from({ length: 60 }).reduce<Buffer>(
    (inner) => bytes('\x3a', length(inner), inner),
    bytes(),
  )

  test.each([
    ['model.json', bytes('{"learner":', times(100_000, '{"learner":')), /is nested too deeply/],
    ['other.json', bytes('{"version":[2,0,0],"learner":{"a":', deep), /is nested too deeply/],
    ['model.ubj', bytes('{L\0\0\0\0\0\0\0\x07learner', deep), /is nested too deeply/],
    ['model.onnx', bytes('\x08\x08', protobuf), /^is read|^'model.onnx' /],
    ['deep/MLmodel', bytes('a: ', deep), /is nested too deeply/],
    ['lines/MLmodel', times(400_000, 'a: b\n'), /more lines and values than a configuration/],
    [
      'aliases/MLmodel',
      bytes('a: &a []\nb: [', lists, ']'),
      /more (lines and values|than 100 aliases)/,
    ],
    [
      'sizes.txt',
      bytes('tree\nversion=v3\ntree_sizes=', times(2 * million, '1 '), '\n\n'),
      /a line of 2000000 values/,
    ],
    [
      'names.txt',
      bytes('tree\nversion=v3\nfeature_names=', times(30 * million, 'a ')),
      /a line that is too long/,
    ],
  ])('%s', async (name, data, expected) => {
    const path = file(name, data)
    await meet(name.endsWith('MLmodel') ? join(path, '..') : path, expected)
  })
})

test.runIf(process.platform === 'linux')(
  'an aborted reading ends at once, and closes its files',
  async () => {
    const path = sparse('aborted.pkl', 5 * GB, pickle('\x8e', uint64(5 * GB)))
    const stop = new AbortController()
    const reading = told(path, stop.signal)
    setTimeout(() => stop.abort(new Error('enough')), 200)
    const started = performance.now()
    await expect(reading).rejects.toThrow('enough')
    expect(performance.now() - started).toBeLessThan(5_000)
    const open = readdirSync('/proc/self/fd').map((descriptor) =>
      linkOf(`/proc/self/fd/${descriptor}`),
    )
    expect(open).not.toContain(path)
  },
)

/** The descriptor that lists the others is closed by now. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
