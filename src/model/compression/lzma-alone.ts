/**
 * The older .lzma files, "LZMA alone": 13 bytes of header, then one run of LZMA data.
 *
 * Source: "LZMA specification" (Igor Pavlov), "lzma file format". What follows the data is left
 * alone, as Python's `lzma` leaves it.
 */
import { Cursor, type Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { LzmaDecoder, longestSymbol, lzmaProperties } from './lzma.ts'

const unknownSize = 2n ** 64n - 1n
/** How much is given to the decoder at once, in bytes. */
const portion = 1 << 16

/** Unpacks a .lzma file. Pieces are only valid until the next. */
export async function* lzmaAlone(packed: Stream): AsyncGenerator<Uint8Array> {
  const cursor = new Cursor(packed)
  await cursor.require(13 + 5, 'the header of LZMA data')
  const properties = lzmaProperties(cursor.take(1).readUInt8(), 0)
  const decoder = new LzmaDecoder(cursor.take(4).readUInt32LE(), 1)
  const size = cursor.take(8).readBigUInt64LE()
  decoder.setProperties(properties)
  decoder.start(cursor.take(5), 13)

  let left = size === unknownSize ? Number.POSITIVE_INFINITY : Number(size)
  let kept: Uint8Array = new Uint8Array(0)
  while (left > 0 && !decoder.ended) {
    const fresh = cursor.take(Math.min(portion, await cursor.ready(portion)))
    const last = fresh.byteLength === 0
    // A symbol is only begun when it is there to its end; the zeros stand for what was cut off.
    const input = Buffer.concat([kept, last ? Buffer.alloc(longestSymbol) : fresh])
    const until = last ? kept.byteLength : input.byteLength - longestSymbol
    decoder.feed(input)
    for (let piece = decoder.decode(left, until); piece.byteLength > 0; ) {
      left -= piece.byteLength
      yield piece
      piece = decoder.decode(left, until)
    }
    if (last && (decoder.taken > kept.byteLength || (left > 0 && !decoder.ended)))
      throw new Unreadable('ends in the middle of LZMA data', cursor.offset)
    kept = input.subarray(decoder.taken)
  }
  // Where the size is known, the marker may still follow.
  if (decoder.ended && !decoder.finished)
    throw new Unreadable('has damaged LZMA data', cursor.offset)
  if (left > 0 && Number.isFinite(left))
    throw new Unreadable(`has LZMA data that ends ${left} bytes too early`, cursor.offset)
}
