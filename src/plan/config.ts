/** The committed config file: YAML whose keys are the inputs' names, every key with its line. */
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml'
import { type Place, reasonOf } from '../errors.ts'
import { type InputName, inputNames, inputs } from './inputs.ts'
import { didYouMean } from './suggest.ts'

export interface ConfigEntry {
  readonly name: InputName
  readonly value: unknown
  readonly place: Place
}

export interface Config {
  readonly entries: readonly ConfigEntry[]
  readonly problems: readonly { readonly message: string; readonly place: Place }[]
}

/** `1.10` is a version, not the number 1.1: where text is wanted, what was written counts. */
function readValue(name: InputName, node: Node | null, document: Document): unknown {
  const kind = inputs[name].kind.name
  if (kind === 'text' && isScalar(node)) return asWritten(node)
  if (kind === 'map of text' && isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        isScalar(key) ? asWritten(key) : String(key),
        isScalar(value) ? asWritten(value) : value,
      ]),
    )
  }
  return node?.toJS(document)
}

const asWritten = ({ value, source }: Scalar): unknown =>
  typeof value === 'string' || value === null ? value : (source ?? String(value))

const isInput = (key: string): key is InputName => (inputNames as string[]).includes(key)

/** Reads a config file's text; `file` is its path as the user knows it. Never throws. */
export function readConfig(file: string, text: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  const at = (offset: number): Place => ({ file, line: lines.linePos(offset).line })

  if (document.errors.length > 0) {
    return {
      entries: [],
      problems: document.errors.map((error) => ({
        message: `${file} is not valid YAML: ${error.message.split('\n')[0]}`,
        place: at(error.pos[0]),
      })),
    }
  }
  if (document.contents === null) return { entries: [], problems: [] }
  if (!isMap(document.contents)) {
    return {
      entries: [],
      problems: [
        { message: `${file} must be a map of input names to values`, place: { file, line: 1 } },
      ],
    }
  }

  const entries: ConfigEntry[] = []
  const problems: { message: string; place: Place }[] = []
  for (const pair of document.contents.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
    const place = at(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0)
    // An editor's pointer to the schema is not an input.
    if (key === '$schema') continue
    if (!isInput(key) || key === 'config-file') {
      problems.push({
        message: `'${key}' is not an input of this action.${didYouMean(key, inputNames)}`,
        place,
      })
    } else if ('secret' in inputs[key]) {
      problems.push({
        message: `'${key}' is a secret and must not stand in a committed file; pass it in the workflow from secrets.*`,
        place,
      })
    } else {
      try {
        const value = readValue(key, pair.value as Node | null, document)
        entries.push({ name: key, value, place })
      } catch (error) {
        problems.push({
          message: `'${key}' cannot be read: ${reasonOf(error)}`,
          place,
        })
      }
    }
  }
  return { entries, problems }
}
