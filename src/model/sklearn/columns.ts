/** What an estimator takes: texts, or rows with so many columns of these names, types and values. */
import { columnOf } from '../booster.ts'
import type { Column, ModelInput } from '../description.ts'
import { readElements, readLabel, readLabels } from '../pickle/numpy.ts'
import { attributeOf, classOf, itemsOf, type Value } from '../pickle/values.ts'
import { boosterOf } from './boosters.ts'
import {
  branchesOf,
  deepest,
  membersOf,
  type Part,
  packageOf,
  stepsOf,
  typeOf,
  wrappedIn,
} from './parts.ts'

/** Wider tables are not spelled out. */
const mostColumns = 100_000

/** The input, as far as the estimator tells. */
export function inputOf(model: Value): ModelInput {
  if (takesTexts(model)) return { kind: 'texts' }
  const names = namesOf(model)
  const count = names?.length ?? countOf(model)
  const booster = boosterIn(model)
  if (count === undefined || count > mostColumns)
    return booster === undefined || booster.length === 0
      ? { kind: 'unknown' }
      : { kind: 'rows', columns: booster }
  const types = typesOf(model, names ?? [])
  const columns = Array.from({ length: count }, (_, index): Column => {
    const name = names?.[index] ?? booster?.[index]?.name
    const type = types.get(index) ?? booster?.[index] ?? { type: 'number' }
    return { ...type, ...(name === undefined ? {} : { name }) }
  })
  return { kind: 'rows', columns }
}

const isVectorizer = (value: Value): boolean =>
  /^(Count|Tfidf|Hashing)Vectorizer$/.test(typeOf(value))

/** Whether a vectorizer stands at the front, alone or beside others. */
function takesTexts(value: Value, depth = 0): boolean {
  if (depth > deepest) return false
  if (isVectorizer(value)) return true
  const union = typeOf(value) === 'FeatureUnion' ? branchesOf(value)?.[0]?.value : undefined
  const front = stepsOf(value)?.[0]?.value ?? union ?? wrappedIn(value)
  return front !== undefined && takesTexts(front, depth + 1)
}

/** The names of the columns that it was trained on. */
const namesOf = (model: Value): readonly string[] | undefined =>
  firstFound(model, (value) => {
    const labels = readLabels(attributeOf(value, 'feature_names_in_'))
    return labels?.length ? labels.map(String) : undefined
  })

const countOf = (model: Value): number | undefined =>
  firstFound(model, (value) => {
    if (typeOf(value) === 'IsotonicRegression') return 1
    const count = attributeOf(value, 'n_features_in_') ?? attributeOf(value, '_n_features_in')
    return typeof count === 'number' && Number.isInteger(count) && count > 0 ? count : undefined
  })

/** The columns of a booster that stands at the front. */
const boosterIn = (model: Value): readonly Column[] | undefined =>
  firstFound(model, (value) => boosterOf(value)?.columns)

/** Asks an estimator, then whatever it hands its input to unchanged. */
function firstFound<T>(
  value: Value,
  ask: (value: Value) => T | undefined,
  depth = 0,
): T | undefined {
  const found = ask(value)
  if (found !== undefined || depth > deepest) return found
  const next = stepsOf(value)?.[0]?.value ?? branchesOf(value)?.[0]?.value ?? wrappedIn(value)
  const isBranch = typeOf(value) === 'ColumnTransformer'
  return next === undefined || isBranch ? undefined : firstFound(next, ask, depth + 1)
}

type Types = ReadonlyMap<number, Column>

/** What the encoders at the front say of the columns, by their index. */
function typesOf(value: Value, names: readonly string[], depth = 0): Types {
  if (depth > deepest) return new Map()
  const categories = itemsOf(attributeOf(value, 'categories_'))
  if (categories && /Encoder$/.test(typeOf(value)))
    return new Map(categories.map((values, index) => [index, columnOfCategories(values)]))
  if (packageOf(value) === 'category_encoders')
    return new Map(indexesOf(attributeOf(value, 'cols'), names).map((index) => [index, text]))
  const steps = stepsOf(value)
  if (steps) return typesOfSteps(steps, names, depth)
  // Gradient boosting on histograms encodes the categories of pandas itself.
  const encoder = attributeOf(value, '_preprocessor')
  if (encoder !== undefined && typeOf(encoder) === 'ColumnTransformer')
    return typesOf(encoder, names, depth + 1)
  const branches = branchesOf(value)
  if (branches) return new Map(branches.flatMap((branch) => typesOfBranch(branch, names, depth)))
  const inner = wrappedIn(value) ?? membersOf(value)[0]
  return inner === undefined ? new Map() : typesOf(inner, names, depth + 1)
}

/** The first step that is not one of those which leave the columns as they are. */
function typesOfSteps(steps: readonly Part[], names: readonly string[], depth: number): Types {
  const [first, second] = steps
  // A function that makes a list of texts of a table's only column.
  if (typeOf(first?.value) === 'FunctionTransformer' && second && isVectorizer(second.value))
    return new Map([[0, text]])
  const keepsColumns = ({ value }: Part) =>
    /Imputer$/.test(typeOf(value)) || packageOf(value) === 'imblearn'
  const step = steps.find((candidate) => !keepsColumns(candidate))
  return step === undefined ? new Map() : typesOf(step.value, names, depth + 1)
}

function typesOfBranch(
  { value, columns }: Part,
  names: readonly string[],
  depth: number,
): readonly (readonly [number, Column])[] {
  // A union gives every column to every branch.
  if (columns === undefined) return [...typesOf(value, names, depth + 1)]
  const indexes = indexesOf(columns, names)
  if (takesTexts(value)) return indexes.map((index) => [index, text])
  const inner = typesOf(
    value,
    indexes.map((index) => names[index] ?? ''),
    depth + 1,
  )
  return indexes.flatMap((index, at) => {
    const column = inner.get(at)
    return column === undefined ? [] : [[index, column] as const]
  })
}

/** Columns by name, by index, by a mask or by a slice; functions were called when it was fitted. */
function indexesOf(columns: Value | undefined, names: readonly string[]): readonly number[] {
  const single = typeof columns === 'string' || typeof columns === 'number' ? [columns] : undefined
  const listed = single ?? sliced(columns, names) ?? readLabels(columns) ?? []
  if (listed.length > 0 && listed.every((item) => typeof item === 'boolean'))
    return listed.flatMap((isMeant, index) => (isMeant ? [index] : []))
  const known = new Map(names.map((name, index) => [name, index]))
  return listed.flatMap((item) => {
    const index = typeof item === 'string' ? known.get(item) : Number(item)
    return index === undefined || !Number.isInteger(index) || index < 0 ? [] : [index]
  })
}

/** `slice(start, stop, step)`, by index or by name; a name at its end is included. */
function sliced(
  columns: Value | undefined,
  names: readonly string[],
): readonly number[] | undefined {
  const type = classOf(columns)
  if (type?.name !== 'slice' || typeof columns !== 'object' || columns?.kind !== 'object')
    return undefined
  const [start, stop, step] = itemsOf(columns.args) ?? []
  const placeOf = (end: Value | undefined, past: number) =>
    typeof end === 'string' ? names.indexOf(end) + past : typeof end === 'number' ? end : undefined
  const every = Array.from({ length: mostSliced }, (_, index) => index)
  const within = every.slice(placeOf(start, 0), placeOf(stop, 1) ?? (names.length || undefined))
  return typeof step === 'number' && step > 1 ? within.filter((_, at) => at % step === 0) : within
}

/** A slice of a table without names does not say where the table ends. */
const mostSliced = 10_000

const text: Column = { type: 'text' }

/** A column of an encoder's categories, without those that stand for a missing value. */
function columnOfCategories(values: Value): Column {
  const labels = (readElements(values) ?? []).flatMap((value) => {
    const label = readLabel(value)
    return label === undefined || Number.isNaN(label) ? [] : [label]
  })
  return columnOf(undefined, labels)
}
