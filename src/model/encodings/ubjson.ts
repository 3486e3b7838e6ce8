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

class Picker {
  private readonly cursor: Cursor
  private readonly signal: AbortSignal | undefined
  private readonly budget = new Budget()

  constructor(cursor: Cursor, signal: AbortSignal | undefined) {
    this.cursor = cursor
    this.signal = signal
  }

  async pick(wanted: Wanted | undefined, depth: number): Promise<Kept | undefined> {
    const marker = await this.marker()
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
    while (!(await this.took('}'))) {
      const name = await this.text()
      const value = await this.pick(wantedOf(wanted, name), depth + 1)
      if (value !== undefined) members.set(name, value)
    }
    return members
  }

  private async array(depth: number): Promise<Kept> {
    const { type, count } = await this.header()
    const items: Kept[] = []
    while (count === undefined ? !(await this.took(']')) : items.length < count) {
      if (type) this.budget.spend(0, this.cursor.offset)
      items.push(type ? await this.number(type) : ((await this.pick(true, depth + 1)) ?? null))
    }
    return items
  }

  /** Passes over the value that a marker begins. */
  private async pass(first: string): Promise<undefined> {
    // How many items are still to come in what is open; the bracket that ends it when it does not say.
    const open: (number | ']' | '}')[] = []
    for (let marker = first; ; marker = await this.marker()) {
      if (open.length > deepest) throw new Unreadable('is nested too deeply', this.cursor.offset)
      if (marker === '{') open.push('}')
      else if (marker === '[') {
        const { type, count } = await this.header()
        if (type && count !== undefined) await this.skip(type.size * count)
        else open.push(count ?? ']')
      } else await this.passScalar(marker)
      if (!(await this.more(open))) return
    }
  }

  /** Closes what is at its end; whether a further value is to come, which the cursor then stands at. */
  private async more(open: (number | ']' | '}')[]): Promise<boolean> {
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      if (typeof last === 'number') {
        if (last === 0) continue
        open.push(last - 1)
        return true
      }
      if (await this.took(last)) continue
      if (last === '}') await this.skip(await this.length())
      open.push(last)
      return true
    }
    return false
  }

  private async passScalar(marker: string): Promise<void> {
    if (marker === 'S') await this.skip(await this.length())
    else if (!constants.has(marker)) await this.skip(this.numeric(marker).size)
  }

  private async header(): Promise<Header> {
    const type = (await this.took('$')) ? this.numeric(await this.marker()) : undefined
    if (await this.took('#')) {
      const count = await this.length()
      return type ? { type, count } : { count }
    }
    if (type) throw new Unreadable('has a list of one type without its length', this.cursor.offset)
    return {}
  }

  private async text(): Promise<string> {
    const length = await this.length()
    this.budget.spend(length, this.cursor.offset)
    return (await this.cursor.read(length, 'a text')).toString('utf8')
  }

  /** A length, which is a number of any integer type. */
  private async length(): Promise<number> {
    const offset = this.cursor.offset
    const length = await this.number(this.numeric(await this.marker()))
    if (!Number.isSafeInteger(length) || length < 0)
      throw new Unreadable(`claims a length of ${length}`, offset)
    return length
  }

  private async number(type: Numeric): Promise<number> {
    await this.need(type.size)
    return type.read(this.cursor.take(type.size))
  }

  private async marker(): Promise<string> {
    this.signal?.throwIfAborted()
    await this.need(1)
    return this.cursor.take(1).toString('latin1')
  }

  private async took(marker: string): Promise<boolean> {
    await this.need(1)
    const found = this.cursor.peek() === marker.charCodeAt(0)
    if (found) this.cursor.take(1)
    return found
  }

  private async skip(count: number): Promise<void> {
    await this.cursor.skip(count, 'its UBJSON')
  }

  private async need(count: number): Promise<void> {
    if (this.cursor.available < count) await this.cursor.require(count, 'its UBJSON')
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
