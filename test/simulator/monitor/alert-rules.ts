/** The rules by which Azure Monitor fires alerts. Those on metrics are evaluated, those on logs only kept. */
import { randomUUID } from 'node:crypto'
import { type Call, key, named, type Route } from '../arm/call.ts'
import { milliseconds } from '../arm/container-spec.ts'
import { type Refusal, refusal } from '../arm/errors.ts'
import type { Shape } from '../arm/validate.ts'
import type { Reply } from '../http.ts'
import type { AlertRuleKind, Json, MonitorResource } from '../world.ts'
import { fired, ruleId } from './alert-log.ts'
import * as bodies from './bodies.ts'
import { metricNamed } from './definitions.ts'
import { type Criterion, judgeAlerts } from './judge.ts'
import { asked, misfit, resourceView, theResource } from './resources.ts'
import { groupPath, insights, subscriptionPath, targetsWithin } from './scopes.ts'

type Check = (call: Call, rule: MonitorResource) => void

const rulesOf = (
  kind: AlertRuleKind,
  versions: readonly string[],
  body: Shape,
  check: Check,
): readonly Route[] => {
  const all = ({ azure }: Call) => azure.world.alertRules[kind]
  const list = (call: Call): Reply => ({
    status: 200,
    body: { value: Object.values(all(call)).map((rule) => resourceView(call, kind, rule)) },
  })
  const put = (call: Call): Reply => {
    const existing = all(call)[key(named(call, 'name'))]
    const rule = asked(call, existing)
    check(call, rule)
    all(call)[key(rule.name)] = rule
    const status = existing === undefined && kind !== 'metricAlerts' ? 201 : 200
    return { status, body: resourceView(call, kind, rule) }
  }
  const remove = (call: Call): Reply => {
    const name = key(named(call, 'name'))
    if (all(call)[name] === undefined) return { status: 204 }
    delete all(call)[name]
    return { status: 200 }
  }
  const get = (call: Call): Reply => ({
    status: 200,
    body: resourceView(call, kind, theResource(call, kind, all(call))),
  })
  const inGroup = `${groupPath}/providers/${insights}/${kind}`
  const path = `${inGroup}/:name`
  return [
    {
      method: 'GET',
      path: `${subscriptionPath}/providers/${insights}/${kind}`,
      versions,
      answer: list,
    },
    { method: 'GET', path: inGroup, versions, answer: list },
    { method: 'GET', path, versions, answer: get },
    { method: 'PUT', path, versions, body, refuse: misfit, answer: put },
    { method: 'DELETE', path, versions, answer: remove },
  ]
}

const metricVersions = ['2018-03-01', '2024-01-01-preview', '2024-03-01-preview']
const queryVersions = ['2018-04-16', '2021-08-01', '2022-06-15', '2023-03-15-preview', '2023-12-01']

const badRequest = (message: string): Refusal =>
  refusal(400, 'BadRequest', `${message} Activity ID: ${randomUUID()}.`)

const frequencies = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H']
const windows = [...frequencies, 'PT6H', 'PT12H', 'P1D', 'PT24H']

/** A rule must watch something that there is, by a metric that this has. */
const checkMetricAlert: Check = ({ azure }, { properties }) => {
  const { evaluationFrequency, windowSize, scopes, targetResourceType, criteria } = properties
  if (!frequencies.includes(String(evaluationFrequency))) {
    throw badRequest(`The evaluation frequency must be one of ${frequencies.join(', ')}.`)
  }
  if (!windows.includes(String(windowSize))) {
    throw badRequest(`The window size must be one of ${windows.join(', ')}.`)
  }
  if (milliseconds(evaluationFrequency) > milliseconds(windowSize)) {
    throw badRequest('The evaluation frequency must not be longer than the window size.')
  }
  const targets = (scopes as readonly string[]).map((scope) =>
    targetsWithin(azure, scope, targetResourceType as string | undefined),
  )
  if (targets.length === 0 || targets.some((found) => found.length === 0)) {
    throw badRequest('Alert scope is invalid.')
  }
  const { allOf = [] } = criteria as { allOf?: readonly Criterion[] }
  for (const { metrics } of targets.flat()) {
    for (const { metricName, timeAggregation, dimensions = [] } of allOf) {
      const metric = metricNamed(metrics, metricName)
      if (metric === undefined) {
        throw badRequest(
          `Couldn't find a metric named ${metricName}. Make sure the name is correct.`,
        )
      }
      if (!metric.aggregations.some((one) => one === timeAggregation.toLowerCase())) {
        throw badRequest(
          `Time aggregation must be one of [${metric.aggregations.map((one) => one.replace(/^./, (letter) => letter.toUpperCase())).join(', ')}]`,
        )
      }
      const strange = dimensions.find(({ name }) => !metric.dimensions.includes(name))
      if (strange === undefined) continue
      throw badRequest(`The metric ${metric.name} has no dimension named ${strange.name}.`)
    }
  }
}

/** How the rule stands now: one status for each thing that it watches. */
const status = (call: Call): Reply => {
  const { azure } = call
  const rule = theResource(call, 'metricAlerts', azure.world.alertRules.metricAlerts)
  judgeAlerts(azure)
  const id = ruleId(azure.world, 'metricAlerts', rule.name)
  const bad = azure.world.alerts.filter((alert) => fired(alert, id))
  const value: readonly Json[] = (rule.properties['scopes'] as readonly string[]).map(
    (scope, index) => ({
      id: `${id}/status/${index}`,
      name: String(index),
      type: `${insights}/metricAlerts/status`,
      properties: {
        dimensions: {},
        status: bad.some(({ target }) => key(target).startsWith(key(scope)))
          ? 'Unhealthy'
          : 'Healthy',
        timestamp: azure.clock.now().toISOString(),
      },
    }),
  )
  return { status: 200, body: { value } }
}

export const alertRuleRoutes: readonly Route[] = [
  ...rulesOf('metricAlerts', metricVersions, bodies.metricAlert, checkMetricAlert),
  {
    method: 'GET',
    path: `${groupPath}/providers/${insights}/metricAlerts/:name/status`,
    versions: metricVersions,
    answer: status,
  },
  ...rulesOf('scheduledQueryRules', queryVersions, bodies.queryRule, () => {}),
]
