/** The types of a graph's inputs and outputs (onnx.proto, `TypeProto`). */
import type { ElementType } from '../description.ts'
import type { Fields, FieldValue } from '../encodings/protobuf.ts'
import { Unreadable } from '../unreadable.ts'

/** What goes into a graph or comes out of it. */
export interface GraphValue {
  readonly name: string
  readonly kind: 'tensor' | 'sequence' | 'map' | 'other'
  /** Of a tensor, or of what a sequence or a map is made of; absent for a type that NumPy has not. */
  readonly type?: ElementType
  /** Absent where any will do. */
  readonly shape?: readonly (number | string | null)[]
}

/** `TensorProto.DataType` as NumPy calls it, and its bits; float8 and narrower integers have no name there. */
const elementTypes: ReadonlyMap<number, { readonly type?: ElementType; readonly bits: number }> =
  new Map([
    [1, { type: 'float32', bits: 32 }],
    [2, { type: 'uint8', bits: 8 }],
    [3, { type: 'int8', bits: 8 }],
    [4, { type: 'uint16', bits: 16 }],
    [5, { type: 'int16', bits: 16 }],
    [6, { type: 'int32', bits: 32 }],
    [7, { type: 'int64', bits: 64 }],
    [8, { type: 'string', bits: 0 }],
    [9, { type: 'bool', bits: 8 }],
    [10, { type: 'float16', bits: 16 }],
    [11, { type: 'float64', bits: 64 }],
    [12, { type: 'uint32', bits: 32 }],
    [13, { type: 'uint64', bits: 64 }],
    [14, { type: 'complex64', bits: 64 }],
    [15, { type: 'complex128', bits: 128 }],
    [16, { type: 'bfloat16', bits: 16 }],
    [17, { bits: 8 }],
    [18, { bits: 8 }],
    [19, { bits: 8 }],
    [20, { bits: 8 }],
    [21, { bits: 4 }],
    [22, { bits: 4 }],
    [23, { bits: 4 }],
    [24, { bits: 8 }],
    [25, { bits: 2 }],
    [26, { bits: 2 }],
  ])

/** How many bits an element of this type takes; none when nobody knows the type. */
export const bitsOf = (dataType: number): number => elementTypes.get(dataType)?.bits ?? 0

type Shape = (number | string | null)[]

/** What is known of a value so far, while its fields are read. */
interface Draft {
  name: string
  kind: GraphValue['kind']
  dataType?: number
  shape?: Shape
}

/** Reads one input or output (`ValueInfoProto`). */
export async function readValue(value: FieldValue): Promise<GraphValue> {
  const draft: Draft = { name: '', kind: 'other' }
  await value.message({
    1: async (name) => {
      draft.name = await name.text()
    },
    2: (type) => type.message(typeFields(draft)),
  })
  const type = elementTypes.get(draft.dataType ?? 0)?.type
  return {
    name: draft.name,
    kind: draft.kind,
    ...(type === undefined ? {} : { type }),
    ...(draft.shape === undefined || draft.kind !== 'tensor' ? {} : { shape: draft.shape }),
  }
}

/** The cases of `TypeProto`: a map or a sequence tells what it is made of, at its innermost. */
function typeFields(draft: Draft): Fields {
  const inner = (kind: Draft['kind'], field: number) => (value: FieldValue) => {
    // The outermost decides: a sequence of maps is a sequence.
    if (draft.kind === 'other') draft.kind = kind
    return value.message({ [field]: (type) => type.message(typeFields(draft)) })
  }
  return {
    1: (tensor) => {
      if (draft.kind === 'other') draft.kind = 'tensor'
      return tensor.message(tensorFields(draft))
    },
    4: inner('sequence', 1),
    5: inner('map', 2),
    // What may be left out is what it is when it is there.
    9: (optional) => optional.message({ 1: (type) => type.message(typeFields(draft)) }),
  }
}

const tensorFields = (draft: Draft): Fields => ({
  1: (type) => {
    draft.dataType = type.number()
  },
  2: (shape) => {
    draft.shape = []
    return shape.message({ 1: (axis) => readAxis(axis, draft.shape ?? []) })
  },
})

/** More than any array library allows. */
const mostAxes = 256

async function readAxis(axis: FieldValue, shape: Shape): Promise<void> {
  if (shape.length === mostAxes) throw new Unreadable('has an input of too many axes', axis.offset)
  let length: number | string | null = null
  await axis.message({
    1: (value) => {
      // Some exporters write -1 for any.
      length = value.number() < 0 ? null : value.number()
    },
    2: async (name) => {
      length = (await name.text()) || null
    },
  })
  shape.push(length)
}
