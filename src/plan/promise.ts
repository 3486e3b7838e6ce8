/** What an answer must be like, as far as the model's own file says, and whether one is. Pure. */
import type { ElementType, Label, Tensor } from '../model/description.ts'
import { isObject } from './json.ts'
import { datatypeOf } from './kserve.ts'

/** What an answer holds for each row. */
export type RowPromise =
  | { readonly kind: 'anything' }
  /** One of the classes, or a list of labels where the file does not say which there are. */
  | { readonly kind: 'label'; readonly classes?: readonly Label[] }
  /** So many numbers, in a list unless there is but one; null stands for NaN and infinity. */
  | { readonly kind: 'numbers'; readonly width: number }
  /** One number per class; they sum to 1. */
  | { readonly kind: 'probabilities'; readonly classes?: number }

/** What a model's file promises of an answer. */
export type AnswerPromise =
  | {
      readonly kind: 'rows'
      /** The answer stands under one of these keys; absent: it is the answer. */
      readonly keys?: readonly string[]
      /** How many rows were asked for, where the request tells. */
      readonly rows?: number
      readonly row: RowPromise
    }
  | {
      readonly kind: 'tensors'
      /** They stand under this key; absent: they are the answer. */
      readonly key?: string
      /** A single one without a name stands under the key itself. */
      readonly tensors: readonly Tensor[]
    }
  /** A list with one answer per text, as a pipeline of Hugging Face gives it; `labels`, where it classifies. */
  | { readonly kind: 'pipeline'; readonly rows?: number; readonly labels?: readonly Label[] }
  /** The outputs by the names and shapes of the KServe v2 protocol, which Triton speaks. */
  | { readonly kind: 'kserve'; readonly tensors: readonly Tensor[] }
  /** The file says nothing: there is an answer, under one of these keys where they are told. */
  | { readonly kind: 'anything'; readonly keys?: readonly string[] }

/** The first thing in an answer that breaks the promise, as a path and values; undefined for none. */
export function keepsPromise(promise: AnswerPromise, answer: unknown): string | undefined {
  if (promise.kind === 'pipeline')
    return checkList(answer, promise.rows, '$', (item, at) => checkScored(promise.labels, item, at))
  const keys = keysOf(promise)
  if (keys === undefined) return checkValue(promise, answer, '$')
  if (!isObject(answer)) return wrong('$', 'an object', answer)
  const key = keys.find((known) => Object.hasOwn(answer, known))
  if (key === undefined) return `at $: '${keys.join("' or '")}' is missing`
  return checkValue(promise, answer[key], `$.${key}`)
}

type Keyed = Exclude<AnswerPromise, { readonly kind: 'pipeline' }>

/** The keys that the promised value may stand under; undefined where it is the whole answer. */
function keysOf(promise: Keyed): readonly string[] | undefined {
  if (promise.kind === 'kserve') return ['outputs']
  if (promise.kind !== 'tensors') return promise.keys
  return promise.key === undefined ? undefined : [promise.key]
}

function checkValue(promise: Keyed, value: unknown, path: string): string | undefined {
  switch (promise.kind) {
    case 'anything':
      return undefined
    case 'rows':
      return checkRows(promise.row, promise.rows, value, path)
    case 'tensors':
      return checkTensors(promise.tensors, value, path)
    case 'kserve':
      return checkKserve(promise.tensors, value, path)
  }
}

function checkRows(
  promise: RowPromise,
  rows: number | undefined,
  answer: unknown,
  path: string,
): string | undefined {
  if (promise.kind === 'anything' && !Array.isArray(answer)) return undefined
  return checkList(answer, rows, path, (row, at) => checkRow(promise, row, at))
}

function checkRow(promise: RowPromise, row: unknown, path: string): string | undefined {
  switch (promise.kind) {
    case 'anything':
      return undefined
    case 'label':
      return checkLabel(promise.classes, row, path)
    case 'numbers':
      if (promise.width === 1 && !Array.isArray(row)) return checkNumber(row, path)
      return checkList(row, promise.width, path, checkNumber)
    case 'probabilities':
      return checkProbabilities(promise.classes, row, path)
  }
}

/** A label with its score, or a list of them, the likeliest first. */
function checkScored(
  labels: readonly Label[] | undefined,
  item: unknown,
  path: string,
): string | undefined {
  if (labels === undefined) return undefined
  if (Array.isArray(item))
    return checkList(item, undefined, path, (one, at) => checkScored(labels, one, at))
  if (!isObject(item)) return wrong(path, 'a label with its score', item)
  return (
    checkLabel(labels, item['label'], `${path}.label`) ??
    checkNumber(item['score'], `${path}.score`)
  )
}

function checkLabel(
  classes: readonly Label[] | undefined,
  row: unknown,
  path: string,
): string | undefined {
  if (classes === undefined)
    return Array.isArray(row) || isLabel(row) ? undefined : wrong(path, 'a label', row)
  // CatBoost in a pipeline answers each label in a list of its own.
  const given = Array.isArray(row) && row.length === 1 ? row[0] : row
  const known = classes.some((label) => label === given)
  return known ? undefined : wrong(path, `one of ${shorten(JSON.stringify(classes))}`, row)
}

function checkProbabilities(
  classes: number | undefined,
  row: unknown,
  path: string,
): string | undefined {
  let sum = 0
  const found = checkList(row, classes, path, (value, at) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= 1 + sumTolerance(1)))
      return wrong(at, 'a probability', value)
    sum += value
    return undefined
  })
  if (found !== undefined || !Array.isArray(row)) return found
  const near = Math.abs(sum - 1) <= sumTolerance(row.length)
  return near ? undefined : `at ${path}: expected probabilities that sum to 1, got ${sum}`
}

/** A millionth, and the rounding of each of the float32 numbers that some frameworks compute with. */
const sumTolerance = (numbers: number) => 1e-6 + numbers * 2 ** -24

function checkTensors(
  tensors: readonly Tensor[],
  answer: unknown,
  path: string,
): string | undefined {
  const [only, ...more] = tensors
  if (only?.name === '' && more.length === 0) return checkTensor(only, answer, path)
  if (!isObject(answer)) return wrong(path, 'an object of named outputs', answer)
  for (const tensor of tensors) {
    if (!Object.hasOwn(answer, tensor.name)) return `at ${path}: '${tensor.name}' is missing`
    const found = checkTensor(tensor, answer[tensor.name], `${path}.${tensor.name}`)
    if (found !== undefined) return found
  }
  return undefined
}

function checkTensor(tensor: Tensor, answer: unknown, path: string): string | undefined {
  if (tensor.shape === undefined) return undefined
  let check: Check = (value, at) => checkElement(tensor.type, value, at)
  // From the inside out: a list of what was checked so far for each axis.
  for (const axis of [...tensor.shape].reverse()) {
    const inner = check
    const length = typeof axis === 'number' ? axis : undefined
    check = (value, at) => checkList(value, length, at, inner)
  }
  return check(answer, path)
}

/** Each output says its type and shape, and holds its elements in one flat list. */
function checkKserve(tensors: readonly Tensor[], answer: unknown, path: string) {
  if (!Array.isArray(answer)) return wrong(path, 'a list of outputs', answer)
  const outputs = answer.filter(isObject)
  for (const { name, type, shape } of tensors) {
    const output = outputs.find((candidate) => candidate['name'] === name)
    if (output === undefined) return `at ${path}: '${name}' is missing`
    const at = `${path}[${answer.indexOf(output)}]`
    const datatype = datatypeOf(type)
    if (output['datatype'] !== datatype)
      return wrong(`${at}.datatype`, `${datatype}`, output['datatype'])
    const lengths = output['shape']
    if (!isShape(lengths, shape)) return wrong(`${at}.shape`, JSON.stringify(shape), lengths)
    const elements = lengths.reduce((all, length) => all * length, 1)
    const found = checkList(output['data'], elements, `${at}.data`, (value, where) =>
      checkElement(type, value, where),
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether lengths are of a promised shape. */
const isShape = (lengths: unknown, shape: Tensor['shape']): lengths is readonly number[] =>
  Array.isArray(lengths) &&
  lengths.every((length) => Number.isInteger(length)) &&
  (shape === undefined ||
    (shape.length === lengths.length &&
      shape.every((axis, index) => typeof axis !== 'number' || axis === lengths[index])))

function checkElement(type: ElementType, value: unknown, path: string): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : wrong(path, 'a text', value)
    case 'bool':
      return typeof value === 'boolean' ? undefined : wrong(path, 'true or false', value)
    case 'complex64':
    case 'complex128':
      return undefined
    case 'float16':
    case 'bfloat16':
    case 'float32':
    case 'float64':
      return checkNumber(value, path)
    default:
      return Number.isInteger(value) ? undefined : wrong(path, 'a whole number', value)
  }
}

const checkNumber = (value: unknown, path: string): string | undefined =>
  value === null || Number.isFinite(value) ? undefined : wrong(path, 'a number', value)

type Check = (value: unknown, path: string) => string | undefined

/** A list of so many items, any number when that is unknown, each of which passes a check. */
function checkList(
  value: unknown,
  length: number | undefined,
  path: string,
  check: Check,
): string | undefined {
  if (!Array.isArray(value)) return wrong(path, 'a list', value)
  if (length !== undefined && value.length !== length)
    return `at ${path}: expected ${length} elements, got ${value.length}`
  for (const [index, item] of value.entries()) {
    const found = check(item, `${path}[${index}]`)
    if (found !== undefined) return found
  }
  return undefined
}

const isLabel = (value: unknown): value is Label =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value))

const wrong = (path: string, expected: string, got: unknown): string =>
  `at ${path}: expected ${expected}, got ${shorten(Number.isNaN(got) ? 'NaN' : JSON.stringify(got))}`

const shorten = (text: string | undefined, length = 300): string =>
  text === undefined ? 'nothing' : text.length > length ? `${text.slice(0, length)}…` : text
