/**
 * Protocol buffers without a schema: a message is walked field by field, and what nobody asks for,
 * a gigabyte of weights as well as a name, is passed over without being read
 * ("Protocol Buffers: Encoding", Message Structure).
 */
import { type Bytes, part } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** What to do with the fields of a message, by their numbers; all others are passed over. */
export type Fields = Readonly<Record<number, (value: FieldValue) => void | Promise<void>>>

/** The value of one field. What it is, the reader's schema knows; asking for anything else is unreadable. */
export interface FieldValue {
  /** Where it stands in the file. */
  readonly offset: number
  /** A whole number, signed as int64 is. Beyond 2^53 it is not exact. */
  number(): number
  /** A name: short texts only. */
  text(): Promise<string>
  /** The bytes of a string, bytes or packed field, to be read elsewhere. */
  bytes(): Bytes
  /** Numbers that are packed together, or the only one. */
  numbers(): Promise<readonly number[]>
  /** Walks a message inside the message. */
  message(fields: Fields): Promise<void>
}

/** Deeper nesting than any model's: a graph in a loop in a condition takes four messages each. */
const deepest = 64
/** More fields than a model of any size has: each is a node, a name or a shape. */
const mostFields = 50_000_000
const windowSize = 1 << 16
/** Longer than any name or shape. */
const longestValue = windowSize
const longestVarint = 10
/** A tag and what says how much follows it. */
const longestHead = 2 * longestVarint

/** Walks the message that the bytes are. Throws Unreadable where they stop being one. */
export function walkMessage(bytes: Bytes, fields: Fields, signal: AbortSignal): Promise<void> {
  return new Walker(bytes, signal).walk(0, bytes.size, fields, 0)
}

const wireTypes = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const

class Walker {
  private readonly bytes: Bytes
  private readonly signal: AbortSignal
  private window: Buffer = Buffer.alloc(0)
  /** Where the window stands in the bytes. */
  private base = 0
  private fieldsLeft = mostFields

  constructor(bytes: Bytes, signal: AbortSignal) {
    this.bytes = bytes
    this.signal = signal
  }

  async walk(start: number, end: number, fields: Fields, depth: number): Promise<void> {
    if (depth > deepest) throw new Unreadable('is nested too deeply', start)
    let at = start
    while (at < end) {
      const head = Math.min(longestHead, end - at)
      if (!this.has(at, head)) await this.load(at)
      const field = this.field(at, end)
      const handle = Object.hasOwn(fields, field.number) ? fields[field.number] : undefined
      if (handle) await handle(this.value(field, depth))
      at = field.end
    }
  }

  /** Whether the window holds so many bytes. */
  private has(at: number, count: number): boolean {
    return at >= this.base && at + count <= this.base + this.window.byteLength
  }

  private async load(at: number): Promise<void> {
    this.signal.throwIfAborted()
    const data = await this.bytes.read(at, windowSize)
    this.window = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    this.base = at
  }

  /** The tag at an offset of the window, and where its value begins and ends. */
  private field(at: number, end: number): Field {
    if (--this.fieldsLeft < 0) throw new Unreadable('has more fields than any model', at)
    const tag = this.varint(at, end)
    const number = Math.floor(tag.value / 8)
    if (number === 0) throw new Unreadable('is no protocol buffer: expected a field', at)
    const field = this.extent(tag.value % 8, tag.end, end)
    if (field.end > end)
      throw new Unreadable(`ends in the middle of field ${number}`, Math.min(end, this.bytes.size))
    return { number, ...field }
  }

  private extent(wireType: number, at: number, end: number): Omit<Field, 'number'> {
    switch (wireType) {
      case wireTypes.varint: {
        const { signed, end: after } = this.varint(at, end)
        return { start: at, end: after, value: signed }
      }
      case wireTypes.fixed64:
        return { start: at, end: at + 8 }
      case wireTypes.fixed32:
        return { start: at, end: at + 4 }
      case wireTypes.lengthDelimited: {
        const length = this.varint(at, end)
        return { start: length.end, end: length.end + length.value }
      }
      default:
        throw new Unreadable(`is no protocol buffer: a field of kind ${wireType}`, at)
    }
  }

  /** Seven bits a byte, the lowest first; as a whole number, and signed as int64 is. */
  private varint(at: number, end: number): { value: number; signed: number; end: number } {
    let value = 0
    let factor = 1
    for (let count = 0; count < longestVarint && at + count < end; count++) {
      const byte = this.window[at + count - this.base]
      if (byte === undefined) break
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        // Only a negative number is ten bytes long, and a double would lose its last digits.
        const signed = count === longestVarint - 1 ? this.negative(at) : value
        return { value, signed, end: at + count + 1 }
      }
      factor *= 128
    }
    throw at + longestVarint > end
      ? new Unreadable('ends in the middle of a number', Math.min(end, this.bytes.size))
      : new Unreadable('is no protocol buffer: expected a number', at)
  }

  private negative(at: number): number {
    let value = 0n
    for (let count = longestVarint - 1; count >= 0; count--)
      value = (value << 7n) | BigInt((this.window[at + count - this.base] ?? 0) & 0x7f)
    return Number(BigInt.asIntN(64, value))
  }

  private value(field: Field, depth: number): FieldValue {
    const { start, end, value } = field
    const delimited = () => {
      if (value !== undefined)
        throw new Unreadable(`holds a number in field ${field.number}, where none belongs`, start)
      return part(this.bytes, start, end - start)
    }
    return {
      offset: start,
      number: () => {
        if (value === undefined)
          throw new Unreadable(`holds no number in field ${field.number}`, start)
        return value
      },
      text: async () => {
        delimited()
        return (await this.near(start, end)).toString('utf8')
      },
      bytes: delimited,
      numbers: async () => (value === undefined ? this.packed(start, end) : [value]),
      message: async (fields) => {
        delimited()
        await this.walk(start, end, fields, depth + 1)
      },
    }
  }

  private async packed(start: number, end: number): Promise<readonly number[]> {
    await this.near(start, end)
    const numbers: number[] = []
    for (let at = start; at < end; ) {
      const { signed, end: after } = this.varint(at, end)
      numbers.push(signed)
      at = after
    }
    return numbers
  }

  /** Brings a short value into the window. */
  private async near(start: number, end: number): Promise<Buffer> {
    if (end - start > longestValue)
      throw new Unreadable(`has ${end - start} bytes where a name or a short list belongs`, start)
    if (!this.has(start, end - start)) await this.load(start)
    return this.window.subarray(start - this.base, end - this.base)
  }
}

/** Where a field's value stands; `value` of one that is a number. */
interface Field {
  readonly number: number
  readonly start: number
  readonly end: number
  readonly value?: number
}
