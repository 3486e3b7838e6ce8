/** What a model file may be compressed with, as `joblib.dump(compress=…)` and R's saveRDS() do it. */
import { createGunzip, createInflate } from 'node:zlib'
import { type Bytes, type Stream, streamOf } from '../bytes.ts'
import { inflated } from '../encodings/inflated.ts'
import { Unreadable } from '../unreadable.ts'
import { bzip2, looksLikeBzip2 } from './bzip2.ts'
import { looksLikeLz4, lz4 } from './lz4.ts'
import { lzmaAlone } from './lzma-alone.ts'
import { looksLikeXz, xz } from './xz.ts'

export type Compression = 'none' | 'zlib' | 'gzip' | 'bzip2' | 'xz' | 'lzma' | 'lz4'

/**
 * What a file is compressed with, by its first bytes (24 are enough). zlib and LZMA alone are
 * recognised as joblib recognises them: with the window sizes that Python's modules write.
 */
export function compressionOf(head: Uint8Array): Compression {
  const [first = 0, second = 0, third = 0] = head
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip'
  // "ZLIB Compressed Data Format Specification" (RFC 1950), 2.2: the two bytes are a multiple of 31.
  if (first === 0x78 && ((first << 8) | second) % 31 === 0) return 'zlib'
  if (looksLikeBzip2(head)) return 'bzip2'
  if (looksLikeXz(head)) return 'xz'
  if (first === 0x5d && second === 0 && head.byteLength > 13) return 'lzma'
  if (looksLikeLz4(head)) return 'lz4'
  return 'none'
}

/**
 * The stream behind the compression that a file begins with; the same bytes when there is none. It
 * is unpacked as it is read, in constant memory, and may be abandoned at any point. Throws Unreadable
 * here for joblib's oldest form, and from `next` for what is damaged.
 */
export async function decompressed(
  bytes: Bytes,
): Promise<{ readonly stream: Stream; readonly compression: Compression }> {
  const head = await bytes.read(0, 24)
  if (oldJoblib.every((byte, at) => head[at] === byte))
    throw new Unreadable(
      'is compressed as joblib did it before 0.10 (2016): load it there and dump it again with a newer joblib',
      0,
    )
  const compression = compressionOf(head)
  return { stream: decoders[compression](streamOf(bytes)), compression }
}

/** 'ZF0x': the letters, and the size as a hexadecimal number (joblib/compressor.py, _ZFILE_PREFIX). */
const oldJoblib = [0x5a, 0x46, 0x30, 0x78]

/** Pieces of this many bytes, of which zlib's default is a sixteenth. */
const options = { chunkSize: 1 << 18 }

const decoders: Readonly<Record<Compression, (packed: Stream) => Stream>> = {
  none: (packed) => packed,
  zlib: (packed) => inflated(packed, createInflate(options), 'zlib data'),
  gzip: (packed) => inflated(packed, createGunzip(options), 'gzip data'),
  bzip2: (packed) => pulled(bzip2(packed)),
  xz: (packed) => pulled(xz(packed)),
  lzma: (packed) => pulled(lzmaAlone(packed)),
  lz4: (packed) => pulled(lz4(packed)),
}

/** A generator's pieces as a stream. */
const pulled = (pieces: AsyncGenerator<Uint8Array>): Stream => ({
  async next() {
    const { done, value } = await pieces.next()
    return done ? undefined : value
  },
})
