/**
 * The features of a CatBoost model: a vector for each kind, in which every feature says its place
 * among all (CatBoost, catboost/libs/model/flatbuffers/features.fbs and model.fbs, whose order of
 * fields is the numbers below).
 */
import type { Column } from '../description.ts'
import type { Table } from '../encodings/flatbuffers.ts'
import { Unreadable } from '../unreadable.ts'

/** Where the trees keep each kind, and which fields are a feature's place and name. */
const kinds = [
  { field: 5, place: 2, name: 4, kind: 'number' },
  { field: 4, place: 1, name: 2, kind: 'text' }, // categories: only hashes of their values are known
  { field: 12, place: 1, name: 2, kind: 'text' },
  { field: 18, place: 1, name: 2, kind: 'array' },
] as const

/** As many as hashed texts have: a damaged number must not become a gigabyte of columns. */
const mostFeatures = 1 << 20

interface Feature {
  readonly name: string
  readonly kind: (typeof kinds)[number]['kind']
}

/** The features in their order, and which of them are lists of numbers. */
export interface CatboostFeatures {
  readonly columns: readonly Column[]
  readonly arrays: readonly string[]
}

/** Reads them. Throws Unreadable. */
export async function readCatboostFeatures(
  model: Table,
  signal?: AbortSignal,
): Promise<CatboostFeatures> {
  const found = new Map<number, Feature>()
  let count = 0
  for (const { field, place, name, kind } of kinds)
    for await (const feature of model.tables(field)) {
      signal?.throwIfAborted()
      const at = await feature.int(place, -1)
      if (at < 0 || at >= mostFeatures || found.has(at))
        throw new Unreadable(`has a feature at place ${at}, where none can be`)
      found.set(at, { name: (await feature.text(name)) ?? '', kind })
      count = Math.max(count, at + 1)
    }
  // Without names of their own, features have none or their numbers.
  const named = Array.from(found).some(([at, { name }]) => name !== '' && name !== `${at}`)
  const columns = Array.from({ length: count }, (_, at): Column => {
    const { name = '', kind = 'number' } = found.get(at) ?? {}
    return { ...(named && { name }), type: kind === 'number' ? 'number' : 'text' }
  })
  const arrays = Array.from(found).filter(([, { kind }]) => kind === 'array')
  return { columns, arrays: arrays.map(([at, { name }]) => name || `${at}`) }
}
