/** Looks for things anywhere in a model, however it is put together. */
import { itemsOf, type Value } from '../pickle/values.ts'

/** More objects than a model has estimators; its trees and tables are not searched to the end. */
const mostObjects = 20_000

/** The objects within a value, itself first, then those next to it; each once. */
export function within(root: Value): readonly Value[] {
  const found = new Set<Value>()
  const todo: Value[] = [root]
  for (let at = 0; at < todo.length && found.size < mostObjects; at++) {
    const value = todo[at]
    if (typeof value !== 'object' || value === null || found.has(value)) continue
    found.add(value)
    if (value.kind === 'object')
      todo.push(value.args, value.state ?? null, value.items ?? null, value.entries ?? null)
    else if (value.kind === 'dict') todo.push(...value.entries.values())
    else todo.push(...(itemsOf(value) ?? []))
  }
  return [...found].filter((value) => typeof value === 'object' && value?.kind === 'object')
}
