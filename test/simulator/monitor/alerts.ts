/** Alerts management: which alerts there are, of all rules together. */
import { type Call, key, named, type Route } from '../arm/call.ts'
import { refusal } from '../arm/errors.ts'
import { typeOf } from '../arm/gate.ts'
import { paged } from '../arm/paging.ts'
import type { Reply } from '../http.ts'
import type { Alert, Json } from '../world.ts'
import { judgeAlerts } from './judge.ts'
import { spanOf } from './parameters.ts'
import {
  deploymentPath,
  endpointPath,
  groupPath,
  subscriptionPath,
  workspacePath,
} from './scopes.ts'

const provider = 'Microsoft.AlertsManagement'
const versions = [
  '2018-05-05',
  '2019-03-01',
  '2019-05-05-preview',
  '2023-01-01-preview',
  '2023-07-12-preview',
  '2024-01-01-preview',
]

const scopes = [subscriptionPath, groupPath, workspacePath, endpointPath, deploymentPath]

export const alertRoutes: readonly Route[] = scopes.flatMap((scope) => {
  const path = `${scope}/providers/${provider}/alerts`
  return [
    { method: 'GET', path, versions, answer: (call) => list(call) },
    {
      method: 'GET',
      path: `${path}/:alert`,
      versions,
      answer: (call) => ({ status: 200, body: view(theAlert(call)) }),
    },
    { method: 'GET', path: `${path}/:alert/history`, versions, answer: (call) => history(call) },
    {
      method: 'POST',
      path: `${path}/:alert/changestate`,
      versions,
      answer: (call) => changeState(call),
    },
  ] as const satisfies readonly Route[]
})

const scopeOf = ({ url }: Call): string =>
  key(decodeURIComponent(url.pathname).split(new RegExp(`/providers/${provider}/`, 'i'))[0] ?? '')

const theAlert = (call: Call): Alert => {
  const found = call.azure.world.alerts.find(({ id }) => id === key(named(call, 'alert')))
  if (found !== undefined) return found
  throw refusal(404, 'NotFound', `There is no alert with the id '${named(call, 'alert')}'.`)
}

const hours: Readonly<Record<string, number>> = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 }
const severity = (alert: Alert): string => `Sev${alert.severity}`
const signal = (alert: Alert): string => (/\/metricAlerts\//i.test(alert.rule) ? 'Metric' : 'Log')
const service = (alert: Alert): string =>
  signal(alert) === 'Metric' ? 'Platform' : 'Log Analytics'
const part = (id: string, index: number): string => id.split('/').filter(Boolean)[index] ?? ''

/** What each filter looks at. An alert's rule may be named by its id or by its name. */
const filters: Readonly<Record<string, (alert: Alert) => readonly string[]>> = {
  targetresource: ({ target }) => [target],
  targetresourcetype: ({ target }) => [typeOf(target.split('/').filter(Boolean))],
  targetresourcegroup: ({ target }) => [part(target, 3)],
  monitorservice: (alert) => [service(alert)],
  monitorcondition: ({ monitorCondition }) => [monitorCondition],
  severity: (alert) => [severity(alert)],
  alertstate: ({ alertState }) => [alertState],
  alertrule: ({ rule }) => [rule, nameOf(rule)],
}

const nameOf = (id: string): string => id.split('/').at(-1) ?? ''

const list = (call: Call): Reply => {
  const { azure, url } = call
  judgeAlerts(azure)
  const asked = new Map([...url.searchParams].map(([name, value]) => [key(name), value]))
  const span = within(asked.get('timerange'), asked.get('customtimerange'), azure.clock.now())
  const found = azure.world.alerts
    .filter(({ target }) => key(target).startsWith(scopeOf(call)))
    .filter(({ modifiedAt }) => {
      const at = Date.parse(modifiedAt)
      return at >= span.from && at <= span.to
    })
    .filter((alert) =>
      Object.entries(filters).every(([name, values]) => {
        const wanted = asked.get(name)
        return wanted === undefined || values(alert).some((one) => key(one) === key(wanted))
      }),
    )
  return paged(call, sorted(found, asked.get('sortby'), asked.get('sortorder')).map(view))
}

const within = (range: string | undefined, custom: string | undefined, now: Date) => {
  const to = now.getTime()
  if (custom !== undefined) return spanOf(custom, to)
  const length = hours[range ?? '1d']
  if (length !== undefined) return { from: to - length * 3_600_000, to }
  throw refusal(
    400,
    'BadRequest',
    `The time range '${range}' is not one of ${Object.keys(hours).join(', ')}.`,
  )
}

const times = ['startdatetime', 'lastmodifieddatetime']

/** By time the newest first, by anything else in the order of the alphabet. */
const sorted = (
  alerts: readonly Alert[],
  by = 'lastModifiedDateTime',
  order = times.includes(key(by)) ? 'desc' : 'asc',
): readonly Alert[] => {
  const field = (alert: Alert): string => {
    if (key(by) === 'name') return nameOf(alert.rule)
    const found = Object.entries(essentials(alert)).find(([name]) => key(name) === key(by))
    return String(found?.[1] ?? '')
  }
  const sign = key(order) === 'desc' ? -1 : 1
  return alerts.toSorted((a, b) => sign * field(a).localeCompare(field(b)))
}

const changeState = (call: Call): Reply => {
  const { azure, url } = call
  const alert = theAlert(call)
  const to = (['New', 'Acknowledged', 'Closed'] as const).find(
    (state) => key(state) === key(url.searchParams.get('newState') ?? ''),
  )
  if (to === undefined) {
    throw refusal(400, 'BadRequest', 'newState must be one of New, Acknowledged, Closed.')
  }
  const at = azure.clock.now().toISOString()
  const by = azure.world.application.displayName
  alert.history.push({ event: 'StateChange', from: alert.alertState, to, at, by })
  Object.assign(alert, { alertState: to, modifiedAt: at, modifiedBy: by })
  return { status: 200, body: view(alert) }
}

const history = (call: Call): Reply => {
  const alert = theAlert(call)
  return {
    status: 200,
    body: {
      id: `${idOf(alert)}/history/default`,
      name: alert.id,
      type: `${provider}/alerts/history`,
      properties: {
        alertId: alert.id,
        modifications: alert.history.toReversed().map(({ event, from, to, at, by }) => ({
          modificationEvent: event,
          oldValue: from,
          newValue: to,
          modifiedAt: at,
          modifiedBy: by,
          comments: '',
        })),
      },
    },
  }
}

const idOf = ({ target, id }: Alert): string => `${target}/providers/${provider}/alerts/${id}`

const essentials = (alert: Alert): Json => ({
  severity: severity(alert),
  signalType: signal(alert),
  alertState: alert.alertState,
  monitorCondition: alert.monitorCondition,
  targetResource: alert.target,
  targetResourceName: nameOf(alert.target),
  targetResourceGroup: part(alert.target, 3),
  targetResourceType: typeOf(alert.target.split('/').filter(Boolean)),
  monitorService: service(alert),
  alertRule: alert.rule,
  sourceCreatedId: alert.id,
  startDateTime: alert.startedAt,
  lastModifiedDateTime: alert.modifiedAt,
  ...(alert.resolvedAt === undefined ? {} : { monitorConditionResolvedDateTime: alert.resolvedAt }),
  lastModifiedUserName: alert.modifiedBy,
  actionStatus: { isSuppressed: false },
  description: alert.description,
})

const view = (alert: Alert): Json => ({
  id: idOf(alert),
  name: nameOf(alert.rule),
  type: `${provider}/alerts`,
  properties: { essentials: essentials(alert) },
})
