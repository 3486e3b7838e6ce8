/** What the JSON or UBJSON document of an XGBoost model says of the model. */
import { type BoosterFacts, columnOf } from '../booster.ts'
import type { Column, Label, ModelOutput } from '../description.ts'
import { at, type Kept, listAt, numberAt, textAt } from '../encodings/kept.ts'
import { Unreadable } from '../unreadable.ts'

/** As many as hashed texts have: a damaged number must not become a gigabyte of columns. */
const mostFeatures = 1 << 20

/** What a model says, whichever way it was written. */
export interface XgboostParameters {
  readonly features: number
  /** 0 or 1 unless there are more than two classes. */
  readonly classes: number
  /** Values per row that are predicted side by side. */
  readonly targets: number
  readonly objective: string
  /** The scikit-learn wrapper's note about itself: JSON. */
  readonly wrapper?: string
}

/** Takes the facts out of what was kept of the document. Throws Unreadable. */
export function factsOf(saved: Kept | undefined): BoosterFacts {
  const learner = at(saved, 'learner')
  const booster = at(learner, 'gradient_booster')
  const trees = at(booster, 'model') ?? at(booster, 'gbtree', 'model')
  const count = numberAt(trees, 'gbtree_model_param', 'num_trees')
  const wrapper = textAt(learner, 'attributes', 'scikit_learn')
  const facts = factsFrom({
    features: numberAt(learner, 'learner_model_param', 'num_feature') ?? 0,
    classes: numberAt(learner, 'learner_model_param', 'num_class') ?? 0,
    targets: numberAt(learner, 'learner_model_param', 'num_target') ?? 1,
    objective: textAt(learner, 'objective', 'name') ?? '',
    ...(wrapper !== undefined && { wrapper }),
  })
  const version = listAt(saved, 'version')
  return {
    ...facts,
    columns: nameColumns(facts.columns, learner, trees),
    ...(version.length === 3 && { version: version.join('.') }),
    ...(count !== undefined && { trees: count }),
  }
}

/** What follows from a model's parameters alone. Throws Unreadable. */
export function factsFrom(parameters: XgboostParameters): BoosterFacts {
  const { features, objective, wrapper } = parameters
  if (!Number.isSafeInteger(features) || features < 0 || features > mostFeatures)
    throw new Unreadable(`claims ${features} features`)
  const estimator = wrapper === undefined ? undefined : estimatorOf(wrapper)
  const classes = classesOf(parameters, estimator)
  return {
    framework: 'xgboost',
    columns: Array.from({ length: features }, (): Column => ({ type: 'number' })),
    ...(objective !== '' && { objective }),
    ...(classes !== undefined && { classes }),
    ...(estimator && { estimator }),
    output: outputOf(parameters, estimator, classes),
  }
}

function classesOf(
  { classes, targets, objective }: XgboostParameters,
  estimator: BoosterFacts['estimator'],
): number | undefined {
  if (classes > 1) return classes
  const binary = objective.startsWith('binary:') || estimator === 'classifier'
  return binary && targets <= 1 ? 2 : undefined
}

/** The wrapper predicts a label, and knows no others than 0, 1, 2, …; the booster numbers. */
function outputOf(
  { classes, targets, objective }: XgboostParameters,
  estimator: BoosterFacts['estimator'],
  labels: number | undefined,
): ModelOutput {
  if (estimator === 'classifier' && labels !== undefined && labels <= 1000)
    return {
      kind: 'classes',
      classes: Array.from({ length: labels }, (_, label) => label),
      probabilities: objective !== 'binary:hinge' && objective !== 'multi:softmax',
    }
  if (estimator === 'classifier' && labels !== undefined)
    return { kind: 'classes', probabilities: true }
  const width = objective === 'multi:softmax' ? 1 : Math.max(classes, targets)
  return width > 1 ? { kind: 'numbers', width } : { kind: 'numbers' }
}

function estimatorOf(wrapper: string): BoosterFacts['estimator'] {
  const found = /"_estimator_type": "(classifier|regressor|ranker)"/.exec(wrapper)?.[1]
  return found === 'classifier' || found === 'regressor' || found === 'ranker' ? found : undefined
}

/** Names the columns and says their types: `q` and `float` are numbers, `c` is one of a category's. */
function nameColumns(
  columns: readonly Column[],
  learner: Kept | undefined,
  trees: Kept | undefined,
): readonly Column[] {
  const names = listAt(learner, 'feature_names')
  const types = listAt(learner, 'feature_types')
  return columns.map((_, index) => {
    const name = names[index]
    const named = typeof name === 'string' ? { name } : {}
    switch (types[index]) {
      case 'c':
        return { ...named, ...categoryColumn(listAt(trees, 'cats', 'enc')[index]) }
      case 'i':
        return { ...named, type: 'boolean' }
      case 'int':
        return { ...named, type: 'integer' }
      default:
        return { ...named, type: 'number' }
    }
  })
}

/** Models know the categories' names from 3.1 on; before that, they take their numbers. */
function categoryColumn(encoding: Kept | undefined): Column {
  const values = categories(encoding)
  return values.length > 0 ? columnOf(undefined, values) : { type: 'integer' }
}

/** Numbers stand as they are; texts are bytes of UTF-8 in one row, with the offset of each. */
function categories(encoding: Kept | undefined): readonly Label[] {
  const values = listAt(encoding, 'values').filter((value) => typeof value === 'number')
  const offsets = listAt(encoding, 'offsets').filter((value) => typeof value === 'number')
  if (offsets.length === 0) return values
  const bytes = Buffer.from(values)
  // Else a few bytes could be told over and over.
  const inOrder = offsets.every((end, index) => end >= (offsets[index - 1] ?? 0))
  if (!inOrder) throw new Unreadable('has names of categories that overlap')
  return offsets.slice(1).map((end, index) => bytes.toString('utf8', offsets[index], end))
}
