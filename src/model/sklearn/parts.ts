/** How scikit-learn's estimators are put together: pipelines, searches, ensembles, wrappers. */
import { readArray } from '../pickle/numpy.ts'
import { attributeOf, classOf, itemsOf, type Value } from '../pickle/values.ts'

/** Estimators are nested a few levels; more is not a model but an attempt to exhaust. */
export const deepest = 12

/** The estimator's class: `LogisticRegression`; '' for what is no object. */
export const typeOf = (value: Value | undefined): string => classOf(value)?.name ?? ''

/** The package that its class is in: `sklearn`. */
export const packageOf = (value: Value | undefined): string =>
  classOf(value)?.module.split('.', 1)[0] ?? ''

/** A step, a transformer or a member of an ensemble. */
export interface Part {
  readonly name: string
  readonly value: Value
  /** Which columns a ColumnTransformer gives to it. */
  readonly columns?: Value
}

/** The steps of a pipeline without those that do nothing; undefined for anything else. */
export function stepsOf(value: Value): readonly Part[] | undefined {
  return typeOf(value) === 'Pipeline' ? partsOf(attributeOf(value, 'steps')) : undefined
}

/** What a ColumnTransformer or a FeatureUnion runs side by side. */
export function branchesOf(value: Value): readonly Part[] | undefined {
  if (typeOf(value) === 'ColumnTransformer') return partsOf(attributeOf(value, 'transformers_'))
  if (typeOf(value) === 'FeatureUnion') return partsOf(attributeOf(value, 'transformer_list'))
  return undefined
}

function partsOf(list: Value | undefined): readonly Part[] {
  return (itemsOf(list) ?? []).flatMap((item): Part[] => {
    const [name, value, columns] = itemsOf(item) ?? []
    if (typeof name !== 'string' || classOf(value) === undefined || value === undefined) return []
    return [{ name, value, ...(columns === undefined ? {} : { columns }) }]
  })
}

/** The fitted estimator that a wrapper asks: a search's best one, a threshold's, a multi-output's first. */
export function wrappedIn(value: Value): Value | undefined {
  for (const name of ['best_estimator_', 'estimator_', 'regressor_', 'base_estimator_']) {
    const inner = attributeOf(value, name)
    if (classOf(inner)) return inner
  }
  if (typeOf(value) === 'FrozenEstimator') return attributeOf(value, 'estimator')
  return membersOf(value)[0]
}

/** The fitted members of an ensemble. */
export function membersOf(value: Value): readonly Value[] {
  const members = attributeOf(value, 'estimators_')
  const elements = itemsOf(members) ?? readArray(members)?.elements ?? []
  return elements.filter((member) => classOf(member) !== undefined)
}

/** The estimator that decides what is answered. */
export function answering(value: Value, depth = 0): Value {
  const steps = stepsOf(value)
  const inner = steps ? steps.at(-1)?.value : delegates.has(typeOf(value)) && wrappedIn(value)
  return inner && depth < deepest ? answering(inner, depth + 1) : value
}

/** Wrappers that answer as the estimator in them does. */
export const delegates: ReadonlySet<string> = new Set(
  `GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV BayesSearchCV RFE RFECV
  FixedThresholdClassifier TunedThresholdClassifierCV FrozenEstimator SelfTrainingClassifier
  TransformedTargetRegressor RANSACRegressor`.split(/\s+/),
)

/** The estimator in words: `Pipeline: StandardScaler → LogisticRegression`. */
export function inWords(value: Value, depth = 0): string {
  const type = typeOf(value)
  if (depth > 3) return type
  const steps = stepsOf(value)
  if (steps) return `${type}: ${steps.map((step) => inWords(step.value, depth + 4)).join(' → ')}`
  const named = namedMembers(value)
  if (named.length > 0) return `${type} of ${named.map(typeOf).join(', ')}`
  const inner = isWrapper(type) ? (wrappedIn(value) ?? attributeOf(value, 'estimator')) : undefined
  return classOf(inner) && inner ? `${type} of ${inWords(inner, depth + 1)}` : type
}

/** What Voting and Stacking were given by name. */
const namedMembers = (value: Value): readonly Value[] =>
  /^(Voting|Stacking)/.test(typeOf(value))
    ? partsOf(attributeOf(value, 'estimators')).map((part) => part.value)
    : []

const isWrapper = (type: string): boolean =>
  delegates.has(type) ||
  /^(MultiOutput|OneVs|OutputCode|Calibrated|Bagging|AdaBoost)|Chain$/.test(type)
