/**
 * NumPy's dtypes as pickles hold them: `numpy.dtype('f8', False, True)` with a state of byte order,
 * fields and sizes. Source: NumPy's arraydescr_reduce and arraydescr_setstate (descriptor.c).
 */
import { classOf, entryOf, itemsOf, type Value } from './values.ts'

/** An element type. */
export interface Dtype {
  /**
   * NumPy's letter: b boolean, i and u integers, f floating point, c complex, S bytes, U text, V
   * structured or raw, M and m times, O Python objects.
   */
  readonly kind: string
  /** Bytes per element. */
  readonly itemsize: number
  readonly bigEndian: boolean
  /** Whether an element is, or holds, a Python object: those are pickled. */
  readonly hasObjects: boolean
  /** The names of a structured type's fields. */
  readonly fields?: readonly string[]
}

/** Flag of an element that holds references, NumPy's NPY_ITEM_REFCOUNT. */
const holdsReferences = 1

/** Reads a dtype; undefined for what is none, or none whose size is certain. */
export function readDtype(value: Value | undefined, depth = 0): Dtype | undefined {
  const type = classOf(value)
  if (typeof value !== 'object' || value?.kind !== 'object' || depth > 8) return undefined
  if (type?.module !== 'numpy' || type.name !== 'dtype') return undefined
  const [code] = itemsOf(value.args) ?? []
  const match = typeof code === 'string' ? /^([biufcSUVMmO])(\d{1,9})$/.exec(code) : null
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const plain = sized(match[1], Number(match[2]))
  return value.state === undefined ? plain : withState(plain, value.state, depth)
}

/** Of texts, NumPy counts characters of four bytes. */
const sized = (kind: string, count: number): Dtype => ({
  kind,
  itemsize: kind === 'U' ? count * 4 : count,
  bigEndian: false,
  hasObjects: kind === 'O',
})

/** (version, byte order, subarray, names, fields, size, alignment, flags). */
function withState(plain: Dtype, value: Value, depth: number): Dtype | undefined {
  const state = itemsOf(value)
  const [version, order, subarray, names, fields, size, , flags] = state ?? []
  if (typeof version !== 'number' || version < 3 || typeof flags !== 'number') return undefined
  const given = typeof size === 'number' && size >= 0 && 'SUV'.includes(plain.kind)
  const inner = [...partsOf(fields, names), ...partsOfArray(subarray)].map((part) =>
    readDtype(part, depth + 1),
  )
  const hasObjects = plain.hasObjects || inner.some((part) => part?.hasObjects)
  // NumPy believes the flags: a float that claims to be an object would be read as a pickle.
  if (inner.includes(undefined) || hasObjects !== ((flags & holdsReferences) !== 0))
    return undefined
  const fieldNames = itemsOf(names)?.filter((name) => typeof name === 'string')
  return {
    ...plain,
    itemsize: given ? size : plain.itemsize,
    bigEndian: order === '>',
    hasObjects,
    ...(fieldNames === undefined ? {} : { fields: fieldNames }),
  }
}

/** The dtypes of a structured type's fields: a dict of (dtype, offset). */
function partsOf(
  fields: Value | undefined,
  names: Value | undefined,
): readonly (Value | undefined)[] {
  return (itemsOf(names) ?? []).map((name) =>
    typeof name === 'string' ? itemsOf(entryOf(fields, name))?.[0] : undefined,
  )
}

/** The dtype of a type that is a small array: (dtype, shape). */
const partsOfArray = (subarray: Value | undefined): readonly (Value | undefined)[] =>
  subarray === null || subarray === undefined ? [] : [itemsOf(subarray)?.[0]]
