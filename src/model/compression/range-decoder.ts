/**
 * The range decoder of LZMA: bits that cost the less the likelier they are.
 *
 * Source: "LZMA specification" (Igor Pavlov, 7-zip.org/sdk.html), "Range decoder". Only
 * beyond the input's end does `?? 0` ever happen.
 */
import { Unreadable } from '../unreadable.ts'

const evenChance = 1 << 10

/** Reads bits, each with its own probability, which every reading teaches. */
export class RangeDecoder {
  private probabilities = new Uint16Array(0)
  private input: Uint8Array = new Uint8Array(0)
  private inputAt = 0
  /** 32 bits each. Kept signed, since V8 stores what fits into a signed 32-bit integer fastest. */
  private range = 0
  private code = 0

  /** Takes `count` new probabilities. */
  allot(count: number): void {
    this.probabilities = new Uint16Array(count)
  }

  /** Forgets all that was learned: every bit is as likely 0 as 1. */
  reset(): void {
    this.probabilities.fill(evenChance)
  }

  /** Starts on the five first bytes, the first of which is 0. */
  start(head: Uint8Array, offset: number): void {
    if (head[0] !== 0) throw new Unreadable('has LZMA data that does not begin with a zero', offset)
    this.range = -1
    this.code = 0
    for (let at = 1; at < 5; at++) this.code = (this.code << 8) | (head[at] ?? 0)
  }

  /** Gives the bytes to read from. Beyond their end there are zeros. */
  feed(input: Uint8Array): void {
    this.input = input
    this.inputAt = 0
  }

  /** How many bytes of the input were taken; more than it has when it ended too early. */
  get taken(): number {
    return this.inputAt
  }

  /** Whether it stands where it stands after whole data. */
  get finished(): boolean {
    return this.code === 0
  }

  /** A number whose bits, the high ones first, each have the probability that those before choose. */
  tree(group: number, bits: number): number {
    let node = 1
    for (let left = bits; left > 0; left--) node = (node << 1) | this.bit(group + node)
    return node - (1 << bits)
  }

  /** Likewise, the low bits first. */
  reverseTree(group: number, bits: number): number {
    let node = 1
    let value = 0
    for (let shift = 0; shift < bits; shift++) {
      const bit = this.bit(group + node)
      node = (node << 1) | bit
      value |= bit << shift
    }
    return value
  }

  /** Bits that are as likely 0 as 1. */
  direct(bits: number): number {
    let value = 0
    for (let left = bits; left > 0; left--) {
      this.range = (this.range >>> 1) | 0
      const one = this.code >>> 0 >= this.range >>> 0 ? 1 : 0
      if (one === 1) this.code = (this.code - this.range) | 0
      this.normalise()
      value = (value << 1) | one
    }
    return value
  }

  /** One bit, and the lesson that its probability takes from it. */
  bit(index: number): number {
    const probability = this.probabilities[index] ?? 0
    const bound = Math.imul(this.range >>> 11, probability)
    if (this.code >>> 0 < bound >>> 0) {
      this.range = bound
      this.probabilities[index] = probability + ((2048 - probability) >> 5)
      this.normalise()
      return 0
    }
    this.range = (this.range - bound) | 0
    this.code = (this.code - bound) | 0
    this.probabilities[index] = probability - (probability >> 5)
    this.normalise()
    return 1
  }

  private normalise(): void {
    if (this.range >>> 0 >= 1 << 24) return
    this.range <<= 8
    this.code = (this.code << 8) | (this.input[this.inputAt++] ?? 0)
  }
}
