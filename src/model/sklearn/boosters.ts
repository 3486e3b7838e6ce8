/** Gradient boosting models inside a pickle: their estimators keep the booster as bytes or text. */
import type { BoosterFacts } from '../booster.ts'
import { attributeOf, classOf, itemsOf, type Value } from '../pickle/values.ts'

/** What an estimator's booster, or a booster pickled by itself, says; undefined when it has none. */
export function boosterOf(value: Value): BoosterFacts | undefined {
  const inner = attributeOf(value, '_Booster') ?? value
  for (const name of ['handle', '_handle', '__model']) {
    const content = contentOf(attributeOf(inner, name))
    if (isFacts(content)) return content
  }
  return undefined
}

/** Whether it is no estimator, but what Booster.predict or CatBoost.predict answers for. */
export const isBooster = (value: Value): boolean =>
  /^(Booster|CatBoost)$/.test(classOf(value)?.name ?? '')

/** What a blob reader found in a value, or in the bytes that a bytearray is made of. */
function contentOf(value: Value | undefined): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'bytes' || value.kind === 'text') return value.content
  const isByteArray = value.kind === 'object' && classOf(value)?.name === 'bytearray'
  return isByteArray ? contentOf(itemsOf(value.args)?.[0]) : undefined
}

/** A blob's content is whatever its reader returns: those of boosters return facts. */
const isFacts = (content: unknown): content is BoosterFacts =>
  typeof content === 'object' && content !== null && 'framework' in content && 'columns' in content
