/** The parameters of a metrics query, and how the service refuses those that it does not understand. */
import { randomUUID } from 'node:crypto'
import { milliseconds } from '../arm/container-spec.ts'
import { type Refusal, refusal } from '../arm/errors.ts'
import { type Metric, metricNamed } from './definitions.ts'
import type { Target } from './scopes.ts'
import { type Aggregation, aggregations, type Condition, minuteOf } from './series.ts'

const badRequest = (message: string): Refusal => refusal(400, 'BadRequest', message)

/** Support looks a refusal up by it. */
const trace = (): string => `TraceId: {${randomUUID()}}`

export interface Span {
  readonly from: number
  readonly to: number
}

const hour = 3_600_000
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/
const length = /^P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/

/** Two moments, a moment and a duration on either side, or the last so and so long; without any, the last hour. */
export const spanOf = (text: string | null, now: number): Span => {
  if (text === null) return { from: now - hour, to: now }
  const [first = '', second, ...rest] = text.split('/')
  const span =
    second === undefined
      ? { from: before(now, first), to: now }
      : { from: before(at(second), first), to: after(at(first), second) }
  if (rest.length === 0 && span.from < span.to) return span
  throw badRequest(
    `Detected invalid time interval input: ${text}, supported Iso 8601 time interval format: (Datetime/Datetime, Datetime/Duration, Duration/Datetime, Duration)`,
  )
}

/** Without a zone it is universal time. */
const at = (text: string): number =>
  moment.test(text) ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`) : Number.NaN
const before = (end: number, text: string): number =>
  length.test(text) ? end - milliseconds(text) : at(text)
const after = (start: number, text: string): number =>
  length.test(text) ? start + milliseconds(text) : at(text)

const grains = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'] as const
export const timeGrains: readonly string[] = grains

export interface Grain {
  readonly name: string
  /** Infinity: all of the time at once. */
  readonly ms: number
}

/** How much time one value stands for. */
export const grainOf = (text: string | null, adjust: boolean): Grain => {
  const name = text?.toUpperCase() ?? 'PT1M'
  if (name === 'FULL') return { name, ms: Infinity }
  if (!length.test(name)) {
    throw badRequest(
      `Detected invalid time grain input: ${text}, supported Iso 8601 duration, such as PT1M, PT1H, P1D, and FULL`,
    )
  }
  const asked = milliseconds(name)
  const [nearest = 'PT1M'] = grains.toSorted(
    (a, b) => Math.abs(milliseconds(a) - asked) - Math.abs(milliseconds(b) - asked),
  )
  if (adjust || milliseconds(nearest) === asked) return { name: nearest, ms: milliseconds(nearest) }
  throw badRequest(`Invalid time grain duration: ${text}, supported ones are: ${grains.join(',')}`)
}

const mostMetrics = 20

/** The metrics that are asked for; without any, the first one. */
export const metricsOf = (
  text: string | null,
  { namespace, metrics }: Target,
): readonly Metric[] => {
  const names = text?.split(',').map((name) => name.trim()) ?? []
  if (names.length > mostMetrics) {
    throw badRequest(
      `Requested metrics count: ${names.length} bigger than allowed max: ${mostMetrics}`,
    )
  }
  if (names.length === 0) return metrics.slice(0, 1)
  return names.map((name) => {
    const metric = metricNamed(metrics, name)
    if (metric !== undefined) return metric
    const [provider, ...type] = namespace.split('/')
    throw badRequest(
      `Failed to find metric configuration for provider: ${provider}, resource Type: ${type.join('/')}, metric: ${name}, Valid metrics: ${metrics.map((one) => one.name).join(',')}`,
    )
  })
}

/** The aggregations that are asked for; without any, each metric's own. */
export const aggregationsOf = (
  text: string | null,
  metrics: readonly Metric[],
): readonly Aggregation[] | undefined => {
  if (text === null || text === '') return undefined
  const asked = text.split(',').map((one) => {
    const found = aggregations.find((known) => known === one.trim().toLowerCase())
    if (found !== undefined) return found
    throw badRequest(
      `Detected invalid aggregation type input: ${one}, supported ones are: ${aggregations.map(titled).join(',')}`,
    )
  })
  for (const { name, aggregations: supported } of metrics) {
    const not = asked.find((one) => !supported.includes(one))
    if (not === undefined) continue
    throw badRequest(
      `Metric: ${name} does not support requested aggregation: ${titled(not)}, supported ones are: ${supported.map(titled).join(',')}, ${trace()}`,
    )
  }
  return asked
}

export const titled = (text: string): string => `${text.at(0)?.toUpperCase()}${text.slice(1)}`

/** Refuses to split by what the metric does not know. */
export const checkDimensions = (
  { name, dimensions }: Metric,
  asked: readonly { readonly name: string }[],
): void => {
  const known = asked.every((one) => dimensions.some((own) => own === one.name))
  if (known) return
  const names = asked.map((one) => one.name.toLowerCase()).join(',')
  throw badRequest(
    `Metric: ${name} does not support requested dimension combination: ${names}, supported ones are: ${dimensions.join(',')}, ${trace()}`,
  )
}

export const checkNamespace = (text: string | null, { namespace }: Target): void => {
  if (text === null || text.toLowerCase() === namespace.toLowerCase()) return
  throw badRequest(
    `Detect invalid value: ${text} for query parameter: 'metricnamespace', the value must be: ${namespace} if the query parameter is provided, you can also skip this optional query parameter.`,
  )
}

const clause = /^\s*(.+?)\s+(eq|ne|sw)\s+'((?:[^']|'')*)'\s*(?:(and|or)\s+(?=\S)|$)/i

/** `a eq '1' or a eq '2' and b eq '*'`; "or" may only stand between values of the same dimension. */
export const filterOf = (text: string | null): readonly Condition[] => {
  const conditions: Condition[] = []
  for (let rest = text ?? '', joint = 'and'; rest.trim() !== ''; ) {
    const [whole = '', name = '', operator = '', value = '', next = ''] = clause.exec(rest) ?? []
    const last = conditions.at(-1)
    const one: Condition = {
      name,
      operator: operator.toLowerCase() as Condition['operator'],
      values: [value.replaceAll("''", "'")],
    }
    if (whole === '') throw badRequest(`Invalid filter: ${text}`)
    if (joint === 'and') conditions.push(one)
    else if (last?.name.toLowerCase() === name.toLowerCase() && last.operator === one.operator) {
      conditions.splice(-1, 1, { ...last, values: [...last.values, ...one.values] })
    } else {
      throw badRequest(
        `Invalid filter: ${text}. The operator 'or' cannot stand between different dimensions.`,
      )
    }
    rest = rest.slice(whole.length)
    joint = next.toLowerCase()
  }
  return conditions
}

/** The conditions with the dimensions’ names as the metric writes them. */
export const spelled = ({ dimensions }: Metric, conditions: readonly Condition[]) =>
  conditions.map((condition) => ({
    ...condition,
    name:
      dimensions.find((own) => own.toLowerCase() === condition.name.toLowerCase()) ??
      condition.name,
  }))

/** Whole minutes: one that has begun counts from its beginning to its end. */
export const wholeMinutes = ({ from, to }: Span): Span => ({
  from: minuteOf(from),
  to: minuteOf(to - 1) + 60_000,
})
