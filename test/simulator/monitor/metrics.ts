/** Azure Monitor's metrics: what an endpoint and its deployments were measured at. */
import type { Call, Route } from '../arm/call.ts'
import { Refusal, refusal } from '../arm/errors.ts'
import type { Azure } from '../azure.ts'
import type { Reply } from '../http.ts'
import type { Json } from '../world.ts'
import type { Metric } from './definitions.ts'
import {
  aggregationsOf,
  checkDimensions,
  checkNamespace,
  filterOf,
  type Grain,
  grainOf,
  metricsOf,
  type Span,
  spanOf,
  spelled,
  timeGrains,
  titled,
  wholeMinutes,
} from './parameters.ts'
import { deploymentPath, endpointPath, insights, type Target, theTarget } from './scopes.ts'
import {
  type Aggregation,
  aggregate,
  aggregations,
  type Condition,
  points,
  type Series,
  split,
} from './series.ts'
import type { Sample } from './telemetry.ts'

const versions = ['2018-01-01', '2019-07-01', '2021-05-01', '2023-10-01', '2024-02-01']
const namespaceVersions = ['2017-12-01-preview', '2018-01-01', '2024-02-01']

/** Its refusals stand alone in the body; the rest of Resource Manager puts them into `error`. */
const bare =
  (answer: (call: Call) => Reply): Route['answer'] =>
  (call) => {
    try {
      return answer(call)
    } catch (error) {
      if (error instanceof Refusal && error.status === 400)
        return { status: 400, body: error.error }
      throw error
    }
  }

export const metricRoutes: readonly Route[] = [endpointPath, deploymentPath].flatMap((scope) => [
  {
    method: 'GET',
    path: `${scope}/providers/${insights}/metrics`,
    versions,
    answer: bare((call) => ({ status: 200, body: query(call) })),
  },
  {
    method: 'GET',
    path: `${scope}/providers/${insights}/metricDefinitions`,
    versions,
    answer: bare((call) => ({ status: 200, body: { value: list(call) } })),
  },
  {
    method: 'GET',
    path: `${scope}/providers/${insights}/metricNamespaces`,
    versions: namespaceVersions,
    answer: (call) => ({ status: 200, body: { value: [namespaceView(theTarget(call))] } }),
  },
])

/** What can be read of a metric by now: some of what was measured is still on its way. */
export const readable = ({ telemetry, clock, world }: Azure, target: Target, metric: Metric) => {
  const { endpoint, deployment } = target
  if (metric.signal === undefined) return []
  const until = clock.now().getTime() - world.metricsLagMs
  return telemetry
    .samples({ endpoint: endpoint.name, deployment: deployment?.name }, metric.signal)
    .filter(({ at }) => at <= until)
}

/** A parameter, in whatever case its name is written. */
const parameter = ({ url }: Call, name: string): string | null =>
  [...url.searchParams].find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] ?? null

interface Question {
  readonly target: Target
  readonly span: Span
  readonly grain: Grain
  readonly asked: readonly Aggregation[] | undefined
  readonly filter: readonly Condition[]
  readonly rollUp: readonly string[]
  readonly most: number
  readonly order: Order | undefined
  readonly onlyMetadata: boolean
}

const query = (call: Call): Json => {
  const { azure } = call
  const target = theTarget(call)
  checkNamespace(parameter(call, 'metricnamespace'), target)
  const metrics = metricsOf(parameter(call, 'metricnames'), target)
  const span = spanOf(parameter(call, 'timespan'), azure.clock.now().getTime())
  const grain = grainOf(
    parameter(call, 'interval'),
    parameter(call, 'AutoAdjustTimegrain')?.toLowerCase() === 'true',
  )
  const question: Question = {
    target,
    span: wholeMinutes(span),
    grain,
    asked: aggregationsOf(parameter(call, 'aggregation'), metrics),
    filter: filterOf(parameter(call, '$filter')),
    rollUp: parameter(call, 'rollupby')?.toLowerCase().split(',') ?? [],
    most: Number(parameter(call, 'top') ?? 10),
    order: orderOf(parameter(call, 'orderby')),
    onlyMetadata: parameter(call, 'resultType')?.toLowerCase() === 'metadata',
  }
  if (parameter(call, 'ValidateDimensions')?.toLowerCase() !== 'false') {
    for (const metric of metrics) checkDimensions(metric, spelled(metric, question.filter))
  }
  const minutes = Math.round((question.span.to - question.span.from) / 60_000)
  return {
    cost: Math.max(0, minutes - 1) * metrics.length,
    timespan: `${seconds(span.from)}/${seconds(span.to)}`,
    ...(question.onlyMetadata ? {} : { interval: grain.name }),
    namespace: target.namespace,
    resourceregion: azure.world.location,
    value: metrics.map((metric) => answer(azure, metric, question)),
  }
}

const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, '')

const answer = (azure: Azure, metric: Metric, question: Question): Json => {
  const { target, span, filter, rollUp, most, order } = question
  const conditions = spelled(metric, filter).filter(({ name }) => metric.dimensions.includes(name))
  const by = [...new Set(conditions.map(({ name }) => name))].filter(
    (name) => !rollUp.includes(name.toLowerCase()),
  )
  const within = readable(azure, target, metric).filter(({ at }) => at >= span.from && at < span.to)
  const series = split(within, conditions, by)
  return {
    id: `${target.id}/providers/${insights}/metrics/${metric.name}`,
    type: `${insights}/metrics`,
    name: { value: metric.name, localizedValue: metric.title },
    displayDescription: metric.description,
    unit: metric.unit,
    timeseries: ordered(metric, series, order)
      .slice(0, by.length === 0 ? undefined : most)
      .map((one) => seriesView(metric, one, question)),
    errorCode: 'Success',
  }
}

interface Order {
  readonly aggregation: Aggregation
  readonly sign: 1 | -1
}

const orderOf = (text: string | null): Order | undefined => {
  if (text === null) return undefined
  const [by = '', direction = 'asc'] = text.trim().toLowerCase().split(/\s+/)
  const aggregation = aggregations.find((one) => one === (by === 'sum' ? 'total' : by))
  if (aggregation !== undefined) return { aggregation, sign: direction === 'desc' ? -1 : 1 }
  throw refusal(400, 'BadRequest', `Invalid orderby: ${text}`)
}

const ordered = (metric: Metric, series: readonly Series[], order: Order | undefined) => {
  if (order === undefined) return series
  const rank = ({ samples }: Series): number =>
    aggregate(points(metric, samples, 0, Infinity))?.[order.aggregation] ?? 0
  return series.toSorted((a, b) => order.sign * (rank(a) - rank(b)))
}

const seriesView = (metric: Metric, { dimensions, samples }: Series, question: Question): Json => ({
  metadatavalues: Object.entries(dimensions).map(([name, value]) => ({
    name: { value: name.toLowerCase(), localizedValue: name.toLowerCase() },
    value,
  })),
  ...(question.onlyMetadata ? {} : { data: data(metric, samples, question) }),
})

/** A value for each grain of the time; where nothing was measured, its moment alone. */
const data = (
  metric: Metric,
  samples: readonly Sample[],
  { span, grain, asked = metric.aggregations.slice(0, 1) }: Question,
): readonly Json[] => {
  const step = Math.min(grain.ms, span.to - span.from)
  const count = Math.ceil((span.to - span.from) / step)
  // Sorted into their grains once, instead of searched anew for each.
  const groups = Map.groupBy(samples, ({ at }) => Math.floor((at - span.from) / step))
  return Array.from({ length: count }, (_, index) => {
    const from = span.from + index * step
    const values = aggregate(points(metric, groups.get(index) ?? [], from, from + step))
    return {
      timeStamp: seconds(from),
      ...(values && Object.fromEntries(asked.map((name) => [name, values[name]]))),
    }
  })
}

const list = (call: Call): readonly Json[] => {
  const target = theTarget(call)
  checkNamespace(parameter(call, 'metricnamespace'), target)
  return target.metrics.map((metric) => ({
    id: `${target.id}/providers/microsoft.insights/metricdefinitions/${metric.name}`,
    resourceId: target.id,
    namespace: target.namespace,
    category: metric.category,
    name: { value: metric.name, localizedValue: metric.title },
    displayDescription: metric.description,
    isDimensionRequired: false,
    unit: metric.unit,
    primaryAggregationType: titled(metric.aggregations[0] ?? 'average'),
    supportedAggregationTypes: metric.aggregations.map(titled),
    metricAvailabilities: timeGrains.map((timeGrain) => ({ timeGrain, retention: 'P93D' })),
    ...(metric.dimensions.length > 0 && {
      dimensions: metric.dimensions.map((value) => ({ value, localizedValue: value })),
    }),
  }))
}

const namespaceView = ({ id, namespace }: Target): Json => ({
  id: `${id}/providers/${insights}/metricNamespaces/${namespace}`,
  type: `${insights}/metricNamespaces`,
  name: namespace,
  classification: 'Platform',
  properties: { metricNamespaceName: namespace },
})
