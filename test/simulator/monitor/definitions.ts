/** The metrics of endpoints and deployments: their names, and how each follows from what was measured. */
import { provider } from '../arm/call.ts'
import type { Aggregation } from './series.ts'
import type { Signal } from './telemetry.ts'

export interface Metric {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly category: 'Traffic' | 'Resource'
  readonly unit:
    | 'Count'
    | 'Milliseconds'
    | 'BytesPerSecond'
    | 'CountPerSecond'
    | 'Percent'
    | 'Unspecified'
  readonly aggregations: readonly Aggregation[]
  readonly dimensions: readonly string[]
  /** Absent: there is nothing here that it could measure. */
  readonly signal?: Signal
  /** What a minute's samples amount to: one value, or each for itself. */
  readonly reading: (values: readonly number[]) => readonly number[]
}

const each = (values: readonly number[]): readonly number[] => values
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const perSecond = (values: readonly number[]): readonly number[] => [sum(values) / 60]
const percentile = (percent: number) => (values: readonly number[]) => {
  const rank = Math.ceil((percent / 100) * values.length) - 1
  return values.toSorted((a, b) => a - b).slice(rank, rank + 1)
}

const traffic = { category: 'Traffic', aggregations: ['average'], dimensions: [] } as const
const latency = {
  ...traffic,
  unit: 'Milliseconds',
  dimensions: ['deployment'],
  signal: 'request',
} as const
const resource = {
  category: 'Resource',
  aggregations: ['average', 'minimum', 'maximum'],
  dimensions: ['instanceId'],
  unit: 'Percent',
  reading: each,
} as const
/** What data collection has to say, at either place. */
const collected = (whose: 'deployment' | 'instanceId'): readonly Metric[] => {
  const common = {
    ...traffic,
    aggregations: resource.aggregations,
    unit: 'Count',
    reading: each,
  } as const
  return [
    {
      ...common,
      name: 'DataCollectionErrorsPerMinute',
      title: 'Data Collection Errors Per Minute',
      description: 'How many data collection events were lost within a minute',
      dimensions: [whose, 'reason', 'type'],
    },
    {
      ...common,
      name: 'DataCollectionEventsPerMinute',
      title: 'Data Collection Events Per Minute',
      description: 'How many data collection events there were within a minute',
      dimensions: [whose, 'type'],
    },
  ]
}

const ofEndpoints: readonly Metric[] = [
  {
    ...traffic,
    name: 'RequestsPerMinute',
    title: 'Requests Per Minute',
    description: 'How many requests the endpoint got within a minute',
    unit: 'Count',
    dimensions: ['deployment', 'statusCode', 'statusCodeClass', 'modelStatusCode'],
    signal: 'request',
    reading: (values) => [values.length],
  },
  {
    ...latency,
    name: 'RequestLatency',
    title: 'Request Latency',
    description: 'How long it took until a request was answered, in milliseconds',
    reading: each,
  },
  ...[50, 90, 95, 99].map(
    (percent): Metric => ({
      ...latency,
      name: `RequestLatency_P${percent}`,
      title: `Request Latency P${percent}`,
      description: `The ${percent}th percentile of the request latency, in milliseconds`,
      reading: percentile(percent),
    }),
  ),
  {
    ...traffic,
    name: 'ConnectionsActive',
    title: 'Connections Active',
    description: 'How many TCP connections clients hold at once',
    unit: 'Count',
    signal: 'open',
    reading: each,
  },
  {
    ...traffic,
    name: 'NewConnectionsPerSecond',
    title: 'New Connections Per Second',
    description: 'How many TCP connections clients make in a second',
    unit: 'CountPerSecond',
    signal: 'connection',
    reading: perSecond,
  },
  {
    ...traffic,
    name: 'NetworkBytes',
    title: 'Network Bytes',
    description: 'How many bytes the endpoint serves in a second',
    unit: 'BytesPerSecond',
    signal: 'bytes',
    reading: perSecond,
  },
  ...collected('deployment'),
]

const ofDeployments: readonly Metric[] = [
  {
    ...resource,
    name: 'CpuUtilizationPercentage',
    title: 'CPU Utilization Percentage',
    description: 'How much of an instance’s processors is used',
    signal: 'cpu',
  },
  {
    ...resource,
    name: 'CpuMemoryUtilizationPercentage',
    title: 'CPU Memory Utilization Percentage',
    description: 'How much of an instance’s memory is used',
    signal: 'memory',
  },
  {
    ...resource,
    name: 'DiskUtilization',
    title: 'Disk Utilization',
    description: 'How much of an instance’s disk is used',
    dimensions: ['instanceId', 'disk'],
    signal: 'disk',
  },
  {
    ...resource,
    name: 'DeploymentCapacity',
    title: 'Deployment Capacity',
    description: 'How many instances the deployment has',
    unit: 'Count',
    dimensions: ['instanceId', 'State'],
    signal: 'capacity',
  },
  {
    ...resource,
    name: 'GpuUtilizationPercentage',
    title: 'GPU Utilization Percentage',
    description: 'How much of an instance’s GPUs is used',
  },
  {
    ...resource,
    name: 'GpuMemoryUtilizationPercentage',
    title: 'GPU Memory Utilization Percentage',
    description: 'How much of an instance’s GPU memory is used',
  },
  {
    ...resource,
    name: 'GpuEnergyJoules',
    title: 'GPU Energy in Joules',
    description: 'What an instance’s GPUs consume',
    unit: 'Unspecified',
  },
  ...collected('instanceId'),
]

/** By the type of the resource, which is the name of their namespace too. */
export const definitions = {
  endpoint: { namespace: `${provider}/workspaces/onlineEndpoints`, metrics: ofEndpoints },
  deployment: {
    namespace: `${provider}/workspaces/onlineEndpoints/deployments`,
    metrics: ofDeployments,
  },
} as const

export const metricNamed = (metrics: readonly Metric[], name: string): Metric | undefined =>
  metrics.find((metric) => metric.name.toLowerCase() === name.toLowerCase())
