/** One block of LZ4: literals and matches in turns. "LZ4 Block Format Description". */
import { Unreadable } from '../unreadable.ts'

const shortestMatch = 4

/**
 * Unpacks a block into `window` from `from` on, where what came before may be referred to; says where
 * it ends. `offset` is the block's, for errors.
 */
export function unpackLz4Block(
  packed: Uint8Array,
  window: Uint8Array,
  from: number,
  offset: number,
): number {
  const damaged = () => new Unreadable('has a damaged lz4 block', offset)
  let at = 0
  let to = from
  /** A length of 15 goes on in the bytes that follow, up to the first that is not 255. */
  const lengthOf = (nibble: number): number => {
    let length = nibble
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= packed.byteLength) throw damaged()
      more = packed[at++] ?? 0
    }
    return length
  }
  while (true) {
    if (at >= packed.byteLength) throw damaged()
    const token = packed[at++] ?? 0
    const literals = lengthOf(token >> 4)
    if (literals > packed.byteLength - at || literals > window.byteLength - to) throw damaged()
    for (const end = at + literals; at < end; ) window[to++] = packed[at++] ?? 0
    // The last sequence has no match.
    if (at === packed.byteLength) return to
    const distance = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8)
    at += 2
    const length = lengthOf(token & 15) + shortestMatch
    if (distance === 0 || distance > to || length > window.byteLength - to) throw damaged()
    for (const end = to + length; to < end; to++) window[to] = window[to - distance] ?? 0
  }
}
