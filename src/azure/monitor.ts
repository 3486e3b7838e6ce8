/** Azure Monitor's metrics of an endpoint and its deployments, minute by minute. */
import { isObject } from '../plan/json.ts'
import { type Minute, ranks } from '../plan/minutes.ts'
import type { Arm } from './arm.ts'

/** The version in which every cloud has them. */
const apiVersion = '2018-01-01'

/** Beyond ten series, Azure leaves out what nobody asks for. */
const mostSeries = 500

/** A value of a metric in a minute, and whom it is about. */
interface Point {
  readonly metric: string
  /** By the dimensions' names, in lower case as Azure answers them. */
  readonly dimensions: Readonly<Record<string, string>>
  readonly at: number
  readonly value: number
}

/**
 * What is known since then of these deployments, by name. Minutes in which nothing was measured, or
 * of which nothing has arrived yet, are missing.
 */
export async function readMinutes(
  arm: Arm,
  endpoint: string,
  deployments: readonly string[],
  since: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Minute[]>> {
  const path = `${arm.workspaceId}/onlineEndpoints/${endpoint}`
  const whose = deployments.map((name) => `deployment eq '${name}'`).join(' or ')
  const ask = (resource: string, metrics: readonly string[], more: Record<string, string>) =>
    query(arm, resource, metrics, { timespan: timespan(since, arm.now()), ...more }, signal)
  const [requests, latencies, ...resources] = await Promise.all([
    ask(path, ['RequestsPerMinute'], {
      aggregation: 'average',
      $filter: `${whose} and statusCode eq '*' and modelStatusCode eq '*'`,
      top: String(mostSeries),
    }),
    ask(
      path,
      ranks.map((rank) => `RequestLatency_P${rank}`),
      { aggregation: 'average', $filter: whose, top: String(mostSeries) },
    ),
    ...deployments.map((name) =>
      // The highest of all instances: one that is full is trouble enough.
      ask(
        `${path}/deployments/${name}`,
        ['CpuUtilizationPercentage', 'CpuMemoryUtilizationPercentage'],
        { aggregation: 'maximum' },
      ),
    ),
  ])
  return new Map(
    deployments.map((name, index) => {
      const own = [...requests, ...latencies].filter(
        ({ dimensions }) => dimensions['deployment']?.toLowerCase() === name.toLowerCase(),
      )
      return [name, minutesOf([...own, ...(resources[index] ?? [])])]
    }),
  )
}

const timespan = (from: number, to: number): string =>
  [from, Math.max(to, from + 60_000)].map((ms) => new Date(ms).toISOString()).join('/')

async function query(
  arm: Arm,
  resource: string,
  metrics: readonly string[],
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly Point[]> {
  const asked = new URLSearchParams({
    'api-version': apiVersion,
    metricnames: metrics.join(','),
    interval: 'PT1M',
    ...parameters,
  })
  const { body } = await arm.send({
    method: 'GET',
    // A filter with `+` for its blanks is one that not every parser reads.
    path: `${resource}/providers/Microsoft.Insights/metrics?${asked.toString().replaceAll('+', '%20')}`,
    attempt: { doing: `read the metrics ${metrics.join(', ')}`, otherwise: 'azure-refused' },
    signal,
  })
  return listIn(body, 'value').flatMap((metric) =>
    listIn(metric, 'timeseries').flatMap((series) => {
      const dimensions = Object.fromEntries(
        listIn(series, 'metadatavalues').map(({ name, value }) => [
          nameIn(name).toLowerCase(),
          String(value ?? ''),
        ]),
      )
      return listIn(series, 'data').flatMap(({ timeStamp, average, maximum }) => {
        const [at, value] = [Date.parse(String(timeStamp)), maximum ?? average]
        if (Number.isNaN(at) || typeof value !== 'number') return []
        return [{ metric: nameIn(metric['name']), dimensions, at, value }]
      })
    }),
  )
}

type Fields = Readonly<Record<string, unknown>>

const listIn = (value: unknown, key: string): readonly Fields[] => {
  const list = isObject(value) ? value[key] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}
const nameIn = (name: unknown): string =>
  isObject(name) && typeof name['value'] === 'string' ? name['value'] : ''

function minutesOf(points: readonly Point[]): readonly Minute[] {
  return [...Map.groupBy(points, ({ at }) => at)]
    .sort(([a], [b]) => a - b)
    .map(([at, measured]) => {
      const requests = measured.filter(({ metric }) => metric === 'RequestsPerMinute')
      const count = (...kinds: readonly Kind[]) =>
        requests
          .filter(({ dimensions }) => kinds.includes(kindOf(dimensions)))
          .reduce((sum, { value }) => sum + Math.round(value), 0)
      const measure = (name: string) => measured.find(({ metric }) => metric === name)?.value
      const latency = ranks.flatMap((rank) => {
        const value = measure(`RequestLatency_P${rank}`)
        return value === undefined ? [] : [[rank, value] as const]
      })
      const cpu = measure('CpuUtilizationPercentage')
      const memory = measure('CpuMemoryUtilizationPercentage')
      return {
        at,
        requests: count('answered', 'failed', 'refused'),
        failed: count('failed'),
        refused: count('refused'),
        latency: Object.fromEntries(latency),
        ...(cpu === undefined ? {} : { cpu }),
        ...(memory === undefined ? {} : { memory }),
      }
    })
}

type Kind = 'answered' | 'failed' | 'refused'

/**
 * Whose fault an answer was ("HTTP status codes" of online endpoints): a model that fails is a 424,
 * whose class is 4xx, with the model's own status in a dimension of its own. What takes too long is
 * a 408, what finds no room a 429; any other 4xx is the caller's.
 */
function kindOf(dimensions: Readonly<Record<string, string>>): Kind {
  const { statuscode = '', modelstatuscode = '' } = dimensions
  if (statuscode === '424') return modelstatuscode.startsWith('4') ? 'refused' : 'failed'
  if (statuscode.startsWith('5') || statuscode === '408' || statuscode === '429') return 'failed'
  return statuscode.startsWith('4') ? 'refused' : 'answered'
}
