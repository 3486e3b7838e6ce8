/**
 * Arrays as joblib writes them: a wrapper in the pickle that says what the array is, and right behind
 * the opcode that completes it, the array's bytes. Source: joblib's numpy_pickle.py, versions 0.10 to
 * 1.6; until 0.9 the bytes stood in files of their own (numpy_pickle_compat.py).
 */

import { type Dtype, readDtype } from './dtype.ts'
import { limits } from './limits.ts'
import {
  attributeOf,
  classOf,
  type Global,
  type Instance,
  itemsOf,
  type NumericArray,
  type Sequence,
  type Value,
} from './values.ts'

const wrapperName = /(^|\.)(NumpyArrayWrapper|Z?NDArrayWrapper)$/
const wrapperPath = /(^|\.)joblib\.(\w+\.)*(NumpyArrayWrapper|Z?NDArrayWrapper)$/

/** Whether joblib replaces it by an array as soon as it is built. */
export function isWrapper(value: Value): boolean {
  const type = classOf(value)
  return type !== undefined && wrapperPath.test(`${type.module}.${type.name}`)
}

/** Whether a call is given a wrapper, so that nobody can tell where one comes to light again. */
export function hidesWrapper(of: Value, args: Value): boolean {
  const isBuilder = typeof of === 'object' && of?.kind === 'global' && of.module === 'copyreg'
  return !isBuilder && (itemsOf(args) ?? []).some((arg) => isWrapper(arg) || isWrapperClass(arg))
}

/** Whether it calls itself a wrapper. */
const isWrapperClass = (value: Value): boolean =>
  typeof value === 'object' && value?.kind === 'global' && wrapperName.test(`.${value.name}`)

/** Whether a class calls itself a wrapper but is none that joblib would know. */
export const posesAsWrapper = (type: Global): boolean =>
  wrapperName.test(`.${type.name}`) && !wrapperPath.test(`${type.module}.${type.name}`)

/** The wrappers of one pickle, told apart quickly: every value that is put anywhere is looked at. */
export class Wrappers {
  private readonly classes = new Set<Value>()
  /** The arguments of `copyreg._reconstructor`, by which protocols 0 and 1 make one. */
  private readonly rebuilt = new WeakSet<Sequence>()

  /** Takes note of an import. */
  note(global: Global): void {
    if (isWrapperClass(global)) this.classes.add(global)
  }

  /** Whether any of the values is a wrapper, or the class of one. */
  areIn(values: readonly Value[]): boolean {
    return this.classes.size > 0 && values.some((value) => this.isOne(value))
  }

  /** Whether it is the tuple (class, object, None), and nothing else. */
  rebuildsOne(made: Sequence): boolean {
    const [type, base, state] = made.items
    if (made.count !== 3 || type === undefined || !this.classes.has(type)) return false
    if (state !== null || typeof base !== 'object' || base?.kind !== 'global') return false
    this.rebuilt.add(made)
    return true
  }

  private isOne(value: Value): boolean {
    if (typeof value !== 'object' || value === null) return false
    if (value.kind === 'global') return this.classes.has(value)
    if (value.kind === 'tuple') return this.rebuilt.has(value)
    return value.kind === 'object' && (this.classes.has(value.of) || isWrapper(value))
  }
}

/** Where an array's elements are. */
export type Placement =
  /** In another file, beside the pickle. */
  | { readonly kind: 'file'; readonly file: string }
  /** A pickle of their own follows. */
  | { readonly kind: 'pickle' }
  /** Their bytes follow; `padded`: behind a byte that counts padding. */
  | {
      readonly kind: 'bytes'
      readonly size: number
      readonly padded: boolean
      readonly array: NumericArray
    }

/** What a wrapper says of its array; undefined when that is not what joblib writes. */
export function placementOf(wrapper: Instance): Placement | undefined {
  const file = attributeOf(wrapper, 'filename')
  if (typeof file === 'string') return { kind: 'file', file }
  const described = attributeOf(wrapper, 'dtype')
  const dtype = readDtype(described)
  const shape = readShape(attributeOf(wrapper, 'shape'))
  if (dtype === undefined || described === undefined || shape === undefined) return undefined
  if (dtype.hasObjects) return { kind: 'pickle' }
  const size = sizeOf(dtype, shape)
  if (size === undefined) return undefined
  const alignment = attributeOf(wrapper, 'numpy_array_alignment_bytes')
  const fortran = attributeOf(wrapper, 'order') === 'F'
  return {
    kind: 'bytes',
    size,
    padded: alignment !== undefined && alignment !== null,
    array: { kind: 'array', dtype: described, shape, fortran },
  }
}

/** The lengths of the axes; undefined for what is no shape. */
export function readShape(value: Value | undefined): readonly number[] | undefined {
  const items = itemsOf(value)
  if (items === undefined || items.length > limits.axes) return undefined
  const lengths = items.filter(
    (item): item is number => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0,
  )
  return lengths.length === items.length ? lengths : undefined
}

function sizeOf(dtype: Dtype, shape: readonly number[]): number | undefined {
  const size = shape.reduce((product, length) => product * length, dtype.itemsize)
  return Number.isSafeInteger(size) ? size : undefined
}
