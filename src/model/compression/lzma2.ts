/**
 * LZMA2: LZMA in chunks of at most 2 MiB, each of which says its packed and unpacked size.
 *
 * Source: "XZ Embedded" (tukaani.org/xz/embedded.html), xz_dec_lzma2.c, where the chunks' control
 * byte is described; "The .xz File Format 1.2", 5.3.1, says how big the window is.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { LzmaDecoder, lzmaProperties } from './lzma.ts'

/** The window's size from the filter's one byte of properties. */
export function lzma2Dictionary(byte: number, offset: number): number {
  if (byte > 40) throw new Unreadable(`has LZMA2 properties that do not exist, ${byte}`, offset)
  return byte === 40 ? 2 ** 32 - 1 : (2 | (byte & 1)) * 2 ** ((byte >> 1) + 11)
}

/** Unpacks the chunks up to and with the one that ends them. Pieces are only valid until the next. */
export async function* lzma2(cursor: Cursor, dictionary: number): AsyncGenerator<Uint8Array> {
  const decoder = new LzmaDecoder(dictionary, cursor.offset)
  /** What the next chunk must begin with at least: 0xe0 a new window, 0xc0 new properties. */
  let atLeast = 0xe0
  while (true) {
    await cursor.require(1, 'an LZMA2 chunk')
    const { offset } = cursor
    const control = cursor.take(1).readUInt8()
    if (control === 0) return
    if (control < 0x80) {
      if (control > 2 || (control === 2 && atLeast === 0xe0)) throw damaged(offset)
      if (control === 1) {
        decoder.resetDictionary()
        atLeast = 0xc0
      }
      yield* storedChunk(cursor, decoder)
    } else {
      if (control < atLeast) throw damaged(offset)
      atLeast = 0x80
      yield* packedChunk(cursor, decoder, control)
    }
  }
}

async function* storedChunk(cursor: Cursor, decoder: LzmaDecoder): AsyncGenerator<Uint8Array> {
  await cursor.require(2, 'an LZMA2 chunk')
  const size = cursor.take(2).readUInt16BE() + 1
  await cursor.require(size, 'an LZMA2 chunk')
  let data: Uint8Array = cursor.take(size)
  while (data.byteLength > 0) {
    const piece = decoder.store(data)
    data = data.subarray(piece.byteLength)
    yield piece
  }
}

async function* packedChunk(
  cursor: Cursor,
  decoder: LzmaDecoder,
  control: number,
): AsyncGenerator<Uint8Array> {
  await cursor.require(5, 'an LZMA2 chunk')
  let left = ((control & 0x1f) << 16) + cursor.take(2).readUInt16BE() + 1
  const size = cursor.take(2).readUInt16BE() + 1
  if (control >= 0xe0) decoder.resetDictionary()
  if (control >= 0xc0) {
    await cursor.require(1, 'an LZMA2 chunk')
    const { offset } = cursor
    const properties = lzmaProperties(cursor.take(1).readUInt8(), offset)
    if (properties.literalContext + properties.literalPosition > 4) throw damaged(offset)
    decoder.setProperties(properties)
  } else if (control >= 0xa0) decoder.resetState()
  await cursor.require(size, 'an LZMA2 chunk')
  const { offset } = cursor
  const packed = cursor.take(size)
  if (size < 5) throw damaged(offset)
  decoder.start(packed, offset)
  const input = packed.subarray(5)
  decoder.feed(input)
  while (left > 0) {
    const piece = decoder.decode(left, input.byteLength)
    if (piece.byteLength === 0) throw damaged(offset)
    left -= piece.byteLength
    yield piece
  }
  if (decoder.taken !== input.byteLength || !decoder.finished) throw damaged(offset)
}

const damaged = (offset: number) => new Unreadable('has damaged LZMA2 data', offset)
