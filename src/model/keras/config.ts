/** What the configuration of a Keras model says of its inputs and outputs. Pure. */
import type { ElementType, Tensor } from '../description.ts'
import { at, type Kept, listAt, numberAt, textAt } from '../encodings/kept.ts'

/** Arrays, or undefined where the configuration does not say all of them. */
type Tensors = readonly Tensor[] | undefined

/** The layers of a model; before Keras 2.2.3 they were a Sequential model's whole configuration. */
export function layersOf(model: Kept | undefined): readonly Kept[] {
  const config = at(model, 'config')
  return Array.isArray(config) ? config : listAt(config, 'layers')
}

/** The name that a layer goes by. */
export const nameOf = (layer: Kept | undefined): string =>
  textAt(layer, 'config', 'name') ?? textAt(layer, 'name') ?? ''

const deepestModel = 10

/**
 * What a model takes: any number of rows, which Keras lets pass whatever it was built with
 * (functional.py, `input_spec`), unless it keeps a state for each.
 */
export function inputsOf(model: Kept): Tensors {
  const tensors = builtFor(model, 0)
  if (isStateful(model, 0)) return tensors
  return tensors?.map((tensor) => {
    const [rows, ...rest] = tensor.shape ?? []
    return typeof rows === 'number' ? { ...tensor, shape: [null, ...rest] } : tensor
  })
}

const isStateful = (model: Kept, depth: number): boolean =>
  layersOf(model).some(
    (layer) =>
      at(layer, 'config', 'stateful') === true ||
      (depth < deepestModel && isModel(layer) && isStateful(layer, depth + 1)),
  )

function builtFor(model: Kept, depth: number): Tensors {
  const named = at(model, 'config', 'input_layers')
  if (named === undefined) return inputsOfSequence(model, depth)
  const layers = new Map(layersOf(model).map((layer) => [nameOf(layer), layer]))
  return all(
    endsOf(named).map(({ key, layer }) => {
      const input = inputOf(layers.get(layer))
      return input && { ...input, name: key }
    }),
  )
}

/** A Sequential model begins with an InputLayer, with a layer that knows its input, or with a model. */
function inputsOfSequence(model: Kept, depth: number): Tensors {
  const [first] = layersOf(model)
  if (first === undefined) return undefined
  if (isModel(first)) return depth < deepestModel ? builtFor(first, depth + 1) : undefined
  const own = inputOf(first)
  if (own) return [isInput(first) ? own : { ...own, name: `${own.name}_input` }]
  const shape = shapeOf(at(model, 'config', 'build_input_shape'))
  return shape && [{ name: 'input', type: typeOf(first), shape }]
}

const isModel = (layer: Kept) => layersOf(layer).length > 0
const isInput = (layer: Kept) => textAt(layer, 'class_name') === 'InputLayer'

function inputOf(layer: Kept | undefined): Tensor | undefined {
  const config = at(layer, 'config')
  // A sparse or ragged array cannot be written as nested lists.
  if (at(config, 'sparse') === true || at(config, 'ragged') === true) return undefined
  const shape = shapeOf(at(config, 'batch_shape') ?? at(config, 'batch_input_shape'))
  return shape && { name: nameOf(layer), type: typeOf(layer), shape }
}

/** What a model answers; the shape only of what cannot be anything else. */
export function outputsOf(model: Kept, depth = 0): Tensors {
  const named = at(model, 'config', 'output_layers')
  const layers = layersOf(model)
  if (named === undefined) {
    const last = layers.at(-1)
    if (last === undefined) return undefined
    if (isModel(last)) return depth < deepestModel ? outputsOf(last, depth + 1) : undefined
    return [outputOf(last, nameOf(last))]
  }
  const byName = new Map(layers.map((layer) => [nameOf(layer), layer]))
  const seen = new Map<string, number>()
  return all(
    endsOf(named).map(({ key, layer }) => {
      const count = seen.get(key) ?? 0
      seen.set(key, count + 1)
      const found = byName.get(layer)
      if (found === undefined) return undefined
      return outputOf(found, count === 0 ? key : `${key}_${count}`)
    }),
  )
}

function outputOf(layer: Kept, name: string): Tensor {
  const type = typeOf(layer)
  const units = numberAt(layer, 'config', 'units')
  const before = shapeOf(at(layer, 'build_config', 'input_shape'))
  // Dense replaces the last axis; what other layers do depends on more than their configuration.
  if (textAt(layer, 'class_name') !== 'Dense' || units === undefined || !before)
    return { name, type }
  return { name, type, shape: [null, ...before.slice(1, -1), units] }
}

interface End {
  readonly layer: string
  /** What it is called when the model is asked. */
  readonly key: string
}

/** Inputs or outputs: one `[layer, node, tensor]`, a list of them, or an object of named ones. */
function endsOf(named: Kept): readonly End[] {
  if (named instanceof Map)
    return [...named].flatMap(([key, end]) => endsOf(end).map(({ layer }) => ({ layer, key })))
  if (!Array.isArray(named)) return []
  const [first] = named
  if (typeof first === 'string') return [{ layer: first, key: first }]
  return named.flatMap((end: Kept) => (isEnd(end) ? endsOf(end) : []))
}

const isEnd = (end: Kept): boolean => Array.isArray(end) && typeof end[0] === 'string'

const all = (tensors: readonly (Tensor | undefined)[]): Tensors => {
  const known = tensors.filter((tensor) => tensor !== undefined)
  return known.length === tensors.length && known.length > 0 ? known : undefined
}

function shapeOf(kept: Kept | undefined): (number | null)[] | undefined {
  if (!Array.isArray(kept)) return undefined
  const axes: (number | null)[] = []
  for (const axis of kept) {
    if (axis !== null && typeof axis !== 'number') return undefined
    axes.push(axis)
  }
  return axes
}

const elementTypes: ReadonlySet<string> = new Set<ElementType>([
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'string',
])

const isElementType = (name: string): name is ElementType => elementTypes.has(name)

/** A layer's type is its name, or a policy: `mixed_float16` computes with float16. */
function typeOf(layer: Kept | undefined): ElementType {
  const named =
    textAt(layer, 'config', 'dtype') ?? textAt(layer, 'config', 'dtype', 'config', 'name')
  const type = (named ?? 'float32').replace(/^mixed_/, '')
  return isElementType(type) ? type : 'float32'
}
