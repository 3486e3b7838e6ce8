/** Alert rules of Azure Monitor that take a new deployment back: how they are named, and when they speak. Pure. */

/** The kinds of rules, as their ids name them: on metrics, and on what is logged. */
export const ruleKinds = ['metricAlerts', 'scheduledQueryRules'] as const
export type RuleKind = (typeof ruleKinds)[number]

/** A rule that there is and that can fire. */
export interface AlertRule {
  readonly id: string
  readonly name: string
  /** Since when it has been firing, where it has before the rollout. */
  readonly firingSince?: string
}

/** An alert that a rule fired. */
export interface Alert {
  /** The id of its rule. */
  readonly rule: string
  /** The id of what it is about. */
  readonly target: string
  /** `Sev0` to `Sev4`. */
  readonly severity: string
  readonly description: string
  /** As Azure writes it. */
  readonly startedAt: string
  readonly resolved: boolean
}

const ruleId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Insights\/(metricAlerts|scheduledQueryRules)\/[^/]+$/i
/** Azure Resource Manager, "Naming rules": what no name of a rule holds. */
const ruleName = /^[^*#&+:<>?@%{}\\/]{1,260}$/

/** What is wrong with the name or id of a rule; undefined when nothing is. */
export function flawOfRule(given: string): string | undefined {
  if (given.startsWith('/') ? ruleId.test(given) : ruleName.test(given)) return undefined
  return `expected the name of an alert rule in the workspace's resource group, or the id of a rule of Azure Monitor (/subscriptions/…/providers/Microsoft.Insights/metricAlerts/… or …/scheduledQueryRules/…)`
}

/** Whether an alert is one of a rule's; clients write ids in different cases. */
export const isOf = ({ id }: AlertRule, { rule }: Alert): boolean =>
  rule.toLowerCase() === id.toLowerCase()

/** Why the new deployment is to be taken back: the first alert that was fired from then on, resolved or not. */
export function alertBreach(
  rules: readonly AlertRule[],
  alerts: readonly Alert[],
  since: number,
): string | undefined {
  const [first] = alerts
    .flatMap((alert) => rules.filter((rule) => isOf(rule, alert)).map((rule) => ({ rule, alert })))
    .filter(({ alert }) => Date.parse(alert.startedAt) >= since)
    .sort((a, b) => Date.parse(a.alert.startedAt) - Date.parse(b.alert.startedAt))
  if (!first) return undefined
  const { rule, alert } = first
  const words = alert.description === '' ? '' : `: ${alert.description}`
  return `the alert rule '${rule.name}' of 'rollback-alerts' fired at ${alert.startedAt} (${alert.severity}) for ${alert.target.split('/').slice(-2).join('/')}${words}`
}
