/**
 * The LZMA decoder that .xz and .lzma files share: literals, and matches in a sliding window.
 *
 * Source: "LZMA specification" (Igor Pavlov, 7-zip.org/sdk.html).
 */
import { Unreadable } from '../unreadable.ts'
import { RangeDecoder } from './range-decoder.ts'

/** The largest window that is held in memory: what `xz -9` writes. */
export const largestDictionary = 64 << 20

/** No symbol takes more input than this ("LZMA_REQUIRED_INPUT_MAX" of the LZMA SDK). */
export const longestSymbol = 20

const states = 12
const positionStates = 1 << 4
const lengthCoder = 2 + 2 * 8 * positionStates + 256

/** Where each group of probabilities begins. */
const isMatch = 0
const isRepeat = isMatch + states * positionStates
const isRepeat0 = isRepeat + states
const isRepeat1 = isRepeat0 + states
const isRepeat2 = isRepeat1 + states
const isLongRepeat0 = isRepeat2 + states
const distanceSlots = isLongRepeat0 + states * positionStates
const distanceSpecial = distanceSlots + 4 * 64
const distanceAlign = distanceSpecial + 115
const matchLength = distanceAlign + 16
const repeatLength = matchLength + lengthCoder
const literals = repeatLength + lengthCoder

const endMarker = 0xffffffff

/** How many high bits of the byte before, and which low bits of the position, choose probabilities. */
export interface LzmaProperties {
  readonly literalContext: number
  readonly literalPosition: number
  readonly position: number
}

/** Reads the byte that holds lc, lp and pb: (pb * 5 + lp) * 9 + lc. */
export function lzmaProperties(byte: number, offset: number): LzmaProperties {
  if (byte >= 9 * 5 * 5)
    throw new Unreadable(`has LZMA properties that do not exist, ${byte}`, offset)
  const rest = Math.floor(byte / 9)
  return { literalContext: byte % 9, literalPosition: rest % 5, position: Math.floor(rest / 5) }
}

/** Unpacks LZMA data, piece by piece; it knows nothing of the files that hold it. */
export class LzmaDecoder {
  /** Whether the end marker was met. */
  ended = false

  private readonly window: Uint8Array
  /** Where the next byte goes. */
  private at = 0
  /** How many bytes of the window are filled. */
  private filled = 0

  private readonly bits = new RangeDecoder()
  private contextBits = 0
  private literalMask = 0
  private positionMask = 0
  private state = 0
  /** The last four distances, minus 1. */
  private repeat0 = 0
  private repeat1 = 0
  private repeat2 = 0
  private repeat3 = 0
  /** What is left to copy of a match that went beyond the last piece. */
  private copying = 0

  /** `dictionary` is the file's word for how far back a match may reach. */
  constructor(dictionary: number, offset: number) {
    if (dictionary > largestDictionary)
      throw new Unreadable(
        `needs a window of ${dictionary} bytes to unpack, more than the ${largestDictionary} allowed`,
        offset,
      )
    // A multiple of 16, so that the place in the window has the low bits of the place in the output.
    this.window = new Uint8Array(Math.max(4096, Math.ceil(dictionary / 16) * 16))
  }

  /** Forgets what was unpacked so far. */
  resetDictionary(): void {
    this.at = 0
    this.filled = 0
  }

  /** Takes new properties, and forgets all probabilities. */
  setProperties({ literalContext, literalPosition, position }: LzmaProperties): void {
    this.contextBits = literalContext
    this.literalMask = (1 << literalPosition) - 1
    this.positionMask = (1 << position) - 1
    this.bits.allot(literals + (0x300 << (literalContext + literalPosition)))
    this.resetState()
  }

  /** Forgets all probabilities. */
  resetState(): void {
    this.bits.reset()
    this.state = 0
    this.repeat0 = this.repeat1 = this.repeat2 = this.repeat3 = 0
    this.copying = 0
  }

  /** Starts on the five first bytes of LZMA data. */
  start(head: Uint8Array, offset: number): void {
    this.bits.start(head, offset)
  }

  /** Gives the bytes that `decode` reads from. Beyond their end there are zeros. */
  feed(input: Uint8Array): void {
    this.bits.feed(input)
  }

  /** How many bytes of the input were taken; more than it has when it ended too early. */
  get taken(): number {
    return this.bits.taken
  }

  /** Whether it stands where it stands after whole data. */
  get finished(): boolean {
    return this.bits.finished && this.copying === 0
  }

  /**
   * Unpacks up to `most` bytes, fewer at the end of the window, or as soon as more than `until`
   * bytes of the input are taken. The piece is a view of the window.
   */
  decode(most: number, until: number): Uint8Array {
    if (this.at === this.window.byteLength) this.at = 0
    const from = this.at
    const to = Math.min(from + most, this.window.byteLength)
    while (this.at < to && !this.ended) {
      if (this.copying > 0) this.copy(to)
      else if (this.bits.taken > until) break
      else this.symbol()
    }
    this.filled = Math.max(this.filled, this.at)
    return this.window.subarray(from, this.at)
  }

  /** Takes bytes as they are, fewer at the end of the window. The piece is a view of the window. */
  store(data: Uint8Array): Uint8Array {
    if (this.at === this.window.byteLength) this.at = 0
    const from = this.at
    const piece = data.subarray(0, this.window.byteLength - from)
    this.window.set(piece, from)
    this.at += piece.byteLength
    this.filled = Math.max(this.filled, this.at)
    return this.window.subarray(from, this.at)
  }

  /** A literal, or the beginning of a match. */
  private symbol(): void {
    const place = this.at & this.positionMask
    const row = (this.state << 4) + place
    if (this.bits.bit(isMatch + row) === 0) this.literal()
    else this.match(row, place)
  }

  /** A match: a new distance, or one of the last four. */
  private match(row: number, place: number): void {
    let length: number
    if (this.bits.bit(isRepeat + this.state) === 0) {
      length = this.length(matchLength, place)
      this.state = this.state < 7 ? 7 : 10
      const distance = this.distance(length)
      if (distance === endMarker) {
        this.ended = true
        return
      }
      this.repeat3 = this.repeat2
      this.repeat2 = this.repeat1
      this.repeat1 = this.repeat0
      this.repeat0 = distance
    } else {
      const short = this.chooseRepeat(row)
      length = short ? -1 : this.length(repeatLength, place)
      this.state = short ? (this.state < 7 ? 9 : 11) : this.state < 7 ? 8 : 11
    }
    if (this.repeat0 >= Math.max(this.filled, this.at))
      throw new Unreadable('has damaged LZMA data: it repeats what was never there')
    this.copying = length + 2
  }

  /** Moves the distance that is used again to the front; whether a single byte is repeated. */
  private chooseRepeat(row: number): boolean {
    if (this.bits.bit(isRepeat0 + this.state) === 0) return this.bits.bit(isLongRepeat0 + row) === 0
    let distance = this.repeat1
    if (this.bits.bit(isRepeat1 + this.state) === 1) {
      distance = this.repeat2
      if (this.bits.bit(isRepeat2 + this.state) === 1) {
        distance = this.repeat3
        this.repeat3 = this.repeat2
      }
      this.repeat2 = this.repeat1
    }
    this.repeat1 = this.repeat0
    this.repeat0 = distance
    return false
  }

  private literal(): void {
    const context = this.before(0) >> (8 - this.contextBits)
    const group = literals + 0x300 * (((this.at & this.literalMask) << this.contextBits) + context)
    let symbol = 1
    if (this.state >= 7) {
      // After a match, the byte that would have continued it is a hint, until they differ.
      let hint = this.before(this.repeat0)
      while (symbol < 0x100) {
        const expected = (hint >> 7) & 1
        hint <<= 1
        const bit = this.bits.bit(group + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== expected) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bits.bit(group + symbol)
    this.window[this.at++] = symbol
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
  }

  /** The byte `distance + 1` back, 0 before the first. */
  private before(distance: number): number {
    const from = this.at - distance - 1
    if (from >= 0) return this.window[from] ?? 0
    return this.filled === 0 ? 0 : (this.window[from + this.window.byteLength] ?? 0)
  }

  /** Copies what is left of the match, up to `to`: source and target may overlap. */
  private copy(to: number): void {
    const { window } = this
    const end = Math.min(this.at + this.copying, to)
    let from = this.at - this.repeat0 - 1
    if (from < 0) from += window.byteLength
    this.copying -= end - this.at
    let { at } = this
    while (at < end) {
      window[at++] = window[from++] ?? 0
      if (from === window.byteLength) from = 0
    }
    this.at = at
  }

  /** The length of a match, minus 2. */
  private length(coder: number, place: number): number {
    const low = coder + 2
    const middle = low + 8 * positionStates
    if (this.bits.bit(coder) === 0) return this.bits.tree(low + 8 * place, 3)
    if (this.bits.bit(coder + 1) === 0) return 8 + this.bits.tree(middle + 8 * place, 3)
    return 16 + this.bits.tree(middle + 8 * positionStates, 8)
  }

  /** The distance of a match, minus 1. */
  private distance(length: number): number {
    const slot = this.bits.tree(distanceSlots + 64 * Math.min(length, 3), 6)
    if (slot < 4) return slot
    const bits = (slot >> 1) - 1
    const high = (2 | (slot & 1)) << bits
    if (slot < 14) return high + this.bits.reverseTree(distanceSpecial + high - slot, bits)
    return (
      ((high + (this.bits.direct(bits - 4) << 4)) | this.bits.reverseTree(distanceAlign, 4)) >>> 0
    )
  }
}
