/** The committed config file: YAML whose keys are the inputs' names, every key with its line. */
import { type Place, reasonOf } from '../errors.ts'
import { type Flaw, type Key, readDocument } from './document.ts'
import { type InputName, inputNames, inputs } from './inputs.ts'
import { didYouMean } from './suggest.ts'

export interface ConfigEntry {
  readonly name: InputName
  readonly value: unknown
  readonly place: Place
}

export interface Config {
  readonly entries: readonly ConfigEntry[]
  readonly problems: readonly Flaw[]
}

/** Where text is wanted, what was written counts. */
export function valueFor(name: InputName, key: Key): unknown {
  const kind = inputs[name].kind.name
  return kind === 'text' || kind === 'map of text' ? key.written() : key.value()
}

/** Whether a word is the name of an input. */
export const isInput = (key: string): key is InputName => (inputNames as string[]).includes(key)

/** Reads a config file's text; `file` is its path as the user knows it. Never throws. */
export function readConfig(file: string, text: string): Config {
  const read = readDocument(file, text)
  return read.ok ? readKeys(read.keys) : { entries: [], problems: read.flaws }
}

/** The inputs that the keys of a config file name, and what is wrong with the others. */
export function readKeys(keys: readonly Key[]): Config {
  const entries: ConfigEntry[] = []
  const problems: Flaw[] = []
  for (const key of keys) {
    const { key: name, place } = key
    // An editor's pointer to the schema is not an input.
    if (name === '$schema') continue
    if (!isInput(name) || name === 'config-file') {
      problems.push({
        message: `'${name}' is not an input of this action.${didYouMean(name, inputNames)}`,
        place,
      })
    } else if ('secret' in inputs[name]) {
      problems.push({
        message: `'${name}' is a secret and must not stand in a committed file; pass it in the workflow from secrets.*`,
        place,
      })
    } else {
      try {
        entries.push({ name, value: valueFor(name, key), place })
      } catch (error) {
        problems.push({ message: `'${name}' cannot be read: ${reasonOf(error)}`, place })
      }
    }
  }
  return { entries, problems }
}
