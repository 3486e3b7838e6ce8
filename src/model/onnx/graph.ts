/** An ONNX graph: what goes in, what comes out, which operations are between (onnx.proto). */
import type { Finding, Label } from '../description.ts'
import { Budget } from '../encodings/kept.ts'
import type { Fields, FieldValue } from '../encodings/protobuf.ts'
import { Unreadable } from '../unreadable.ts'
import { checkExternal, readWeights, type Surroundings } from './external.ts'
import { type GraphValue, readValue } from './types.ts'

/** An operation's kind. */
export interface Operation {
  readonly domain: string
  readonly type: string
}

/** What is gathered while a model is walked. */
export class GraphFacts {
  name = ''
  readonly inputs: GraphValue[] = []
  readonly outputs: GraphValue[] = []
  /** The names of arrays that are in the file: an input of such a name has a default. */
  readonly initializers = new Set<string>()
  /** Of the main graph, in their order: the first few. */
  readonly first: Operation[] = []
  /** How often each kind occurs, in subgraphs and functions too, by `domain:type`. */
  readonly counts = new Map<string, number>()
  readonly domains = new Set<string>()
  /** The labels of the first classifier, when there are few. */
  classes?: readonly Label[]
  /** The values that an encoder of categories knows, by the name of what it is given. */
  readonly categories = new Map<string, readonly Label[]>()
  /** By the name of a value, which one it is in another shape or type. */
  readonly sameAs = new Map<string, string>()
  readonly findings: Finding[] = []
  readonly budget = new Budget()

  /** How many operations there are. */
  get operations(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0)
  }
}

/** Operations beyond these are counted, not listed. */
const listed = 8
/** More labels than these nobody wants to read. */
const mostClasses = 100
const mostFindings = 100

/** Walks the fields of a `GraphProto` or, with `nested`, of a graph inside an operation. */
export function graphFields(facts: GraphFacts, around: Surroundings, nested = false): Fields {
  const weights = (value: FieldValue) => readInitializer(value, facts, around)
  const inside: Fields = {
    1: (node) => readNode(node, facts, around, nested),
    5: weights,
    15: (sparse) => sparse.message(sparseFields(facts, around)),
  }
  if (nested) return inside
  return {
    ...inside,
    2: async (name) => {
      facts.name = await name.text()
    },
    11: async (input) => keep(facts, facts.inputs, await readValue(input), input.offset),
    12: async (output) => keep(facts, facts.outputs, await readValue(output), output.offset),
  }
}

/** Walks a `FunctionProto`: operations that a model defines by others. */
export const functionFields = (facts: GraphFacts, around: Surroundings): Fields => ({
  7: (node) => readNode(node, facts, around, true),
})

function keep(facts: GraphFacts, list: GraphValue[], value: GraphValue, offset: number): void {
  facts.budget.spend(value.name.length + 1000, offset)
  list.push(value)
}

async function readInitializer(value: FieldValue, facts: GraphFacts, around: Surroundings) {
  const weights = await readWeights(value)
  facts.budget.spend(weights.name.length + 64, value.offset)
  facts.initializers.add(weights.name)
  const finding = checkExternal(weights, around, value.offset)
  if (finding && facts.findings.length < mostFindings) facts.findings.push(finding)
}

const sparseFields = (facts: GraphFacts, around: Surroundings): Fields => ({
  1: (values) => readInitializer(values, facts, around),
  2: (indices) => readInitializer(indices, facts, around),
})

/** A `NodeProto`. */
async function readNode(
  node: FieldValue,
  facts: GraphFacts,
  around: Surroundings,
  nested: boolean,
): Promise<void> {
  let type = ''
  let domain = ''
  let labels: readonly Label[] = []
  const ends = { input: '', output: '' }
  await node.message({
    1: async (name) => {
      ends.input ||= await name.text()
    },
    2: async (name) => {
      ends.output ||= await name.text()
    },
    4: async (text) => {
      type = await text.text()
    },
    5: async (attribute) => {
      const found = await readAttribute(attribute, facts, around)
      if (found.length > 0) labels = found
    },
    7: async (text) => {
      domain = await text.text()
    },
  })
  if (domain === 'ai.onnx') domain = ''
  count(facts, { domain, type }, node.offset)
  if (!nested && facts.first.length < listed) facts.first.push({ domain, type })
  const few = labels.length > 0 && labels.length <= mostClasses
  if (type === 'OneHotEncoder') {
    if (few && !nested) remember(facts, facts.categories, ends.input, labels, node.offset)
  } else if (few) facts.classes ??= labels
  if (!nested && sameValues.has(type))
    remember(facts, facts.sameAs, ends.output, ends.input, node.offset)
}

/** Operations whose values are those of their input, or some of them: skl2onnx gathers each column. */
const sameValues = new Set('Cast Flatten Gather Identity Reshape Squeeze Unsqueeze'.split(' '))

function remember<T>(
  facts: GraphFacts,
  known: Map<string, T>,
  name: string,
  value: T,
  offset: number,
): void {
  if (name === '') return
  facts.budget.spend(name.length + 200, offset)
  known.set(name, value)
}

/** The values that are known of an input, through whatever leaves them as they are. */
export function categoriesOf(facts: GraphFacts, input: string): readonly Label[] | undefined {
  for (const [given, values] of facts.categories) {
    let name: string | undefined = given
    for (let step = 0; name !== undefined && step < 8; step++) {
      if (name === input) return values
      name = facts.sameAs.get(name)
    }
  }
  return undefined
}

const mostKinds = 10_000

function count(facts: GraphFacts, { domain, type }: Operation, offset: number): void {
  const kind = `${domain}:${type}`
  const before = facts.counts.get(kind) ?? 0
  if (before === 0 && facts.counts.size === mostKinds)
    throw new Unreadable('has more kinds of operations than there are', offset)
  facts.counts.set(kind, before + 1)
  facts.domains.add(domain)
}

/** The attributes of ai.onnx.ml's classifiers, of ZipMap and of OneHotEncoder, that hold labels. */
const labelAttributes = new Set([
  'classlabels_ints',
  'classlabels_int64s',
  'classlabels_strings',
  'cats_int64s',
  'cats_strings',
])

/** Looks into an `AttributeProto` for labels, graphs and arrays; gives the labels. */
async function readAttribute(
  attribute: FieldValue,
  facts: GraphFacts,
  around: Surroundings,
): Promise<readonly Label[]> {
  let wanted = false
  const labels: Label[] = []
  const weights = (value: FieldValue) => readInitializer(value, facts, around)
  const graph = (value: FieldValue) => value.message(graphFields(facts, around, true))
  const sparse = (value: FieldValue) => value.message(sparseFields(facts, around))
  await attribute.message({
    1: async (name) => {
      wanted = labelAttributes.has(await name.text())
    },
    5: weights,
    6: graph,
    // A tree ensemble has millions of these, none of which is a label: nothing to wait for.
    8: (value) => (wanted && labels.length <= mostClasses ? pushNumbers(labels, value) : undefined),
    9: (value) => (wanted && labels.length <= mostClasses ? pushText(labels, value) : undefined),
    10: weights,
    11: graph,
    22: sparse,
    23: sparse,
  })
  return labels
}

async function pushNumbers(labels: Label[], value: FieldValue): Promise<void> {
  for (const number of await value.numbers()) if (labels.length <= mostClasses) labels.push(number)
}

async function pushText(labels: Label[], value: FieldValue): Promise<void> {
  labels.push(await value.text())
}
