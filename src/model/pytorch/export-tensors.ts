/** The tensors that go into an exported program and come out, after torch/_export/serde/schema.py. */
import type { ElementType, ModelInput, ModelOutput, Tensor } from '../description.ts'
import { at, type Kept, listAt, numberAt, textAt } from '../encodings/kept.ts'
import { parseJson } from '../encodings/parsed.ts'

/** `ScalarType` of the schema. */
const types: ReadonlyMap<Kept | undefined, ElementType> = new Map([
  [1, 'uint8'],
  [2, 'int8'],
  [3, 'int16'],
  [4, 'int32'],
  [5, 'int64'],
  [6, 'float16'],
  [7, 'float32'],
  [8, 'float64'],
  [10, 'complex64'],
  [11, 'complex128'],
  [12, 'bool'],
  [13, 'bfloat16'],
  [28, 'uint16'],
])

/** What is kept of a program. */
export interface Program {
  /** All but the graph itself. */
  readonly told: Kept
  /** The tensors that go in and come out, by name. */
  readonly tensors: Kept
}

/** The names of the tensors that go in and come out. */
export const tensorNames = (told: Kept): readonly string[] =>
  [...givenIn(told), ...givenOut(told)].flatMap((item) => textAt(item, 'as_tensor', 'name') ?? [])

const givenIn = (told: Kept): readonly Kept[] =>
  listAt(told, 'graph_module', 'signature', 'input_specs').flatMap(
    (spec) => at(spec, 'user_input', 'arg') ?? [],
  )

const givenOut = (told: Kept): readonly Kept[] =>
  listAt(told, 'graph_module', 'signature', 'output_specs').flatMap(
    (spec) => at(spec, 'user_output', 'arg') ?? [],
  )

/** The version of PyTorch that saved it, without the build's `+cpu`. */
export const torchVersion = ({ told }: Program): string | undefined =>
  textAt(told, 'torch_version')?.replace(/\+.*$/, '')

/** The inputs that a caller gives, in order; unknown when one is no tensor. */
export function exportedInput({ told, tensors: values }: Program): ModelInput {
  const tensors = tensorsOf(values, givenIn(told), (name) => name)
  return tensors ? { kind: 'tensors', tensors } : { kind: 'unknown' }
}

/** The outputs that a caller gets, under the names that the scoring script gives them. */
export function exportedOutput({ told, tensors: values }: Program): ModelOutput {
  const given = givenOut(told)
  const names = outputNames(told, given.length)
  const tensors = names && tensorsOf(values, given, (_, index) => names[index] ?? '')
  return tensors ? { kind: 'tensors', tensors } : { kind: 'unknown' }
}

function tensorsOf(
  values: Kept,
  given: readonly Kept[],
  rename: (name: string, index: number) => string,
): readonly Tensor[] | undefined {
  const tensors: Tensor[] = []
  for (const [index, item] of given.entries()) {
    const name = textAt(item, 'as_tensor', 'name')
    const meta = name === undefined ? undefined : at(values, name)
    const type = types.get(at(meta, 'dtype'))
    if (name === undefined || type === undefined) return undefined
    const shape = listAt(meta, 'sizes').map(axisOf)
    tensors.push({ name: rename(name, index), type, shape })
  }
  return tensors.length === 0 ? undefined : tensors
}

/**
 * The length of an axis: a number, or the name of a symbol, which several axes may share. An
 * expression such as `2*s0` is any length.
 */
function axisOf(size: Kept): number | string | null {
  const fixed = numberAt(size, 'as_int')
  if (fixed !== undefined) return fixed
  const text = textAt(size, 'as_expr', 'expr_str') ?? ''
  return /^(?:Symbol\('(\w+)'|(\w+)$)/.exec(text)?.slice(1).find(Boolean) ?? null
}

/** One output is `output`, several are `output_0`, …, and those of a dict have its keys. */
function outputNames(told: Kept, count: number): readonly string[] | undefined {
  const spec = textAt(listAt(told, 'graph_module', 'module_call_graph')[0], 'signature', 'out_spec')
  if (spec === undefined) return undefined
  // [protocol, tree]: torch/utils/_pytree.py, `treespec_dumps`.
  const tree = listAt(parseJson(spec))[1]
  const children = listAt(tree, 'children_spec')
  if (children.some((child) => at(child, 'type') !== null)) return undefined
  switch (at(tree, 'type')) {
    case null:
      return ['output']
    case 'builtins.tuple':
    case 'builtins.list':
      return Array.from({ length: count }, (_, index) => `output_${index}`)
    case 'builtins.dict': {
      const keys = parseJson(textAt(tree, 'context') ?? '[]')
      const names = listAt(keys).filter((key) => typeof key === 'string')
      return names.length === count ? names : undefined
    }
    default:
      return undefined
  }
}
