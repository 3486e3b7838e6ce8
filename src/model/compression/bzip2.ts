/**
 * .bz2 files: streams of blocks, up to 900 kB each, that are unpacked one by one.
 *
 * Source: Joe Tsai, "BZIP2: Format Specification" (github.com/dsnet/compress, doc), after Julian
 * Seward's bzip2 1.0. What follows the last stream is left alone, as Python's `bz2` leaves it.
 */
import { Cursor, type Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { BitReader } from './bits.ts'
import { expand, readBlock } from './bzip2-block.ts'

/** The most that one block takes packed, in bytes: 900,000 symbols of 20 bits, and its tables. */
const largestPackedBlock = 2_500_000
const blockMagic = 0x314159265359
const endMagic = 0x177245385090

/** What a block holds at most, in bytes, with a stream of level 1. */
const blockStep = 100_000

/** Whether a bzip2 stream begins here: 'BZh' and a digit for the size of its blocks. */
export const looksLikeBzip2 = (head: Uint8Array): boolean =>
  head[0] === 0x42 &&
  head[1] === 0x5a &&
  head[2] === 0x68 &&
  levelOf(head) >= 1 &&
  levelOf(head) <= 9

const levelOf = (head: Uint8Array) => (head[3] ?? 0) - 0x30

/** Unpacks .bz2 streams, one after the other. Pieces are only valid until the next. */
export async function* bzip2(packed: Stream): AsyncGenerator<Uint8Array> {
  const cursor = new Cursor(packed)
  const links = new Uint32Array(9 * blockStep)
  await cursor.require(4, 'the header of a bzip2 stream')
  do yield* bzip2Stream(cursor, links)
  while ((await cursor.ready(4)) >= 4 && looksLikeBzip2(cursor.look()))
}

/** `room` is for the blocks, and used again by the next stream. */
async function* bzip2Stream(cursor: Cursor, room: Uint32Array): AsyncGenerator<Uint8Array> {
  const links = room.subarray(0, levelOf(cursor.take(4)) * blockStep)
  const bits = new BitReader(cursor)
  let sumOfSums = 0
  while (true) {
    await cursor.ready(largestPackedBlock)
    const { offset } = cursor
    const magic = bits.take(24) * 2 ** 24 + bits.take(24)
    const expected = bits.take32()
    if (magic === endMagic) {
      bits.end()
      if (expected === sumOfSums) return
      throw new Unreadable('has a damaged bzip2 stream: its checksum differs', offset)
    }
    if (magic !== blockMagic) throw new Unreadable('has damaged bzip2 data', offset)
    const block = readBlock(bits, links)
    bits.advance()
    let sum = -1
    for (const piece of expand(links, block)) {
      sum = crc32(piece, sum)
      yield piece
    }
    if (~sum >>> 0 !== expected)
      throw new Unreadable('has a damaged bzip2 block: its checksum differs', offset)
    sumOfSums = (((sumOfSums << 1) | (sumOfSums >>> 31)) ^ expected) >>> 0
  }
}

/** CRC-32 with the high bits first, unlike that of zlib. */
function crc32(piece: Uint8Array, sum: number): number {
  let value = sum
  for (let at = 0; at < piece.byteLength; at++)
    value = (value << 8) ^ (crcTable[(value >>> 24) ^ (piece[at] ?? 0)] ?? 0)
  return value
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0)
  return value
})
