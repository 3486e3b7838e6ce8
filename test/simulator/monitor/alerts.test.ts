import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Monitored, startMonitored } from './fixture.ts'

let azure: Monitored
beforeAll(async () => {
  azure = await startMonitored()
  await azure.deploy('blue')
  await azure.traffic({ blue: 100 })
}, 60_000)
afterAll(() => azure.stop())

const group = () => `/subscriptions/${azure.simulator.azure.subscriptionId}/resourceGroups/ml`
const at = (name: string) => `${group()}/providers/Microsoft.Insights/metricAlerts/${name}`

const ask = async (path: string, version: string, method = 'GET', body?: unknown) => {
  const answer = await azure.client.arm(method, path, body, version)
  const error = answer.body.error
  return { ...answer, words: `${answer.status} ${error?.code}: ${error?.message}` }
}

/** Alerts below a scope, without its subscription the whole of it. */
const alerts = async (parameters: Record<string, string> = {}, scope?: string) => {
  const below = scope ?? `/subscriptions/${azure.simulator.azure.subscriptionId}`
  const path = `${below}/providers/Microsoft.AlertsManagement/alerts?${new URLSearchParams(parameters)}`
  return (await ask(path, '2019-05-05-preview')).body.value
}

const conditions = async (parameters: Record<string, string>, scope?: string) =>
  (await alerts(parameters, scope)).map(
    ({ properties }: { properties: { essentials: { monitorCondition: string } } }) =>
      properties.essentials.monitorCondition,
  )

const failures = (changes: object = {}, criterion: object = {}) => ({
  location: 'global',
  properties: {
    description: 'the model fails',
    severity: 1,
    enabled: true,
    scopes: [azure.id()],
    evaluationFrequency: 'PT1M',
    windowSize: 'PT5M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion',
          name: 'failures',
          metricName: 'RequestsPerMinute',
          metricNamespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
          dimensions: [{ name: 'modelStatusCode', operator: 'Include', values: ['500'] }],
          operator: 'GreaterThan',
          threshold: 2,
          timeAggregation: 'Average',
          ...criterion,
        },
      ],
    },
    ...changes,
  },
})

const put = (name: string, body: unknown) => ask(at(name), '2018-03-01', 'PUT', body)

test('a rule on what is measured fires, and resolves when all is well for long enough', async () => {
  expect((await put('failing', failures())).body).toMatchObject({
    id: at('failing'),
    type: 'Microsoft.Insights/metricAlerts',
    location: 'global',
  })
  const status = async () =>
    (await ask(`${at('failing')}/status`, '2018-03-01')).body.value[0].properties.status
  await azure.score()
  expect(await status()).toBe('Healthy')
  for (let each = 0; each < 3; each++) await azure.score(undefined, 'no JSON')
  expect(await status()).toBe('Unhealthy')

  const [alert] = await alerts({ alertRule: at('failing'), monitorCondition: 'Fired' })
  expect(alert).toMatchObject({
    name: 'failing',
    type: 'Microsoft.AlertsManagement/alerts',
    properties: {
      essentials: {
        severity: 'Sev1',
        signalType: 'Metric',
        alertState: 'New',
        targetResource: azure.id(),
        targetResourceName: 'fraud',
        targetResourceGroup: 'ml',
        targetResourceType: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
        monitorService: 'Platform',
        alertRule: at('failing'),
        description: 'the model fails',
      },
    },
  })
  // One alert for as long as it lasts, however often the rule is evaluated.
  expect(await conditions({ alertRule: 'failing' })).toEqual(['Fired'])
  azure.simulator.clock.advance(10 * 60_000)
  await expect
    .poll(() => conditions({ alertRule: 'failing' }), { timeout: 5_000 })
    .toEqual(['Resolved'])
  expect(
    (await ask(`${alert.id}/history`, '2019-05-05-preview')).body.properties.modifications,
  ).toMatchObject([
    { modificationEvent: 'MonitorConditionChange', oldValue: 'Fired', newValue: 'Resolved' },
    { modificationEvent: 'AlertCreated' },
  ])
})

test('a test fires one by hand, and what is measured leaves it alone', async () => {
  const { world } = azure.simulator
  expect(() => world.fireAlert('by-hand')).toThrow("no alert rule 'by-hand'")
  await put('by-hand', failures({ severity: 4 }))
  world.fireAlert('by-hand', { target: azure.id('blue') })
  for (let each = 0; each < 5; each++) {
    expect(await conditions({ alertRule: 'by-hand' })).toEqual(['Fired'])
  }
  const about = (scope: string) => conditions({ monitorCondition: 'Fired' }, scope)
  expect(await about(azure.id('blue'))).toEqual(['Fired'])
  expect(await about(azure.id())).toEqual(['Fired'])
  expect(await about(group())).toEqual(['Fired'])
  const only = { alertRule: 'by-hand' }
  expect(await conditions({ ...only, targetResource: azure.id('blue') })).toEqual(['Fired'])
  expect(await conditions({ ...only, targetResource: azure.id() })).toEqual([])
  expect(await conditions({ ...only, severity: 'Sev4', timeRange: '1h' })).toEqual(['Fired'])
  expect(await conditions({ ...only, alertState: 'Closed' })).toEqual([])
  world.resolveAlert('by-hand')
  expect(await conditions(only)).toEqual(['Resolved'])
})

describe('alerts', () => {
  test('an alert can be too old for a time range, and be acknowledged', async () => {
    const { world, clock } = azure.simulator
    await put('rule', failures())
    world.fireAlert('rule')
    world.fireAlert('rule', { target: azure.id('green') })
    const first = world.alerts.find(({ rule }) => rule === at('rule'))
    Object.assign(first ?? {}, { modifiedAt: new Date(+clock.now() - 2 * 3_600_000).toISOString() })
    const ours = { alertRule: at('rule') }
    expect(await conditions({ ...ours, timeRange: '1h' })).toEqual(['Fired'])
    expect(await conditions(ours)).toEqual(['Fired', 'Fired'])
    expect(await conditions({ ...ours, pageCount: '1' })).toHaveLength(1)
    const [{ id }] = await alerts({ ...ours, sortOrder: 'asc' })
    expect(id).toContain(first?.id)
    const acknowledged = await ask(
      `${id}/changestate?newState=Acknowledged`,
      '2019-05-05-preview',
      'POST',
    )
    expect(acknowledged.body.properties.essentials).toMatchObject({
      alertState: 'Acknowledged',
      monitorCondition: 'Fired',
      lastModifiedUserName: 'github-deploy',
    })
    const byId = id.replace(
      /^.*(?=\/providers\/Microsoft.AlertsManagement)/,
      group().replace(/\/resourceGroups.*/, ''),
    )
    expect((await ask(byId, '2019-03-01')).body.name).toBe('rule')
    expect((await ask(`${byId}0`, '2019-03-01')).words).toMatch(/^404 NotFound/)
    expect((await ask(byId, '2022-10-01')).words).toMatch(/^400 NoRegisteredProviderFound/)
    const far = `${group()}/providers/Microsoft.AlertsManagement/alerts?timeRange=2h`
    expect((await ask(far, '2019-03-01')).words).toMatch(/^400 BadRequest: .*'2h'/)
  })

  test('who may not, does not', async () => {
    const { world } = azure.simulator
    world.deny('Microsoft.AlertsManagement/alerts/read')
    expect(
      (await ask(`${group()}/providers/Microsoft.AlertsManagement/alerts`, '2019-03-01')).words,
    ).toMatch(/^403 AuthorizationFailed/)
    world.deny('Microsoft.Insights/metricAlerts/read')
    expect((await ask(at('rule'), '2018-03-01')).words).toMatch(/^403 AuthorizationFailed/)
    world.allow('Microsoft.AlertsManagement/alerts/read')
    world.allow('Microsoft.Insights/metricAlerts/read')
  })
})

describe('rules', () => {
  test('are refused when they could never fire', async () => {
    const refused = async (changes: object, criterion: object = {}) =>
      (await put('bad', failures(changes, criterion))).words
    expect(await refused({ severity: 5 })).toMatch(/severity: Expected an integer from 0 to 4/)
    expect(await refused({ windowSize: 'PT2M' })).toMatch(/window size must be one of PT1M, PT5M/)
    expect(await refused({ evaluationFrequency: 'PT15M' })).toMatch(/must not be longer/)
    expect(await refused({ scopes: [`${azure.id()}x`] })).toMatch(
      /^400 BadRequest: Alert scope is invalid. Activity ID: /,
    )
    expect(await refused({}, { metricName: 'Requests' })).toMatch(/find a metric named Requests/)
    expect(await refused({}, { timeAggregation: 'Total' })).toMatch(/must be one of \[Average\]/)
    expect(
      await refused({}, { dimensions: [{ name: 'color', operator: 'Include', values: ['*'] }] }),
    ).toMatch(/no dimension named color/)
    expect((await ask(at('bad'), '2018-03-01')).words).toMatch(/^404 ResourceNotFound/)
  })

  test('are listed and deleted; those on logs are only kept', async () => {
    await put('one', failures())
    const list = async (kind: string, version: string) =>
      (await ask(`${group()}/providers/Microsoft.Insights/${kind}`, version)).body.value
    expect(
      (await list('metricAlerts', '2018-03-01')).map(({ name }: { name: string }) => name),
    ).toContain('one')
    expect((await ask(at('one'), '2018-03-01', 'DELETE')).status).toBe(200)
    expect((await ask(at('one'), '2018-03-01', 'DELETE')).status).toBe(204)

    const query = `${group()}/providers/Microsoft.Insights/scheduledQueryRules/errors`
    const rule = {
      location: 'eastus2',
      properties: { severity: 2, scopes: [azure.id()], description: 'errors in the log' },
    }
    expect((await ask(query, '2021-08-01', 'PUT', rule)).status).toBe(201)
    expect(await list('scheduledQueryRules', '2021-08-01')).toMatchObject([{ name: 'errors' }])
    azure.simulator.world.fireAlert('errors')
    expect(await alerts({ monitorService: 'Log Analytics' })).toMatchObject([
      { properties: { essentials: { signalType: 'Log', severity: 'Sev2' } } },
    ])
  })
})
