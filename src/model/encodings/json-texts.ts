/**
 * The texts in a JSON document of any size that stand under certain names, told one after the other
 * in one loop over its bytes: constant memory, and as fast as they come. It takes the document to be
 * JSON; of what is not, no JSON parser makes anything either.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { deepest } from './kept.ts'

/** What is to be told. */
export interface Watch {
  /** The names of which the texts are told, at any depth; the items of a list have the list's name. */
  readonly texts: ReadonlySet<string>
  /** The names of objects whose members' names are told likewise. */
  readonly names: ReadonlySet<string>
  /** A text of more than 200,000 bytes is told as far as that. */
  see(name: string, text: string): void
}

/** The most that is told of one text. */
const longestTold = 200_000

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Passes over the rest of the cursor's bytes and tells what is to be told. */
export async function watchTexts(cursor: Cursor, watch: Watch, signal: AbortSignal): Promise<void> {
  const scanner = new Scanner(watch)
  for (;;) {
    signal.throwIfAborted()
    const there = await cursor.ready(1)
    if (there === 0) return
    scanner.scan(cursor.take(there))
  }
}

/** Where in the document the next byte stands. */
class Scanner {
  private readonly watch: Watch
  /** Of every open object and list the name that it stands under, and whether it is an object. */
  private readonly open: { readonly under: string; readonly isObject: boolean }[] = []
  /** The name that the next value stands under. */
  private under = ''
  private isName = false
  private inText = false
  private escaped = false
  /** The bytes of a text that is to be told, as far as they have come. */
  private parts: Buffer[] | undefined
  private length = 0

  constructor(watch: Watch) {
    this.watch = watch
  }

  scan(window: Buffer): void {
    let start = 0
    for (let at = 0; at < window.byteLength; at++) {
      const byte = window[at]
      if (this.inText) {
        if (this.escaped) this.escaped = false
        else if (byte === backslash) this.escaped = true
        else if (byte === quote) {
          this.keep(window.subarray(start, at))
          this.end()
        }
      } else if (byte === quote) {
        start = at + 1
        this.begin()
      } else this.structure(byte)
    }
    if (this.inText) this.keep(window.subarray(start))
  }

  private structure(byte: number | undefined): void {
    switch (byte) {
      case openBrace:
      case openBracket:
        if (this.open.push({ under: this.under, isObject: byte === openBrace }) > deepest)
          throw new Unreadable('is nested too deeply')
        this.isName = byte === openBrace
        break
      case closeBrace:
      case closeBracket:
        this.under = this.open.pop()?.under ?? ''
        break
      case comma:
        this.isName = this.open.at(-1)?.isObject ?? false
        if (!this.isName) this.under = this.open.at(-1)?.under ?? ''
        break
      case colon:
        this.isName = false
        break
    }
  }

  private begin(): void {
    this.inText = true
    this.length = 0
    this.parts = this.isName || this.watch.texts.has(this.under) ? [] : undefined
  }

  private keep(part: Buffer): void {
    if (this.parts === undefined || this.length > longestTold) return
    this.parts.push(Buffer.from(part.subarray(0, longestTold + 1 - this.length)))
    this.length += part.byteLength
  }

  private end(): void {
    this.inText = false
    if (this.parts === undefined) return
    const text = unescaped(Buffer.concat(this.parts).toString('utf8'))
    this.parts = undefined
    if (this.isName) {
      this.under = text
      const container = this.open.at(-1)?.under ?? ''
      if (this.watch.names.has(container)) this.watch.see(container, text)
    } else this.watch.see(this.under, text)
  }
}

/** A text without its escapes; one that was cut off within an escape stays as it is. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}
