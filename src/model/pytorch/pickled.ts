/**
 * What torch.save wrote: a module, weights, a checkpoint. All of it is a pickle. torch.load imports
 * whatever the pickle names unless `weights_only` is true, its default from 2.6 on, which lets only
 * tensors and their kin pass: a pickled module then fails to load, with the same file and findings.
 */
import type { Description, ModelInput, NeedsCode } from '../description.ts'
import type { Value } from '../pickle/values.ts'
import type { Walk } from '../pickle/walk.ts'
import { layerInput } from './layers.ts'
import {
  checkpointScript,
  moduleScript,
  needs,
  type Weights,
  weightsReason,
  weightsScript,
} from './suggestion.ts'
import { dictOf, globalOf, instanceOf, memberOf, type StoredTensor, tensorOf } from './values.ts'

type Facts = Pick<Description, 'holds' | 'input' | 'packages'> & { readonly needsCode?: NeedsCode }

/** Where checkpoints keep the weights: Lightning's name first, then those of tutorials. */
const weightKeys = ['state_dict', 'model_state_dict', 'model_state', 'model', 'net', 'weights']

/** Says what a saved object is, and what serving it would take. */
export function describeSaved(path: string, walk: Walk): Facts {
  const { root } = walk
  const tensor = tensorOf(root)
  if (tensor)
    return bare('a tensor', `it is one tensor of shape [${tensor.shape.join(', ')}]`, path)
  if (memberOf(root, '_modules') !== undefined) return describeModule(path, root, walk)
  return (
    describeDict(path, root) ??
    describeHolder(path, root) ??
    bare('a pickled object', 'it holds no model', path)
  )
}

/** A pickled nn.Module: needs no code when torch brings all of its classes. */
function describeModule(path: string, root: Value, { globals }: Walk): Facts {
  const type = globalOf(instanceOf(root)?.of)
  const name = type?.name ?? 'module'
  const foreign = globals.find(({ module }) => !brought.has(module.split('.')[0] ?? ''))
  const holds = `${name}, a pickled module`
  if (!foreign) {
    const vision = globals.some(({ module }) => module.split('.')[0] === 'torchvision')
    const input = vision ? pictureInput(root) : stackInput(root)
    return { holds, input, packages: vision ? { torchvision: undefined } : {} }
  }
  const { module } = foreign
  const reason = `its pickle imports ${foreign.name} from ${module === '__main__' ? 'the script that saved it' : module}`
  return {
    holds,
    input: unknown,
    packages: {},
    ...needs(reason, moduleScript(path, module, foreign.name)),
  }
}

const unknown: ModelInput = { kind: 'unknown' }

/**
 * What a model of torchvision takes: pictures, whose channels its first convolution counts; a
 * transformer also says how large they are ("Models and pre-trained weights"). The other kinds of
 * models, for boxes and films, take something else.
 */
function pictureInput(root: Value): ModelInput {
  const { module = '' } = globalOf(instanceOf(root)?.of) ?? {}
  if (!/^torchvision\.models\.(segmentation\.)?\w+$/.test(module)) return unknown
  const weight = firstWeight(root)
  const size = Number(memberOf(root, 'image_size'))
  const known = layerInput('Conv2d', weight?.shape.length === 4 ? weight : undefined)
  if (!known?.shape) return unknown
  const shape = size > 0 ? [...known.shape.slice(0, 2), size, size] : known.shape
  return { kind: 'tensors', tensors: [{ name: 'x', type: known.type, shape }] }
}

/** The first weight in the order in which a module's layers were made. */
function firstWeight(module: Value | undefined, depth = 0): StoredTensor | undefined {
  const own = tensorOf(memberOf(memberOf(module, '_parameters'), 'weight'))
  if (own || depth === deepest) return own
  for (const layer of dictOf(memberOf(module, '_modules'))?.entries.values() ?? []) {
    const found = firstWeight(layer, depth + 1)
    if (found) return found
  }
  return undefined
}

/** What a stack of layers takes: what its first layer does. */
function stackInput(module: Value): ModelInput {
  let layer: Value | undefined = module
  for (let depth = 0; depth < deepest; depth++) {
    const type = globalOf(instanceOf(layer)?.of)?.name ?? ''
    const known = layerInput(type, tensorOf(memberOf(memberOf(layer, '_parameters'), 'weight')))
    if (known) return { kind: 'tensors', tensors: [{ name: 'input', ...known }] }
    if (type !== 'Sequential') break
    layer = dictOf(memberOf(layer, '_modules'))?.entries.values().next().value
  }
  return unknown
}

/** How deep stacks in stacks are followed. */
const deepest = 32

/** What is there wherever torch is. */
const brought = new Set([
  ...['torch', 'torchvision', 'collections', 'builtins', '__builtin__'],
  ...['numpy', 'functools', 'math', 'operator', 'typing', '_codecs'],
])

/** Weights by name, or a checkpoint that holds them; undefined for other dicts. */
function describeDict(path: string, root: Value): Facts | undefined {
  const own = parametersOf(root)
  if (own.length > 0) {
    const holds = `weights of ${own.length} parameters, without their model`
    return weights(holds, { path, load: saved, imports: ['import torch'], parameters: own })
  }
  for (const key of weightKeys) {
    const parameters = parametersOf(memberOf(root, key))
    if (parameters.length === 0) continue
    const lightning = memberOf(root, 'pytorch-lightning_version')
    const holds =
      typeof lightning === 'string'
        ? `a checkpoint of Lightning ${lightning.slice(0, 40)}, ${parameters.length} parameters`
        : `a training checkpoint, ${parameters.length} parameters`
    const load = `${saved}["${key}"]`
    return weights(holds, { path, load, imports: ['import torch'], parameters })
  }
  return undefined
}

/** A dict with a whole module in it, as some training tools write, or with several sets of weights. */
function describeHolder(path: string, root: Value): Facts | undefined {
  const sets: string[] = []
  for (const [key, value] of dictOf(root)?.entries ?? []) {
    if (typeof key !== 'string') continue
    if (memberOf(value, '_modules') !== undefined) {
      const name = globalOf(instanceOf(value)?.of)?.name ?? 'module'
      const load = `${saved.replace('True', 'False')}[${JSON.stringify(key)}].float()`
      return {
        holds: `a checkpoint with ${name}, a pickled module`,
        input: unknown,
        packages: {},
        ...needs(
          `it is a dict, whose '${key}' is the module ${name}: save that alone, or load it by code`,
          checkpointScript(path, load),
        ),
      }
    }
    if (parametersOf(value).length > 0) sets.push(key)
  }
  if (sets.length === 0) return undefined
  const reason = `it holds ${sets.length} sets of weights (${sets.slice(0, 5).join(', ')}), but not the code of the models that they belong to`
  const load = `${saved}[${JSON.stringify(sets[0])}]`
  return {
    holds: 'weights of several models, without the models',
    input: unknown,
    packages: {},
    ...needs(reason, weightsScript({ path, load, imports: ['import torch'], parameters: [] })),
  }
}

const saved = 'torch.load(path, map_location="cpu", weights_only=True)'

const weights = (holds: string, known: Weights): Facts => ({
  holds,
  input: unknown,
  packages: {},
  ...needs(weightsReason(known.parameters.length), weightsScript(known)),
})

const bare = (holds: string, reason: string, path: string): Facts => ({
  holds,
  input: unknown,
  packages: {},
  ...needs(reason, weightsScript({ path, load: saved, imports: ['import torch'], parameters: [] })),
})

/** The tensors among the values of a dict, by name. */
function parametersOf(value: Value | undefined): Weights['parameters'] {
  const found: { name: string; shape: readonly number[] }[] = []
  for (const [name, item] of dictOf(value)?.entries ?? []) {
    const tensor = tensorOf(item)
    if (typeof name === 'string' && tensor) found.push({ name, shape: tensor.shape })
  }
  return found
}
