/** Invents the request that a model is smoke-tested with, from what its own file says. Pure. */
import type { Column, Description, Format, ModelOutput, Tensor } from '../model/description.ts'
import { type FilledTensors, fillTensors } from './inventTensors.ts'
import { isObject } from './json.ts'
import { writeKserve } from './kserve.ts'
import type { AnswerPromise, RowPromise } from './promise.ts'

/** A request, and what the file promises of its answer. */
export interface InventedCase {
  readonly name: string
  /** The JSON text to send. */
  readonly body: string
  readonly promise: AnswerPromise
}

export type SmokeInvention =
  | { readonly invented: true; readonly cases: readonly InventedCase[] }
  /** Why none can be invented; completes "no smoke request can be invented: …". */
  | { readonly invented: false; readonly reason: string }

/** What an invention is made of. */
export type Inspiration = Pick<Description, 'input' | 'output' | 'example' | 'format' | 'holds'>

/** A request's body before it is text, and how many rows it holds, where that can be told. */
interface Request {
  readonly body: unknown
  readonly rows?: number
  /** The lengths that were given to named axes. */
  readonly axes?: ReadonlyMap<string, number>
}

/**
 * The smoke requests for a model: one, or two for a classifier with probabilities. The example that
 * was saved with the model wins over anything invented.
 */
export function inventSmokeCase(description: Inspiration): SmokeInvention {
  if (description.example !== undefined)
    return { invented: true, cases: fromExample(description, description.example) }
  const request = invent(description)
  if (typeof request === 'string') return { invented: false, reason: request }
  const cases = casesOf(description, request, JSON.stringify(request.body))
  const [largest] = cases.map(({ body }) => body.length).sort((a, b) => b - a)
  return largest !== undefined && largest > largestBody
    ? { invented: false, reason: `the request would be ${largest} bytes of JSON` }
    : { invented: true, cases }
}

/** More than this is no smoke test but a load test; a request has seconds to arrive. */
const largestBody = 1 << 20
const mostRows = 2

/** The request, or why there is none. */
function invent({ input, output, format, holds }: Inspiration): Request | string {
  switch (input.kind) {
    case 'rows':
      if (input.columns.length === 0) return `the file does not say which columns ${holds} takes`
      return fitting((rows) => inventRows(input.columns, rows))
    case 'texts':
      return format === 'transformers'
        ? inventTexts(holds, input.mask)
        : { body: { data: texts.slice(0, mostRows) }, rows: mostRows }
    case 'tensors': {
      const filled = fillTensors(input.tensors, mostRows, largestBody / 2)
      if (typeof filled === 'string') return filled
      const answered = output.kind === 'tensors' ? output.tensors : []
      const body =
        format === 'triton' ? writeKserve(filled.inputs, answered) : { inputs: byName(filled) }
      return typeof body === 'string' ? body : { ...filled, body }
    }
    case 'pictures':
      return { body: { inputs: [picture, picture] }, rows: mostRows }
    case 'unknown':
      return `the file does not say what ${holds} takes`
  }
}

/** Texts for a pipeline of transformers, whose task the model's description names. */
function inventTexts(holds: string, mask: string | undefined): Request | string {
  if (holds.endsWith('fill-mask')) {
    if (mask === undefined)
      return "a text must hold the mask of the model's tokenizer, and its files do not say which that is"
    return { body: { inputs: texts.map((text) => `${text} ${mask}`) }, rows: mostRows }
  }
  // Left to itself, a model of texts may write for minutes.
  const few = holds.endsWith('text-generation') ? { parameters: { max_new_tokens: 4 } } : {}
  return { body: { inputs: texts.slice(0, mostRows), ...few }, rows: mostRows }
}

/** The inputs by their names; the nested list itself when the only one has none. */
function byName({ inputs }: FilledTensors): unknown {
  const [only, ...more] = inputs
  if (only?.tensor.name === '' && more.length === 0) return only.values
  return Object.fromEntries(inputs.map(({ tensor, values }) => [tensor.name, values]))
}

/** Two rows, so that a mixed-up axis shows; one where two are too many bytes. */
function fitting(make: (rows: number) => Request): Request {
  const request = make(mostRows)
  return JSON.stringify(request.body).length > largestBody ? make(1) : request
}

const texts = ['a good day', 'a bad day']

/** A grey picture of 8 × 8 pixels: PNG in Base64. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR42mNowAEYhpYEAILzYAEllbNjAAAAAElFTkSuQmCC'

/** Rows as pandas splits a table when every column has a name of its own; else plain lists. */
function inventRows(columns: readonly Column[], rows: number): Request {
  const data = Array.from({ length: rows }, (_, row) => columns.map((column) => value(column, row)))
  const names = new Set(columns.map(({ name }) => name))
  const named = names.size === columns.length && !names.has(undefined)
  return {
    body: named
      ? { dataframe_split: { columns: columns.map(({ name }) => name), data } }
      : { data },
    rows,
  }
}

/** A plausible value: one that the model knows, else one whose logarithm is a number where it can be. */
function value(column: Column, row: number): unknown {
  if (column.values !== undefined && column.values.length > 0)
    return column.values[row % column.values.length]
  switch (column.type) {
    case 'number':
      return 0.5 + row
    case 'integer':
      return row
    case 'boolean':
      return row % 2 === 1
    case 'text':
      return texts[row % texts.length]
    case 'datetime':
      return `2024-01-0${row + 1}T00:00:00`
  }
}

/** Formats whose service answers by named tensors; most others answer by method. */
const byTensors: ReadonlySet<Format> = new Set([
  'onnx',
  'tensorflow-saved-model',
  'keras-zip',
  'keras-hdf5',
  'torchscript',
  'torch-export',
  'torch-pickle',
])

/** What a table's service may be asked; without a `method` it chooses the first that the model has. */
const methods = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
  'score_samples',
  'transform',
]

function casesOf(description: Inspiration, request: Request, body: string): InventedCase[] {
  const { output, format } = description
  const rows = request.rows === undefined ? 'request' : `${request.rows} rows`
  const usual = { name: rows, body, promise: promised(description, request) }
  const offered = output.kind === 'classes' && output.probabilities && !noMethods(format)
  if (!offered || !isObject(request.body)) return [usual]
  return [
    usual,
    {
      name: `${rows}, probabilities`,
      body: JSON.stringify({ ...request.body, method: 'predict_proba' }),
      promise: {
        kind: 'rows',
        keys: ['predict_proba'],
        ...(request.rows === undefined ? {} : { rows: request.rows }),
        row: {
          kind: 'probabilities',
          ...(output.classes === undefined ? {} : { classes: output.classes.length }),
        },
      },
    },
  ]
}

const noMethods = (format: Format) =>
  byTensors.has(format) || ['mlflow', 'transformers', 'triton'].includes(format)

function promised({ output, format }: Inspiration, request: Request): AnswerPromise {
  const key = byTensors.has(format) ? 'outputs' : 'predict'
  if (output.kind === 'tensors') {
    const believed = format === 'onnx' ? output.tensors.map(ofAnyLength) : output.tensors
    const tensors = believed.map((tensor) => boundTo(tensor, request.axes))
    return format === 'triton' ? { kind: 'kserve', tensors } : { kind: 'tensors', key, tensors }
  }
  if (format === 'triton') return { kind: 'kserve', tensors: [] }
  if (format === 'transformers')
    return {
      kind: 'pipeline',
      ...(request.rows === undefined ? {} : { rows: request.rows }),
      ...(output.kind === 'classes' && output.classes ? { labels: output.classes } : {}),
    }
  if (byTensors.has(format)) return { kind: 'anything', keys: ['outputs'] }
  // Anybody's Python code may answer in a shape of its own.
  if (format === 'mlflow' && output.kind === 'unknown') return { kind: 'anything', keys: [key] }
  return {
    kind: 'rows',
    keys: output.kind === 'classes' || format === 'mlflow' ? [key] : methods,
    ...(request.rows === undefined ? {} : { rows: request.rows }),
    row: rowPromise(output),
  }
}

function rowPromise(output: ModelOutput): RowPromise {
  switch (output.kind) {
    case 'classes':
      return {
        kind: 'label',
        ...(output.classes === undefined ? {} : { classes: output.classes }),
      }
    case 'numbers':
      return { kind: 'numbers', width: output.width ?? 1 }
    default:
      return { kind: 'anything' }
  }
}

/**
 * Exporters note the lengths of their example's outputs, such as [1] for a label of every row; ONNX
 * Runtime says so in its log, and answers what it computed. A name that axes share was given on purpose.
 */
const ofAnyLength = (tensor: Tensor): Tensor =>
  tensor.shape === undefined
    ? tensor
    : { ...tensor, shape: tensor.shape.map((axis) => (typeof axis === 'string' ? axis : null)) }

/** An axis that shares its name with one of the request's has its length; others are free. */
const boundTo = (tensor: Tensor, axes: ReadonlyMap<string, number> | undefined): Tensor =>
  tensor.shape === undefined
    ? tensor
    : {
        ...tensor,
        shape: tensor.shape.map((axis) =>
          typeof axis === 'string' ? (axes?.get(axis) ?? null) : axis,
        ),
      }

/** The request that the model's author saved is sent as it was written. */
function fromExample(description: Inspiration, example: string): InventedCase[] {
  const body = parsed(example)
  const rows = countRows(body)
  return casesOf(description, rows === undefined ? { body } : { body, rows }, example).map(
    (invented) => ({ ...invented, name: `saved example, ${invented.name}` }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How many rows a body holds: certain only where each row is a list or an object. */
function countRows(body: unknown): number | undefined {
  if (!isObject(body)) return undefined
  for (const given of Object.values(body)) {
    const rows = isObject(given) ? given['data'] : given
    if (!Array.isArray(rows) || rows.length === 0) continue
    if (rows.every((row) => typeof row === 'object' && row !== null)) return rows.length
  }
  return undefined
}
