import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Monitored, startMonitored } from './fixture.ts'

let azure: Monitored
beforeAll(async () => {
  azure = await startMonitored()
  await azure.deploy('blue')
  await azure.traffic({ blue: 100 })
}, 60_000)
afterAll(() => azure.stop())

const settings = () =>
  `/subscriptions/${azure.simulator.azure.subscriptionId}/resourceGroups/ml/providers/Microsoft.Insights/autoscalesettings`

const ask = async (method: string, name: string, body?: unknown, version = '2022-10-01') => {
  const answer = await azure.client.arm(method, `${settings()}/${name}`, body, version)
  return {
    ...answer,
    words: `${answer.status} ${answer.body.error?.code}: ${answer.body.error?.message}`,
  }
}

const capacity = (minimum: number, maximum: number, usual = minimum) => ({
  minimum: String(minimum),
  maximum: String(maximum),
  default: String(usual),
})

/** A rule on the requests of the endpoint, which a test can make. */
const rule = (
  direction: 'Increase' | 'Decrease',
  threshold: number,
  changes: { metricTrigger?: object; scaleAction?: object } = {},
) => ({
  metricTrigger: {
    metricName: 'RequestsPerMinute',
    metricResourceUri: azure.id(),
    timeGrain: 'PT1M',
    statistic: 'Average',
    timeWindow: 'PT5M',
    timeAggregation: 'Average',
    operator: direction === 'Increase' ? 'GreaterThan' : 'LessThan',
    threshold,
    ...changes.metricTrigger,
  },
  scaleAction: {
    direction,
    type: 'ChangeCount',
    value: '1',
    cooldown: 'PT1M',
    ...changes.scaleAction,
  },
})

const setting = (profile: object = {}, properties: object = {}) => ({
  location: 'eastus2',
  properties: {
    enabled: true,
    targetResourceUri: azure.id('blue'),
    profiles: [{ name: 'default', capacity: capacity(1, 3), rules: [], ...profile }],
    ...properties,
  },
})

const blue = async () =>
  (await azure.client.arm('GET', 'onlineEndpoints/fraud/deployments/blue')).body
const instances = async () => {
  const { sku, properties } = await blue()
  return properties.provisioningState === 'Succeeded' ? sku.capacity : properties.provisioningState
}
const poll = () => expect.poll(instances, { timeout: 10_000, interval: 50 })

beforeEach(async () => {
  azure.simulator.clock.advance(5 * 60_000)
  for (const { name } of Object.values(azure.simulator.world.autoscaleSettings))
    await ask('DELETE', name)
})

test('a setting is made, shown, listed, changed and deleted', async () => {
  const made = await ask('PUT', 'auto', setting())
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    id: expect.stringMatching(/\/providers\/microsoft.insights\/autoscalesettings\/auto$/i),
    name: 'auto',
    type: 'Microsoft.Insights/autoscaleSettings',
    properties: { name: 'auto', enabled: true, profiles: [{ capacity: { maximum: '3' } }] },
  })
  expect((await ask('PUT', 'Auto', setting())).status).toBe(200)
  expect((await ask('GET', 'auto')).body.systemData).toBeDefined()
  expect((await ask('GET', 'auto', undefined, '2015-04-01')).body.systemData).toBeUndefined()
  const patched = await ask('PATCH', 'auto', { tags: { by: 'me' } })
  expect(patched.body).toMatchObject({ tags: { by: 'me' }, properties: { enabled: true } })
  for (const scope of [settings(), settings().replace(/\/resourceGroups\/ml/, '')]) {
    const { body } = await azure.client.arm('GET', scope, undefined, '2015-04-01')
    expect(body.value).toMatchObject([{ name: 'auto' }])
  }
  expect((await ask('DELETE', 'auto')).status).toBe(200)
  expect((await ask('DELETE', 'auto')).status).toBe(204)
  expect((await ask('GET', 'auto')).words).toMatch(/^404 ResourceNotFound/)
})

test('the instances are brought within bounds at once', async () => {
  await ask('PUT', 'auto', setting({ capacity: capacity(2, 4) }))
  expect(await instances()).toBe('Scaling')
  await poll().toBe(2)
  // Whatever changes them meanwhile: a redeployment with its own count is brought back.
  await azure.client.done('PATCH', 'onlineEndpoints/fraud/deployments/blue', {
    sku: { capacity: 1 },
  })
  await poll().toBe(2)
  await ask('PUT', 'auto', setting({ capacity: capacity(1, 1) }))
  await poll().toBe(1)
})

test('a rule scales out by what is measured, waits, and another scales in again', async () => {
  const { clock } = azure.simulator
  const rules = [rule('Increase', 5), rule('Decrease', 2)]
  await ask('PUT', 'auto', setting({ capacity: capacity(1, 3), rules }))
  for (let each = 0; each < 8; each++) await azure.score()
  await poll().toBe(2)
  clock.advance(61_000)
  await poll().toBe(3)
  clock.advance(61_000)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(await instances()).toBe(3)
  clock.advance(5 * 60_000)
  await azure.score()
  await poll().toBe(2)
  clock.advance(61_000)
  await poll().toBe(1)
})

test('the processors of the instances are a metric to scale by', async () => {
  const trigger = { metricName: 'CpuUtilizationPercentage', metricResourceUri: azure.id('blue') }
  const busy = rule('Increase', -1, { metricTrigger: trigger })
  await ask('PUT', 'auto', setting({ rules: [busy] }))
  await poll().toBe(2)
  await ask('PUT', 'auto', setting({ capacity: capacity(1, 1) }))
  await poll().toBe(1)
})

test('nothing is scaled beyond the quota', async () => {
  azure.simulator.world.coreLimits['standardDASv4Family'] = 4
  await ask('PUT', 'auto', setting({ capacity: capacity(2, 3) }))
  expect(await instances()).toBe(1)
  delete azure.simulator.world.coreLimits['standardDASv4Family']
  await poll().toBe(2)
  await ask('PUT', 'auto', setting({ capacity: capacity(1, 1) }))
  await poll().toBe(1)
})

test('a setting may point at nothing, and outlives what it pointed at', async () => {
  await azure.deploy('green')
  await ask('PUT', 'auto', setting({}, { targetResourceUri: azure.id('green') }))
  await ask('PUT', 'early', setting({}, { targetResourceUri: azure.id('later') }))
  await azure.client.done('DELETE', 'onlineEndpoints/fraud/deployments/green')
  expect((await ask('GET', 'auto')).status).toBe(200)
  expect((await ask('GET', 'early')).status).toBe(200)
})

test('what Azure refuses is refused', async () => {
  const refused = async (body: unknown, name = 'bad') => (await ask('PUT', name, body)).words
  const { targetResourceUri: _, ...untargeted } = setting().properties
  expect(await refused({ location: 'eastus2', properties: untargeted })).toMatch(
    /^400 UnsupportedRequestContent/,
  )
  expect(await refused(setting({ capacity: { minimum: 1, maximum: '2', default: '1' } }))).toMatch(
    /minimum: Expected a string, found 1/,
  )
  expect(await refused(setting({ capacity: capacity(2, 1) }))).toMatch(
    /minimum <= default <= maximum/,
  )
  expect(await refused(setting({ capacity: capacity(1, 3, 4) }))).toMatch(
    /minimum <= default <= maximum/,
  )
  const one = rule('Increase', 1)
  expect(await refused(setting({ rules: Array(11).fill(one) }))).toMatch(/at most 10 rules/)
  const profiles = Array(21).fill(setting().properties.profiles[0])
  expect(await refused(setting({}, { profiles }))).toMatch(/1 to 20 profiles/)
  const timeWindow = { metricTrigger: { timeWindow: 'PT1M' } }
  expect(await refused(setting({ rules: [rule('Increase', 1, timeWindow)] }))).toMatch(
    /timeWindow PT1M must be from 5 to 720 minutes/,
  )
  const cooldown = { scaleAction: { cooldown: 'PT10S' } }
  expect(await refused(setting({ rules: [rule('Increase', 1, cooldown)] }))).toMatch(
    /cooldown PT10S/,
  )
  const metric = { metricTrigger: { metricName: 'Percentage CPU' } }
  expect(await refused(setting({ rules: [rule('Increase', 1, metric)] }))).toMatch(
    /^400 UnsupportedMetric/,
  )
  expect(await refused({ ...setting(), sku: {} })).toMatch(/Could not find member 'sku'/)

  await ask('PUT', 'auto', setting())
  expect(await refused(setting(), 'second')).toMatch(/^409 Conflict: .*'auto' already/)
  expect((await ask('PUT', 'second', setting({}, { enabled: false }))).status).toBe(201)
  expect(await refused(setting({}, { targetResourceUri: azure.id('green') }), 'auto')).toMatch(
    /^400 TargetResourceIdIsImmutable/,
  )

  const { world } = azure.simulator
  world.deny('Microsoft.Insights/autoscalesettings/write', { tries: 1 })
  expect(await refused(setting(), 'auto')).toMatch(
    /^403 AuthorizationFailed: .*'Microsoft.Insights\/autoscaleSettings\/write'/,
  )
  world.unregisteredProviders.push('Microsoft.Insights')
  expect(await refused(setting(), 'auto')).toMatch(/^409 MissingSubscriptionRegistration/)
  world.unregisteredProviders.pop()
})
