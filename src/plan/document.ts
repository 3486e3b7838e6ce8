/** A YAML or JSON document as its keys with their lines, so that every mistake is said where it stands. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { Place } from '../errors.ts'

/** A mistake in a file, and where it stands. */
export interface Flaw {
  readonly message: string
  readonly place: Place
}

/** A key of a map with its value, and where it stands. */
export interface Key {
  readonly key: string
  readonly place: Place
  /** The value in its own type. Throws for one without end, which aliases can make. */
  value(): unknown
  /** The value as it was written: `1.10` is a version, not the number 1.1. */
  written(): unknown
  /** The keys of the value, where it is a map. */
  keys(): readonly Key[] | undefined
}

export type Read =
  | { readonly ok: true; readonly keys: readonly Key[] }
  | { readonly ok: false; readonly flaws: readonly Flaw[] }

/** Reads a file's text; `file` is its path as the user knows it. An empty document has no keys. Never throws. */
export function readDocument(file: string, text: string): Read {
  const json = /\.jsonc?$/i.test(file)
  const lines = new LineCounter()
  // JSON is YAML, but for the comments that people write into it.
  const document = parseDocument(json ? withoutComments(text) : text, {
    lineCounter: lines,
    prettyErrors: true,
  })
  const at = (offset: number): Place => ({ file, line: lines.linePos(offset).line })
  if (document.errors.length > 0) {
    const flaws = document.errors.map((error) => ({
      message: `${file} is not valid ${json ? 'JSON' : 'YAML'}: ${error.message.split('\n')[0]}`,
      place: at(error.pos[0]),
    }))
    return { ok: false, flaws }
  }
  if (document.contents === null) return { ok: true, keys: [] }
  if (!isMap(document.contents)) {
    const message = `${file} must be a map of input names to values`
    return { ok: false, flaws: [{ message, place: { file, line: 1 } }] }
  }
  return { ok: true, keys: keysOf(document.contents, document, at) }
}

const keysOf = (map: YAMLMap, document: Document, at: (offset: number) => Place): readonly Key[] =>
  map.items.map(({ key, value }) => {
    const node = (isAlias(value) ? value.resolve(document) : value) as Node | null
    return {
      key: isScalar(key) ? String(key.value) : String(key),
      place: at(isScalar(key) ? (key.range?.[0] ?? 0) : 0),
      value: () => plain(node, document),
      written: () => writtenOf(node, document),
      // Only when they are asked for: a map may hold an alias of itself.
      keys: () => (isMap(node) ? keysOf(node, document, at) : undefined),
    }
  })

/** A text, or a map of texts, as it was written. */
function writtenOf(node: Node | null, document: Document): unknown {
  if (isScalar(node)) return asWritten(node)
  if (!isMap(node)) return plain(node, document)
  return Object.fromEntries(
    node.items.map(({ key, value }) => [
      isScalar(key) ? asWritten(key) : String(key),
      isScalar(value) ? asWritten(value) : value,
    ]),
  )
}

/** A value as JSON could say it; one with an alias of what it stands in has no end. */
function plain(node: Node | null, document: Document): unknown {
  const value: unknown = node?.toJS(document)
  try {
    JSON.stringify(value)
  } catch {
    throw new Error('it holds itself')
  }
  return value
}

const asWritten = ({ value, source }: Scalar): unknown =>
  typeof value === 'string' || value === null ? value : (source ?? String(value))

/** JSON whose comments are blanks, so that everything else stays where it is. */
const withoutComments = (text: string): string =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ' '),
  )
