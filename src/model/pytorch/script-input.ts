/** What a TorchScript module takes, by the tensors that stand in its archive. */
import type { ModelInput, Tensor } from '../description.ts'
import type { Value } from '../pickle/values.ts'
import type { TorchArchive } from './archive.ts'
import { layerInput } from './layers.ts'
import { classOf, forwardOf, type Signature } from './script-source.ts'
import { globalOf, instanceOf, itemsOf, memberOf, tensorOf } from './values.ts'

/** How deep a model's layers are followed to the first that says what it takes. */
const deepest = 32

/**
 * What a traced module was traced with: PyTorch 1.13 and later keep the shapes in
 * `traced_inputs.pkl`, as {'forward': [tensor, …]}. A trace holds for other numbers of rows, so the
 * first axis is free where all inputs share it.
 */
export function tracedInput(names: readonly string[], traced: Value): ModelInput | undefined {
  const given = itemsOf(tagged(memberOf(tagged(traced), 'forward'))).map((item) => tensorOf(item))
  if (given.length !== names.length) return undefined
  const rows = given[0]?.shape[0]
  const byRow =
    given.some((tensor) => (tensor?.shape.length ?? 0) > 1) &&
    given.every((tensor) => tensor?.shape[0] === rows)
  const tensors: Tensor[] = []
  for (const [index, name] of names.entries()) {
    const tensor = given[index]
    if (tensor?.type === undefined) return undefined
    const shape = tensor.shape.map((axis, number) => (byRow && number === 0 ? null : axis))
    tensors.push({ name, type: tensor.type, shape })
  }
  return tensors.length === 0 ? undefined : { kind: 'tensors', tensors }
}

/** What torch.jit._pickle.restore_type_tag(value, type) returns: the value. */
function tagged(value: Value | undefined): Value | undefined {
  const object = instanceOf(value)
  return globalOf(object?.of)?.name === 'restore_type_tag' ? itemsOf(object?.args)[0] : value
}

/**
 * What the first layers take that the inputs are given to: their weights tell how many features,
 * channels or words there are. Undefined where an input goes elsewhere first.
 */
export async function firstLayerInput(
  archive: TorchArchive,
  module: Value,
  names: readonly string[],
): Promise<ModelInput | undefined> {
  const tensors: Tensor[] = []
  for (const name of names) {
    const known = await firstLayerOf(archive, module, name)
    if (!known) return undefined
    tensors.push({ name, ...known })
  }
  return tensors.length === 0 ? undefined : { kind: 'tensors', tensors }
}

async function firstLayerOf(archive: TorchArchive, module: Value, name: string) {
  let [layer, method, input] = [module, 'forward', name]
  for (let depth = 0; depth < deepest; depth++) {
    const known = layerInput(classOf(layer)?.name ?? '', tensorOf(memberOf(layer, 'weight')))
    if (known) return known
    const type = classOf(layer)
    const called = type && (await forwardOf(archive, type, method))
    const own = called && ownMethod(called.body, input)
    const inner = called && calledWith(called.body, input)
    const next = own === undefined && inner !== undefined ? memberOf(layer, inner) : layer
    const inside = classOf(next)
    method = own ?? 'forward'
    const parameter = inside && (await forwardOf(archive, inside, method))?.parameters[0]?.name
    if (next === undefined || parameter === undefined) return undefined
    if (own === undefined && inner === undefined) return undefined
    layer = next
    input = parameter
  }
  return undefined
}

/** The method of self that a value alone is given to: `(self)._forward_impl(x, )`. */
const ownMethod = (body: string, input: string): string | undefined =>
  new RegExp(`\\(self\\)\\.(\\w+)\\(${input}, \\)`).exec(body)?.[1]

/** The attribute of self whose forward is called with a value alone: `(hidden).forward(x, )`. */
function calledWith(body: string, input: string): string | undefined {
  const call = new RegExp(`\\((\\w+)\\)\\.forward\\(${input}, \\)`).exec(body)
  if (call?.[1] === undefined) return undefined
  const local = new RegExp(`^ +${call[1]} = (?:self\\.(\\w+)|getattr\\(self, "(\\w+)"\\))$`, 'm')
  const match = local.exec(body)
  return match?.[1] ?? match?.[2]
}

/**
 * Likewise for a frozen module, whose layers are gone and whose weights are constants:
 * `torch.linear(x, CONSTANTS.c0, …)`.
 */
export function constantInput(
  { body }: Signature,
  constants: Value,
  name: string,
): ModelInput | undefined {
  const call = new RegExp(
    `torch\\.(linear|_convolution|conv\\dd)\\(${name}, CONSTANTS\\.c(\\d+)[,)]`,
  )
  const [, operator, index] = call.exec(body) ?? []
  const weight = tensorOf(itemsOf(constants)[Number(index)])
  const layer = operator === 'linear' ? 'Linear' : `Conv${(weight?.shape.length ?? 0) - 2}d`
  const known = layerInput(layer, weight)
  return known && { kind: 'tensors', tensors: [{ name, ...known }] }
}
