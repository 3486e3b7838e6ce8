/** TensorFlow's SavedModel folders ("Using the SavedModel format"; saved_model.proto). */
import type { Description, Finding, NeedsCode } from '../description.ts'
import { walkMessage } from '../encodings/protobuf.ts'
import type { FolderFormat, ModelFolder, Reading } from '../format.ts'
import { judgeKerasMetadata, kerasMetadata } from '../tensorflow/kerasMetadata.ts'
import { type MetaGraph, readMetaGraph } from '../tensorflow/metaGraph.ts'
import { judgeOperation, libraryOf } from '../tensorflow/operations.ts'
import type { Signature } from '../tensorflow/signature.ts'
import { Unreadable } from '../unreadable.ts'

const definition = 'saved_model.pb'

/** Reads SavedModels of TensorFlow 1 and 2. */
export const savedModelFormat: FolderFormat = {
  name: 'TensorFlow SavedModel',
  recognises: (paths) => paths.has(definition),
  read,
}

async function read(folder: ModelFolder): Promise<Reading> {
  const graphs = await folder.open(definition, (bytes) => readGraphs(bytes, folder.signal))
  const served = graphs.find(({ tags }) => tags.includes('serve')) ?? graphs[0]
  if (!served) throw new Unreadable('is no SavedModel: its saved_model.pb holds no graph')
  const findings = [
    ...graphs.flatMap((graph) => findingsOf(graph, folder)),
    ...(await judgeKerasMetadata(folder)),
  ]
  for (const graph of graphs) requireFiles(graph, folder)
  return { description: describe(served, folder), findings }
}

const mostGraphs = 100

async function readGraphs(
  bytes: Parameters<typeof walkMessage>[0],
  signal: AbortSignal,
): Promise<readonly MetaGraph[]> {
  const graphs: MetaGraph[] = []
  await walkMessage(
    bytes,
    {
      2: async (graph) => {
        if (graphs.length === mostGraphs)
          throw new Unreadable('holds too many graphs', graph.offset)
        graphs.push(await readMetaGraph(graph))
      },
    },
    signal,
  )
  return graphs
}

const variableOperations = ['VarHandleOp', 'VariableV2', 'Variable']
const shard = /^variables\/variables\.data-\d{5}-of-(\d{5})$/

/** Throws Unreadable when values or assets that the graph needs are missing. */
function requireFiles(graph: MetaGraph, { files }: ModelFolder): void {
  for (const asset of graph.assets)
    if (isInside(asset) && !files.has(`assets/${asset}`))
      throw new Unreadable(`is a SavedModel that needs 'assets/${asset}', which is not there`)
  const shards = [...files.keys()].flatMap((path) => shard.exec(path)?.[1] ?? [])
  const needed = shards.length > 0 ? Number(shards[0]) : 1
  const hasVariables = variableOperations.some((name) => graph.operations.has(name))
  if (!hasVariables && shards.length === 0) return
  if (!files.has('variables/variables.index') || shards.length < needed)
    throw new Unreadable(
      `is a SavedModel whose variables are missing: expected variables/variables.index and ${needed} of variables/variables.data-…`,
    )
}

const isInside = (asset: string) =>
  !/^([/\\]|[A-Za-z]:)/.test(asset) && !asset.split(/[/\\]/).includes('..')

function findingsOf(graph: MetaGraph, folder: ModelFolder): readonly Finding[] {
  const file = folder.root + definition
  const outside = graph.assets
    .filter((asset) => !isInside(asset))
    .map(
      (asset): Finding => ({
        verdict: 'dangerous',
        what: `asset '${asset}'`,
        why: "reads a file outside of the model's folder",
        file,
      }),
    )
  const operations = [...graph.operations].flatMap(([what, { offset }]): Finding[] => {
    const judgement = judgeOperation(what, graph.assets.length > 0)
    return judgement ? [{ ...judgement, what, file, offset }] : []
  })
  return [...outside, ...operations]
}

function describe(graph: MetaGraph, folder: ModelFolder): Description {
  const signatures = graph.signatures.filter(({ name }) => !name.startsWith('__saved_model_'))
  const signature =
    signatures.find(({ name }) => name === 'serving_default') ??
    (signatures.length === 1 ? signatures[0] : undefined)
  const code = libraryNeeded(graph, signature) ?? needsCode(signatures, signature)
  return {
    framework: 'tensorflow',
    format: 'tensorflow-saved-model',
    path: folder.root.replace(/\/$/, ''),
    holds: holds(graph, folder, signature),
    input:
      signature && !code ? { kind: 'tensors', tensors: signature.inputs } : { kind: 'unknown' },
    output:
      signature && !code ? { kind: 'tensors', tensors: signature.outputs } : { kind: 'unknown' },
    packages: {},
    ...(graph.version === '' ? {} : { version: graph.version }),
    ...(code === undefined ? {} : { needsCode: code }),
  }
}

function holds(graph: MetaGraph, folder: ModelFolder, signature: Signature | undefined): string {
  const count = [...graph.operations.values()].reduce((sum, { count }) => sum + count, 0)
  const keras = folder.files.has(kerasMetadata) ? ' of a Keras model' : ''
  const asked = signature ? `, signature ${signature.name}` : ''
  return `TensorFlow graph${keras} with ${count} operations${asked}`
}

/** Operations that TensorFlow does not bring are registered by importing what does. */
function libraryNeeded(graph: MetaGraph, signature: Signature | undefined): NeedsCode | undefined {
  for (const operation of graph.operations.keys()) {
    const library = libraryOf(operation)
    if (library === undefined) continue
    return {
      reason: `its operation ${operation} comes from ${library}, which must be installed and imported first`,
      script: script(
        `model.signatures["${signature?.name ?? 'serving_default'}"]`,
        `import ${library}  # registers its operations`,
      ),
    }
  }
  return undefined
}

function needsCode(
  signatures: readonly Signature[],
  signature: Signature | undefined,
): NeedsCode | undefined {
  if (!signature) {
    const names = signatures.map(({ name }) => name)
    return {
      reason:
        names.length === 0
          ? 'it was saved without signatures, which say what it takes'
          : `it has the signatures ${names.join(', ')}, and none of them is serving_default`,
      script: script(`model.signatures["${names[0] ?? 'name'}"]`),
    }
  }
  if (signature.odd.length === 0) return undefined
  return {
    reason: `${signature.odd.join(', ')} is no array of a type that JSON and NumPy know`,
    script: script(`model.signatures["${signature.name}"]`),
  }
}

/** The least that serves a SavedModel. */
const script = (signature: string, also?: string) => `import json
import os
from pathlib import Path

import tensorflow as tf
${also === undefined ? '' : `${also}\n`}
def init():
    global model
    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("saved_model.pb"))
    model = tf.saved_model.load(str(path.parent))

def run(raw_data):
    inputs = json.loads(raw_data)["inputs"]
    # Give each input the type that the graph takes.
    answer = ${signature}(**{name: tf.constant(value) for name, value in inputs.items()})
    return {name: value.numpy().tolist() for name, value in answer.items()}
`
