/** A Triton model's configuration: what goes in and comes out (Triton, "Model Configuration"). */
import type { ElementType, Tensor } from '../description.ts'
import { integersOf, messagesOf, parsePbtxt, type TextMessage, textOf } from '../encodings/pbtxt.ts'

export interface TritonConfig {
  /** `onnxruntime`, `python`, …; older configurations name a platform instead: `onnxruntime_onnx`. */
  readonly backend?: string
  /** Absent when the configuration leaves them to the model itself. */
  readonly inputs?: readonly Tensor[]
  readonly outputs?: readonly Tensor[]
  /** Whether it asks to be run on a GPU and nothing else; left to itself, Triton takes what there is. */
  readonly gpu: boolean
}

/** Reads a config.pbtxt; throws Unreadable. */
export function readConfig(text: string): TritonConfig {
  const config = parsePbtxt(text)
  const backend = textOf(config, 'backend') ?? textOf(config, 'platform')
  const batched = Number(textOf(config, 'max_batch_size') ?? 0) > 0
  const inputs = tensorsOf(config, 'input', batched)
  const outputs = tensorsOf(config, 'output', batched)
  return {
    ...(backend === undefined ? {} : { backend }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    gpu: messagesOf(config, 'instance_group').some((group) => textOf(group, 'kind') === 'KIND_GPU'),
  }
}

/** model_config.proto, `DataType`. */
const types: ReadonlyMap<string | undefined, ElementType> = new Map([
  ['TYPE_BOOL', 'bool'],
  ['TYPE_UINT8', 'uint8'],
  ['TYPE_UINT16', 'uint16'],
  ['TYPE_UINT32', 'uint32'],
  ['TYPE_UINT64', 'uint64'],
  ['TYPE_INT8', 'int8'],
  ['TYPE_INT16', 'int16'],
  ['TYPE_INT32', 'int32'],
  ['TYPE_INT64', 'int64'],
  ['TYPE_FP16', 'float16'],
  ['TYPE_BF16', 'bfloat16'],
  ['TYPE_FP32', 'float32'],
  ['TYPE_FP64', 'float64'],
  ['TYPE_STRING', 'string'],
] as const)

/** The tensors of a repeated field; undefined when there are none, or one that is not told whole. */
function tensorsOf(
  config: TextMessage,
  field: 'input' | 'output',
  batched: boolean,
): readonly Tensor[] | undefined {
  const tensors = messagesOf(config, field).map((message) => tensorOf(message, batched))
  const known = tensors.filter((tensor) => tensor !== undefined)
  return known.length > 0 && known.length === tensors.length ? known : undefined
}

/** Where Triton gathers batches, the configuration leaves out the axis of the batch. */
function tensorOf(message: TextMessage, batched: boolean): Tensor | undefined {
  const name = textOf(message, 'name')
  const type = types.get(textOf(message, 'data_type'))
  if (name === undefined || type === undefined || !message.has('dims')) return undefined
  const dims = integersOf(message, 'dims').map((length) => (length < 0 ? null : length))
  return { name, type, shape: batched ? [null, ...dims] : dims }
}
