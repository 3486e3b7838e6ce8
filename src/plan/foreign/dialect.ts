/**
 * The config files of other tools, as tables: every key that they have, and what becomes of it here.
 * What runs, what is told and what is documented all follow the tables.
 */
import { valueFor } from '../config.ts'
import type { Key } from '../document.ts'
import type { InputName } from '../inputs.ts'
import { isObject } from '../json.ts'
import type { Files } from '../smoke.ts'

export type DialectName =
  | 'az-ml-endpoint'
  | 'az-ml-deployment'
  | 'aml-deploy'
  | 'aml-registermodel'
  | 'aml-workspace'

/** What becomes of a key with its value. */
export type Fate =
  /** It is the value of an input; of an input that is a map, a part of it. */
  | { readonly kind: 'input'; readonly name: InputName; readonly value: unknown }
  /** It asks for what this action does anyway. */
  | { readonly kind: 'same' }
  /** It has no equivalent, and what is deployed is what was meant all the same. */
  | { readonly kind: 'left-out'; readonly because: string; readonly warn: boolean }
  /** Something else would be deployed than what was meant, unless one of these inputs says what is. */
  | {
      readonly kind: 'refused'
      readonly because: string
      readonly unless: readonly InputName[]
    }
  /** It was to be refused, and this input says what is meant. */
  | { readonly kind: 'settled'; readonly by: InputName }
  /** It is no value that the key can have: completes "'cpu_cores' is 'two': expected a number". */
  | {
      readonly kind: 'wrong'
      readonly expected: string
      readonly unless: readonly InputName[]
    }

/** What a row may look at besides its own value. */
export interface Context {
  readonly key: Key
  readonly files: Files
  /** The folder of the file, which the paths of some tools are relative to. */
  readonly folder: string
  /** Another key of the same file by its path, such as `model.type`; undefined where it is not given. */
  get(path: string): unknown
  /** A key of another file that is read along with this one. */
  of(dialect: DialectName, path: string): unknown
  /** Whether an input is given by the workflow, or by a config file in this action's own words. */
  gives(input: InputName): boolean
}

/** A key of another tool. */
export interface Row {
  /** The inputs that it becomes, or may become. */
  readonly inputs: readonly InputName[]
  /** What the documentation says of it; empty where the inputs say it all. */
  readonly says: string
  /** Whether the tool shows it, and does not read it. */
  readonly shown?: true
  read(value: unknown, context: Context): readonly Fate[]
}

/** The language of one kind of file. */
export interface Dialect {
  readonly name: DialectName
  /** What such a file is, in a sentence: `an online deployment of az ml`. */
  readonly title: string
  /** By their paths: `request_settings.request_timeout_ms` is a key of the map `request_settings`. */
  readonly rows: Readonly<Record<string, Row>>
  /** What the tool does where a file says nothing. */
  defaults?(context: Omit<Context, 'key'>): readonly Fate[]
}

/** Asks for what this action does anyway. */
export const same: Fate = { kind: 'same' }

/** Cannot be had here. */
export const refusal = (because: string, unless: readonly InputName[] = []): Fate => ({
  kind: 'refused',
  because,
  unless,
})

/** Says nothing that the key can mean. */
export const wrong = (expected: string, unless: readonly InputName[] = []): Fate => ({
  kind: 'wrong',
  expected,
  unless,
})

/** The value of an input. */
export const asInput = (name: InputName, value: unknown): Fate => ({ kind: 'input', name, value })

/** Lost, and to be told. */
export const lost = (because: string): Fate => ({ kind: 'left-out', because, warn: true })

/** An input of the same meaning. */
export const becomes = (
  name: InputName,
  options: {
    /** The value in this action's words; absent: as it is. */
    readonly as?: (value: unknown, context: Context) => unknown
    readonly says?: string
  } = {},
): Row => ({
  inputs: [name],
  says: options.says ?? '',
  read: (value, context) => [
    asInput(name, options.as ? options.as(value, context) : valueFor(name, context.key)),
  ],
})

/** A part of an input that is a map. */
export const becomesPart = (name: InputName, part: string): Row => ({
  inputs: [name],
  says: `Its '${part}'.`,
  read: (value) => [asInput(name, { [part]: value })],
})

/** Milliseconds, as an input that takes seconds or a time with its unit. */
export const milliseconds = (value: unknown): unknown =>
  typeof value !== 'number' ? value : value % 1000 === 0 ? value / 1000 : `${value}ms`

/** A map whose keys have rows of their own. */
export const group = (says = ''): Row => ({
  inputs: [],
  says,
  read: () => [wrong('expected a map')],
})

/** Has no equivalent, and needs none. */
export const leftOut = (because: string): Row => ({
  inputs: [],
  says: `Left out: ${because}.`,
  read: () => [{ kind: 'left-out', because, warn: false }],
})

/** Has no equivalent, and somebody may miss it. */
export const missed = (because: string): Row => ({
  inputs: [],
  says: `Left out, with a warning: ${because}.`,
  read: () => [lost(because)],
})

/** The same, unless it is switched off. */
export const missedUnlessOff = (because: string): Row => ({
  inputs: [],
  says: `Left out, with a warning: ${because}.`,
  read: (value) => [isOff(value) ? same : lost(because)],
})

/** What the tool shows, and does not read. */
export const shown: Row = {
  inputs: [],
  says: 'Shown by the tool, and not read by it.',
  shown: true,
  read: () => [same],
}

const refusedUnless = ([name]: readonly InputName[]): string =>
  name === undefined ? 'Refused' : `Refused, unless '${name}' is given`

/** Cannot be had here, unless it is switched off. */
export const refusedUnlessOff = (because: string, unless: readonly InputName[] = []): Row => ({
  inputs: [],
  says: `${refusedUnless(unless)}: ${because}.`,
  read: (value) => [isOff(value) ? same : refusal(because, unless)],
})

/** Only one value can be had here; any other is refused. */
export const only = (
  allowed: string | boolean,
  because: string,
  unless: readonly InputName[] = [],
): Row => ({
  inputs: [],
  says: `'${allowed}' is what this action does. Anything else is ${refusedUnless(unless).toLowerCase()}: ${because}.`,
  read: (value) => [isWord(value, String(allowed)) ? same : refusal(because, unless)],
})

/** A row that looks closer. */
export const reads = (
  inputs: readonly InputName[],
  says: string,
  read: (value: unknown, context: Context) => readonly (Fate | undefined)[],
): Row => ({
  inputs,
  says,
  read: (value, context) => read(value, context).filter((fate) => fate !== undefined),
})

/** Whether a value is a word, in whatever case and whatever dashes. */
export const isWord = (value: unknown, word: string): boolean => fold(value) === fold(word)

const fold = (value: unknown) =>
  String(value)
    .toLowerCase()
    .replace(/[\s_-]+/g, '')

/** Whether a value says that something is not wanted. */
export const isOff = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  isWord(value, 'false') ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)

/** Whether a switch is on. */
export const isOn = (value: unknown): boolean => isWord(value, 'true')

/** A path as seen from the root of the checkout, with forward slashes and without detours. */
export function joined(folder: string, path: string): string {
  const forward = path.replaceAll('\\', '/')
  const steps: string[] = []
  for (const step of (forward.startsWith('/') ? forward : `${folder}/${forward}`).split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return `${forward.startsWith('/') ? '/' : ''}${steps.join('/')}` || '.'
}

/** An image with its registry: one of Docker Hub may be written without, and looks like an environment then. */
export const imageWithRegistry = (image: string): string =>
  image.includes('/') ? image : `docker.io/library/${image}`

/** Whether a text is an address of something that is not in the checkout. */
export const isElsewhere = (text: string): boolean => /^(azureml:|\w+:\/\/)/i.test(text)
