/** What autoscale settings do: keep a deployment's instances within bounds, and follow what is measured. */
import { coresFor, coresOf, quota } from '../arm/capacity.ts'
import { milliseconds } from '../arm/container-spec.ts'
import { instanceLimit } from '../arm/deployment-rules.ts'
import { deploymentTasks } from '../arm/deployment-tasks.ts'
import { lagBehind } from '../arm/lag.ts'
import { begin } from '../arm/operations.ts'
import { sizeNamed } from '../arm/sizes.ts'
import type { Azure } from '../azure.ts'
import type { AutoscaleSetting, Deployment, Endpoint } from '../world.ts'
import { metricNamed } from './definitions.ts'
import { readable } from './metrics.ts'
import { wholeMinutes } from './parameters.ts'
import { profileAt } from './profiles.ts'
import { targetWithId } from './scopes.ts'
import { type Aggregation, aggregate, type Condition, points, split } from './series.ts'
import { crosses, type Operator } from './thresholds.ts'

export interface Rule {
  readonly metricTrigger: {
    readonly metricName: string
    readonly metricResourceUri: string
    readonly timeGrain: string
    readonly statistic: 'Average' | 'Min' | 'Max' | 'Sum' | 'Count'
    readonly timeWindow: string
    readonly timeAggregation: 'Average' | 'Minimum' | 'Maximum' | 'Total' | 'Count' | 'Last'
    readonly operator: Operator
    readonly threshold: number
    readonly dimensions?:
      | readonly {
          readonly DimensionName: string
          readonly Operator: 'Equals' | 'NotEquals'
          readonly Values: readonly string[]
        }[]
      | null
    readonly dividePerInstance?: boolean | null
  }
  readonly scaleAction: {
    readonly direction: 'None' | 'Increase' | 'Decrease'
    readonly type: 'ChangeCount' | 'PercentChangeCount' | 'ExactCount' | 'ServiceAllowedNextValue'
    readonly value?: string
    readonly cooldown: string
  }
}

export interface Profile {
  readonly name: string
  readonly capacity: {
    readonly minimum: string
    readonly maximum: string
    readonly default: string
  }
  readonly rules: readonly Rule[]
  readonly fixedDate?: { readonly start: string; readonly end: string } | null
  readonly recurrence?: {
    readonly schedule: {
      readonly timeZone: string
      readonly days: readonly string[]
      readonly hours: readonly number[]
      readonly minutes: readonly number[]
    }
  } | null
}

/** A setting's properties, once its body has been checked. */
export interface Properties {
  readonly enabled?: boolean
  readonly profiles: readonly Profile[]
  readonly targetResourceUri?: string
}

/** Looks at all settings once. */
export const autoscale = (azure: Azure): void => {
  for (const setting of Object.values(azure.world.autoscaleSettings)) adjust(azure, setting)
}

/** Does what one setting asks for now. A deployment that is busy, or gone, is left alone. */
export const adjust = (azure: Azure, setting: AutoscaleSetting): void => {
  const { enabled, profiles, targetResourceUri = '' } = setting.properties as unknown as Properties
  const { endpoint, deployment } = targetWithId(azure, targetResourceUri) ?? {}
  if (enabled !== true || endpoint === undefined || deployment === undefined) return
  const idle = [endpoint, deployment].every((one) => one.provisioningState === 'Succeeded')
  const profile = profileAt(profiles, azure.clock.now())
  if (!idle || profile === undefined) return
  const current = Number(deployment.sku?.['capacity'] ?? 1)
  const wanted = wantedInstances(azure, setting, profile, current)
  if (wanted !== current && scale(azure, endpoint, deployment, wanted)) {
    setting.scaledAt = azure.clock.now().toISOString()
    azure.save()
  }
}

const wantedInstances = (
  azure: Azure,
  setting: AutoscaleSetting,
  { capacity, rules }: Profile,
  current: number,
): number => {
  const [least, most] = [Number(capacity.minimum), Number(capacity.maximum)]
  const bounded = (instances: number): number => Math.min(Math.max(instances, least), most)
  // Out of bounds is put right at once: no cooldown, no metric.
  if (bounded(current) !== current) return bounded(current)
  const values = rules.map((rule) => ({ rule, value: measured(azure, rule, current) }))
  const blind = rules.length > 0 && values.every(({ value }) => value === undefined)
  if (blind) return Math.max(current, Number(capacity.default))

  const met = values
    .filter(({ rule: { metricTrigger }, value }) =>
      crosses(value, metricTrigger.operator, metricTrigger.threshold),
    )
    .map(({ rule }) => rule)
    .filter(({ scaleAction }) => isOver(azure, setting, scaleAction.cooldown))
  const results = (direction: 'Increase' | 'Decrease', of: readonly Rule[]): number[] =>
    of
      .filter(({ scaleAction }) => scaleAction.direction === direction)
      .map(({ scaleAction }) => bounded(result(scaleAction, current)))
  // Any rule may scale out; to scale in, all that could must agree, and the most cautious decides.
  const out = results('Increase', met)
  if (out.length > 0) return Math.max(...out)
  const inwards = results('Decrease', met)
  const all = results('Decrease', rules)
  return all.length > 0 && inwards.length === all.length ? Math.max(...inwards) : current
}

const isOver = ({ clock }: Azure, { scaledAt }: AutoscaleSetting, cooldown: string): boolean =>
  scaledAt === undefined || clock.now().getTime() - Date.parse(scaledAt) >= milliseconds(cooldown)

const result = ({ type, direction, value = '1' }: Rule['scaleAction'], current: number): number => {
  const sign = direction === 'Increase' ? 1 : -1
  switch (type) {
    case 'ExactCount':
      return Number(value)
    case 'PercentChangeCount':
      return current + sign * Math.max(1, Math.round((current * Number(value)) / 100))
    case 'ChangeCount':
      return current + sign * Number(value)
    case 'ServiceAllowedNextValue':
      return current + sign
  }
}

const statistics: Readonly<Record<string, Aggregation>> = {
  Average: 'average',
  Min: 'minimum',
  Minimum: 'minimum',
  Max: 'maximum',
  Maximum: 'maximum',
  Sum: 'total',
  Total: 'total',
  Count: 'count',
}

/** The rule's metric: over all instances for each grain, and then over all grains of the window. */
const measured = (azure: Azure, { metricTrigger }: Rule, current: number): number | undefined => {
  const { metricName, metricResourceUri, timeGrain, statistic, timeWindow } = metricTrigger
  const target = targetWithId(azure, metricResourceUri)
  const metric = target && metricNamed(target.metrics, metricName)
  if (target === undefined || metric === undefined) return undefined
  const conditions = (metricTrigger.dimensions ?? []).map(
    ({ DimensionName, Operator, Values }): Condition => ({
      name: DimensionName,
      operator: Operator === 'Equals' ? 'eq' : 'ne',
      values: Values,
    }),
  )
  const samples = split(readable(azure, target, metric), conditions, []).flatMap(
    (series) => series.samples,
  )
  const now = azure.clock.now().getTime()
  const { from, to } = wholeMinutes({ from: now - milliseconds(timeWindow), to: now })
  const step = milliseconds(timeGrain)
  const grains = Array.from({ length: Math.ceil((to - from) / step) }, (_, index) =>
    points(metric, samples, from + index * step, from + (index + 1) * step),
  ).flatMap((values) => aggregate(values)?.[statistics[statistic] ?? 'average'] ?? [])
  const value =
    metricTrigger.timeAggregation === 'Last'
      ? grains.at(-1)
      : aggregate(grains)?.[statistics[metricTrigger.timeAggregation] ?? 'average']
  return value !== undefined && metricTrigger.dividePerInstance ? value / current : value
}

/** Changes the number of instances, as a PATCH would; not beyond the quota. */
const scale = (
  azure: Azure,
  endpoint: Endpoint,
  deployment: Deployment,
  instances: number,
): boolean => {
  const size = sizeNamed(String(deployment.properties['instanceType']))
  if (size === undefined || instances < 1 || instances > instanceLimit) return false
  const needed = coresFor(size, instances) - coresOf(deployment)
  const { used, limit } = quota(azure, size)
  if (needed > 0 && used + needed > limit) return false
  deployment.lag = lagBehind(azure, deployment)
  deployment.sku = { ...deployment.sku, capacity: instances }
  deployment.provisioningState = 'Scaling'
  const work = {
    task: 'provisionDeployment',
    endpoint: endpoint.name,
    deployment: deployment.name,
  } as const
  begin(azure, work, deploymentTasks.provisionDeployment)
  return true
}
