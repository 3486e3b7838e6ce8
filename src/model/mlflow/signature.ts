/** What an MLflow model takes and answers, as its signature says (MLflow, "Model Signatures"). */
import type { Column, ElementType, ModelInput, ModelOutput, Tensor } from '../description.ts'
import { at, type Kept, listAt, numberAt, textAt } from '../encodings/kept.ts'
import { parseJson } from '../encodings/parsed.ts'

/**
 * The input of a signature. Unknown when there is no signature, and when a column holds what no
 * column of a table does: a list, an object, bytes.
 */
export function inputOf(signature: Kept | undefined): ModelInput {
  const specs = specsOf(signature, 'inputs')
  if (specs.length === 0) return { kind: 'unknown' }
  if (specs.every(isTensor)) return tensorsOf(specs)
  const columns = specs.map(columnOf).filter((column) => column !== undefined)
  return columns.length === specs.length ? { kind: 'rows', columns } : { kind: 'unknown' }
}

/**
 * The output of a signature. Only what has no name is believed: signatures are often inferred from
 * the training data, where the target is a named column, and not from an answer.
 */
export function outputOf(signature: Kept | undefined): ModelOutput {
  const [only, ...more] = specsOf(signature, 'outputs')
  if (only === undefined || more.length > 0 || textAt(only, 'name') !== undefined)
    return { kind: 'unknown' }
  if (!isTensor(only)) return outputOfColumn(columnOf(only)?.type)
  const tensor = tensorOf(only)
  return tensor ? outputOfTensor(tensor) : { kind: 'unknown' }
}

/** The columns or tensors; the MLmodel file holds them as a JSON text inside the YAML. */
function specsOf(signature: Kept | undefined, side: 'inputs' | 'outputs'): readonly Kept[] {
  const text = textAt(signature, side)
  return text === undefined ? [] : listAt(parseJson(text))
}

const isTensor = (spec: Kept): boolean => textAt(spec, 'type') === 'tensor'

/** MLflow, `mlflow.types.DataType`; bytes would have to be written as base64. */
const columnTypes: ReadonlyMap<string | undefined, Column['type']> = new Map([
  ['boolean', 'boolean'],
  ['integer', 'integer'],
  ['long', 'integer'],
  ['float', 'number'],
  ['double', 'number'],
  ['string', 'text'],
  ['datetime', 'datetime'],
] as const)

function columnOf(spec: Kept): Column | undefined {
  const type = columnTypes.get(textAt(spec, 'type'))
  const name = textAt(spec, 'name')
  return type && { type, ...(name === undefined ? {} : { name }) }
}

function tensorsOf(specs: readonly Kept[]): ModelInput {
  const tensors = specs.map(tensorOf).filter((tensor) => tensor !== undefined)
  return tensors.length === specs.length ? { kind: 'tensors', tensors } : { kind: 'unknown' }
}

/** NumPy's names, which MLflow leaves the lengths of texts out of. */
const elementTypes: ReadonlyMap<string | undefined, ElementType> = new Map([
  ...(['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32'] as const).map(same),
  ...(['uint64', 'float16', 'float32', 'float64', 'complex64', 'complex128'] as const).map(same),
  ['str', 'string'],
  ['object', 'string'],
])

function same(type: ElementType): [string, ElementType] {
  return [type, type]
}

/** The only tensor of a signature may have no name: '' stands for it. */
function tensorOf(spec: Kept): Tensor | undefined {
  const type = elementTypes.get(textAt(spec, 'tensor-spec', 'dtype'))
  const axes = at(spec, 'tensor-spec', 'shape')
  if (type === undefined || !Array.isArray(axes)) return undefined
  const shape = axes.map((axis: Kept) => numberAt(axis) ?? -1)
  return {
    name: textAt(spec, 'name') ?? '',
    type,
    shape: shape.map((length) => (Number.isInteger(length) && length >= 0 ? length : null)),
  }
}

function outputOfColumn(type: Column['type'] | undefined): ModelOutput {
  if (type === 'number' || type === 'integer') return { kind: 'numbers' }
  return type === undefined || type === 'datetime'
    ? { kind: 'unknown' }
    : { kind: 'classes', probabilities: false }
}

/** A number or a label per row; other arrays are told as they are. */
function outputOfTensor(tensor: Tensor): ModelOutput {
  const [rows, width, ...more] = tensor.shape ?? []
  const perRow = rows === null && more.length === 0
  const labels = tensor.type === 'string' || tensor.type === 'bool'
  if (perRow && width === undefined)
    return labels ? { kind: 'classes', probabilities: false } : { kind: 'numbers' }
  if (perRow && typeof width === 'number' && !labels) return { kind: 'numbers', width }
  return { kind: 'tensors', tensors: [tensor] }
}
