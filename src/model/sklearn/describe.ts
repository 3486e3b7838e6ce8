/** What a pickle holds, said as a model: of scikit-learn, of a booster, of PyTorch, or of none. */
import type { Description, Framework, NeedsCode } from '../description.ts'
import { readArray } from '../pickle/numpy.ts'
import {
  attributeOf,
  classOf,
  type Dict,
  type Instance,
  itemsOf,
  type Sequence,
  type Value,
} from '../pickle/values.ts'
import type { Walk } from '../pickle/walk.ts'
import { outputOf } from './answers.ts'
import { boosterOf } from './boosters.ts'
import { inputOf } from './columns.ts'
import { cannotAnswer } from './fitted.ts'
import { kindOf } from './kinds.ts'
import { ownNames, packagesOf } from './packages.ts'
import { answering, inWords, packageOf, typeOf } from './parts.ts'
import { heldScript, ownScript, plainScript } from './suggestion.ts'
import { within } from './within.ts'

/** The description of a pickled model. Pure. */
export function describePickle(
  path: string,
  { root, globals, protocol, pythons }: Walk,
): Description {
  const everything = within(root)
  const framework = frameworkOf(root, globals)
  const recorded = versionsIn(everything)
  const version = recorded.get(framework)
  const needsCode = needsCodeOf(path, root, globals, framework)
  const isModel = framework !== 'custom' && framework !== 'pytorch'
  return {
    framework,
    format: 'pickle',
    path,
    ...(version === undefined ? {} : { version }),
    holds: classOf(root) ? inWords(root) : contentsOf(root),
    pickleProtocol: protocol,
    ...(pythons ? { pythons } : {}),
    input: isModel ? inputOf(root) : { kind: 'unknown' },
    output: isModel ? outputOf(root) : { kind: 'unknown' },
    packages: packagesOf(globals, framework, recorded),
    ...(needsCode && { needsCode }),
  }
}

/** Packages whose estimators are used as scikit-learn's own. */
const frameworks: Readonly<Record<string, Framework>> = {
  sklearn: 'scikit-learn',
  imblearn: 'scikit-learn',
  category_encoders: 'scikit-learn',
  sklearn_pandas: 'scikit-learn',
  feature_engine: 'scikit-learn',
  mlxtend: 'scikit-learn',
  skopt: 'scikit-learn',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
}

function frameworkOf(root: Value, globals: Walk['globals']): Framework {
  const known = frameworks[packageOf(root)]
  if (known !== undefined) return known
  const isTorch = globals.some(({ module }) => /^torch(\.|$)/.test(module))
  return isTorch ? 'pytorch' : 'custom'
}

/**
 * The versions that the file records, by package: `_sklearn_version` stands in the state of every
 * estimator of scikit-learn's own, and boosters say which library wrote them.
 */
function versionsIn(everything: readonly Value[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string>()
  const note = (name: string, version: Value | undefined) => {
    if (typeof version === 'string' && !versions.has(name)) versions.set(name, version)
  }
  for (const value of everything) {
    note('scikit-learn', attributeOf(value, '_sklearn_version'))
    const booster = boosterOf(value)
    if (booster) note(booster.framework, booster.version)
  }
  return versions
}

function needsCodeOf(
  path: string,
  root: Value,
  globals: Walk['globals'],
  framework: Framework,
): NeedsCode | undefined {
  const own = ownNames(globals)
  if (own.length > 0) {
    const names = own.slice(0, 5).map(({ module, name }) => `${module}.${name}`)
    const more = own.length > names.length ? ' and others' : ''
    const reason = `loading it takes ${names.join(', ')}${more}, which no known package provides`
    return { reason, script: ownScript(path, own) }
  }
  if (framework === 'pytorch')
    return { reason: 'it holds modules of PyTorch in a plain pickle', script: plainScript(path) }
  if (framework === 'custom') {
    const reason = `it holds ${contentsOf(root)}, which is no model that is known here`
    return { reason, script: scriptFor(path, root) }
  }
  const reason = cannotAnswer(root)
  return reason === undefined ? undefined : { reason, script: plainScript(path) }
}

/** Of a dict, a list or a tuple, the script serves what looks like the model. */
function scriptFor(path: string, root: Value): string {
  if (typeof root !== 'object' || root === null) return plainScript(path)
  if (root.kind === 'dict') {
    const model = [...root.entries].find(([, value]) => looksLikeModel(value))
    return heldScript(path, typeof model?.[0] === 'string' ? model[0] : 'model')
  }
  const held = root.kind === 'list' || root.kind === 'tuple' ? root.items : []
  const place = held.findIndex(looksLikeModel)
  return place < 0 ? plainScript(path) : heldScript(path, place)
}

function looksLikeModel(value: Value): boolean {
  const kind = frameworks[packageOf(value)] && kindOf(answering(value))
  return kind !== undefined && kind !== 'transformer'
}

/** What a pickle holds that is no estimator, in words: `a dict of 'model' (Ridge), 'scaler' (…)`. */
function contentsOf(value: Value): string {
  if (value === null) return 'None'
  if (typeof value !== 'object') return `a ${shortly(value)}`
  const array = readArray(value)
  if (array) return `an array of ${array.shape.join(' × ') || 'one value'}`
  switch (value.kind) {
    case 'dict': {
      const entries = [...value.entries].slice(0, 5).map(([key, held]) => {
        const shown = typeof key === 'string' ? `'${key}'` : String(key)
        return `${shown} (${shortly(held)})`
      })
      return containerOf(value, entries)
    }
    case 'list':
    case 'tuple':
    case 'set':
      return containerOf(value, value.items.slice(0, 5).map(shortly))
    case 'object': {
      const type = classOf(value)
      if (type) return `a ${type.module}.${type.name}`
      const made = savedClass(value)
      return made ? `a ${made}, whose class was saved with it` : 'the result of a call'
    }
    case 'global':
      return /^\p{Lu}/u.test(value.name)
        ? `the class ${value.module}.${value.name} itself, and no object of it`
        : `the name ${value.module}.${value.name}`
    case 'bytes':
      return 'bytes'
    case 'text':
      return 'a text'
    default:
      return 'a value that its file does not give away'
  }
}

/** `a list of number, text, …`; of what was not kept, how many there are. */
function containerOf({ kind, count }: Sequence | Dict, held: readonly string[]): string {
  if (count === 0) return `an empty ${kind}`
  if (held.length === 0) return `a ${kind} of ${count}`
  return `a ${kind} of ${held.join(', ')}${count > held.length ? ', …' : ''}`
}

/** The name of a class that cloudpickle saved by value: `_make_skeleton_class(type, 'Model', …)`. */
function savedClass(value: Value): string | undefined {
  const [, name] = isMade(value) ? (itemsOf(value.of.args) ?? []) : []
  return typeof name === 'string' ? name : undefined
}

const isMade = (value: Value): value is Instance & { readonly of: Instance } =>
  typeof value === 'object' &&
  value?.kind === 'object' &&
  classOf(value.of)?.name === '_make_skeleton_class'

function shortly(value: Value): string {
  if (classOf(value) && !readArray(value)) return typeOf(value)
  if (value === null) return 'None'
  if (typeof value !== 'object') return plainNames[typeof value] ?? typeof value
  return readArray(value) ? 'array' : (structureNames[value.kind] ?? value.kind)
}

const plainNames: Readonly<Record<string, string>> = { string: 'text', bigint: 'number' }
const structureNames: Readonly<Record<string, string>> = {
  forgotten: 'unknown',
  persistent: 'unknown',
  global: 'name',
}
