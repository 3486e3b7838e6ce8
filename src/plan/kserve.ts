/** Requests in the KServe v2 protocol ("Open Inference Protocol", REST), which Triton speaks. Pure. */
import type { ElementType, Tensor } from '../model/description.ts'
import type { FilledTensor } from './inventTensors.ts'

/**
 * The protocol's names of element types. Half-precision numbers can only be sent as binary data
 * (Triton, "Binary Tensor Data Extension"), and complex ones not at all.
 */
const datatypes: Readonly<Partial<Record<ElementType, string>>> = {
  bool: 'BOOL',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
}

/** The protocol's name of an element type; undefined for one that JSON cannot hold. */
export const datatypeOf = (type: ElementType): string | undefined => datatypes[type]

/** Where a model is asked, from the root of the server on; the version is left to the server. */
export const inferPath = (model: string): string => `/v2/models/${encodeURIComponent(model)}/infer`

/** The body of `POST /v2/models/<model>/infer`, or why JSON cannot hold it or its answer. */
export function writeKserve(
  inputs: readonly FilledTensor[],
  outputs: readonly Tensor[],
): object | string {
  const untold = inputs.find(({ tensor }) => datatypes[tensor.type] === undefined)
  if (untold)
    return `the input '${untold.tensor.name}' takes ${untold.tensor.type}, which Triton takes in binary only`
  const unsaid = outputs.find(({ type }) => datatypes[type] === undefined)
  if (unsaid)
    return `the output '${unsaid.name}' is ${unsaid.type}, which Triton answers in binary only`
  return {
    inputs: inputs.map(({ tensor, lengths, values }) => ({
      name: tensor.name,
      shape: lengths,
      datatype: datatypes[tensor.type],
      data: values,
    })),
  }
}
