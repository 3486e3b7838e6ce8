/** Every input that is given: by the config files, and over them by the workflow. */
import type { Place } from '../errors.ts'
import { type Config, readKeys } from './config.ts'
import { type Key, readDocument } from './document.ts'
import { companions, languageOf } from './foreign/dialects.ts'
import { type Migration, reportOf } from './foreign/report.ts'
import { type Source, sentence, type Translated, translate } from './foreign/translate.ts'
import { type InputName, inputNames, inputs } from './inputs.ts'
import { isObject } from './json.ts'
import type { Problems } from './problems.ts'
import { verbs } from './request.ts'
import { readEnvironmentName } from './servingChoice.ts'
import type { Files } from './smoke.ts'
import { didYouMean } from './suggest.ts'
import { isRefusal } from './values.ts'

/** An input as the workflow gives it: its name and its text. */
export type GivenInputs = Readonly<Record<string, string>>

export interface Given {
  readonly raw: ReadonlyMap<InputName, unknown>
  /** What became of other tools' files, where there are any. */
  readonly migration?: Migration
}

const defaultConfigFile = 'azureml-deploy.yml'

/**
 * Joins them: files of other tools, then config files in this action's own words, then the workflow;
 * the later wins. Adds a problem for every mistake, and the place of every input that a file gives.
 */
export function readGiven(
  given: GivenInputs,
  files: Files,
  places: Map<string, Place>,
  problems: Problems,
): Given {
  const raw = new Map<InputName, unknown>()
  const { own, sources } = readFiles(given, files, problems)
  const entries = own.flatMap((config) => config.entries).filter(({ value }) => isGiven(value))
  const spoken: Spoken = new Map<string, unknown>([
    ...entries.map(({ name, value }) => [name, value] as const),
    ...Object.entries(given).filter(([, text]) => isGiven(text.trim())),
  ])
  const translated = sources.map((source) => {
    const { translated, flaws } = translate(source, sources, files, (name) => spoken.has(name))
    for (const { message, place } of flaws) problems.at('config-file', message, place)
    return { source, translated: translated.map((one) => settled(one, spoken)) }
  })
  for (const one of translated.flatMap(({ translated }) => translated)) {
    const { fate, place } = one
    if (fate.kind === 'input') {
      take(raw, places, fate.name, fate.value, place)
    } else if (fate.kind === 'refused' || fate.kind === 'wrong') {
      problems.at(fate.unless[0] ?? 'config-file', withRemedy(one), place)
    }
  }
  sayWhereNamesDiffer(translated, problems)
  const migration =
    translated.length === 0 ? {} : { migration: reportOf(translated, Object.fromEntries(raw)) }

  for (const { name, value, place } of entries) {
    raw.set(name, value)
    places.set(name, place)
  }
  for (const [name, text] of Object.entries(given)) {
    if (text.trim() === '') continue
    if (!(inputNames as string[]).includes(name)) {
      problems.add(name, `'${name}' is not an input of this action.${didYouMean(name, inputNames)}`)
      continue
    }
    raw.set(name as InputName, text)
    places.delete(name)
  }
  return { raw, ...migration }
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined && value !== ''

interface ConfigFiles {
  /** In this action's own words, in their order. */
  readonly own: readonly Config[]
  /** In those of other tools; what another overrules comes before it. */
  readonly sources: readonly Source[]
}

/** The config files that are named, or the one that is there. */
function readFiles(given: GivenInputs, files: Files, problems: Problems): ConfigFiles {
  const own: Config[] = []
  const sources: Source[] = []
  const paths = readPaths(given['config-file'], files, problems)
  for (const file of paths) {
    const keys = readOne(file, files, problems)
    const language = keys && languageOf(keys)
    if (language?.kind === 'own') {
      const config = readKeys(keys ?? [])
      for (const { message, place } of config.problems) problems.at('config-file', message, place)
      own.push(config)
    } else if (language?.kind === 'unread') {
      const message = `${file} is a '${language.schema}' of az ml: this action reads its online endpoints and online deployments`
      problems.at('config-file', message, { file, line: 1 })
    } else if (language?.kind === 'foreign') {
      const { dialect } = language
      if (sources.some((source) => source.dialect === dialect)) {
        const message = `${file} is ${dialect.title} like another file before it: a run deploys one`
        problems.at('config-file', message, { file, line: 1 })
        continue
      }
      const source = { dialect, file, keys: keys ?? [] }
      sources.push(...besides(source, paths, given, files, problems), source)
    }
  }
  return { own, sources }
}

/** A path, or a YAML list of them. */
function readPaths(given: string | undefined, files: Files, problems: Problems): readonly string[] {
  const text = given?.trim() ?? ''
  if (text === '') return files.kind(defaultConfigFile) === 'file' ? [defaultConfigFile] : []
  const paths = inputs['config-file'].kind.read(text)
  if (isRefusal(paths)) {
    problems.add('config-file', `'config-file' is '${text}': ${paths.refused}`)
    return []
  }
  return paths.filter((path) => {
    const found = files.kind(path) === 'file'
    if (!found)
      problems.add('config-file', `'config-file' is '${path}': no such file in the checkout`)
    return found
  })
}

function readOne(file: string, files: Files, problems: Problems): readonly Key[] | undefined {
  const read = readDocument(file, files.read(file))
  if (read.ok) return read.keys
  for (const { message, place } of read.flaws) problems.at('config-file', message, place)
  return undefined
}

/** The files beside another that its own tool read along with it. */
function besides(
  { dialect, file }: Source,
  paths: readonly string[],
  given: GivenInputs,
  files: Files,
  problems: Problems,
): readonly Source[] {
  return (companions[dialect.name] ?? []).flatMap(({ name, dialect: expected }) => {
    const path = file.replace(/[^/\\]*$/, name)
    if (paths.includes(path) || files.kind(path) !== 'file') return []
    // What a registered model is, its registration says.
    if (expected === 'aml-registermodel' && isRegistered(given['model-path'])) return []
    const keys = readOne(path, files, problems) ?? []
    const language = languageOf(keys)
    if (language.kind !== 'foreign' || language.dialect.name !== expected) return []
    return [{ dialect: language.dialect, file: path, keys }]
  })
}

/** What is said in this action's own words, by the workflow or a config file. */
type Spoken = ReadonlyMap<string, unknown>

/** What has nothing more to say: another input says what is meant, or nothing is deployed. */
function settled(one: Translated, spoken: Spoken): Translated {
  const { fate } = one
  if (fate.kind === 'input') {
    const by = overruling(fate.name, spoken)
    return by === undefined ? one : { ...one, fate: { kind: 'settled', by } }
  }
  if (fate.kind !== 'refused' && fate.kind !== 'wrong') return one
  const by = fate.unless.find((name) => spoken.has(name))
  if (by !== undefined) return { ...one, fate: { kind: 'settled', by } }
  const deploys = ![...verbs, 'sweep'].includes(String(spoken.get('mode')))
  return deploys ? one : { ...one, fate: { kind: 'same' } }
}

/** The input that names as a whole what another tool's file would name a part of. */
function overruling(part: InputName, spoken: Spoken): InputName | undefined {
  if (part === 'model-name' && isRegistered(spoken.get('model-path'))) return 'model-path'
  const environment = spoken.get('environment')
  if (part !== 'conda-file' || environment === undefined) return undefined
  return readEnvironmentName(String(environment))?.kind === 'image' ? undefined : 'environment'
}

const isRegistered = (model: unknown): boolean => String(model).trim().startsWith('azureml:')

/** Parts of an input that is a map come together; of any other, the later wins. */
function take(
  raw: Map<InputName, unknown>,
  places: Map<string, Place>,
  name: InputName,
  value: unknown,
  place: Place,
): void {
  const before = raw.get(name)
  const joined = isObject(before) && isObject(value) ? { ...before, ...value } : value
  raw.set(name, joined)
  places.set(name, place)
}

function withRemedy(one: Translated): string {
  const { fate } = one
  if (fate.kind !== 'refused') return sentence(one)
  const [name] = fate.unless
  return name === undefined
    ? `${sentence(one)}. Remove it to go without`
    : `${sentence(one)}. With '${name}' in the workflow, this line no longer counts`
}

/** A deployment belongs to the endpoint that is read along with it. */
function sayWhereNamesDiffer(
  all: readonly { readonly translated: readonly Translated[] }[],
  problems: Problems,
): void {
  const named = all
    .flatMap(({ translated }) => translated)
    .filter(({ fate }) => fate.kind === 'input' && fate.name === 'service-name')
  const [first, second] = named
  if (!first || !second || String(first.value) === String(second.value)) return
  problems.at(
    'service-name',
    `'${second.path}' is '${second.value}', and '${first.path}' in ${first.place.file} is '${first.value}': files that are read together must be of one service`,
    second.place,
  )
}
