/**
 * XGBoost's binary format, the default until 2.0, loaded until 3.0: structures of C++ in the order of
 * their members, little-endian. Sizes and order: XGBoost 1.7.6, `LearnerModelParamLegacy` in
 * src/learner.cc, `GBTreeModelParam` in src/gbm/gbtree_model.h, `TreeParam` in tree_model.h.
 */
import type { BoosterFacts } from '../booster.ts'
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { factsFrom } from './xgboost-facts.ts'

const parametersSize = 136
const treesParametersSize = 160
const treeParametersSize = 148
/** A node and its statistics. */
const nodeSize = 20 + 16
const linearParametersSize = 136
/** Before 1.0 the file began with the parameters at once. */
const header = 'binf'

/** Whether a file is of this format: the name of an objective stands behind the parameters. */
export function isXgboostBinary(head: Uint8Array): boolean {
  const data = Buffer.from(head.subarray(0, 256))
  const start = parametersSize + (data.toString('latin1', 0, 4) === header ? header.length : 0)
  if (data.byteLength < start + 8) return false
  const end = start + 8 + Number(data.readBigUInt64LE(start))
  return /^(reg|binary|multi|rank|count|survival):\w+$/.test(
    data.toString('latin1', start + 8, end),
  )
}

/** Reads a model. Throws Unreadable. */
export async function readXgboostBinary(
  cursor: Cursor,
  signal?: AbortSignal,
): Promise<BoosterFacts> {
  await cursor.require(header.length, 'its header')
  const first = [0, 1, 2, 3].map((ahead) => String.fromCharCode(cursor.peek(ahead) ?? 0)).join('')
  if (first === header) cursor.take(header.length)
  const parameters = await cursor.read(parametersSize, 'its parameters')
  const objective = await readText(cursor)
  const booster = await readText(cursor)
  const trees = await passBooster(cursor, booster, signal)
  const [major, minor] = [parameters.readUInt32LE(20), parameters.readUInt32LE(24)]
  const wrapper =
    parameters.readInt32LE(12) === 0 ? undefined : await findAttribute(cursor, 'scikit_learn')
  return {
    ...factsFrom({
      features: parameters.readUInt32LE(4),
      classes: parameters.readInt32LE(8),
      targets: Math.max(1, parameters.readUInt32LE(28)),
      objective,
      ...(wrapper !== undefined && { wrapper }),
    }),
    // Both are 0 before 1.0.
    ...(major > 0 && { version: `${major}.${minor}` }),
    ...(trees !== undefined && { trees }),
  }
}

/** Passes over the trees or weights; says how many trees there are. */
async function passBooster(
  cursor: Cursor,
  booster: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  if (booster === 'gblinear') {
    await cursor.skip(linearParametersSize, 'its parameters')
    await cursor.skip((await readCount(cursor)) * 4, 'its weights')
    return undefined
  }
  if (booster !== 'gbtree' && booster !== 'dart')
    throw new Unreadable(`is an XGBoost model of an unknown kind, ${JSON.stringify(booster)}`)
  const count = (await cursor.read(treesParametersSize, 'its parameters')).readInt32LE(0)
  if (count < 0) throw new Unreadable(`claims ${count} trees`, cursor.offset)
  for (let tree = 0; tree < count; tree++) {
    signal?.throwIfAborted()
    const nodes = (await cursor.read(treeParametersSize, 'a tree')).readInt32LE(4)
    if (nodes <= 0) throw new Unreadable(`has a tree of ${nodes} nodes`, cursor.offset)
    await cursor.skip(nodes * nodeSize, 'a tree')
  }
  await cursor.skip(count * 4, 'the classes of its trees')
  if (booster === 'dart' && count > 0)
    await cursor.skip((await readCount(cursor)) * 4, 'the weights of its trees')
  return count
}

async function findAttribute(cursor: Cursor, wanted: string): Promise<string | undefined> {
  const count = await readCount(cursor)
  for (let index = 0; index < count; index++) {
    const name = await readText(cursor)
    if (name === wanted) return readText(cursor)
    await cursor.skip(await readCount(cursor), 'an attribute')
  }
  return undefined
}

async function readText(cursor: Cursor): Promise<string> {
  return (await cursor.read(await readCount(cursor), 'a text')).toString('utf8')
}

async function readCount(cursor: Cursor): Promise<number> {
  await cursor.require(8, 'a length')
  return Number(cursor.take(8).readBigUInt64LE())
}
