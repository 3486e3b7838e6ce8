/** What an ONNX graph answers, read from its bytes (onnx.proto: ModelProto → GraphProto → ValueInfoProto). */

export interface GraphOutput {
  readonly name: string
  /** The KServe name of the element type. */
  readonly datatype: string
  /** The lengths of the axes; undefined for one that is free. */
  readonly dims: readonly (number | undefined)[]
}

/** TensorProto.DataType, by number. */
const datatypes = [
  '',
  'FP32',
  'UINT8',
  'INT8',
  'UINT16',
  'INT16',
  'INT32',
  'INT64',
  'BYTES',
  'BOOL',
  'FP16',
  'FP64',
  'UINT32',
  'UINT64',
]

/** The outputs of a graph. */
export const graphOutputs = (model: Uint8Array): readonly GraphOutput[] =>
  messages(model, 7).flatMap((graph) => messages(graph, 12).map(outputOf))

function outputOf(value: Uint8Array): GraphOutput {
  const [name] = messages(value, 1)
  const [tensor = empty] = messages(messages(value, 2)[0] ?? empty, 1)
  const [shape = empty] = messages(tensor, 2)
  return {
    name: new TextDecoder().decode(name),
    datatype: datatypes[numbers(tensor, 1)[0] ?? 0] ?? '',
    dims: messages(shape, 1).map((dim) => numbers(dim, 1)[0]),
  }
}

const empty = new Uint8Array()

const messages = (bytes: Uint8Array, field: number): Uint8Array[] =>
  [...fields(bytes)].flatMap(([number, value]) =>
    number === field && typeof value !== 'number' ? [value] : [],
  )

const numbers = (bytes: Uint8Array, field: number): number[] =>
  [...fields(bytes)].flatMap(([number, value]) =>
    number === field && typeof value === 'number' ? [value] : [],
  )

/** The fields of a message in the wire format of protocol buffers: numbers, and runs of bytes. */
function* fields(
  bytes: Uint8Array,
): Generator<readonly [field: number, value: number | Uint8Array]> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * factor
      if (byte < 128) break
    }
    return value
  }
  while (at < bytes.length) {
    const key = varint()
    const field = Math.floor(key / 8)
    const length = { 0: 0, 1: 8, 5: 4 }[key % 8] ?? varint()
    if (key % 8 === 0) yield [field, varint()]
    else {
      yield [field, bytes.subarray(at, at + length)]
      at += length
    }
  }
}
