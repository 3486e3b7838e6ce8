/** Gradient boosting models inside a pickle: their estimators keep the booster as bytes or text. */
import type { BoosterFacts } from '../booster.ts'
import { attributeOf, type Value } from '../pickle/values.ts'

/** What an estimator's booster, or a booster pickled by itself, says; undefined when it has none. */
export function boosterOf(value: Value): BoosterFacts | undefined {
  const inner = attributeOf(value, '_Booster') ?? value
  for (const name of ['handle', '_handle', '__model']) {
    const held = attributeOf(inner, name)
    const content = typeof held === 'object' && held && 'content' in held ? held.content : undefined
    if (isFacts(content)) return content
  }
  return undefined
}

/** A blob's content is whatever its reader returns: those of boosters return facts. */
const isFacts = (content: unknown): content is BoosterFacts =>
  typeof content === 'object' && content !== null && 'framework' in content && 'columns' in content
