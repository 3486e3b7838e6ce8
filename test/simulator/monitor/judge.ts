/** Holds what was measured against the alert rules: fires what crosses a threshold, resolves what is well again. */
import { milliseconds } from '../arm/container-spec.ts'
import type { Azure } from '../azure.ts'
import type { MonitorResource } from '../world.ts'
import { fire, fired, resolve, ruleId } from './alert-log.ts'
import { metricNamed } from './definitions.ts'
import { readable } from './metrics.ts'
import { wholeMinutes } from './parameters.ts'
import { type Target, targetsWithin } from './scopes.ts'
import { type Aggregation, aggregate, type Condition, points, split } from './series.ts'
import { crosses, type Operator } from './thresholds.ts'

/** A criterion with a fixed threshold, as the rule's body has it. */
export interface Criterion {
  readonly criterionType: string
  readonly metricName: string
  readonly timeAggregation: string
  readonly operator: Operator
  readonly threshold: number
  readonly dimensions?: readonly {
    readonly name: string
    readonly operator: string
    readonly values: readonly string[]
  }[]
}

/** So often in a row a rule must find all well before its alert is resolved. */
const calmEvaluations = 3

/** When each rule was evaluated last; after a restart, all are due. */
const evaluated = new WeakMap<MonitorResource, number>()

/** Evaluates every rule whose time has come. */
export const judgeAlerts = (azure: Azure): void => {
  const now = azure.clock.now().getTime()
  for (const rule of Object.values(azure.world.alertRules.metricAlerts)) {
    const { enabled, evaluationFrequency } = rule.properties
    const pause = milliseconds(evaluationFrequency) * azure.clock.scale
    if (enabled !== true || now - (evaluated.get(rule) ?? -Infinity) < pause) continue
    evaluated.set(rule, now)
    for (const target of watched(azure, rule)) evaluate(azure, rule, target, now)
  }
}

const watched = (azure: Azure, { properties }: MonitorResource): readonly Target[] => {
  const { scopes, targetResourceType } = properties
  return (scopes as readonly string[]).flatMap((scope) =>
    targetsWithin(azure, scope, targetResourceType as string | undefined),
  )
}

const evaluate = (azure: Azure, rule: MonitorResource, target: Target, now: number): void => {
  const { world, clock } = azure
  const { allOf = [] } = rule.properties['criteria'] as { allOf?: readonly Criterion[] }
  const from = now - milliseconds(rule.properties['windowSize'])
  const met = allOf.map((criterion) => holds(azure, target, criterion, from, now))
  const bad = met.length > 0 && met.every(Boolean)
  const resource = { kind: 'metricAlerts', resource: rule } as const
  if (bad && fire(world, clock.now(), resource, target.id)) azure.save()
  for (const alert of world.alerts) {
    if (alert.byHand || alert.target !== target.id) continue
    if (!fired(alert, ruleId(world, 'metricAlerts', rule.name))) continue
    alert.calm = bad ? 0 : alert.calm + 1
    const mitigates = rule.properties['autoMitigate'] !== false
    if (alert.calm < calmEvaluations || !mitigates) continue
    resolve(alert, clock.now())
    azure.save()
  }
}

/** Whether any of the metric's series crosses the threshold. A threshold that Azure learns holds never. */
const holds = (
  azure: Azure,
  target: Target,
  criterion: Criterion,
  from: number,
  now: number,
): boolean => {
  const metric = metricNamed(target.metrics, criterion.metricName)
  if (metric === undefined || criterion.criterionType !== 'StaticThresholdCriterion') return false
  const { dimensions = [], operator, threshold } = criterion
  const aggregation = criterion.timeAggregation.toLowerCase() as Aggregation
  const span = wholeMinutes({ from, to: now })
  const conditions = dimensions.map(
    ({ name, operator, values }): Condition => ({
      name,
      operator: operator === 'Exclude' ? 'ne' : 'eq',
      values,
    }),
  )
  const by = dimensions.map(({ name }) => name)
  return split(readable(azure, target, metric), conditions, by).some(({ samples }) => {
    const values = aggregate(points(metric, samples, span.from, span.to))
    return crosses(values?.[aggregation], operator, threshold)
  })
}
