/** Files of other tools → inputs of this action, and of every key that is none, why. Pure. */
import { type Place, reasonOf } from '../../errors.ts'
import type { Flaw, Key } from '../document.ts'
import { type InputName, inputs } from '../inputs.ts'
import { shorten } from '../problems.ts'
import type { Files } from '../smoke.ts'
import { didYouMean } from '../suggest.ts'
import { isRefusal } from '../values.ts'
import { type Context, type Dialect, type Fate, type Row, same } from './dialect.ts'

/** A file in another tool's language. */
export interface Source {
  readonly dialect: Dialect
  readonly file: string
  readonly keys: readonly Key[]
}

/** A key of a file and what becomes of it; without a path, what its tool does unasked. */
export interface Translated {
  readonly path: string
  readonly value: unknown
  readonly place: Place
  readonly fate: Fate
}

export interface Translation {
  readonly translated: readonly Translated[]
  /** Keys that the tool itself does not have. */
  readonly flaws: readonly Flaw[]
}

/** Translates one file; the others are looked at where a key means something only together with theirs. */
export function translate(
  source: Source,
  sources: readonly Source[],
  files: Files,
  gives: Context['gives'],
): Translation {
  const { dialect, file, keys } = source
  const translated: Translated[] = []
  const flaws: Flaw[] = []
  const context: Omit<Context, 'key'> = {
    files,
    folder: file.replaceAll('\\', '/').replace(/\/?[^/]*$/, ''),
    get: (path) => valueAt(keys, path),
    of: (name, path) => {
      const other = sources.find((one) => one.dialect.name === name)
      return other && valueAt(other.keys, path)
    },
    gives,
  }

  const walk = (level: readonly Key[], above: string) => {
    for (const key of level) {
      const path = `${above}${key.key}`
      const row = Object.hasOwn(dialect.rows, path) ? dialect.rows[path] : undefined
      if (row === undefined) {
        flaws.push({ message: unknown(dialect, above, key.key), place: key.place })
        continue
      }
      const below = namesBelow(dialect, `${path}.`).length > 0 ? key.keys() : undefined
      if (below !== undefined) {
        walk(below, `${path}.`)
        continue
      }
      try {
        const value = key.value()
        for (const fate of fatesOf(row, value, { ...context, key }))
          translated.push({ path, value, place: key.place, fate: checked(fate) })
      } catch (error) {
        flaws.push({ message: `'${path}' cannot be read: ${reasonOf(error)}`, place: key.place })
      }
    }
  }
  walk(keys, '')
  for (const fate of dialect.defaults?.(context) ?? [])
    translated.push({ path: '', value: undefined, place: { file, line: 1 }, fate: checked(fate) })
  return { translated, flaws }
}

/** What becomes of a value: of none, nothing, and of what a sample holds in its place, no better. */
function fatesOf(row: Row, value: unknown, context: Context): readonly Fate[] {
  if (value === null || value === undefined || value === '') return [same]
  return isPlaceholder(value, row.inputs) ? [unfilled(row.inputs)] : row.read(value, context)
}

/** A value by its path; undefined for one that is not given, or is null. */
function valueAt(keys: readonly Key[], path: string): unknown {
  let level: readonly Key[] | undefined = keys
  let found: Key | undefined
  for (const step of path.split('.')) {
    found = level?.find(({ key }) => key === step)
    level = found?.keys()
  }
  return found?.value() ?? undefined
}

const namesBelow = ({ rows }: Dialect, above: string): readonly string[] =>
  Object.keys(rows)
    .filter((path) => path.startsWith(above) && !path.slice(above.length).includes('.'))
    .map((path) => path.slice(above.length))

const unknown = (dialect: Dialect, above: string, key: string): string =>
  `'${above}${key}' is not a key of ${dialect.title}.${didYouMean(key, namesBelow(dialect, above))}`

/** Samples hold `<your-webservice-name>` and the like. */
const isPlaceholder = (value: unknown, becomes: readonly InputName[]): boolean =>
  becomes.length > 0 && typeof value === 'string' && /^<.*>$/.test(value.trim())

const unfilled = (unless: readonly InputName[]): Fate => ({
  kind: 'wrong',
  expected: 'that is a placeholder of the sample. Fill it in, or remove it',
  unless,
})

/** The fate of a value that its input does not take: the mistake is one of the file's key. */
function checked(fate: Fate): Fate {
  if (fate.kind !== 'input') return fate
  const read = inputs[fate.name].kind.read(fate.value)
  if (!isRefusal(read)) return fate
  // Of an input that is a map, the key is a part of it.
  const expected = read.refused.replace(/^'[\w-]+' is '[^']*': /, '')
  return { kind: 'wrong', expected, unless: [fate.name] }
}

/** What is wrong with a key, or lost with it, in a sentence. */
export function sentence({ path, value, fate }: Translated): string {
  if (fate.kind === 'wrong') return `'${path}' is '${shorten(value)}': ${fate.expected}`
  const because = 'because' in fate ? `: ${fate.because}` : ''
  const given = typeof value === 'object' ? path : `${path}: ${shorten(value)}`
  return `'${given}' has no equivalent here${because}`
}
