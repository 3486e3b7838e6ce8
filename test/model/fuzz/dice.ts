/** Numbers that look random, the same for the same seed. */

/** Source: mulberry32 (Tommy Ettinger, public domain). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A whole number from 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }

  /** One of them. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.roll(from.length)]
    if (picked === undefined) throw new RangeError('there is nothing to pick from')
    return picked
  }

  /** From 1 to `most`, small ones as often as large ones. */
  length(most: number): number {
    return Math.min(most, 1 + this.roll(2 ** this.roll(17)))
  }

  bytes(length: number): Buffer {
    return Buffer.from(Uint8Array.from({ length }, () => this.roll(256)))
  }
}
