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
}

/** The first entries of a dict; `count` is how many were written in all. */
export interface Dict {
  readonly kind: 'dict'
  readonly entries: Map<Value, Value>
  count: number
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
