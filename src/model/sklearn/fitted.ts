/** Whether an estimator can answer for new rows at all: fitted, and of a class that has a method for it. */
import { attributeOf, isWhole, type Value } from '../pickle/values.ts'
import { kindOf } from './kinds.ts'
import { answering, delegates, packageOf, typeOf, wrappedIn } from './parts.ts'

/** Why no new rows can be answered; undefined when they can, or when that is not sure. */
export function cannotAnswer(model: Value): string | undefined {
  const estimator = answering(model)
  const type = typeOf(estimator)
  const kind = kindOf(estimator)
  if (kind === 'none') return `${type} has no method that takes new rows`
  if (type === 'LocalOutlierFactor' && attributeOf(estimator, 'novelty') !== true)
    return `${type} takes new rows only when it was made with novelty=True`
  if (delegates.has(type) && wrappedIn(estimator) === undefined)
    return `${type} holds no fitted model: it was saved before fit, or made with refit=False`
  if (packageOf(estimator) !== 'sklearn' || kind === 'transformer' || isFitted(estimator))
    return undefined
  return `${type} was saved before it was fitted`
}

/** By scikit-learn's convention, what is learnt ends with an underscore. */
function isFitted(estimator: Value): boolean {
  const { state } =
    typeof estimator === 'object' && estimator?.kind === 'object' ? estimator : { state: undefined }
  if (typeof state !== 'object' || state?.kind !== 'dict') return true
  const names = [...state.entries.keys()]
  return !isWhole(state) || names.some((name) => typeof name === 'string' && /[^_]_$/.test(name))
}
