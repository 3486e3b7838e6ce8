/** Huffman codes as bzip2 has them: canonical, of 1 to 20 bits. */
import { Unreadable } from '../unreadable.ts'
import type { BitReader } from './bits.ts'

/** "BZIP2: Format Specification", 2.2.5 */
export const longestCode = 20
/** Codes up to this length, which nearly all are, are looked up at once. */
const quick = 10

/** The symbols of one table, found by their codes. */
export class HuffmanTable {
  /** By the next ten bits: the symbol and, in the low five bits, its code's length; 0 for longer codes. */
  private readonly lookup = new Uint16Array(1 << quick)
  /** By length: the first code that is longer, filled up to 20 bits. */
  private readonly limits = new Uint32Array(longestCode + 1)
  /** By length: what to add to a code to get its place in `symbols`. */
  private readonly bases = new Int32Array(longestCode + 1)
  /** By code. */
  private readonly symbols: Uint16Array

  /** `lengths` are those of the symbols' codes, 1 to 20. */
  constructor(lengths: Uint8Array) {
    this.symbols = new Uint16Array(lengths.length)
    let code = 0
    let place = 0
    for (let length = 1; length <= longestCode; length++) {
      this.bases[length] = place - code
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue
        if (length <= quick) {
          const first = code << (quick - length)
          this.lookup.fill((symbol << 5) | length, first, first + (1 << (quick - length)))
        }
        this.symbols[place++] = symbol
        code++
      }
      // More codes of this length than there are: the rest of the table would never be used.
      code = Math.min(code, 1 << length)
      this.limits[length] = code << (longestCode - length)
      code <<= 1
    }
  }

  /** The next symbol. */
  read(bits: BitReader): number {
    const next = bits.peek(longestCode)
    const found = this.lookup[next >> (longestCode - quick)] ?? 0
    if (found !== 0) {
      bits.drop(found & 31)
      return found >> 5
    }
    for (let length = quick + 1; length <= longestCode; length++) {
      if (next >= (this.limits[length] ?? 0)) continue
      bits.drop(length)
      const place = (next >> (longestCode - length)) + (this.bases[length] ?? 0)
      return this.symbols[place] ?? 0
    }
    throw new Unreadable('has damaged bzip2 data: no symbol has this code')
  }
}
