/**
 * JSON of any size, read from the first byte to the last in constant memory: only what is wanted of
 * it is kept. NaN and the infinities are numbers here, as Python and XGBoost write them.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { Budget, deepest, type Kept, type Wanted, wantedOf } from './kept.ts'

/**
 * Reads the value at the cursor, and keeps of it what is wanted. Undefined: it is no object although
 * members were wanted of it. Throws Unreadable.
 */
export function pickJson(
  cursor: Cursor,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Kept | undefined> {
  return new Picker(cursor, signal).pick(wanted, 0)
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

class Picker {
  private readonly cursor: Cursor
  private readonly signal: AbortSignal | undefined
  private readonly budget = new Budget()

  constructor(cursor: Cursor, signal: AbortSignal | undefined) {
    this.cursor = cursor
    this.signal = signal
  }

  async pick(wanted: Wanted | undefined, depth: number): Promise<Kept | undefined> {
    const first = await this.next()
    if (wanted === undefined || (wanted !== true && first !== openBrace)) return this.pass()
    if (depth > deepest) throw new Unreadable('is nested too deeply', this.cursor.offset)
    this.budget.spend(0, this.cursor.offset)
    if (first === openBrace) return this.object(wanted, depth)
    if (first === openBracket) return this.array(depth)
    return first === quote ? this.text() : this.scalar()
  }

  private async object(wanted: Wanted, depth: number): Promise<Kept> {
    const members = new Map<string, Kept>()
    this.cursor.take(1)
    if (await this.took(closeBrace)) return members
    for (;;) {
      await this.expect(quote, 'the name of a member')
      const name = await this.text()
      if (!(await this.took(colon))) throw this.unexpected('a colon')
      const value = await this.pick(wantedOf(wanted, name), depth + 1)
      if (value !== undefined) members.set(name, value)
      if (await this.took(closeBrace)) return members
      if (!(await this.took(comma))) throw this.unexpected('a comma or the end of an object')
    }
  }

  private async array(depth: number): Promise<Kept> {
    const items: Kept[] = []
    this.cursor.take(1)
    if (await this.took(closeBracket)) return items
    for (;;) {
      const item = await this.pick(true, depth + 1)
      if (item !== undefined) items.push(item)
      if (await this.took(closeBracket)) return items
      if (!(await this.took(comma))) throw this.unexpected('a comma or the end of a list')
    }
  }

  /** Takes a string of which all is wanted. */
  private async text(): Promise<string> {
    const parts: Buffer[] = []
    await this.passText((part) => {
      this.budget.spend(part.byteLength, this.cursor.offset)
      parts.push(Buffer.from(part))
    })
    const text = Buffer.concat(parts).toString('utf8').slice(1, -1)
    return text.includes('\\') ? unescaped(text) : text
  }

  private async scalar(): Promise<Kept> {
    const offset = this.cursor.offset
    const text = await this.word()
    const value = constants.get(text)
    if (value !== undefined) return value
    if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text))
      throw new Unreadable('is no JSON: expected a value', offset)
    return Number(text)
  }

  /** Passes over one value without keeping any of it. */
  private async pass(): Promise<undefined> {
    const first = await this.next()
    if (first === openBrace || first === openBracket) await this.passNested()
    else if (first === quote) await this.passText(() => {})
    else await this.word()
  }

  /** Passes over an object or a list: only brackets and quotes matter, and a window is one loop. */
  private async passNested(): Promise<void> {
    const ends: number[] = []
    let inText = false
    let escaped = false
    for (;;) {
      this.signal?.throwIfAborted()
      const there = await this.cursor.ready(1)
      if (there === 0) throw this.ended()
      const window = this.cursor.look()
      for (let count = 0; count < there; count++) {
        const byte = window[count] ?? 0
        if (escaped) escaped = false
        else if (inText) {
          escaped = byte === backslash
          inText = byte !== quote
        } else if (byte === quote) inText = true
        else if (byte === openBrace) ends.push(closeBrace)
        else if (byte === openBracket) ends.push(closeBracket)
        else if (byte === closeBrace || byte === closeBracket) {
          if (ends.pop() !== byte) throw this.unexpected('another bracket', count)
          if (ends.length === 0) {
            this.cursor.take(count + 1)
            return
          }
        }
        if (ends.length > deepest)
          throw new Unreadable('is nested too deeply', this.cursor.offset + count)
      }
      this.cursor.take(there)
    }
  }

  /** Passes over a string, telling `part` of its pieces, quotes included. */
  private async passText(part: (piece: Buffer) => void): Promise<void> {
    let escaped = false
    // The opening quote ends nothing.
    for (let from = 1; ; from = 0) {
      this.signal?.throwIfAborted()
      const there = await this.cursor.ready(1)
      if (there === 0) throw this.ended()
      const window = this.cursor.look()
      for (let count = from; count < there; count++) {
        const byte = window[count]
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) return part(this.cursor.take(count + 1))
      }
      part(this.cursor.take(there))
    }
  }

  /** A number or a constant: everything up to a space, a comma or an end. */
  private async word(): Promise<string> {
    const there = await this.cursor.ready(longestWord)
    let count = 0
    while (count < there && !ending[this.cursor.peek(count) ?? 0]) count++
    if (count === 0 || count >= longestWord) throw this.unexpected('a value')
    return this.cursor.take(count).toString('latin1')
  }

  /** The next byte that is no space, without taking it. */
  private async next(): Promise<number> {
    for (;;) {
      this.signal?.throwIfAborted()
      if (this.cursor.available === 0 && (await this.cursor.ready(1)) === 0) throw this.ended()
      const byte = this.cursor.peek()
      if (byte !== undefined && !isSpace(byte)) return byte
      this.cursor.take(1)
    }
  }

  private async took(byte: number): Promise<boolean> {
    const found = (await this.next()) === byte
    if (found) this.cursor.take(1)
    return found
  }

  private async expect(byte: number, what: string): Promise<void> {
    if ((await this.next()) !== byte) throw this.unexpected(what)
  }

  private unexpected(wanted: string, ahead = 0): Unreadable {
    return new Unreadable(`is no JSON: expected ${wanted}`, this.cursor.offset + ahead)
  }

  private ended(): Unreadable {
    return new Unreadable('ends in the middle of its JSON', this.cursor.offset)
  }
}

const longestWord = 400

const constants = new Map<string, Kept>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const tableOf = (characters: string) =>
  Array.from({ length: 256 }, (_, byte) => characters.includes(String.fromCharCode(byte)))
const ending = tableOf(' \n\r\t,:"{}[]')

const shorthands: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** RFC 8259, section 7. */
const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code?: string, short = '') =>
    code === undefined
      ? (shorthands[short] ?? short)
      : String.fromCharCode(Number.parseInt(code, 16)),
  )
