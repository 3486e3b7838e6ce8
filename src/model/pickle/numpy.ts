/**
 * NumPy's arrays and scalars among a pickle's values. Source: the `__reduce__` methods of ndarray
 * and generic (NumPy's multiarray module), and `_frombuffer` for protocol 5.
 */
import type { Label } from '../description.ts'
import { type Dtype, readDtype } from './dtype.ts'
import { readShape } from './joblib.ts'
import { classOf, countOf, itemsOf, type Value } from './values.ts'

/** An array, as far as it is known. */
export interface ArrayFacts {
  readonly shape: readonly number[]
  readonly dtype?: Dtype
  /** Its elements in the order in which they are stored; absent when there are too many. */
  readonly elements?: readonly Value[]
}

/** NumPy's own modules: `numpy.core.multiarray`, `numpy._core.numeric`. */
const numpyModule = /^numpy(\.|$)/

/** Reads an array in any of the forms that a pickle has for it; undefined for anything else. */
export function readArray(value: Value | undefined): ArrayFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'array')
    return withData(value.shape, readDtype(value.dtype), value.data, value.items)
  const type = classOf(value)
  if (value.kind !== 'object' || type === undefined) return undefined
  // dill's own way: (function, arguments, state, attributes).
  if (type.module === 'dill._dill' && type.name === '_create_array')
    return withState(itemsOf(value.args)?.[2])
  if (!numpyModule.test(type.module)) return undefined
  if (type.name === '_reconstruct') return withState(value.state)
  if (type.name === '_frombuffer') {
    const [data, dtype, shape] = itemsOf(value.args) ?? []
    return withData(readShape(shape), readDtype(dtype), bytesOf(data), undefined)
  }
  return undefined
}

/** (version, shape, dtype, whether in Fortran's order, bytes or objects). */
function withState(state: Value | undefined): ArrayFacts | undefined {
  const [, shape, dtype, , data] = itemsOf(state) ?? []
  return withData(readShape(shape), readDtype(dtype), bytesOf(data), data)
}

function withData(
  shape: readonly number[] | undefined,
  dtype: Dtype | undefined,
  data: Uint8Array | undefined,
  objects: Value | undefined,
): ArrayFacts | undefined {
  if (shape === undefined) return undefined
  const elements =
    data && dtype && !dtype.hasObjects ? decode(data, dtype) : dtype?.hasObjects && itemsOf(objects)
  return { shape, ...(dtype && { dtype }), ...(elements && { elements }) }
}

/** A single value: Python's own, or NumPy's `scalar(dtype, bytes)`. */
export function readScalar(value: Value | undefined): Value | undefined {
  if (typeof value !== 'object' || value?.kind !== 'object') return value
  const type = classOf(value)
  if (type === undefined || !numpyModule.test(type.module) || type.name !== 'scalar') return value
  const [described, data] = itemsOf(value.args) ?? []
  const dtype = readDtype(described)
  const bytes = bytesOf(data)
  return (bytes && dtype && decode(bytes, dtype)?.[0]) ?? (dtype?.hasObjects ? data : undefined)
}

/** The items of a list or the elements of an array; undefined when not all of them are known. */
export function readElements(value: Value | undefined): readonly Value[] | undefined {
  const items = itemsOf(value)
  if (items) return items.length === countOf(value) ? items : undefined
  const array = readArray(value)
  const count = array?.shape.reduce((product, length) => product * length, 1)
  return array?.elements?.length === count ? array?.elements : undefined
}

/** The items of a list or the elements of an array, each as a label; undefined when any is none. */
export function readLabels(value: Value | undefined): readonly Label[] | undefined {
  const labels = readElements(value)?.map(readLabel)
  return labels?.every((label) => label !== undefined) ? labels : undefined
}

/** A text, a number or a boolean; undefined for anything else. */
export function readLabel(value: Value | undefined): Label | undefined {
  const scalar = readScalar(value)
  if (typeof scalar === 'bigint') return Number(scalar)
  return typeof scalar === 'object' ? undefined : scalar
}

/** Bytes, also where protocols 0 to 2 spell them as text: `_codecs.encode('…', 'latin1')`. */
function bytesOf(value: Value | undefined): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'bytes') return value.data
  const type = classOf(value)
  if (value.kind !== 'object' || type === undefined) return undefined
  const [first, encoding] = itemsOf(value.args) ?? []
  if (type.module === '_codecs' && type.name === 'encode')
    return typeof first === 'string' && encoding === 'latin1'
      ? Buffer.from(first, 'latin1')
      : undefined
  const isBytes = type.module === 'builtins' && /^bytes|bytearray$/.test(type.name)
  return isBytes ? (first === undefined ? new Uint8Array(0) : bytesOf(first)) : undefined
}

type Decoder = (view: DataView, at: number, little: boolean, size: number) => Value

const decoders: Readonly<Record<string, Decoder>> = {
  b1: (view, at) => view.getUint8(at) !== 0,
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  S: (view, at, _, size) =>
    Buffer.from(view.buffer, view.byteOffset + at, size)
      .toString('latin1')
      .replace(/\0+$/, ''),
  U: (view, at, little, size) => {
    let text = ''
    for (let next = at; next < at + size; next += 4) {
      const code = view.getUint32(next, little)
      text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
    }
    return text.replace(/\0+$/, '')
  },
}

/** The elements of plain types; undefined for others, such as times and structures. */
function decode(data: Uint8Array, dtype: Dtype): readonly Value[] | undefined {
  const { kind, itemsize } = dtype
  const decoder = decoders[kind] ?? decoders[`${kind}${itemsize}`]
  if (decoder === undefined || itemsize === 0 || dtype.hasObjects) return undefined
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return Array.from({ length: Math.floor(data.byteLength / itemsize) }, (_, index) =>
    decoder(view, index * itemsize, !dtype.bigEndian, itemsize),
  )
}
