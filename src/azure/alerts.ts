/** Azure Monitor's alert rules, and the alerts that they fired. */
import { ActionError } from '../errors.ts'
import { type Alert, type AlertRule, isOf, ruleKinds } from '../plan/alerts.ts'
import { isObject } from '../plan/json.ts'
import type { Arm, Resource } from './arm.ts'
import { listAll } from './paging.ts'

const versions = { metricAlerts: '2018-03-01', scheduledQueryRules: '2021-08-01' } as const
const alertsVersion = '2019-03-01'

/**
 * The rules with these names or ids, and which of them are firing already. Throws
 * `alert-rule-unusable` for what there is not or is switched off, and what Azure says when the
 * identity may not read the rules or their alerts: a watch that sees nothing is none.
 */
export async function readAlertRules(
  arm: Arm,
  given: readonly string[],
  signal: AbortSignal,
): Promise<readonly AlertRule[]> {
  if (given.length === 0) return []
  const found = await Promise.all(given.map((rule) => findRules(arm, rule, signal)))
  const problems = found.flatMap(({ flaw }) => flaw ?? [])
  if (problems.length > 0) {
    throw new ActionError({
      code: 'alert-rule-unusable',
      message: `'rollback-alerts' ${problems.length === 1 ? 'names a rule' : 'names rules'} that cannot take a deployment back: ${problems.join('; ')}`,
      hint: "Nothing was changed. List the rules there are with 'az monitor metrics alert list' and 'az monitor scheduled-query list', and give a rule of another resource group by its id.",
    })
  }
  const rules = found.flatMap((each) => each.rules)
  const alerts = await readAlerts(arm, rules, '1d', signal)
  return rules.map((rule) => {
    const firing = alerts.find((alert) => isOf(rule, alert) && !alert.resolved)
    return firing ? { ...rule, firingSince: firing.startedAt } : rule
  })
}

interface Found {
  readonly rules: readonly AlertRule[]
  /** What is wrong with what was given. */
  readonly flaw?: string
}

/** Rules of different kinds may have the same name. */
async function findRules(arm: Arm, given: string, signal: AbortSignal): Promise<Found> {
  const { subscriptionId, resourceGroup } = arm.where
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
  const byId = given.startsWith('/')
  const ids = byId
    ? [given]
    : ruleKinds.map(
        (kind) => `${group}/providers/Microsoft.Insights/${kind}/${encodeURIComponent(given)}`,
      )
  const read = await Promise.all(ids.map((id) => readRule(arm, id, signal)))
  const there = read.filter((rule) => rule !== undefined)
  const where = byId ? '' : ` in resource group '${resourceGroup}'`
  if (there.length === 0) return { rules: [], flaw: `there is no alert rule '${given}'${where}` }
  const rules = there.filter(({ enabled }) => enabled)
  if (rules.length === 0) return { rules, flaw: `the alert rule '${given}' is switched off` }
  return { rules: rules.map(({ id, name }) => ({ id, name })) }
}

async function readRule(arm: Arm, id: string, signal: AbortSignal) {
  const kind = ruleKinds.find((each) => id.toLowerCase().includes(`/${each.toLowerCase()}/`))
  const { status, body } = await arm.send({
    method: 'GET',
    path: `${id}?api-version=${versions[kind ?? 'metricAlerts']}`,
    attempt: { doing: `read the alert rule '${nameOf(id)}'`, otherwise: 'azure-refused' },
    signal,
    accept: [404],
  })
  if (status === 404) return undefined
  const { id: own = id, name = nameOf(id), properties } = body as Resource
  return { id: own, name, enabled: properties?.['enabled'] !== false }
}

const nameOf = (id: string): string => decodeURIComponent(id.split('/').at(-1) ?? '')

/** The rules' alerts of the last hour: whoever looks again and again needs no others. */
export const readLatestAlerts = (
  arm: Arm,
  rules: readonly AlertRule[],
  signal: AbortSignal,
): Promise<readonly Alert[]> => readAlerts(arm, rules, '1h', signal)

/**
 * All alerts of the rules' subscriptions, of which the rules' own are taken: whether Azure's filter
 * wants names or ids is not established, and one that is not understood would find nothing.
 */
async function readAlerts(
  arm: Arm,
  rules: readonly AlertRule[],
  timeRange: '1h' | '1d',
  signal: AbortSignal,
): Promise<readonly Alert[]> {
  const subscriptions = new Set(rules.map(({ id }) => id.split('/')[2] ?? ''))
  const lists = await Promise.all(
    [...subscriptions].map((subscription) => listAlerts(arm, subscription, timeRange, signal)),
  )
  return lists.flat().filter((alert) => rules.some((rule) => isOf(rule, alert)))
}

async function listAlerts(
  arm: Arm,
  subscription: string,
  timeRange: string,
  signal: AbortSignal,
): Promise<readonly Alert[]> {
  const monitor = `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts`
  const alerts = await listAll(arm, {
    path: `${monitor}?api-version=${alertsVersion}&timeRange=${timeRange}`,
    attempt: { doing: 'read the alerts of Azure Monitor', otherwise: 'azure-refused' },
    signal,
  })
  return alerts.flatMap(toAlert)
}

function toAlert({ properties }: Resource): readonly Alert[] {
  const essentials = properties?.['essentials']
  if (!isObject(essentials)) return []
  const text = (key: string) => String(essentials[key] ?? '')
  return [
    {
      rule: text('alertRule'),
      target: text('targetResource'),
      severity: text('severity'),
      description: text('description'),
      startedAt: text('startDateTime'),
      resolved: text('monitorCondition') === 'Resolved',
    },
  ]
}
