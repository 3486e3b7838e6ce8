/**
 * What the script of Azure's own MLflow deployments takes and answers ("Deploy MLflow models to online
 * endpoints"): everything under `input_data`, and the bare prediction. Pure.
 */

import { isObject } from './json.ts'
import type { AnswerPromise } from './promise.ts'

/**
 * A request of MLflow's own server, or of the script that is written here, as Azure's script takes it;
 * undefined where it has no form for it.
 */
export function inputDataOf(body: unknown): { readonly input_data: unknown } | undefined {
  if (!isObject(body)) return undefined
  if ('input_data' in body) return { input_data: body['input_data'] }
  const { dataframe_split: split, dataframe_records: records } = body
  if (isObject(split)) return splitTable(split)
  if (isRecords(records)) return tableOf(records)
  const values = body['data'] ?? body['inputs'] ?? body['instances']
  if (isRecords(values)) return tableOf(values)
  return Array.isArray(values) || isObject(values) ? { input_data: values } : undefined
}

/** A table with its three parts: it is told from named tensors by having them all. */
function splitTable({ columns, index, data }: Readonly<Record<string, unknown>>) {
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined
  return { input_data: { columns, index: index ?? data.map((_, row) => row), data } }
}

/** Rows as objects; a column that a row lacks is null there. */
function tableOf(records: readonly Readonly<Record<string, unknown>>[]) {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const data = records.map((record) => columns.map((column) => record[column] ?? null))
  return splitTable({ columns, data })
}

/** The same promise of an answer that stands under no key. */
export function plainAnswer(promise: AnswerPromise): AnswerPromise {
  switch (promise.kind) {
    case 'rows':
    case 'anything': {
      const { keys: _, ...plain } = promise
      return plain
    }
    case 'tensors': {
      const { key: _, ...plain } = promise
      return plain
    }
    default:
      return promise
  }
}

const isRecords = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject)
