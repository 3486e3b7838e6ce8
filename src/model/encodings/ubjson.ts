/**
 * Universal Binary JSON (https://ubjson.org, draft 12), as far as XGBoost writes it, read in constant
 * memory: only what is wanted of it is kept.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { Budget, deepest, type Kept, type Wanted, wantedOf } from './kept.ts'

/**
 * Reads the value at the cursor, and keeps of it what is wanted. Undefined: it is no object although
 * members were wanted of it. Throws Unreadable.
 */
export function pickUbjson(
  cursor: Cursor,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Kept | undefined> {
  return new Picker(cursor, signal).pick(wanted, 0)
}

interface Numeric {
  readonly size: number
  read(data: Buffer): number
}

/** Numbers by their markers; all are big-endian. */
const numerics: ReadonlyMap<string, Numeric> = new Map([
  ['i', { size: 1, read: (data) => data.readInt8() }],
  ['U', { size: 1, read: (data) => data.readUInt8() }],
  ['C', { size: 1, read: (data) => data.readUInt8() }],
  ['I', { size: 2, read: (data) => data.readInt16BE() }],
  ['l', { size: 4, read: (data) => data.readInt32BE() }],
  ['L', { size: 8, read: (data) => Number(data.readBigInt64BE()) }],
  ['d', { size: 4, read: (data) => data.readFloatBE() }],
  ['D', { size: 8, read: (data) => data.readDoubleBE() }],
])

const constants: ReadonlyMap<string, Kept> = new Map<string, Kept>([
  ['Z', null],
  ['T', true],
  ['F', false],
])

/** What an array says before its items: one type for all, and how many they are. */
interface Header {
  readonly type?: Numeric
  readonly count?: number
}

/** More than any marker with the length behind it takes. */
const step = 32

/** What is not async takes from the window, into which `step` bytes were brought before. */
class Picker {
  private readonly cursor: Cursor
  private readonly signal: AbortSignal | undefined
  private readonly budget = new Budget()

  constructor(cursor: Cursor, signal: AbortSignal | undefined) {
    this.cursor = cursor
    this.signal = signal
  }

  async pick(wanted: Wanted | undefined, depth: number): Promise<Kept | undefined> {
    await this.ready()
    const marker = this.marker()
    if (wanted === undefined || (wanted !== true && marker !== '{')) return this.pass(marker)
    if (depth > deepest) throw new Unreadable('is nested too deeply', this.cursor.offset)
    this.budget.spend(0, this.cursor.offset)
    if (marker === '{') return this.object(wanted, depth)
    if (marker === '[') return this.array(depth)
    if (marker === 'S') return this.text()
    const constant = constants.get(marker)
    return constant === undefined ? this.number(this.numeric(marker)) : constant
  }

  private async object(wanted: Wanted, depth: number): Promise<Kept> {
    const members = new Map<string, Kept>()
    for (;;) {
      await this.ready()
      if (this.took('}')) return members
      const name = await this.text()
      const value = await this.pick(wantedOf(wanted, name), depth + 1)
      if (value !== undefined) members.set(name, value)
    }
  }

  private async array(depth: number): Promise<Kept> {
    const { type, count } = this.header()
    const items: Kept[] = []
    for (;;) {
      await this.ready()
      if (count === undefined ? this.took(']') : items.length === count) return items
      if (type) this.budget.spend(0, this.cursor.offset)
      items.push(type ? this.number(type) : ((await this.pick(true, depth + 1)) ?? null))
    }
  }

  private async text(): Promise<string> {
    await this.ready()
    const length = this.length()
    this.budget.spend(length, this.cursor.offset)
    return (await this.cursor.read(length, 'a text')).toString('utf8')
  }

  /** Passes over the value that a marker begins. */
  private async pass(first: string): Promise<undefined> {
    // How many items are still to come in what is open; the bracket that ends it when it does not say.
    const open: (number | ']' | '}')[] = []
    for (let marker = first; ; marker = this.marker()) {
      if (open.length > deepest) throw new Unreadable('is nested too deeply', this.cursor.offset)
      const content = marker === '[' ? this.passHeader(open) : this.contentOf(marker, open)
      if (content > this.cursor.available) await this.cursor.skip(content, 'its UBJSON')
      else this.cursor.take(content)
      if (!(await this.more(open))) return
      if (this.cursor.available < step) await this.ready()
    }
  }

  /** Opens a list, unless it can be passed over as a whole: the bytes to leave out. */
  private passHeader(open: (number | ']' | '}')[]): number {
    const { type, count } = this.header()
    if (type && count !== undefined) return type.size * count
    open.push(count ?? ']')
    return 0
  }

  /** Opens an object, or says how many bytes to leave out for what else a marker begins. */
  private contentOf(marker: string, open: (number | ']' | '}')[]): number {
    if (marker === '{') open.push('}')
    if (marker === '{' || constants.has(marker)) return 0
    return marker === 'S' ? this.length() : this.numeric(marker).size
  }

  /** Closes what is at its end; whether a further value is to come, which the cursor then stands at. */
  private async more(open: (number | ']' | '}')[]): Promise<boolean> {
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      if (this.cursor.available < step) await this.ready()
      if (typeof last === 'number') {
        if (last === 0) continue
        open.push(last - 1)
        return true
      }
      if (this.took(last)) continue
      if (last === '}') await this.cursor.skip(this.length(), 'its UBJSON')
      open.push(last)
      return true
    }
    return false
  }

  private header(): Header {
    const type = this.took('$') ? this.numeric(this.marker()) : undefined
    if (this.took('#')) {
      const count = this.length()
      return type ? { type, count } : { count }
    }
    if (type) throw new Unreadable('has a list of one type without its length', this.cursor.offset)
    return {}
  }

  /** A length, which is a number of any integer type. */
  private length(): number {
    const offset = this.cursor.offset
    const length = this.number(this.numeric(this.marker()))
    if (!Number.isSafeInteger(length) || length < 0)
      throw new Unreadable(`claims a length of ${length}`, offset)
    return length
  }

  private number(type: Numeric): number {
    return type.read(this.cursor.take(type.size))
  }

  private marker(): string {
    return String.fromCharCode(this.cursor.take(1).readUInt8())
  }

  private took(marker: string): boolean {
    const found = this.cursor.peek() === marker.charCodeAt(0)
    if (found) this.cursor.take(1)
    return found
  }

  private async ready(): Promise<void> {
    this.signal?.throwIfAborted()
    await this.cursor.ready(step)
  }

  private numeric(marker: string): Numeric {
    const found = numerics.get(marker)
    if (found) return found
    throw new Unreadable(
      `is no UBJSON: ${JSON.stringify(marker)} begins no value`,
      this.cursor.offset - 1,
    )
  }
}
