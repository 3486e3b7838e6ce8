/**
 * FlatBuffers ("FlatBuffers: Internals", https://flatbuffers.dev/internals), read field by field:
 * what nobody asks for is not looked at. Fields are told by their number in the schema, from 0.
 */
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { Budget } from './kept.ts'

/** The root table of a buffer. Throws Unreadable, as do all that read from it. */
export async function rootTable(bytes: Bytes): Promise<Table> {
  const buffer = new Pages(bytes)
  return new Table(buffer, await buffer.follow(0))
}

/** A table: fields that may each be there or not. */
export class Table {
  private readonly buffer: Pages
  private readonly start: number

  /** `start` is where the table stands in its buffer. */
  constructor(buffer: Pages, start: number) {
    this.buffer = buffer
    this.start = start
  }

  /** A 32-bit integer. */
  async int(field: number, otherwise: number): Promise<number> {
    const place = await this.place(field)
    return place === undefined ? otherwise : (await this.buffer.view(place, 4)).readInt32LE()
  }

  /** A text in UTF-8; undefined when it is not there. */
  async text(field: number): Promise<string | undefined> {
    const place = await this.target(field)
    return place === undefined ? undefined : this.buffer.text(place)
  }

  /** Another table; undefined when it is not there. */
  async table(field: number): Promise<Table | undefined> {
    const place = await this.target(field)
    return place === undefined ? undefined : new Table(this.buffer, place)
  }

  /** How many items a vector has; none when it is not there. */
  async count(field: number): Promise<number> {
    const place = await this.target(field)
    return place === undefined ? 0 : this.buffer.count(place)
  }

  /** The tables of a vector, one after the other. */
  async *tables(field: number): AsyncGenerator<Table> {
    const place = await this.target(field)
    if (place === undefined) return
    const count = await this.buffer.count(place)
    for (let index = 0; index < count; index++) {
      const target = await this.buffer.follow(place + 4 + index * 4)
      yield new Table(this.buffer, target)
    }
  }

  private async target(field: number): Promise<number | undefined> {
    const place = await this.place(field)
    return place === undefined ? undefined : this.buffer.follow(place)
  }

  /** Where a field stands: the table begins with the way back to the list of its fields' places. */
  private async place(field: number): Promise<number | undefined> {
    const list = this.start - (await this.buffer.view(this.start, 4)).readInt32LE()
    const size = (await this.buffer.view(list, 2)).readUInt16LE()
    const entry = 4 + field * 2
    if (entry + 2 > size) return undefined
    const offset = (await this.buffer.view(list + entry, 2)).readUInt16LE()
    return offset === 0 ? undefined : this.start + offset
  }
}

const pageSize = 1 << 16
const mostPages = 64

/** A buffer of any size, of which the pages last read are in memory. */
class Pages {
  private readonly bytes: Bytes
  private readonly pages = new Map<number, Buffer>()
  private readonly budget = new Budget()

  constructor(bytes: Bytes) {
    this.bytes = bytes
  }

  /** A few bytes. */
  async view(offset: number, length: number): Promise<Buffer> {
    if (offset < 0 || offset + length > this.bytes.size)
      throw new Unreadable('points beyond its end', Math.max(0, offset))
    const first = offset - (offset % pageSize)
    if (offset + length > first + pageSize) return asBuffer(await this.bytes.read(offset, length))
    const page = this.pages.get(first) ?? (await this.load(first))
    return page.subarray(offset - first, offset - first + length)
  }

  /** Where a reference points to. */
  async follow(place: number): Promise<number> {
    return place + (await this.view(place, 4)).readUInt32LE()
  }

  /** How many items the vector at a place has; each takes at least one byte. */
  async count(place: number): Promise<number> {
    const count = (await this.view(place, 4)).readUInt32LE()
    if (count > this.bytes.size - place) throw new Unreadable(`claims ${count} items`, place)
    return count
  }

  async text(place: number): Promise<string> {
    const length = await this.count(place)
    // One text may be pointed at from a million places.
    this.budget.spend(length, place)
    return (await this.view(place + 4, length)).toString('utf8')
  }

  private async load(first: number): Promise<Buffer> {
    const page = asBuffer(await this.bytes.read(first, pageSize))
    const [oldest] = this.pages.keys()
    if (oldest !== undefined && this.pages.size >= mostPages) this.pages.delete(oldest)
    this.pages.set(first, page)
    return page
  }
}

const asBuffer = (data: Uint8Array): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength)
