/**
 * What a pickle holds, as far as it can be told without running it.
 *
 * None, booleans, numbers and short texts are JavaScript's own, for speed: a large pickle holds
 * hundreds of millions. Everything else says its `kind`. Values are shared and may be cyclic, just
 * as in the pickle: whoever walks them bounds the depth.
 */

export type Value = null | boolean | number | bigint | string | Structure

export type Structure =
  | LongText
  | Bytes
  | Sequence
  | Dict
  | Global
  | Instance
  | NumericArray
  | Persistent
  | Forgotten

/** A text that is too long to keep, or one that a blob reader has read. */
export interface LongText {
  readonly kind: 'text'
  /** Its size in bytes. */
  readonly size: number
  /** What a blob reader found in it. */
  readonly content?: unknown
}

/** `bytes` or `bytearray`. */
export interface Bytes {
  readonly kind: 'bytes'
  readonly size: number
  /** The bytes themselves, when there are few enough to keep. */
  readonly data?: Uint8Array
  /** What a blob reader found in them. */
  readonly content?: unknown
}

/** The first items of a list, tuple or set; `count` is how many there are in all. */
export interface Sequence {
  readonly kind: 'list' | 'tuple' | 'set'
  readonly items: Value[]
  count: number
  /** Made when nothing more was to be kept: it may have been emptied since. */
  readonly isLate: boolean
}

/** The first entries of a dict; `count` is how many were written in all. */
export interface Dict {
  readonly kind: 'dict'
  readonly entries: Map<Value, Value>
  count: number
  readonly isLate: boolean
}

/** Something imported by name: a class, a function, whatever the module calls so. */
export interface Global {
  readonly kind: 'global'
  readonly module: string
  readonly name: string
}

/** What a call would return: an instance of a class, or the result of a function. */
export interface Instance {
  readonly kind: 'object'
  /** What is called: mostly a Global. */
  readonly of: Value
  /** The arguments, mostly a tuple. */
  readonly args: Value
  readonly keywords?: Value
  /** What `__setstate__` or the instance's `__dict__` would be given. */
  state?: Value
  /** What is appended to it, where it is a kind of list or set. */
  items?: Sequence
  /** What is stored in it, where it is a kind of dict. */
  entries?: Dict
}

/** A NumPy array whose bytes stand between the opcodes, as joblib writes them. */
export interface NumericArray {
  readonly kind: 'array'
  /** The dtype as the pickle describes it. */
  readonly dtype: Value
  readonly shape: readonly number[]
  /** Whether the first index varies fastest. */
  readonly fortran: boolean
  /** The elements' bytes, when there are few enough to keep. */
  readonly data?: Uint8Array
  /** The elements of an array of Python objects. */
  readonly items?: Sequence
  /** The file that holds it, where that is another one: `model.pkl_01.npy`. */
  readonly file?: string
}

/** What the program that loads the pickle finds by its own means: a storage of PyTorch. */
export interface Persistent {
  readonly kind: 'persistent'
  readonly id: Value
}

/** Was there, but beyond what is kept in memory, or is not in the file at all. */
export interface Forgotten {
  readonly kind: 'forgotten'
}

/** The only one of its kind. */
export const forgotten: Forgotten = { kind: 'forgotten' }

/** The class of an instance, also where `copyreg` builds it as protocols 0 and 1 do. */
export function classOf(value: Value | undefined): Global | undefined {
  if (typeof value !== 'object' || value?.kind !== 'object') return undefined
  const { of, args } = value
  if (typeof of !== 'object' || of?.kind !== 'global') return undefined
  if (of.module !== 'copyreg') return of
  const first = typeof args === 'object' && args?.kind === 'tuple' ? args.items[0] : undefined
  return typeof first === 'object' && first?.kind === 'global' ? first : of
}

/** What a dict, or something that is stored into like one, holds under a text. */
export function entryOf(value: Value | undefined, key: string): Value | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'object') return value.entries?.entries.get(key)
  return value.kind === 'dict' ? value.entries.get(key) : undefined
}

/** An instance's attribute, wherever its state keeps it: `__dict__`, or slots beside it. */
export function attributeOf(value: Value | undefined, name: string): Value | undefined {
  if (typeof value !== 'object' || value?.kind !== 'object') return undefined
  const { state } = value
  if (typeof state !== 'object' || state?.kind !== 'tuple') return entryOf(state, name)
  const [attributes, slots] = state.items
  const plain = entryOf(attributes, name)
  return plain === undefined ? entryOf(slots, name) : plain
}

/** Whether all of a dict was kept. */
export const isWhole = ({ entries, count, isLate }: Dict): boolean =>
  entries.size === count && !isLate

/** How many items there were, whether or not they were kept. */
export function countOf(value: Value | undefined): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'object') return value.items?.count
  return 'count' in value ? value.count : undefined
}

/** The items of a list, a tuple or a set, and of whatever is extended like one. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'object') return value.items?.items
  return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set'
    ? value.items
    : undefined
}
