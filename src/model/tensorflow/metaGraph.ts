/** A graph with all that belongs to it (meta_graph.proto, `MetaGraphDef`). */
import { Budget } from '../encodings/kept.ts'
import type { Fields, FieldValue } from '../encodings/protobuf.ts'
import { Unreadable } from '../unreadable.ts'
import { readSignature, type Signature } from './signature.ts'

/** What is gathered of a graph while it is walked. */
export class MetaGraph {
  /** `serve` for one to be served. */
  readonly tags: string[] = []
  /** Of the TensorFlow that saved it. */
  version = ''
  readonly signatures: Signature[] = []
  /** The names of files in assets/. */
  readonly assets: string[] = []
  /** How often each operation occurs, and where first, functions included. */
  readonly operations = new Map<string, { readonly offset: number; count: number }>()
  readonly budget = new Budget()
}

/** Reads a graph, passing over its weights. */
export async function readMetaGraph(value: FieldValue): Promise<MetaGraph> {
  const graph = new MetaGraph()
  await value.message({
    1: (info) =>
      info.message({
        4: async (tag) => {
          graph.tags.push(await short(tag, graph))
        },
        5: async (version) => {
          graph.version = await version.text()
        },
      }),
    2: (definition) =>
      definition.message({
        ...nodes(1, graph),
        2: (library) => library.message({ 1: (body) => body.message(nodes(3, graph)) }),
      }),
    5: async (entry) => {
      graph.budget.spend(1000, entry.offset)
      graph.signatures.push(await readSignature(entry, graph.budget))
    },
    6: (asset) =>
      asset.message({
        2: async (name) => {
          graph.assets.push(await short(name, graph))
        },
      }),
  })
  return graph
}

async function short(value: FieldValue, graph: MetaGraph): Promise<string> {
  const text = await value.text()
  graph.budget.spend(text.length, value.offset)
  return text
}

/** The operations of a graph or a function, whose nodes stand in this field. */
const nodes = (field: number, graph: MetaGraph): Fields => ({
  [field]: (node) =>
    node.message({
      2: async (operation) => count(graph, await operation.text(), operation.offset),
    }),
})

/** TensorFlow itself has some two thousand. */
const mostKinds = 10_000

function count({ operations }: MetaGraph, name: string, offset: number): void {
  const known = operations.get(name)
  if (known) known.count++
  else if (operations.size === mostKinds)
    throw new Unreadable('has more kinds of operations than there are', offset)
  else operations.set(name, { offset, count: 1 })
}
