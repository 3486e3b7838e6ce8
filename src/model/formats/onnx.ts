/** ONNX models: one protocol buffer, with its weights in it or in files beside it (onnx.proto). */
import type { Description, Tensor } from '../description.ts'
import { walkMessage } from '../encodings/protobuf.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import {
  categoriesOf,
  functionFields,
  GraphFacts,
  graphFields,
  type Operation,
} from '../onnx/graph.ts'
import { needsCode } from '../onnx/needsCode.ts'
import { oldestRuntime } from '../onnx/runtime.ts'
import type { GraphValue } from '../onnx/types.ts'
import { Unreadable } from '../unreadable.ts'

/**
 * Reads ONNX models of any version. They record who wrote them, and in which version of the language,
 * but no version of what serves them: the oldest that does follows from the language.
 */
export const onnxFormat: FileFormat = {
  name: 'ONNX model',
  recognises: (head, name) => beginsLikeModel(head) || (isNamed(name) && isField(head[0])),
  read,
}

const isNamed = (name: string) => /\.onnx$/i.test(name)

/** The tags of `ModelProto`'s fields up to the graph and the operator sets. */
const tags = new Set([0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72])
const isField = (tag: number | undefined) => tag !== undefined && tags.has(tag)

/** Every writer begins with ir_version; 3 was the first that ONNX was released with. */
const beginsLikeModel = ([tag, version, next]: Uint8Array) =>
  tag === 0x08 && version !== undefined && version >= 3 && version < 128 && isField(next)

/** What stands beside the graph. */
interface ModelFacts {
  ir: number
  producer: string
  producerVersion: string
  hasGraph: boolean
  /** The imported version of each operator set. */
  readonly opsets: Map<string, number>
  /** The domains of functions that the model defines itself. */
  readonly defined: Set<string>
}

async function read(file: ModelFile): Promise<Reading | undefined> {
  const model: ModelFacts = {
    ir: 0,
    producer: '',
    producerVersion: '',
    hasGraph: false,
    opsets: new Map(),
    defined: new Set(),
  }
  const graph = new GraphFacts()
  try {
    await walkModel(file, model, graph)
  } catch (error) {
    // A file of another kind may begin likewise by chance.
    if (error instanceof Unreadable && !model.hasGraph && !isNamed(file.path)) return undefined
    throw error
  }
  if (!model.hasGraph || model.ir === 0) {
    if (!isNamed(file.path)) return undefined
    throw new Unreadable('is no ONNX model: it holds no graph, or does not say its version')
  }
  return { description: describe(file.path, model, graph), findings: graph.findings }
}

const mostDomains = 1000

async function walkModel(file: ModelFile, model: ModelFacts, graph: GraphFacts): Promise<void> {
  const functions = functionFields(graph, file)
  await walkMessage(
    file.bytes,
    {
      1: (version) => {
        model.ir = version.number()
      },
      2: async (name) => {
        model.producer = await name.text()
      },
      3: async (version) => {
        model.producerVersion = await version.text()
      },
      7: (body) => {
        model.hasGraph = true
        return body.message(graphFields(graph, file))
      },
      8: async (imported) => {
        let domain = ''
        let version = 0
        await imported.message({
          1: async (text) => {
            domain = await text.text()
          },
          2: (value) => {
            version = value.number()
          },
        })
        if (model.opsets.size === mostDomains)
          throw new Unreadable('imports too many operator sets', imported.offset)
        model.opsets.set(domain === 'ai.onnx' ? '' : domain, version)
      },
      25: (body) =>
        body.message({
          ...functions,
          10: async (domain) => {
            if (model.defined.size < mostDomains) model.defined.add(await domain.text())
          },
        }),
    },
    file.signal,
  )
}

function describe(path: string, model: ModelFacts, graph: GraphFacts): Description {
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name))
  const tensors = inputs.flatMap(tensorOf).map((tensor) => {
    const values = categoriesOf(graph, tensor.name)
    return values ? { ...tensor, values } : tensor
  })
  const dialect = {
    ir: model.ir,
    opset: model.opsets.get('') ?? 0,
    ml: model.opsets.get('ai.onnx.ml') ?? 0,
  }
  const code = needsCode(graph, inputs, { defined: model.defined, dialect })
  const oldest = oldestRuntime(dialect)
  return {
    framework: 'onnx',
    format: 'onnx',
    path,
    holds: holds(model, graph),
    input: tensors.length === inputs.length ? { kind: 'tensors', tensors } : { kind: 'unknown' },
    output: { kind: 'tensors', tensors: graph.outputs.map(answerOf) },
    packages: {},
    ...(oldest === undefined ? {} : { oldestVersion: oldest }),
    ...(code === undefined ? {} : { needsCode: code }),
  }
}

/** An input as an array; none when it is something else. */
const tensorOf = ({ name, kind, type, shape }: GraphValue): Tensor[] =>
  kind === 'tensor' && type !== undefined
    ? [{ name, type, ...(shape === undefined ? {} : { shape }) }]
    : []

/** An output as it is answered: sequences and maps are lists and objects, of no shape that could be said. */
const answerOf = (value: GraphValue): Tensor =>
  tensorOf(value)[0] ?? { name: value.name, type: value.type ?? 'float32' }

/** `ONNX graph by skl2onnx 1.20.0 (opset 21): Scaler → LinearClassifier, classes 0, 1, 2`. */
function holds(model: ModelFacts, graph: GraphFacts): string {
  const producer = [model.producer, model.producerVersion].filter((text) => text !== '').join(' ')
  const by = producer === '' ? '' : ` by ${producer}`
  const opset = model.opsets.get('')
  const written = opset === undefined ? '' : ` (opset ${opset})`
  return `ONNX graph${by}${written}: ${operationsOf(graph)}${classesOf(graph)}`
}

function operationsOf(graph: GraphFacts): string {
  const all = graph.operations
  if (all <= graph.first.length) return graph.first.map(nameOf).join(' → ') || 'no operations'
  const common = [...graph.counts].sort(([, a], [, b]) => b - a).slice(0, 3)
  const counted = common.map(([kind, count]) => `${count} ${kind.slice(kind.lastIndexOf(':') + 1)}`)
  return `${all} operations, of them ${counted.join(', ')}`
}

const nameOf = ({ type }: Operation) => type

const fewClasses = 10

function classesOf({ classes }: GraphFacts): string {
  if (!classes) return ''
  const more = classes.length > fewClasses ? `, … (${classes.length} in all)` : ''
  return `; classes ${classes.slice(0, fewClasses).join(', ')}${more}`
}
