/**
 * The class of an object that R's serialize() wrote, found without R.
 *
 * Sources: "R Internals", 1.8 Serialization Formats; the types' numbers and what follows each from
 * R 4.4, src/main/serialize.c.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/**
 * The class attribute of the object at the cursor, in the binary form; [] when it has none, undefined
 * when that would take too long to find out: attributes stand behind everything else.
 */
export async function readClass(
  cursor: Cursor,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    return (await new Walk(cursor, signal).item(0)).classes ?? []
  } catch (error) {
    if (error instanceof TooMuch) return undefined
    throw error
  }
}

class TooMuch extends Error {}

/** A forest of a thousand trees has some ten thousand; a data frame of texts one for each. */
const mostItems = 2_000_000
const deepest = 300
/** Classes are few, and their names short. */
const mostTexts = 20
const longestText = 200

/** What is remembered of an object. */
interface Item {
  /** Of a symbol or a single text. */
  readonly text?: string
  /** Of a vector of a few texts. */
  readonly texts?: readonly string[]
  /** The class attribute; of a list of attributes, the one that is in it. */
  readonly classes?: readonly string[]
}

const nothing: Item = {}

/** Bits above the type, in the number that each object begins with. */
const hasAttributes = 1 << 9
const hasTag = 1 << 10

/** Bytes per element of the vectors that hold nothing but numbers. */
const elementSizes: Readonly<Record<number, number>> = { 10: 4, 13: 4, 14: 8, 15: 16, 24: 1 }

const type = {
  symbol: 1,
  list: 2,
  closure: 3,
  environment: 4,
  promise: 5,
  language: 6,
  special: 7,
  builtin: 8,
  text: 9,
  dots: 17,
  texts: 16,
  vector: 19,
  expression: 20,
  bytecode: 21,
  pointer: 22,
  weak: 23,
  s4: 25,
  alternative: 238,
  listWithAttributes: 239,
  languageWithAttributes: 240,
  codeReference: 243,
  codeDefinition: 244,
  persistent: 247,
  package: 248,
  namespace: 249,
  reference: 255,
} as const

/** The empty environments, NULL, and others of which there is one: 241, 242 and 250 to 254. */
const isSingle = (kind: number) => kind === 241 || kind === 242 || (kind >= 250 && kind <= 254)

const pairs: ReadonlySet<number> = new Set([
  type.list,
  type.closure,
  type.promise,
  type.language,
  type.dots,
])

class Walk {
  private readonly cursor: Cursor
  private readonly signal: AbortSignal
  /** Symbols, by the order in which they came; environments and the like are counted with them. */
  private readonly seen: Item[] = []
  private left = mostItems

  constructor(cursor: Cursor, signal: AbortSignal) {
    this.cursor = cursor
    this.signal = signal
  }

  async item(depth: number): Promise<Item> {
    return this.itemOf(await this.integer(), depth)
  }

  private async itemOf(flags: number, depth: number): Promise<Item> {
    if (--this.left < 0 || depth > deepest) throw new TooMuch()
    const kind = flags & 0xff
    if (isSingle(kind)) return nothing
    if (pairs.has(kind)) return this.pairList(flags, depth)
    if (kind === type.reference) return this.seenAt((flags >> 8) - 1)
    if (kind === type.symbol) return this.remember(await this.item(depth + 1))
    if (kind === type.alternative) return this.alternative(depth)
    const item = await this.content(kind, depth)
    // A text's attributes are R's own business, but they are written.
    if (kind === type.environment || (flags & hasAttributes) === 0) return item
    const { classes } = await this.item(depth + 1)
    return { ...item, ...(classes && { classes }) }
  }

  /** What stands between an object's first number and its attributes. */
  private async content(kind: number, depth: number): Promise<Item> {
    const size = elementSizes[kind]
    if (size !== undefined) {
      await this.skip((await this.length()) * size)
      return nothing
    }
    switch (kind) {
      case type.text:
        return this.text()
      case type.texts:
        return this.texts(depth)
      case type.vector:
      case type.expression:
        for (let left = await this.length(); left > 0; left--) await this.item(depth + 1)
        return nothing
      case type.s4:
        return nothing
      case type.environment:
        return this.environment(depth)
      case type.pointer:
        this.remember(nothing)
        await this.item(depth + 1)
        await this.item(depth + 1)
        return nothing
      case type.weak:
        return this.remember(nothing)
      case type.special:
      case type.builtin:
        await this.skip(await this.integer())
        return nothing
      case type.persistent:
      case type.package:
      case type.namespace:
        await this.integer()
        await this.texts(depth)
        return this.remember(nothing)
      case type.bytecode:
        await this.integer()
        return this.bytecode(depth)
      default:
        throw new Unreadable(`holds an R object of the unknown type ${kind}`, this.cursor.offset)
    }
  }

  /** Pairs of a tag and a value; what stands behind the last is a NULL, or a function's body. */
  private async pairList(first: number, depth: number): Promise<Item> {
    let flags = first
    let own: readonly string[] | undefined
    let tagged: readonly string[] | undefined
    while (pairs.has(flags & 0xff)) {
      if (--this.left < 0) throw new TooMuch()
      const attributes = (flags & hasAttributes) === 0 ? nothing : await this.item(depth + 1)
      const tag = (flags & hasTag) === 0 ? nothing : await this.item(depth + 1)
      const value = await this.item(depth + 1)
      own ??= attributes.classes
      if (tag.text === 'class') tagged = value.texts
      flags = await this.integer()
    }
    await this.itemOf(flags, depth + 1)
    const classes = tagged ?? own
    return classes ? { classes } : nothing
  }

  /** Whether it is locked, what is around it, what is in it, its attributes. */
  private async environment(depth: number): Promise<Item> {
    this.remember(nothing)
    await this.integer()
    for (let part = 0; part < 3; part++) await this.item(depth + 1)
    const { classes } = await this.item(depth + 1)
    return classes ? { classes } : nothing
  }

  /** A vector in another form: what form, what is in it, its attributes. */
  private async alternative(depth: number): Promise<Item> {
    await this.item(depth + 1)
    const { texts } = await this.item(depth + 1)
    const { classes } = await this.item(depth + 1)
    return { ...(texts && { texts }), ...(classes && { classes }) }
  }

  private async bytecode(depth: number): Promise<Item> {
    if (depth > deepest) throw new TooMuch()
    await this.item(depth + 1)
    for (let left = await this.integer(); left > 0; left--) {
      const kind = await this.integer()
      if (kind === type.bytecode) await this.bytecode(depth + 1)
      else await this.code(kind, depth + 1)
    }
    return nothing
  }

  /** A constant of bytecode: expressions are written once, and referred to. */
  private async code(kind: number, depth: number): Promise<void> {
    if (--this.left < 0 || depth > deepest) throw new TooMuch()
    let inner = kind
    if (kind === type.codeReference) {
      await this.integer()
      return
    }
    if (kind === type.codeDefinition) {
      await this.integer()
      inner = await this.integer()
    }
    const withAttributes =
      inner === type.languageWithAttributes || inner === type.listWithAttributes
    if (inner !== type.language && inner !== type.list && !withAttributes) {
      await this.item(depth + 1)
      return
    }
    if (withAttributes) await this.item(depth + 1)
    await this.item(depth + 1)
    await this.code(await this.integer(), depth + 1)
    await this.code(await this.integer(), depth + 1)
  }

  private async text(): Promise<Item> {
    const size = await this.integer()
    // NA has no characters.
    if (size < 0) return nothing
    if (size <= longestText)
      return { text: (await this.cursor.read(size, 'an R object')).toString('utf8') }
    await this.skip(size)
    return nothing
  }

  private async texts(depth: number): Promise<Item> {
    const texts: string[] = []
    const count = await this.length()
    for (let left = count; left > 0; left--) {
      const { text } = await this.item(depth + 1)
      if (text !== undefined && texts.length < mostTexts) texts.push(text)
    }
    return texts.length === count ? { texts } : nothing
  }

  private remember(item: Item): Item {
    this.seen.push(item)
    return item
  }

  private async seenAt(index: number): Promise<Item> {
    return this.seen[index >= 0 ? index : (await this.integer()) - 1] ?? nothing
  }

  /** Lengths beyond 31 bits are two numbers behind a -1. */
  private async length(): Promise<number> {
    const length = await this.integer()
    if (length >= 0) return length
    const high = await this.integer()
    return high * 2 ** 32 + ((await this.integer()) >>> 0)
  }

  private async integer(): Promise<number> {
    this.signal.throwIfAborted()
    if (this.cursor.available < 4) await this.cursor.require(4, 'an R object')
    return this.cursor.take(4).readInt32BE()
  }

  private async skip(bytes: number): Promise<void> {
    if (!Number.isSafeInteger(bytes) || bytes < 0)
      throw new Unreadable(`claims ${bytes} bytes of an R object`, this.cursor.offset)
    await this.cursor.skip(bytes, 'an R object')
  }
}
