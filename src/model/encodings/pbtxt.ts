/** Protocol buffers written as text ("Text Format Language Specification"), without their schema. */
import { Unreadable } from '../unreadable.ts'

/** A number, an enumerated name or a text, all as they are spelled; or a message. */
export type TextValue = string | TextMessage

/** Fields by name. Without the schema, any field may be repeated. */
export type TextMessage = ReadonlyMap<string, readonly TextValue[]>

/** Larger than any configuration. */
const largestText = 4 << 20
const deepest = 100

/** Parses a whole message; throws Unreadable. */
export function parsePbtxt(text: string): TextMessage {
  if (text.length > largestText)
    throw new Unreadable(`has ${text.length} characters, more than a configuration ever has`)
  return new Parser(text).whole()
}

/** What separates tokens, comments included. */
const space = /(?:\s|#[^\n]*)*/y
/** A quoted text, or a name or number; an extension's name stands in brackets. */
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y
const word = /-?\s*[\w.+-]+/y
const fieldName = /\w+|\[[\w./ -]+\]/y

class Parser {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  whole(): TextMessage {
    const message = this.fields('', 0)
    if (this.at < this.text.length) throw this.unexpected('a field')
    return message
  }

  /** Fields up to the closing character, which is left; up to the end when there is none. */
  private fields(end: string, depth: number): TextMessage {
    if (depth > deepest) throw new Unreadable('is nested too deeply', this.at)
    const message = new Map<string, TextValue[]>()
    for (;;) {
      this.pass(space)
      if (this.at === this.text.length || this.text[this.at] === end) return message
      const name = this.pass(fieldName)
      if (name === '') throw this.unexpected('the name of a field')
      const marked = this.took(':')
      const values = message.get(name) ?? []
      message.set(name, values)
      this.values(values, marked, depth)
      if (!this.took(',')) this.took(';')
    }
  }

  /** One value, or a list of them in brackets. */
  private values(values: TextValue[], marked: boolean, depth: number): void {
    if (!this.took('[')) {
      values.push(this.value(marked, depth))
      return
    }
    if (this.took(']')) return
    do values.push(this.value(marked, depth))
    while (this.took(','))
    if (!this.took(']')) throw this.unexpected('a comma or the end of a list')
  }

  /** A message, or a scalar where a colon stood before. */
  private value(marked: boolean, depth: number): TextValue {
    for (const [begin, end] of [
      ['{', '}'],
      ['<', '>'],
    ] as const) {
      if (!this.took(begin)) continue
      const message = this.fields(end, depth + 1)
      if (!this.took(end)) throw new Unreadable('ends in the middle of a message', this.at)
      return message
    }
    if (!marked) throw this.unexpected('a colon or a message')
    return this.scalar()
  }

  /** Texts that stand one after the other are one. */
  private scalar(): string {
    const parts: string[] = []
    for (let part = this.pass(quoted); part !== ''; part = this.pass(quoted)) {
      parts.push(unescaped(part.slice(1, -1)))
      this.pass(space)
    }
    if (parts.length > 0) return parts.join('')
    const bare = this.pass(word)
    if (bare === '') throw this.unexpected('a value')
    return bare.replace(/^-\s+/, '-')
  }

  private took(character: string): boolean {
    this.pass(space)
    if (this.text[this.at] !== character) return false
    this.at++
    this.pass(space)
    return true
  }

  /** Takes what matches here; '' when nothing does. */
  private pass(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const [found = ''] = pattern.exec(this.text) ?? []
    this.at += found.length
    return found
  }

  private unexpected(wanted: string): Unreadable {
    return new Unreadable(`is no protobuf text: expected ${wanted}`, this.at)
  }
}

const shorthands: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g,
    (_, hex?: string, octal?: string, short = '') => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return shorthands[short] ?? short
    },
  )

/** The last text of a field: protocol buffers let a later one win. */
export function textOf(message: TextMessage | undefined, field: string): string | undefined {
  return message
    ?.get(field)
    ?.filter((value) => typeof value === 'string')
    .at(-1)
}

/** The messages of a repeated field. */
export const messagesOf = (
  message: TextMessage | undefined,
  field: string,
): readonly TextMessage[] =>
  (message?.get(field) ?? []).filter((value) => typeof value !== 'string')

/** The integers of a repeated field; what is none is left out. */
export const integersOf = (message: TextMessage, field: string): readonly number[] =>
  (message.get(field) ?? []).map(Number).filter(Number.isInteger)
