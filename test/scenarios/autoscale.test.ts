/** Azure Monitor moves the number of instances: its setting comes and goes with the deployment, whatever happens in between. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import { runAction } from '../runner.ts'
import { expectEnding, roomy, type Story, story } from './story.ts'

let it: Story

beforeAll(async () => {
  it = await story(roomy)
})
afterAll(() => it.end())

const autoscale = '{min: 1, max: 3}'
const another = (model: string) => it.write('model.joblib', pickled(model))

/** The settings of a service: deployment → bounds. */
const settings = (service: string) =>
  Object.fromEntries(
    Object.values(it.simulator.world.autoscaleSettings).flatMap(({ tags, properties }) => {
      const [, deployment = ''] = String(properties['targetResourceUri']).split(
        `/${service}/deployments/`,
      )
      const [{ capacity }] = properties['profiles'] as [{ capacity: Record<string, string> }]
      expect(tags).toEqual({ 'created-by': 'azureml-deploy', repository: 'contoso/fraud-model' })
      return deployment === ''
        ? []
        : [[deployment, `${capacity['minimum']} to ${capacity['maximum']}`]]
    }),
  )
/** What was written to Azure since then, in order. */
const writesSince = (from: number) =>
  it.simulator.exchanges.slice(from).flatMap(({ method, url }) => {
    const { pathname } = new URL(url)
    return method !== 'GET' && method !== 'POST' && pathname.startsWith('/subscriptions')
      ? [`${method} ${pathname.split('/').slice(-2)[0]}`]
      : []
  })

test('a setting is made before the traffic comes, kept, changed, and goes with its deployment', async () => {
  const service = 'scaled'
  const deploy = async (inputs = {}) => {
    const from = it.simulator.exchanges.length
    const run = await it.deploy({ 'service-name': service, autoscale, ...inputs })
    expect(run.exitCode, run.log).toBe(0)
    return { ...run, writes: writesSince(from), name: run.outputs['deployment-name'] ?? '' }
  }
  const first = await deploy()
  expect(settings(service)).toEqual({ [first.name]: '1 to 3' })
  expect(first.writes.slice(-4)).toEqual([
    'PUT deployments',
    'PUT autoscalesettings',
    'PUT onlineEndpoints',
    'PATCH onlineEndpoints',
  ])
  expect(first.log).toContain(
    'autoscale: 1 to 3, one more beyond 70 % CPU and one fewer below 31 %',
  )
  expect(first.summary).toContain('| Instances | 1 to 3, one more beyond 70 % CPU')

  const { env, azure } = it.simulator
  const path = `/onlineEndpoints/${service}/deployments/${first.name}`
  await administer(env, azure, 'PATCH', path, { sku: { name: 'Default', capacity: 2 } })
  const again = await deploy()
  expect(again.outputs).toMatchObject({ status: 'unchanged', 'deployment-name': first.name })
  expect(again.writes).toEqual([])

  const changed = await deploy({ autoscale: '{min: 1, max: 4}' })
  expect(changed.outputs).toMatchObject({ status: 'deployed', 'deployment-name': first.name })
  expect(changed.writes).toEqual([
    'PATCH onlineEndpoints',
    'PUT autoscalesettings',
    'PATCH onlineEndpoints',
  ])
  expect(settings(service)).toEqual({ [first.name]: '1 to 4' })

  another('a better model')
  const better = await deploy()
  expect(better.name).not.toBe(first.name)
  expect(settings(service)).toEqual({ [better.name]: '1 to 3' })

  const fixed = await deploy({ autoscale: '' })
  expect(settings(service)).toEqual({})
  expect(await it.deployments(service)).toEqual([fixed.name])
})

describe('a new deployment that does not make it', () => {
  const service = 'faltering'
  const at = (inputs = {}) => ({ 'service-name': service, autoscale, ...inputs })
  let left: Record<string, string>
  let traffic: Record<string, number>

  beforeAll(async () => {
    const run = await it.deploy(at())
    expect(run.outputs['status'], run.log).toBe('deployed')
    left = settings(service)
    traffic = await it.traffic(service)
  })
  const expectAsBefore = async () => {
    expect(settings(service)).toEqual(left)
    expect(await it.traffic(service)).toEqual(traffic)
    expect(await it.deployments(service)).toEqual(Object.keys(traffic))
  }

  test('because it may not be scaled, never gets traffic', async () => {
    another('a model that cannot be scaled')
    const { world } = it.simulator
    world.deny('Microsoft.Insights/autoscaleSettings/write')
    const run = await it.deploy(at())
    world.allow('Microsoft.Insights/autoscaleSettings/write')
    expectEnding(run, {
      status: 'failed',
      phase: 'deployment',
      code: 'permission-denied',
      says: /could not set autoscale 'faltering-d-/,
      todo: /For 'autoscale', grant the identity 'Contributor' on the resource group/,
    })
    await expectAsBefore()
  })

  test('because it errs under live traffic, takes its setting with it', async () => {
    another('a model that errs')
    let heal = () => {}
    const { done } = it.start(at({ strategy: 'canary', 'bake-time': '3s' }), (line) => {
      if (!line.includes('bake: watching')) return
      expect(Object.keys(settings(service))).toHaveLength(2)
      heal = it.simulator.fault({ match: { method: 'POST', url: '/score' }, do: { status: 500 } })
    })
    const run = await done
    heal()
    expect(run.outputs['status'], run.log).toBe('rolled-back')
    await expectAsBefore()
  })

  test('because its run was killed, is taken away by the post step with its setting', async () => {
    another('a model that is cut off')
    const inputs = at({ strategy: 'canary', 'bake-time': '60s' })
    const { process, done } = it.start(inputs, (line) => {
      if (line.includes('bake: watching')) process.kill('SIGKILL')
    })
    const { state } = await done
    expect(Object.keys(settings(service))).toHaveLength(2)
    const post = await runAction({
      inputs: it.inputs(inputs),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state },
    })
    expect(post.exitCode, post.log).toBe(0)
    await expectAsBefore()
  })
})

test('whatever a killed run or anybody else left, the next run ends with one setting', async () => {
  const service = 'left-over'
  const at = { 'service-name': service, autoscale }
  another('the old model')
  const old = (await it.deploy(at)).outputs['deployment-name'] ?? ''
  another('the new model')
  const from = it.simulator.exchanges.length
  const heal = it.simulator.fault({
    match: { method: 'DELETE', url: `deployments/${old}` },
    do: { hang: true },
  })
  const { process, done } = it.start(at)
  while (!writesSince(from).includes('DELETE deployments')) await sleep(20)
  process.kill('SIGKILL')
  await done
  heal()
  const [live = ''] = Object.keys(settings(service))
  expect(settings(service)).toEqual({ [live]: '1 to 3' })
  expect(await it.deployments(service)).toEqual([live, old].sort())

  const { autoscaleSettings } = it.simulator.world
  const [setting] = Object.values(autoscaleSettings).filter(({ properties }) =>
    String(properties['targetResourceUri']).endsWith(live),
  )
  if (!setting) throw new Error('there is no setting')
  const targetResourceUri = String(setting.properties['targetResourceUri']).replace(live, 'd-gone')
  autoscaleSettings['orphan'] = {
    ...setting,
    name: 'orphan',
    properties: { ...setting.properties, targetResourceUri },
  }
  const next = await it.deploy(at, { GITHUB_RUN_ATTEMPT: '2' })
  expect(next.outputs, next.log).toMatchObject({ status: 'deployed', 'deployment-name': live })
  expect(next.log).toContain('deleting autoscale orphan: its deployment d-gone is gone')
  expect(settings(service)).toEqual({ [live]: '1 to 3' })
  expect(await it.deployments(service)).toEqual([live])

  const gone = await it.deploy({ 'service-name': service, mode: 'delete', 'model-path': '' })
  expect(gone.outputs['status'], gone.log).toBe('deleted')
  expect(settings(service)).toEqual({})
})

describe('before anything starts it is refused', () => {
  test('where the subscription is not registered for Azure Monitor, which others do not need', async () => {
    const { unregisteredProviders } = it.simulator.world
    unregisteredProviders.push('Microsoft.Insights')
    const from = it.simulator.exchanges.length
    const refused = await it.deploy({ 'service-name': 'unregistered', autoscale })
    const without = await it.deploy({ 'service-name': 'unregistered', mode: 'plan' })
    unregisteredProviders.pop()
    expectEnding(refused, {
      status: 'failed',
      phase: 'plan',
      code: 'provider-not-registered',
      says: /is not registered for its provider Microsoft\.Insights/,
      todo: /az provider register --namespace Microsoft\.Insights --subscription \S+ --wait/,
    })
    expect(without.outputs['status'], without.log).toBe('planned')
    expect(writesSince(from)).toEqual([])
  })

  test('where the quota has no room for the most that it may come to', async () => {
    const { coreLimits } = it.simulator.world
    coreLimits['standardDASv4Family'] = 100
    const from = it.simulator.exchanges.length
    const run = await it.deploy({ 'service-name': 'too-large', autoscale: '{min: 1, max: 50}' })
    coreLimits['standardDASv4Family'] = 10_000
    expectEnding(run, {
      status: 'failed',
      phase: 'plan',
      code: 'quota-exceeded',
      says: /120 vCPUs needed/,
      todo: /Lower the 'max' of 'autoscale', 50/,
    })
    expect(writesSince(from)).toEqual([])
  })

  test('where its bounds contradict each other', async () => {
    const run = await it.deploy({ 'service-name': 'upside-down', autoscale: '{min: 3, max: 1}' })
    expectEnding(run, {
      status: 'failed',
      phase: 'request',
      code: 'invalid-input',
      says: /'autoscale' has a 'min' of 3 and a 'max' of 1/,
      todo: /nothing was sent to Azure/,
    })
  })
})
