/** How the names in a pickle are spelled: what no honest pickle writes, and what means the same. */

/** A module or a name as Python writes it: identifiers, with dots between them. */
const plain = /^[\p{XID_Start}_][\p{XID_Continue}]*(\.[\p{XID_Start}_][\p{XID_Continue}]*)*$/u

/** Why a name is not what it seems, or no name at all; undefined when it is a plain one. */
export function misspelt(name: string): string | undefined {
  if (plain.test(name) && !/\p{C}/u.test(name)) return undefined
  if (name === '') return 'has an empty name, which no module and no class has'
  return 'has a name that Python does not allow, to be read differently by people and programs'
}

/**
 * What a name looks like to a person: full-width and other variants of letters, accents and case
 * make no difference.
 */
export const looksLike = (name: string): string =>
  [...name.normalize('NFKD')]
    .map((letter) => doubles.get(letter) ?? letter)
    .join('')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

/** Cyrillic and Greek letters that are drawn like Latin ones (Unicode Technical Standard 39). */
const doubles: ReadonlyMap<string, string> = new Map(
  ['аa', 'еe', 'оo', 'рp', 'сc', 'уy', 'хx', 'іi', 'ѕs', 'јj', 'οo', 'ѵv', 'ԁd', 'ɡg', 'ıi', 'һh']
    .map((pair) => [...pair])
    .map(([foreign = '', latin = '']) => [foreign, latin]),
)

/** A module by the name under which the lists have it: what else it is called leads to the same code. */
export function canonicalModule(module: string): string {
  for (const [other, listed] of sameModules)
    if (module === other || module.startsWith(`${other}.`))
      return `${listed}${module.slice(other.length)}`
  return module
}

/** Names of Python 2 that a loader turns into these, C twins of modules, and renamed packages. */
const sameModules: readonly (readonly [string, string])[] = [
  ['__builtin__', 'builtins'],
  ['__builtins__', 'builtins'],
  ['exceptions', 'builtins'],
  ['copy_reg', 'copyreg'],
  ['cPickle', 'pickle'],
  ['_pickle', 'pickle'],
  ['StringIO', 'io'],
  ['cStringIO', 'io'],
  ['_io', 'io'],
  ['_pyio', 'io'],
  ['_codecs', 'codecs'],
  ['_collections', 'collections'],
  ['_collections_abc', 'collections.abc'],
  ['_functools', 'functools'],
  ['_operator', 'operator'],
  ['_datetime', 'datetime'],
  ['_pydatetime', 'datetime'],
  ['_decimal', 'decimal'],
  ['_pydecimal', 'decimal'],
  ['numpy._core', 'numpy.core'],
  ['joblib.externals.cloudpickle', 'cloudpickle'],
  ['cloudpickle.cloudpickle_fast', 'cloudpickle.cloudpickle'],
  ['pyspark.cloudpickle', 'cloudpickle'],
  ['ray.cloudpickle', 'cloudpickle'],
  ['sklearn.externals.joblib', 'joblib'],
  ['keras.src', 'keras'],
  ['tensorflow.keras', 'keras'],
  ['tensorflow.python.keras', 'keras'],
  ['tf_keras', 'keras'],
]
