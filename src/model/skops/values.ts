/** Values as a pickle would hold them, so that the same facts are read from both. */
import type { NpyHeader } from '../encodings/npy.ts'
import {
  type Dict,
  forgotten,
  type Global,
  type Instance,
  type NumericArray,
  type Sequence,
  type Value,
} from '../pickle/values.ts'

export const globalValue = (module: string, name: string): Global => ({
  kind: 'global',
  module,
  name,
})

export const sequenceValue = (kind: Sequence['kind'], items: Value[]): Sequence => ({
  kind,
  items,
  count: items.length,
  isLate: false,
})

export const dictValue = (entries: Map<Value, Value>): Dict => ({
  kind: 'dict',
  entries,
  count: entries.size,
  isLate: false,
})

/** An instance of a class with this state, or what a call with these arguments returns. */
export const objectValue = (of: Value, args: Value[], state?: Value): Instance => ({
  kind: 'object',
  of,
  args: sequenceValue('tuple', args),
  ...(state !== undefined && { state }),
})

/** An array from a file of its own, with its bytes when they were kept. */
export const arrayValue = (header: NpyHeader, data?: Uint8Array): NumericArray => ({
  kind: 'array',
  dtype: header.type === undefined ? null : dtypeValue(header.type),
  shape: header.shape,
  fortran: header.fortran,
  ...(data && { data }),
})

/** An array of Python objects. */
export const objectArrayValue = (shape: readonly number[], items: Value[]): NumericArray => ({
  kind: 'array',
  dtype: dtypeValue('|O8'),
  shape,
  fortran: false,
  items: sequenceValue('list', items),
})

/** NumPy's flag of an element that is a Python object (NPY_ITEM_REFCOUNT and its companions). */
const objectFlags = 63

/** `numpy.dtype('f8', False, True)` and its state, from what NumPy writes into files: `<f8`. */
function dtypeValue(type: string): Value {
  const [, order = '|', code = ''] = /^([<>|=]?)(.*)$/.exec(type) ?? []
  const flags = code.startsWith('O') ? objectFlags : 0
  const state = sequenceValue('tuple', [3, order || '|', null, null, null, -1, -1, flags])
  return objectValue(globalValue('numpy', 'dtype'), [code, false, true], state)
}

/** A single number of NumPy's, `numpy.core.multiarray.scalar(dtype, bytes)`. */
export const scalarValue = (array: NumericArray): Value =>
  array.data === undefined
    ? array
    : objectValue(globalValue('numpy.core.multiarray', 'scalar'), [
        array.dtype,
        { kind: 'bytes', size: array.data.byteLength, data: array.data },
      ])

/** A plain value as Python's json writes it; forgotten for a list or an object. */
export function readPlain(text: string): Value {
  if (text === 'NaN') return Number.NaN
  if (text === 'Infinity') return Number.POSITIVE_INFINITY
  if (text === '-Infinity') return Number.NEGATIVE_INFINITY
  try {
    const value: unknown = JSON.parse(text)
    const isPlain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return isPlain || value === null ? value : forgotten
  } catch {
    return forgotten
  }
}
