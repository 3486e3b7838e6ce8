/** The alerts that were fired, and what became of each. */
import { randomUUID } from 'node:crypto'
import type { Alert, AlertRuleKind, MonitorResource, WorldData } from '../world.ts'

/** What a test may say of an alert that it fires. */
export interface Firing {
  /** The ARM id of what it is about; without it, the first thing that the rule watches. */
  readonly target?: string
}

interface Rule {
  readonly kind: AlertRuleKind
  readonly resource: MonitorResource
}

const kinds: readonly AlertRuleKind[] = ['metricAlerts', 'scheduledQueryRules']

const groupOf = ({ subscriptionId, resourceGroup }: WorldData): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`

export const ruleId = (data: WorldData, kind: AlertRuleKind, name: string): string =>
  `${groupOf(data)}/providers/Microsoft.Insights/${kind}/${name}`

/** Fires an alert of the rule for a target, unless it is fired already; whether it was not. */
export const fire = (
  data: WorldData,
  now: Date,
  { kind, resource: { name, properties } }: Rule,
  target: string,
  byHand = false,
): boolean => {
  const rule = ruleId(data, kind, name)
  const open = data.alerts.find((alert) => fired(alert, rule) && is(alert.target, target))
  if (open !== undefined) return false
  const at = now.toISOString()
  data.alerts.push({
    id: randomUUID(),
    rule,
    target,
    severity: Number(properties['severity'] ?? 3),
    description: String(properties['description'] ?? ''),
    startedAt: at,
    monitorCondition: 'Fired',
    alertState: 'New',
    modifiedAt: at,
    modifiedBy: system,
    resolvedAt: undefined,
    calm: 0,
    byHand,
    history: [{ event: 'AlertCreated', from: '', to: '', at, by: system }],
  })
  return true
}

const system = 'System'

export const resolve = (alert: Alert, now: Date): void => {
  const at = now.toISOString()
  const change = { event: 'MonitorConditionChange', from: 'Fired', to: 'Resolved', at, by: system }
  alert.history.push(change)
  Object.assign(alert, { monitorCondition: 'Resolved', resolvedAt: at, modifiedAt: at })
}

const is = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Whether this is an alert of the rule that nobody has resolved yet. */
export const fired = (alert: Alert, rule: string): boolean =>
  alert.monitorCondition === 'Fired' && is(alert.rule, rule)

const ruleNamed = (data: WorldData, name: string): Rule => {
  for (const kind of kinds) {
    const resource = data.alertRules[kind][name.toLowerCase()]
    if (resource !== undefined) return { kind, resource }
  }
  throw new Error(`There is no alert rule '${name}'. Make one first, by PUT or in 'alertRules'.`)
}

/** What `world.fireAlert` does. */
export const fireByHand = (data: WorldData, now: Date, name: string, { target }: Firing): void => {
  const rule = ruleNamed(data, name)
  const scopes = rule.resource.properties['scopes'] as readonly string[] | undefined
  fire(data, now, rule, target ?? scopes?.[0] ?? groupOf(data), true)
}

/** What `world.resolveAlert` does. */
export const resolveByHand = (
  data: WorldData,
  now: Date,
  name: string,
  { target }: Firing,
): void => {
  const { kind, resource } = ruleNamed(data, name)
  for (const alert of data.alerts) {
    if (!fired(alert, ruleId(data, kind, resource.name))) continue
    if (alert.byHand && (target === undefined || is(alert.target, target))) resolve(alert, now)
  }
}
