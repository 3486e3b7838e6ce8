/** Signatures: what a SavedModel takes and answers, by name (meta_graph.proto, `SignatureDef`). */
import type { ElementType, Tensor } from '../description.ts'
import type { Budget } from '../encodings/kept.ts'
import type { FieldValue } from '../encodings/protobuf.ts'
import { Unreadable } from '../unreadable.ts'

/** One thing that a model can be asked. */
export interface Signature {
  readonly name: string
  /** By name. Those that are no plain arrays are left out, and named in `odd`. */
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /** Inputs and outputs that are sparse, ragged or of a type that NumPy has not. */
  readonly odd: readonly string[]
}

/** `DataType` (types.proto) as NumPy calls it. */
const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [1, 'float32'],
  [2, 'float64'],
  [3, 'int32'],
  [4, 'uint8'],
  [5, 'int16'],
  [6, 'int8'],
  [7, 'string'],
  [8, 'complex64'],
  [9, 'int64'],
  [10, 'bool'],
  [14, 'bfloat16'],
  [17, 'uint16'],
  [18, 'complex128'],
  [19, 'float16'],
  [22, 'uint32'],
  [23, 'uint64'],
])

/** Reads an entry of the map of signatures. */
export async function readSignature(entry: FieldValue, budget: Budget): Promise<Signature> {
  let name = ''
  const inputs: Tensor[] = []
  const outputs: Tensor[] = []
  const odd: string[] = []
  const into = (list: Tensor[]) => async (value: FieldValue) => {
    const tensor = await readTensor(value, budget)
    if ('odd' in tensor) odd.push(tensor.odd)
    else list.push(tensor)
  }
  await entry.message({
    1: async (key) => {
      name = await key.text()
    },
    2: (signature) => signature.message({ 1: into(inputs), 2: into(outputs) }),
  })
  return { name, inputs: byName(inputs), outputs: byName(outputs), odd }
}

/** Maps are written in any order. */
const byName = (tensors: readonly Tensor[]) =>
  [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1))

type Shape = (number | null)[]

async function readTensor(entry: FieldValue, budget: Budget): Promise<Tensor | { odd: string }> {
  let name = ''
  let type: ElementType | undefined
  let shape: Shape | undefined
  let dense = true
  await entry.message({
    1: async (key) => {
      name = await key.text()
    },
    2: (info) =>
      info.message({
        2: (value) => {
          type = elementTypes.get(value.number())
        },
        3: async (value) => {
          shape = await readShape(value)
        },
        // Sparse and composite tensors stand under numbers of their own.
        4: () => {
          dense = false
        },
        5: () => {
          dense = false
        },
      }),
  })
  budget.spend(name.length + 16 * (shape?.length ?? 0), entry.offset)
  if (!dense || type === undefined) return { odd: name }
  return { name, type, ...(shape === undefined ? {} : { shape }) }
}

/** More than TensorFlow allows (tensor_shape.h, `MaxDimensions`: 254). */
const mostAxes = 256

/** A `TensorShapeProto`; undefined for a tensor of any rank. */
async function readShape(value: FieldValue): Promise<Shape | undefined> {
  const axes: Shape = []
  let known = true
  await value.message({
    2: async (axis) => {
      if (axes.length === mostAxes)
        throw new Unreadable('has a tensor of too many axes', axis.offset)
      let length: number | null = 0
      await axis.message({
        1: (size) => {
          length = size.number() < 0 ? null : size.number()
        },
      })
      axes.push(length)
    },
    3: (unknown) => {
      known = unknown.number() === 0
    },
  })
  return known ? axes : undefined
}
