import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bytes, bytesOf } from '../../src/model/bytes.ts'
import { type Compression, decompressed } from '../../src/model/compression/index.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { damages } from './damage.ts'

const kept = join(import.meta.dirname, '../models/kept/compressed')

/** How many bytes are inside, and their SHA-256. */
interface Inside {
  readonly bytes: number
  readonly sha256: string
}

async function inside(packed: Bytes): Promise<Inside & { readonly compression: Compression }> {
  const { stream, compression } = await decompressed(packed)
  const hash = createHash('sha256')
  let bytes = 0
  for (let piece = await stream.next(); piece; piece = await stream.next()) {
    bytes += piece.byteLength
    hash.update(piece)
  }
  return { bytes, sha256: hash.digest('hex'), compression }
}

/** Python's own modules, in all the ways that joblib and tarfile call them, and more. */
const python = `
import bz2, gzip, hashlib, json, lzma, os, pathlib, random, sys, zlib
folder = pathlib.Path(sys.argv[1])
source = random.Random(3)
def mixed(size):
    parts, left = [], size
    while left > 0:
        some = source.choice([
            source.randbytes(source.randrange(1, 60_000)),
            bytes([source.randrange(256)]) * source.randrange(1, 300_000),
            ' '.join(f'node {source.randrange(40)}' for _ in range(9_000)).encode(),
        ])[:left]
        parts.append(some)
        left -= len(some)
    return b''.join(parts)
datas = {str(size): mixed(size) for size in (0, 1, 100_000, 5_000_000)}
middle = mixed(1_000_000)
alone = {'format': lzma.FORMAT_ALONE}
def xz(data, check=-1, **filter):
    return lzma.compress(data, check=check, filters=[{'id': lzma.FILTER_LZMA2, **filter}])
def endless(data):
    # What a writer does that does not know the size, as Python's own does.
    packed = lzma.compress(data, preset=1, **alone)
    assert packed[5:13] == b'\\xff' * 8
    return packed
def sized(data):
    # Only other writers put the size into the header.
    packed = lzma.compress(data, preset=1, **alone)
    return packed[:5] + len(data).to_bytes(8, 'little') + packed[13:]
ways = {
    'gzip-3': lambda d: gzip.compress(d, 3), 'zlib-3': lambda d: zlib.compress(d, 3),
    'bzip2-9': bz2.compress, 'xz-1': lambda d: lzma.compress(d, preset=1),
    'lzma-1': endless,
}
more = {
    'gzip-0': lambda d: gzip.compress(d, 0), 'gzip-9': lambda d: gzip.compress(d, 9),
    'zlib-0': lambda d: zlib.compress(d, 0), 'zlib-1': lambda d: zlib.compress(d, 1),
    'zlib-9': lambda d: zlib.compress(d, 9),
    'bzip2-1': lambda d: bz2.compress(d, 1), 'bzip2-5': lambda d: bz2.compress(d, 5),
    'xz-0': lambda d: lzma.compress(d, preset=0), 'xz-6': lambda d: lzma.compress(d, preset=6),
    'xz-9e': lambda d: lzma.compress(d, preset=9 | lzma.PRESET_EXTREME),
    'xz-nocheck': lambda d: xz(d, lzma.CHECK_NONE, preset=1),
    'xz-crc32': lambda d: xz(d, lzma.CHECK_CRC32, preset=1),
    'xz-sha256': lambda d: xz(d, lzma.CHECK_SHA256, preset=1),
    'xz-window': lambda d: xz(d, preset=4, dict_size=4096),
    'xz-lc0lp4': lambda d: xz(d, preset=1, lc=0, lp=4, pb=0),
    'xz-lc4lp0': lambda d: xz(d, preset=1, lc=4, lp=0, pb=4),
    'lzma-sized': sized, 'lzma-9': lambda d: lzma.compress(d, preset=9, **alone),
    'lzma-window': lambda d: lzma.compress(d, filters=[{'id': lzma.FILTER_LZMA1, 'dict_size': 4096}], **alone),
    'gzip-members': lambda d: b''.join(gzip.compress(d[at:at + 300_000], 1) for at in range(0, len(d), 300_000)),
    'bzip2-streams': lambda d: b''.join(bz2.compress(d[at:at + 300_000], 1) for at in range(0, len(d), 300_000)),
    'xz-streams': lambda d: b''.join(lzma.compress(d[at:at + 300_000], preset=1) for at in range(0, len(d), 300_000)),
    'bzip2-garbage': lambda d: bz2.compress(d) + b'garbage', 'xz-garbage': lambda d: lzma.compress(d, preset=1) + b'garbage',
}
answers = {}
def write(name, way, data):
    (folder / name).write_bytes(way(data))
    answers[name] = {'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}
for size, data in datas.items():
    for name, way in ways.items():
        write(f'{name}-{size}', way, data)
for name, way in more.items():
    write(name, way, middle)
(folder / 'delta.xz').write_bytes(lzma.compress(middle, filters=[{'id': lzma.FILTER_DELTA, 'dist': 4}, {'id': lzma.FILTER_LZMA2}]))
zeros = bytes(50_000_000)
(folder / 'zeros.gz').write_bytes(gzip.compress(zeros))
(folder / 'zeros.bz2').write_bytes(bz2.compress(zeros))
(folder / 'zeros.xz').write_bytes(lzma.compress(zeros, preset=1))
print(json.dumps(answers))
`

let folder = ''
let written: Readonly<Record<string, Inside>> = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'compression-'))
  const { stdout } = await promisify(execFile)(
    process.platform === 'win32' ? 'python' : 'python3',
    ['-c', python, folder],
  )
  written = JSON.parse(stdout)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (name: string) => bytesOf(readFileSync(join(folder, name)))

describe('what is unpacked is what was packed', () => {
  test('by Python', async () => {
    const names = Object.keys(written)
    expect(names.length).toBeGreaterThan(40)
    for (const name of names) {
      const compression = name.slice(0, name.indexOf('-'))
      expect({ name, ...(await inside(read(name))) }).toEqual({
        name,
        ...written[name],
        compression,
      })
    }
  })

  test('by lz4 and by xz in blocks', async () => {
    const expected = JSON.parse(readFileSync(join(kept, 'expected.json'), 'utf8'))
    for (const [name, answer] of Object.entries(expected)) {
      const { compression, ...found } = await inside(bytesOf(readFileSync(join(kept, name))))
      expect(found).toEqual(answer)
      expect(name.endsWith(compression)).toBe(true)
    }
  })

  test('and what is not packed stays as it is', async () => {
    for (const text of ['', ']', 'x', 'B', 'BZip2', 'xylophone', 'pickle'])
      expect(await inside(bytesOf(Buffer.from(text)))).toMatchObject({
        compression: 'none',
        bytes: text.length,
      })
  })
})

describe('what is damaged', () => {
  const outcome = async (data: Uint8Array): Promise<string> => {
    try {
      const { compression, sha256 } = await inside(bytesOf(data))
      return compression === 'none' ? 'not packed' : sha256
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      expect(error.message).toMatch(/^[a-zLA-Z].{10,}/)
      return 'unreadable'
    }
  }

  test.each(['zlib-3', 'gzip-3', 'bzip2-9', 'xz-1'])('is unreadable: %s', async (way) => {
    const name = `${way}-100000`
    const data = readFileSync(join(folder, name))
    for (const { kind, at, data: damaged } of damages(data)) {
      // A flipped bit may mean nothing, such as those of gzip's time.
      const allowed = ['unreadable', kind === 'flipped' ? written[name]?.sha256 : 'not packed']
      if (at < 6) allowed.push('not packed')
      expect({ kind, at, outcome: await outcome(damaged) }).toSatisfy(
        (found: { outcome: string }) => allowed.includes(found.outcome),
      )
    }
  })

  test('is unreadable where there is no checksum, or unpacks to something else', async () => {
    const files = ['linked.lz4', 'independent-frames.lz4', 'blocks.xz'].map((name) =>
      join(kept, name),
    )
    for (const file of [...files, join(folder, 'lzma-1-100000'), join(folder, 'xz-nocheck')])
      for (const damage of damages(readFileSync(file))) await outcome(damage.data)
  })

  test.each([
    { what: "joblib's oldest form", text: 'ZF0x1f4        x', says: /before 0\.10/ },
    { what: 'text', text: 'BZh9notablock-notablock', says: /has damaged bzip2 data, at byte 4/ },
    {
      what: 'a window of 2 GiB',
      text: `]${'\0'.repeat(3)}\x80${'\xff'.repeat(8)}${'\0'.repeat(6)}`,
      says: /needs a window of 2147483648 bytes/,
    },
  ])('is told from what is not supported: $what', async ({ text, says }) => {
    await expect(inside(bytesOf(Buffer.from(text, 'latin1')))).rejects.toThrow(says)
  })

  test('a filter that only executables need is named', async () => {
    await expect(inside(read('delta.xz'))).rejects.toThrow("the xz filter 'delta'")
  })
})

/** The same bytes over and over, as a file of any size. */
const repeated = (unit: Uint8Array, times: number): Bytes => ({
  size: unit.byteLength * times,
  async read(offset, length) {
    const filled = Buffer.alloc(Math.max(0, Math.min(length, this.size - offset)))
    for (let at = 0; at < filled.byteLength; ) {
      const rest = unit.subarray((offset + at) % unit.byteLength)
      at += Buffer.from(rest).copy(filled, at)
    }
    return filled
  },
})

describe.each(['gz', 'bz2', 'xz'])('a bomb of zeros: .%s', (ending) => {
  /** 50 MB each, in streams of their own. */
  const bomb = (times: number) => repeated(readFileSync(join(folder, `zeros.${ending}`)), times)

  test('goes by in constant memory', async () => {
    const before = process.memoryUsage().rss
    expect(await inside(bomb(8))).toMatchObject({ bytes: 400e6 })
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
  })

  test('of 10 GB can be left alone after the first bytes', async () => {
    const { stream } = await decompressed(bomb(200))
    const started = performance.now()
    for (let left = 1e7; left > 0; ) left -= (await stream.next())?.byteLength ?? left
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
