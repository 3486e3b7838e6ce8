/**
 * CatBoost models, `.cbm`: the mark CBM1, the size of the core, and the core, a FlatBuffer (CatBoost,
 * catboost/libs/model/flatbuffers/model.fbs, whose order of fields is the numbers below). What
 * follows are tables of statistics that nothing here needs.
 */
import { type BoosterFacts, describeBooster } from '../booster.ts'
import { type Bytes, bytesOf, Cursor, part, streamOf } from '../bytes.ts'
import type { Description, Label, ModelOutput } from '../description.ts'
import { rootTable, type Table } from '../encodings/flatbuffers.ts'
import { pickJson } from '../encodings/json.ts'
import { type Kept, listAt, textAt, type Wanted } from '../encodings/kept.ts'
import type { FileFormat } from '../format.ts'
import type { BlobReader } from '../pickle/walk.ts'
import { Unreadable } from '../unreadable.ts'
import { readCatboostFeatures } from './catboost-features.ts'

/** A model that `save_model` wrote. */
export const catboostFormat: FileFormat = {
  name: 'CatBoost model',
  recognises: (head) => isCatboost(head),
  async read({ path, bytes, signal }) {
    const facts = await readModel(bytes, signal)
    const described = describeBooster(facts, 'catboost-binary', path)
    return {
      description: facts.arrays ? withArrays(described, facts.arrays) : described,
      findings: [],
    }
  },
}

/** A model as bytes inside a pickle. */
export const catboostBlob: BlobReader = {
  recognises: (head) => isCatboost(head),
  read: async (cursor, size): Promise<BoosterFacts> =>
    readModel(size > 2 * edge ? await readEdges(cursor) : bytesOf(await cursor.read(size, what))),
}

const what = 'a CatBoost model'
const mark = 'CBM1'
const headerSize = 8
const core = { trees: 1, info: 2 }
const trees = { dimension: 0, sizes: 2 }

const isCatboost = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 4)).toString('latin1') === mark

/** What is kept of each end of a core that comes as a stream. */
const edge = 16 << 20

/**
 * The ends of a model, with zeros between: the trees' numbers. The core is written from its end to its
 * beginning, the features first and what is noted about the training last.
 */
async function readEdges(cursor: Cursor): Promise<Bytes> {
  const front = await cursor.read(edge, what)
  const size = Math.max(edge, headerSize + front.readUInt32LE(mark.length))
  const backAt = Math.max(edge, size - edge)
  await cursor.skip(backAt - edge, what)
  const back = await cursor.read(size - backAt, what)
  return {
    size,
    async read(offset, length) {
      const data = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
      if (offset < edge) front.copy(data, 0, offset)
      const ahead = Math.max(0, backAt - offset)
      back.copy(data, ahead, Math.max(0, offset - backAt))
      return data
    },
  }
}

async function readModel(bytes: Bytes, signal?: AbortSignal): Promise<BoosterFacts> {
  const header = await bytes.read(0, headerSize)
  if (header.byteLength < headerSize || !isCatboost(header))
    throw new Unreadable('ends in the middle of its header', header.byteLength)
  const coreSize = Buffer.from(header).readUInt32LE(mark.length)
  if (headerSize + coreSize > bytes.size)
    throw new Unreadable(`ends before the ${coreSize} bytes of its core do`, bytes.size)
  const root = await rootTable(part(bytes, headerSize, coreSize))
  const model = await root.table(core.trees)
  if (model === undefined) throw new Unreadable('is a CatBoost model without trees', headerSize)
  const { columns, arrays } = await readCatboostFeatures(model, signal)
  return {
    ...(await readInfo(root, await model.int(trees.dimension, 1))),
    columns,
    ...(arrays.length > 0 && { arrays }),
    trees: await model.count(trees.sizes),
  }
}

/** What the library notes about each training: texts by name, some of them JSON. */
async function readInfo(
  root: Table,
  dimension: number,
): Promise<Omit<BoosterFacts, 'columns' | 'trees'>> {
  const info = new Map<string, string>()
  for await (const entry of root.tables(core.info)) {
    const name = await entry.text(0)
    if (name !== undefined && notes.has(name)) info.set(name, (await entry.text(1)) ?? '')
  }
  const version = versionIn(info.get('catboost_version_info') ?? '')
  const loss = textAt(
    await parse(info, 'params', { loss_function: { type: true } }),
    'loss_function',
    'type',
  )
  const labels = labelsIn(await parse(info, 'class_params', true), version)
  const classes = loss !== undefined && oneOfClasses.has(loss) ? Math.max(2, dimension) : undefined
  return {
    framework: 'catboost',
    ...(version !== undefined && { version }),
    ...(loss !== undefined && { objective: loss }),
    ...(classes !== undefined && { classes, estimator: 'classifier' as const }),
    ...(labels.length > 0 && { labels }),
    output: outputOf(loss, classes, labels, dimension),
  }
}

const notes = new Set(['catboost_version_info', 'params', 'class_params'])

/** The losses of which one class is the answer: CatBoost, "Objectives and metrics". */
const oneOfClasses = new Set(['Logloss', 'CrossEntropy', 'MultiClass', 'MultiClassOneVsAll'])

function outputOf(
  loss: string | undefined,
  classes: number | undefined,
  labels: readonly Label[],
  dimension: number,
): ModelOutput {
  if (classes === undefined)
    return dimension > 1 ? { kind: 'numbers', width: dimension } : { kind: 'numbers' }
  // One class against the others each: those probabilities have no sum.
  const probabilities = loss !== 'MultiClassOneVsAll'
  return labels.length === classes
    ? { kind: 'classes', classes: labels, probabilities }
    : { kind: 'classes', probabilities }
}

/** The build's own note holds the tag of the release, when it was built from one. */
const versionIn = (note: string): string | undefined =>
  /(?:tags\/v|CatBoost release )(\d+(?:\.\d+)+)/i.exec(note)?.[1]

/**
 * The names that the user's labels had; without any, the numbers of the classes. Booleans are only
 * sure where a version is recorded: 1.2.2, which records none, answers with texts.
 */
function labelsIn(parameters: Kept | undefined, version: string | undefined): readonly Label[] {
  if (version === undefined && textAt(parameters, 'class_label_type') === 'Boolean') return []
  const names = listAt(parameters, 'class_names')
  const labels = names.length > 0 ? names : listAt(parameters, 'class_to_label')
  return labels.filter((label) => label !== null && typeof label !== 'object')
}

async function parse(
  info: ReadonlyMap<string, string>,
  name: string,
  wanted: Wanted,
): Promise<Kept | undefined> {
  const text = info.get(name)
  if (text === undefined || text === '') return undefined
  return pickJson(new Cursor(streamOf(bytesOf(Buffer.from(text)))), wanted)
}

/** An embedding is a list of numbers where a row has room for one value. */
function withArrays(description: Description, arrays: readonly string[]): Description {
  return {
    ...description,
    needsCode: {
      reason: `the model takes lists of numbers as features (${arrays.slice(0, 5).join(', ')})`,
      script,
    },
  }
}

const script = `import json
import os

from catboost import CatBoost, Pool


def init():
    global model
    folder = os.environ["AZUREML_MODEL_DIR"]
    model = CatBoost().load_model(os.path.join(folder, "model.cbm"))


def run(raw_data):
    rows = json.loads(raw_data)["data"]
    features = Pool(rows, embedding_features=[...])  # the numbers of those columns
    return {"predict": model.predict(features).tolist()}
`
