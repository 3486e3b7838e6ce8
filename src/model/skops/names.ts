/**
 * Everything that loading a skops file would import, for the scan. Source: skops 0.16, skops/io/*.py
 * and skops/io/old/*.py.
 */
import { at, type Kept, textAt } from '../encodings/kept.ts'
import type { GlobalUse } from '../pickle/walk.ts'
import { readPlain } from './values.ts'

/** Every name that loading would import, each once, and every loader that is asked for. */
export interface Names {
  readonly globals: readonly GlobalUse[]
  readonly loaders: ReadonlySet<string>
}

/** The names anywhere in a schema, also where no loader of today would look. */
export function namesIn(schema: Kept): Names {
  const globals = new Map<string, GlobalUse>()
  const loaders = new Set<string>()
  const add = (module: string, name: string) =>
    globals.set(`${module} ${name}`, { module, name, offset: 0, called: true })
  const look = (kept: Kept): void => {
    if (Array.isArray(kept)) kept.forEach(look)
    if (!(kept instanceof Map)) return
    const name = textAt(kept, '__class__')
    const module = textAt(kept, '__module__')
    const loader = textAt(kept, '__loader__')
    if (loader !== undefined) loaders.add(loader)
    if (name !== undefined && module !== undefined) add(module, name)
    for (const [also, what] of indirectNames(kept, loader, module, name)) add(also, what)
    for (const member of kept.values()) look(member)
  }
  look(schema)
  return { globals: [...globals.values()], loaders }
}

/** Where NumPy's bit generators are defined, which a schema only calls by name. */
const bitGenerators: ReadonlyMap<string, string> = new Map([
  ['MT19937', 'numpy.random._mt19937'],
  ['PCG64', 'numpy.random._pcg64'],
  ['PCG64DXSM', 'numpy.random._pcg64'],
  ['Philox', 'numpy.random._philox'],
  ['SFC64', 'numpy.random._sfc64'],
])

/** What a node imports that is not its own class. */
function* indirectNames(
  node: Kept,
  loader: string | undefined,
  module = '',
  name = '',
): Generator<readonly [module: string, name: string]> {
  if (loader === 'MethodNode') {
    yield [module, `${name}.${textAt(node, 'content', 'func') ?? ''}`]
  } else if (loader === 'RandomGeneratorNode') {
    const state = at(node, 'content', 'bit_generator')
    const written = textAt(state, 'content', 'bit_generator', 'content')
    // Before skops 0.10, the state was no tree of nodes.
    const generator = written === undefined ? textAt(state, 'bit_generator') : readPlain(written)
    if (typeof generator === 'string')
      yield [bitGenerators.get(generator) ?? 'numpy.random', generator]
  } else if (loader === 'FunctionNode') {
    // Before skops 0.7, a function's name stood in the content.
    const path = textAt(node, 'content', 'module_path')
    const function_ = textAt(node, 'content', 'function')
    if (path !== undefined && function_ !== undefined) yield [path, function_]
  }
}

/** Loaders whose nodes import nothing but what `namesIn` finds. */
export const knownLoaders: ReadonlySet<string> = new Set([
  'JsonNode',
  'DictNode',
  'DefaultDictNode',
  'ListNode',
  'TupleNode',
  'SetNode',
  'ObjectNode',
  'TreeNode',
  'LossNode',
  'ConstructorFromReduceNode',
  'TypeNode',
  'FunctionNode',
  'BytesNode',
  'BytearrayNode',
  'NdArrayNode',
  'MaskedArrayNode',
  'DTypeNode',
  'RandomStateNode',
  'RandomGeneratorNode',
  'SparseMatrixNode',
  'SliceNode',
  'PartialNode',
  'MethodNode',
  'OperatorFuncNode',
  'CachedNode',
  'QuantileForestNode',
  '_DictWithDeprecatedKeysNode',
])
