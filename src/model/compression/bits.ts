/** Bits, the high ones of each byte first, out of what a cursor has in its window. */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/**
 * Reads without taking bytes from the cursor, so that nothing but `advance` costs more than a look
 * into the window.
 */
export class BitReader {
  private readonly cursor: Cursor
  /** How many of the window's bytes are in `held`, or were. */
  private ahead = 0
  /** The last bits read, the low ones last; only `count` of them are still to come. */
  private held = 0
  private count = 0

  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  /** The next `bits` bits, 24 at most. */
  take(bits: number): number {
    const value = this.peek(bits)
    this.count -= bits
    return value
  }

  /** The next 32 bits, without a sign. */
  take32(): number {
    return ((this.take(16) << 16) | this.take(16)) >>> 0
  }

  /** The next `bits` bits, 24 at most, which stay the next. */
  peek(bits: number): number {
    while (this.count < bits) {
      const byte = this.cursor.peek(this.ahead++)
      if (byte === undefined)
        throw new Unreadable(
          'ends in the middle of compressed data',
          this.cursor.offset + this.ahead,
        )
      this.held = (this.held << 8) | byte
      this.count += 8
    }
    return (this.held >>> (this.count - bits)) & ((1 << bits) - 1)
  }

  /** Leaves out bits that were seen by `peek`. */
  drop(bits: number): void {
    this.count -= bits
  }

  /** Takes what was read from the cursor. Once more bytes are in its window, reading goes on. */
  advance(): void {
    this.ahead -= this.count >> 3
    this.cursor.take(this.ahead)
    // What is kept are less than eight bits, of a byte that is taken already.
    this.held >>>= this.count & ~7
    this.count &= 7
    this.ahead = 0
  }

  /** Ends at the next whole byte. */
  end(): void {
    this.advance()
    this.count = 0
  }
}
