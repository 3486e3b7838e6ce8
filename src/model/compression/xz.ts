/**
 * .xz files: streams of blocks, each packed with LZMA2 and summed up, and an index of the blocks.
 *
 * Source: "The .xz File Format 1.2" (tukaani.org/xz/xz-file-format.txt); section numbers are its
 * own. What follows the last stream is left alone, as Python's `lzma` leaves it.
 */
import { crc32 } from 'node:zlib'
import { Cursor, type Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { xzCheck } from './checks.ts'
import { lzma2, lzma2Dictionary } from './lzma2.ts'

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
const footerMagic = Buffer.from('YZ')
const lzma2Filter = 0x21
const filterNames: Readonly<Record<number, string>> = {
  3: 'delta',
  4: 'x86',
  5: 'PowerPC',
  6: 'IA-64',
  7: 'ARM',
  8: 'ARM-Thumb',
  9: 'SPARC',
  10: 'ARM64',
  11: 'RISC-V',
}

/** Whether an .xz stream begins here. */
export const looksLikeXz = (head: Uint8Array): boolean =>
  magic.every((byte, at) => head[at] === byte)

/** What the index must repeat: how many blocks there were, and their sizes. */
interface Totals {
  blocks: number
  packed: number
  unpacked: number
}

/** Unpacks .xz streams, one after the other. Pieces are only valid until the next. */
export async function* xz(packed: Stream): AsyncGenerator<Uint8Array> {
  const cursor = new Cursor(packed)
  do yield* xzStream(cursor)
  while (await begins(cursor))
}

async function begins(cursor: Cursor): Promise<boolean> {
  await cursor.ready(magic.length)
  return looksLikeXz(cursor.look())
}

/** 2: a header, blocks, an index, and a footer that repeats the header. */
async function* xzStream(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const what = 'the header of an xz stream'
  const at = cursor.offset
  const header = await cursor.read(12, what)
  const flags = header.subarray(6, 8)
  confirm(crc32(flags) === header.readUInt32LE(8), what, at)
  const check = header.readUInt8(7)
  confirm(header.readUInt8(6) === 0 && check < 16, what, at)
  const totals: Totals = { blocks: 0, packed: 0, unpacked: 0 }
  while (true) {
    await cursor.require(1, 'an xz stream')
    if (cursor.peek() === 0) break
    yield* block(cursor, check, totals)
  }
  const indexSize = await readIndex(cursor, totals)
  await readFooter(cursor, flags, indexSize)
}

/** 3: a header, the packed data, padding to a multiple of four, and the check. */
async function* block(cursor: Cursor, type: number, totals: Totals): AsyncGenerator<Uint8Array> {
  const { offset } = cursor
  const header = await readBlockHeader(cursor)
  const check = xzCheck(type)
  const dataAt = cursor.offset
  let unpacked = 0
  for await (const piece of lzma2(cursor, header.dictionary)) {
    unpacked += piece.byteLength
    check.update(piece)
    yield piece
  }
  const packed = cursor.offset - dataAt
  const wrong = (header.packed ?? packed) !== packed || (header.unpacked ?? unpacked) !== unpacked
  if (wrong) throw new Unreadable('has an xz block that is not as long as it says', offset)
  await readPadding(cursor, packed)
  const stored = await cursor.read(check.bytes, 'an xz block')
  const value = check.value()
  if (value.byteLength > 0 && !stored.equals(value))
    throw new Unreadable('has a damaged xz block: its checksum differs', cursor.offset)
  totals.blocks += 1
  totals.packed += dataAt - offset + packed + check.bytes
  totals.unpacked += unpacked
}

interface BlockHeader {
  readonly dictionary: number
  /** In bytes, where the header says so. */
  readonly packed: number | undefined
  readonly unpacked: number | undefined
}

/** 3.1 */
async function readBlockHeader(cursor: Cursor): Promise<BlockHeader> {
  const what = 'the header of an xz block'
  const { offset } = cursor
  await cursor.require(1, what)
  const size = ((cursor.peek() ?? 0) + 1) * 4
  const header = await cursor.read(size, what)
  const fields = header.subarray(0, size - 4)
  confirm(crc32(fields) === header.readUInt32LE(size - 4), what, offset)
  const flags = header.readUInt8(1)
  confirm((flags & 0x3c) === 0, what, offset)
  const numbers = new Numbers(fields.subarray(2), offset + 2)
  const packed = (flags & 0x40) !== 0 ? numbers.next() : undefined
  const unpacked = (flags & 0x80) !== 0 ? numbers.next() : undefined
  const filter = numbers.next()
  if (filter !== lzma2Filter || (flags & 3) !== 0)
    throw new Unreadable(
      `is packed with the xz filter '${filterNames[filter] ?? filter}', not with LZMA2 alone`,
      offset,
    )
  confirm(numbers.next() === 1, what, offset)
  return { dictionary: lzma2Dictionary(numbers.next(), offset), packed, unpacked }
}

/** 1.2: numbers of up to nine bytes, seven bits in each, the low ones first. */
class Numbers {
  private readonly data: Uint8Array
  private readonly base: number
  private at = 0

  constructor(data: Uint8Array, base: number) {
    this.data = data
    this.base = base
  }

  next(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 56; scale *= 128) {
      const byte = this.data[this.at++]
      if (byte === undefined) break
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    throw new Unreadable('holds a number without an end', this.base + this.at)
  }
}

/** 4: checks that the index repeats what the blocks were; says how long it is. */
async function readIndex(cursor: Cursor, totals: Totals): Promise<number> {
  const what = 'the index of an xz stream'
  const { offset } = cursor
  let sum = 0
  const take = async (bytes: number): Promise<Buffer> => {
    await cursor.require(bytes, what)
    const taken = cursor.take(bytes)
    sum = crc32(taken, sum)
    return taken
  }
  const number = async (): Promise<number> => {
    await cursor.ready(9)
    let length = 1
    while (length < 9 && (cursor.peek(length - 1) ?? 0) >= 0x80) length++
    const { offset } = cursor
    return new Numbers(await take(length), offset).next()
  }
  await take(1)
  confirm((await number()) === totals.blocks, what, offset)
  let packed = 0
  let unpacked = 0
  for (let left = totals.blocks; left > 0; left--) {
    packed += await number()
    unpacked += await number()
  }
  confirm(packed === totals.packed && unpacked === totals.unpacked, what, offset)
  await take((4 - ((cursor.offset - offset) % 4)) % 4)
  const stored = (await cursor.read(4, what)).readUInt32LE()
  confirm(stored === sum, what, offset)
  return cursor.offset - offset
}

/** 2.1.2 */
async function readFooter(cursor: Cursor, flags: Buffer, indexSize: number): Promise<void> {
  const what = 'the end of an xz stream'
  const { offset } = cursor
  const footer = await cursor.read(12, what)
  confirm(crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0), what, offset)
  confirm((footer.readUInt32LE(4) + 1) * 4 === indexSize, what, offset)
  confirm(footer.subarray(8, 10).equals(flags), what, offset)
  confirm(footer.subarray(10).equals(footerMagic), what, offset)
}

async function readPadding(cursor: Cursor, size: number): Promise<void> {
  const { offset } = cursor
  const padding = await cursor.read((4 - (size % 4)) % 4, 'an xz block')
  confirm(
    padding.every((byte) => byte === 0),
    'the padding of an xz block',
    offset,
  )
}

function confirm(right: boolean, what: string, offset: number): void {
  if (!right) throw new Unreadable(`is damaged in ${what}`, offset)
}
