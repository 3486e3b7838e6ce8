/**
 * XGBoost models: JSON and UBJSON (XGBoost, "Introduction to Model IO"), the binary format before
 * them, and the snapshots of memory that a pickled booster holds.
 */
import { type BoosterFacts, describeBooster } from '../booster.ts'
import { Cursor, streamOf } from '../bytes.ts'
import type { Format } from '../description.ts'
import { pickJson } from '../encodings/json.ts'
import { at, type Wanted } from '../encodings/kept.ts'
import { pickUbjson } from '../encodings/ubjson.ts'
import type { FileFormat } from '../format.ts'
import type { BlobReader } from '../pickle/walk.ts'
import { Unreadable } from '../unreadable.ts'
import { isXgboostBinary, readXgboostBinary } from './xgboost-binary.ts'
import { factsOf } from './xgboost-facts.ts'

/** A model that `save_model` wrote, whatever its name ends with. */
export const xgboostFormat: FileFormat = {
  name: 'XGBoost model',
  recognises: (head) => encodingOf(head) !== undefined,
  async read({ path, bytes, signal }) {
    const encoding = encodingOf(await bytes.read(0, 4096))
    if (encoding === undefined) return undefined
    const facts = await readers[encoding](new Cursor(streamOf(bytes)), signal)
    if (facts === undefined) return undefined
    const format: Format = `xgboost-${encoding}`
    return { description: describeBooster(facts, format, path), findings: [] }
  },
}

/** A booster as bytes inside a pickle. */
export const xgboostBlob: BlobReader = {
  recognises: (head) => snapshotOf(head) !== undefined,
  async read(cursor): Promise<BoosterFacts | undefined> {
    await cursor.ready(snapshotHead)
    const head = Uint8Array.from({ length: snapshotHead }, (_, ahead) => cursor.peek(ahead) ?? 0)
    const encoding = snapshotOf(head)
    if (encoding === undefined) return undefined
    if (textOf(head).startsWith(configOffset))
      await cursor.skip(configOffset.length + 8, 'a header')
    return readers[encoding](cursor)
  },
}

type Encoding = 'json' | 'ubj' | 'binary'

/** The trees are passed over. */
const trees: Wanted = { gbtree_model_param: { num_trees: true }, cats: true }
const model: Wanted = {
  version: true,
  learner: {
    attributes: { scikit_learn: true },
    feature_names: true,
    feature_types: true,
    gradient_booster: { name: true, model: trees, gbtree: { model: trees } },
    learner_model_param: true,
    objective: { name: true },
  },
}
/** A snapshot keeps the model beside the configuration of its training. */
const modelOrSnapshot: Wanted = { ...model, Model: model }

const readers = {
  json: async (cursor: Cursor, signal?: AbortSignal) =>
    factsIn(await pickJson(cursor, modelOrSnapshot, signal)),
  ubj: async (cursor: Cursor, signal?: AbortSignal) =>
    factsIn(await pickUbjson(cursor, modelOrSnapshot, signal)),
  binary: readXgboostBinary,
} satisfies Record<Encoding, (cursor: Cursor, signal?: AbortSignal) => Promise<unknown>>

/** Undefined when the document is no model of XGBoost. */
function factsIn(document: Awaited<ReturnType<typeof pickJson>>): BoosterFacts | undefined {
  const saved = at(document, 'Model') ?? document
  if (at(saved, 'learner') === undefined) return undefined
  if (at(saved, 'learner', 'learner_model_param') === undefined)
    throw new Unreadable("is an XGBoost model without its 'learner_model_param'")
  const booster = at(saved, 'learner', 'gradient_booster')
  if (at(booster, 'model') === undefined && at(booster, 'gbtree', 'model') === undefined)
    throw new Unreadable(
      "is a booster's configuration (save_config) and not the booster: save_model writes that",
    )
  return factsOf(saved)
}

/** How a file is written: its two keys come first, in the order of the alphabet unless edited. */
function encodingOf(head: Uint8Array): Encoding | undefined {
  if (isXgboostBinary(head)) return 'binary'
  const text = textOf(head)
  if (['learner', 'version'].includes(ubjsonKey(text))) return 'ubj'
  if (/^\s*{\s*"(learner"\s*:\s*{|version"\s*:\s*\[[\d\s,]+\])/.test(text)) return 'json'
  return undefined
}

/** Pickles of XGBoost 1.0 hold a binary model and a JSON configuration behind this and an int64. */
const configOffset = 'CONFIG-offset:'
const snapshotHead = 64

/** How a pickled booster is written: binary up to 1.0, then JSON, and UBJSON from 1.6 on. */
function snapshotOf(head: Uint8Array): Encoding | undefined {
  const text = textOf(head)
  if (text.startsWith(configOffset) || text.startsWith('binf')) return 'binary'
  if (['Config', 'Model', 'learner'].includes(ubjsonKey(text))) return 'ubj'
  if (/^{"(Config|Model|learner)":{/.test(text)) return 'json'
  return undefined
}

/** The first key of an object in UBJSON, whose length is an int64 below 256; '' when it is none. */
const ubjsonKey = (text: string): string =>
  text.startsWith('{L\0\0\0\0\0\0\0') ? text.slice(10, 10 + text.charCodeAt(9)) : ''

const textOf = (head: Uint8Array): string => Buffer.from(head).toString('latin1')
