/** The operands of opcodes, read without waiting from the bytes at hand. */
import { Unreadable } from '../unreadable.ts'
import { limits } from './limits.ts'

/** Takes values out of a window of the stream; beyond its end, the stream itself has ended. */
export class Operands {
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0
  private base = 0

  /** Goes on in another window, which begins at `base` in the stream. */
  renew(window: Buffer, base: number): void {
    this.bytes = window
    this.at = 0
    this.base = base
  }

  /** Where the next byte stands in the stream. */
  get offset(): number {
    return this.base + this.at
  }

  /** How many bytes of the window were taken. */
  get taken(): number {
    return this.at
  }

  get left(): number {
    return this.bytes.byteLength - this.at
  }

  uint8(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw this.cutOff()
    this.at++
    return byte
  }

  uint16(): number {
    return this.bytes.readUInt16LE(this.pass(2))
  }

  int32(): number {
    return this.bytes.readInt32LE(this.pass(4))
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.pass(4))
  }

  /** A size; one that no file has comes out inexact. */
  uint64(): number {
    return Number(this.bytes.readBigUInt64LE(this.pass(8)))
  }

  float64(): number {
    return this.bytes.readDoubleBE(this.pass(8))
  }

  utf8(size: number): string {
    const from = this.pass(size)
    return this.bytes.toString('utf8', from, from + size)
  }

  /** Bytes to look at, not to keep. */
  raw(size: number): Buffer {
    const from = this.pass(size)
    return this.bytes.subarray(from, from + size)
  }

  /** The next bytes without taking them, `size` at most. */
  peek(size: number): Buffer {
    return this.bytes.subarray(this.at, this.at + size)
  }

  /**
   * A line without its end, which must be there: a cut-off line would lose its last character in
   * Python, and nothing can follow it. Undefined, and nothing taken, when it is longer than any that
   * is kept.
   */
  line(): Buffer | undefined {
    const end = this.bytes.subarray(0, this.at + limits.piece).indexOf(10, this.at)
    if (end < 0) {
      if (this.left < limits.piece) throw this.cutOff()
      return undefined
    }
    const line = this.bytes.subarray(this.at, end)
    this.at = end + 1
    return line
  }

  private pass(size: number): number {
    const from = this.at
    if (from + size > this.bytes.byteLength) throw this.cutOff()
    this.at = from + size
    return from
  }

  private cutOff(): Unreadable {
    return new Unreadable('breaks off in the middle of a value', this.base + this.bytes.byteLength)
  }
}
