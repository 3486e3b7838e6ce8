/** The verdict on what a pickle would import. A pickle is only as harmless as what it names. */
import type { Finding } from '../description.ts'
import type { GlobalUse, Walk } from '../pickle/walk.ts'
import { dangerousOfPython } from './dangerous.ts'
import { dangerousAnywhere, dangerousMethods, dangerousOfPackages } from './dangerous-packages.ts'
import { dependsOnUse, knownOfPython } from './known.ts'
import { knownOfModels, knownWhenEmpty } from './known-models.ts'
import { knownOfPackages } from './known-packages.ts'
import { canonicalModule, looksLike, misspelt } from './names.ts'
import { isPythons, namesPythonModule } from './python-modules.ts'
import { lookup, words } from './rules.ts'

type Judgement = Pick<Finding, 'verdict' | 'why'>

const known = lookup([...knownOfPython, ...knownOfPackages, ...knownOfModels])
const dangerous = lookup([...dangerousOfPython, ...dangerousOfPackages])
const unclear = lookup(dependsOnUse)
const whenEmpty = lookup(knownWhenEmpty)
const anywhere: ReadonlySet<string> = new Set(words(dangerousAnywhere))
const methods: ReadonlySet<string> = new Set(words(dangerousMethods))

/**
 * The verdict on everything a pickle would import, and on what looks hidden.
 *
 * Known is what is on a list of harmless things; dangerous, what is on the other list, whatever
 * else of Python itself, and what is reached or spelt in a way that hides it. The rest is unknown:
 * mostly a class of the model's author. Being called or not makes no difference, since what is not
 * called here may be called by something that is; but for a few, being given something does.
 */
export function judgePickle(
  file: string,
  walk: Pick<Walk, 'globals' | 'oddities'>,
): readonly Finding[] {
  const imports = walk.globals.map((use) => ({
    ...judgeGlobal(use, walk.globals),
    what: readable(`${use.module}.${use.name}`),
    file,
    offset: use.offset,
  }))
  const hidden = walk.oddities.map(({ what, why, offset }) => ({
    verdict: 'dangerous' as const,
    what: readable(what),
    why,
    file,
    offset,
  }))
  return [...imports, ...hidden]
}

/** Dill rebuilds a class from its code and sets what is left: that adds nothing to the code's power. */
const isDills = ({ module, name }: GlobalUse, all: readonly GlobalUse[]): boolean =>
  module === 'builtins' &&
  name === 'setattr' &&
  all.some((use) => use.module === 'dill._dill' && use.name === '_create_type')

function judgeGlobal(use: GlobalUse, all: readonly GlobalUse[]): Judgement {
  const { module, name } = use
  const hidden = misspelt(module) ?? misspelt(name)
  if (hidden !== undefined) return { verdict: 'dangerous', why: hidden }
  if (isDills(use, all))
    return { verdict: 'unknown', why: unclear.name('dill._dill', '_setattr') ?? ownCode }
  if (use.listed)
    return { verdict: 'known', why: 'gets methods of classes, each of which is listed by itself' }
  const place = canonicalModule(module)
  const reads = use.given ? whenEmpty.name(place, name) : undefined
  return reads === undefined ? judgeName(place, name) : { verdict: 'dangerous', why: reads }
}

function judgeName(module: string, name: string): Judgement {
  const harmless = known.name(module, name)
  if (harmless !== undefined) return { verdict: 'known', why: harmless }
  const harmful = dangerous.name(module, name)
  if (harmful !== undefined) return { verdict: 'dangerous', why: harmful }
  const depends = unclear.name(module, name)
  if (depends !== undefined) return { verdict: 'unknown', why: depends }
  const harm = dangerOfPlace(module, name)
  if (harm !== undefined) return { verdict: 'dangerous', why: harm }
  const part = isClass(name) ? known.classOf(module) : undefined
  if (part !== undefined) return { verdict: 'known', why: part }
  return { verdict: 'unknown', why: unclear.module(module) ?? ownCode }
}

const ownCode = 'is not known: what it does is decided by its own code'

/** Why something that is on no list is dangerous: by where it is, and by the way that leads to it. */
const dangerOfPlace = (module: string, name: string): string | undefined =>
  dangerous.module(module) ??
  dangerOfPath(module, name) ??
  dangerOfLook(module, name) ??
  (isPythons(module) ? notNeeded : undefined) ??
  (isLibrary(module) ? dangerInLibrary(module, name) : dangerInOwnCode(module, name))

const notNeeded = 'comes with Python, but is nothing that a model needs'

/** A dotted name walks through whatever lies on its way, and other modules do. */
function dangerOfPath(module: string, name: string): string | undefined {
  const steps = name.split('.')
  if (steps.some(isSpecial)) return "reaches into Python's own machinery through a special name"
  for (let taken = 1; taken < steps.length; taken++) {
    const reached = steps.slice(0, taken)
    const rest = steps.slice(taken).join('.')
    const inside = canonicalModule([module, ...reached].join('.'))
    const direct = canonicalModule(reached.at(-1) ?? '')
    const why =
      dangerous.name(module, reached.join('.')) ??
      dangerous.name(inside, rest) ??
      dangerous.module(inside) ??
      dangerous.name(direct, rest) ??
      dangerous.module(direct)
    if (why !== undefined) return `${why}: it is reached through ${module}`
  }
  return undefined
}

/** Names that are no harm in the author's own code, but are in a library that has others by them. */
function dangerInLibrary(module: string, name: string): string | undefined {
  const steps = name.split('.')
  const first = steps[0] ?? ''
  const last = steps.at(-1) ?? ''
  if (doesWork.test(module))
    return 'is a program or a test, which does its work when it is imported'
  if (anywhere.has(last)) return 'is known to run code or commands, or to reach files'
  if (steps.length === 1)
    return namesPythonModule(last) ? `is a module, reached through ${module}` : undefined
  if (!isClass(first)) return `walks from ${module} into another module`
  return methods.has(last) ? 'loads, saves, evaluates or downloads something' : undefined
}

/** In code that nobody knows, only what can hardly be the author's own. */
const dangerInOwnCode = (module: string, name: string): string | undefined =>
  module.endsWith('.__main__') || name.split('.').some((step) => unmistakable.has(step))
    ? 'is a program, or a module of Python that is reached through another'
    : undefined

/** Modules that do something when they are imported. */
const doesWork = /\.(__main__|conftest|tests?|testing|setup)(\.|$)/

const unmistakable: ReadonlySet<string> = new Set(
  words('os posix nt sys subprocess builtins importlib ctypes marshal runpy pickle socket shutil'),
)

/** A name that a person takes for another one, or a file system that ignores case. */
function dangerOfLook(module: string, name: string): string | undefined {
  const shown = looksLike(module)
  if (isAscii(module + name))
    return shown !== module && unmistakable.has(shown)
      ? `is spelt like ${shown}, which no model needs`
      : undefined
  const why = dangerous.name(shown, looksLike(name)) ?? dangerous.module(shown)
  return why === undefined ? undefined : `is spelt like ${shown}.${looksLike(name)}, which ${why}`
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text)

/** `__globals__`, `__class__`, `__init__`… lead from any object to all others. */
const isSpecial = (step: string): boolean => /^__\w+__$/.test(step)

/** A name of a class, as the libraries write them. */
const isClass = (name: string): boolean => /^_*(?:__pyx_unpickle_)?\p{Lu}\w*$/u.test(name)

/** Whether a module belongs to a package of which some part is on a list of known things. */
const isLibrary = (module: string): boolean => libraries.has(module.split('.', 1)[0] ?? '')

const libraries: ReadonlySet<string> = new Set(
  words(`sklearn numpy scipy pandas joblib torch torchvision xgboost lightgbm catboost imblearn
    category_encoders feature_engine keras tensorflow transformers cloudpickle dill`),
)

/** Nothing that a terminal obeys or does not show may reach a log or a summary. */
const readable = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`)
