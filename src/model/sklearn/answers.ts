/** What an estimator answers per row. */
import type { Label, ModelOutput } from '../description.ts'
import { readArray, readLabels } from '../pickle/numpy.ts'
import { attributeOf, itemsOf, type Value } from '../pickle/values.ts'
import { boosterOf, isBooster } from './boosters.ts'
import { hasProbabilities, kindOf } from './kinds.ts'
import { answering, membersOf, typeOf } from './parts.ts'

/** The output, as far as the estimator's class and its fitted attributes tell. */
export function outputOf(model: Value): ModelOutput {
  const estimator = answering(model)
  if (isBooster(estimator)) return bareOutput(estimator)
  switch (kindOf(estimator)) {
    case 'classifier':
      return classesOf(model, estimator)
    case 'regressor':
      return numbersOf(estimator)
    case 'clusterer':
      return clustersOf(estimator)
    case 'outliers':
      return { kind: 'classes', classes: [-1, 1], probabilities: false }
    default:
      return { kind: 'unknown' }
  }
}

/** Boosters that were pickled by themselves do not know of labels: they answer with numbers. */
function bareOutput(estimator: Value): ModelOutput {
  const booster = boosterOf(estimator)
  if (booster?.output.kind !== 'classes') return booster?.output ?? { kind: 'unknown' }
  const { classes = 0 } = booster
  return classes > 2 ? { kind: 'numbers', width: classes } : { kind: 'numbers' }
}

function classesOf(model: Value, estimator: Value): ModelOutput {
  const several = severalOutputs(estimator) ?? severalTargets(estimator)
  if (several !== undefined) return several
  const classes = labelsOf(estimator)
  const probabilities = hasProbabilities(model)
  return { kind: 'classes', ...(classes === undefined ? {} : { classes }), probabilities }
}

/** A booster that says of each of several labels whether it holds: numbers that have no sum. */
function severalTargets(estimator: Value): ModelOutput | undefined {
  const booster = boosterOf(estimator)
  if (booster?.classes !== undefined || booster?.output.kind !== 'numbers') return undefined
  return (booster.output.width ?? 1) > 1 ? booster.output : undefined
}

/** A label for each of several targets: a row of numbers where the labels are numbers. */
function severalOutputs(estimator: Value): ModelOutput | undefined {
  const binarizer = binarizerOf(estimator)
  const target = attributeOf(binarizer, 'y_type_')
  // What has a binarizer makes of one target with many labels as many outputs.
  if (typeof target === 'string')
    return target.startsWith('multilabel')
      ? { kind: 'numbers', width: readLabels(attributeOf(binarizer, 'classes_'))?.length ?? 1 }
      : undefined
  const width = attributeOf(estimator, 'n_outputs_')
  const isSeveral =
    /^MultiOutput|Chain$/.test(typeOf(estimator)) ||
    (typeof width === 'number' && width > 1) ||
    attributeOf(estimator, 'outputs_2d_') === true
  if (!isSeveral) return undefined
  const listed = attributeOf(estimator, 'classes_') ?? null
  const each =
    itemsOf(listed)?.map((labels) => readLabels(labels)) ?? membersOf(estimator).map(labelsOf)
  const areNumbers =
    each.length > 0 && each.every((labels) => labels?.every((label) => typeof label === 'number'))
  return areNumbers ? { kind: 'numbers', width: each.length } : { kind: 'unknown' }
}

const binarizerOf = (estimator: Value): Value | undefined =>
  attributeOf(estimator, 'label_binarizer_') ?? attributeOf(estimator, '_label_binarizer')

/** The labels, by whichever attribute the class keeps them. */
function labelsOf(estimator: Value): readonly Label[] | undefined {
  const binarizer = binarizerOf(estimator)
  const encoder = attributeOf(estimator, '_label_encoder') ?? attributeOf(estimator, 'le_')
  const booster = boosterOf(estimator)
  const direct = attributeOf(estimator, 'classes_') ?? attributeOf(estimator, '_classes')
  const labels =
    readLabels(direct) ??
    readLabels(attributeOf(binarizer, 'classes_')) ??
    readLabels(attributeOf(encoder, 'classes_')) ??
    booster?.labels
  const count = attributeOf(estimator, 'n_classes_')
  return labels ?? (typeof count === 'number' ? upTo(count) : undefined)
}

/** As many numbers per row as there were targets. */
function numbersOf(estimator: Value): ModelOutput {
  const booster = boosterOf(estimator)
  if (booster) return booster.output.kind === 'numbers' ? booster.output : { kind: 'numbers' }
  const counted = attributeOf(estimator, 'n_outputs_') ?? attributeOf(estimator, 'n_targets_')
  const width = typeof counted === 'number' ? counted : widthOf(estimator)
  return width > 1 ? { kind: 'numbers', width } : { kind: 'numbers' }
}

/** Told by a fitted array that has an axis for the targets, when there are several. */
function widthOf(estimator: Value): number {
  const type = typeOf(estimator)
  if (type === 'MultiOutputRegressor' || type === 'RegressorChain')
    return membersOf(estimator).length
  const told = perTarget.find(({ types }) => types.test(type))
  const shape = told && readArray(attributeOf(estimator, told.attribute))?.shape
  return (shape?.length === told?.axes && shape?.[told?.axis ?? 0]) || 1
}

/** Which axis counts the targets of an array with so many axes; with fewer, there is one target. */
const perTarget = [
  {
    types: /^(LinearRegression|Ridge|RidgeCV|(MultiTask)?(Lasso|ElasticNet)(CV)?|Lars|LassoLars)$/,
    attribute: 'coef_',
    axes: 2,
    axis: 0,
  },
  { types: /NeighborsRegressor$/, attribute: '_y', axes: 2, axis: 1 },
  { types: /^KernelRidge$/, attribute: 'dual_coef_', axes: 2, axis: 1 },
  { types: /^GaussianProcessRegressor$/, attribute: 'alpha_', axes: 2, axis: 1 },
  { types: /^(PLS|CCA)/, attribute: '_y_mean', axes: 1, axis: 0 },
]

/** Clusters are numbered from 0. */
function clustersOf(estimator: Value): ModelOutput {
  const centers = ['cluster_centers_', 'subcluster_centers_', 'means_']
    .map((name) => readArray(attributeOf(estimator, name))?.shape[0])
    .find((count) => count !== undefined)
  const named = attributeOf(estimator, 'n_clusters')
  const count = typeof named === 'number' ? named : centers
  return {
    kind: 'classes',
    ...(count === undefined || count > 1_000 ? {} : { classes: upTo(count) }),
    probabilities: hasProbabilities(estimator),
  }
}

const upTo = (count: number): readonly number[] =>
  Array.from({ length: Math.min(count, 1_000) }, (_, index) => index)
