/** What may be done with a service that is there: promoted, rolled back, looked at, deleted. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import type { ActionRun } from '../runner.ts'
import { expectEnding, roomy, type Story, story } from './story.ts'

let it: Story
let service = ''
let count = 0

beforeAll(async () => {
  it = await story(roomy)
})
afterAll(() => it.end())
beforeEach(() => {
  service = `verbs-${++count}`
})

/** Deploys a model of its own to the service of this test; its deployment's name. */
async function deploy(what: string, inputs: Readonly<Record<string, string>> = {}) {
  it.write('model.joblib', pickled(`${what} of ${service}`))
  const run = await it.deploy({ 'service-name': service, ...inputs })
  expect(run.outputs['status'], run.log).toBe('deployed')
  return run.outputs['deployment-name'] ?? ''
}

/** Without a model: a verb needs none. */
const verb = (mode: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> =>
  it.deploy({ mode, 'service-name': service, 'model-path': '', ...inputs })

const administered = (method: string, path: string, body?: unknown) =>
  administer(it.simulator.env, it.simulator.azure, method, path, body)

describe('promote', () => {
  test('gives the traffic to what `manual` left at 0 %, and then has nothing more to do', async () => {
    const old = await deploy('the old model')
    const name = await deploy('the new model', { strategy: 'manual' })
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
    const run = await verb('promote', { strategy: 'manual' })
    expect(run.outputs, run.log).toMatchObject({
      status: 'deployed',
      'deployment-name': name,
      'previous-deployment': old,
      traffic: JSON.stringify({ [name]: 100 }),
    })
    expect(run.log).toContain('smoke: request 1 passed')
    expect(await it.traffic(service)).toEqual({ [name]: 100 })
    expect(await it.deployments(service)).toEqual([name])
    const again = await verb('promote')
    expect(again.outputs['status'], again.log).toBe('unchanged')
  })

  test('by steps that are watched, to the deployment that is named', async () => {
    const old = await deploy('the old model', { 'keep-previous': '1' })
    const name = await deploy('the new model', { 'keep-previous': '1' })
    const run = await verb('promote', {
      'deployment-name': old,
      'keep-previous': '1',
      strategy: 'canary',
      'bake-time': '1s',
    })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.log).toContain(`traffic: ${name} 100 % → ${name} 90 %, ${old} 10 %`)
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
  })

  test('moves nothing when the deployment fails its smoke test', async () => {
    const old = await deploy('the old model')
    await deploy('the new model', { strategy: 'manual' })
    const run = await verb('promote', { 'smoke-expect': '{"predict": ["something else"]}' })
    expectEnding(run, {
      status: 'smoke-failed',
      phase: 'smoke',
      code: 'smoke-wrong-answer',
      says: /smoke test of deployment/,
      todo: /smoke-expect/,
    })
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
    expect(await it.deployments(service)).toHaveLength(2)
  })

  test('of a service or a deployment that is not there says what there is', async () => {
    expectEnding(await verb('promote'), {
      status: 'failed',
      phase: 'plan',
      code: 'endpoint-not-found',
      says: /no endpoint 'verbs-\d+'/,
      todo: /service-name/,
    })
    const name = await deploy('the model')
    expectEnding(await verb('promote', { 'deployment-name': 'gren' }), {
      status: 'failed',
      phase: 'plan',
      code: 'deployment-not-found',
      says: new RegExp(`no deployment 'gren': it has ${name} \\(100 %\\)`),
      todo: /deployment-name/,
    })
  })
})

describe('rollback', () => {
  test('flips the traffic to what served before, and running it twice does not undo it', async () => {
    const old = await deploy('the old model')
    const name = await deploy('the new model', { 'keep-previous': '1' })
    const before = it.simulator.exchanges.length
    const run = await verb('rollback')
    expect(run.outputs, run.log).toMatchObject({ status: 'deployed', 'deployment-name': old })
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
    expect(await it.deployments(service)).toEqual([name, old].sort())
    const written = it.simulator.exchanges
      .slice(before)
      .filter(
        ({ method, url }) => ['PUT', 'PATCH', 'DELETE'].includes(method) && url.includes(service),
      )
    expect(written.map(({ method }) => method)).toEqual(['PUT', 'PATCH'])
    const again = await verb('rollback')
    expect(again.outputs['status'], again.log).toBe('unchanged')
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
  })

  test('undoes a rollout that a killed run left half-way', async () => {
    const old = await deploy('the old model')
    it.write('model.joblib', pickled(`the new model of ${service}`))
    const { process, done } = it.start(
      { 'service-name': service, strategy: 'canary', 'bake-time': '60s' },
      (line) => {
        if (line.includes('bake: watching')) process.kill('SIGKILL')
      },
    )
    await done
    expect(Object.values(await it.traffic(service)).sort()).toEqual([10, 90])
    const seen = await verb('status')
    expect(seen.log).toMatch(/is rolling out d-\w+/)
    for (const status of ['deployed', 'unchanged']) {
      const run = await verb('rollback')
      expect(run.outputs['status'], run.log).toBe(status)
      expect(await it.traffic(service)).toEqual({ [old]: 100 })
    }
  })

  test('takes the traffic from a rollout that is under way, which notices and fails', async () => {
    const old = await deploy('the old model')
    it.write('model.joblib', pickled(`the new model of ${service}`))
    let rolledBack: Promise<ActionRun> | undefined
    const { done } = it.start(
      { 'service-name': service, strategy: 'canary', 'bake-time': '8s' },
      (line) => {
        if (line.includes('bake: watching')) rolledBack ??= verb('rollback')
      },
    )
    const deployed = await done
    const run = await rolledBack
    expect(run?.outputs['status'], run?.log).toBe('deployed')
    expect(deployed.outputs, deployed.log).toMatchObject({
      status: 'failed',
      'error-code': 'traffic-changed',
      traffic: JSON.stringify({ [old]: 100 }),
    })
    expect(await it.traffic(service)).toEqual({ [old]: 100 })
    expect(await it.deployments(service)).toEqual([old])
  })

  test('says so when what served before is gone, or nothing did', async () => {
    const old = await deploy('the only model')
    expectEnding(await verb('rollback'), {
      status: 'failed',
      phase: 'plan',
      code: 'deployment-not-found',
      says: new RegExp(`nothing is known to have served '${service}' before`),
      todo: /deployment-name/,
    })
    const name = await deploy('the next model')
    const run = await verb('rollback')
    expectEnding(run, {
      status: 'failed',
      phase: 'plan',
      code: 'deployment-not-found',
      says: new RegExp(`no deployment '${old}'`),
      todo: /keep-previous: 1/,
    })
    expect(await it.traffic(service)).toEqual({ [name]: 100 })
  })
})

describe('status', () => {
  test('lists what is there, asks what serves, and writes nothing', async () => {
    const old = await deploy('the old model')
    const name = await deploy('the new model', { strategy: 'manual' })
    const before = it.simulator.exchanges.length
    const run = await verb('status')
    expect(run.outputs['status'], run.log).toBe('unchanged')
    const written = it.simulator.exchanges
      .slice(before)
      .filter(({ method, url }) => method !== 'GET' && /resourceGroups/i.test(url))
    expect(written.map(({ url }) => new URL(url).pathname.split('/').at(-1))).toEqual(['listKeys'])
    const { deployments } = JSON.parse(run.outputs['result'] ?? '')
    expect(deployments).toMatchObject([
      { name: old, share: 100, state: 'Succeeded', model: `${service}:1`, instances: 1 },
      { name, share: 0, state: 'Succeeded', model: `${service}:2` },
    ])
    expect(run.summary).toContain('### Deployments')
  })

  test('fails when what serves answers wrongly', async () => {
    await deploy('the model')
    const run = await verb('status', { 'smoke-expect': '{"predict": ["something else"]}' })
    expect(run.outputs['status'], run.log).toBe('smoke-failed')
    expect(run.exitCode).toBe(1)
  })
})

describe('delete', () => {
  test('takes away a deployment without traffic, then the service, and is content when both are gone', async () => {
    const old = await deploy('the old model')
    const name = await deploy('the new model', { strategy: 'manual' })
    expectEnding(await verb('delete', { 'deployment-name': old }), {
      status: 'failed',
      phase: 'plan',
      code: 'deployment-conflict',
      says: /serves 100 % of the traffic/,
      todo: /promote/,
    })
    const one = await verb('delete', { 'deployment-name': name })
    expect(one.outputs['status'], one.log).toBe('deleted')
    expect(await it.deployments(service)).toEqual([old])
    for (const log of ['deleting endpoint', 'gone already']) {
      const run = await verb('delete')
      expect(run.outputs['status'], run.log).toBe('deleted')
      expect(run.log).toContain(log)
    }
    expect((await administered('GET', `/onlineEndpoints/${service}`)).status).toBe(404)
    expect(await it.modelVersions(service)).toEqual(['1', '2'])
  })

  test('leaves what another repository has made', async () => {
    const name = await deploy('the model')
    const elsewhere = { GITHUB_REPOSITORY: 'somebody/else' }
    const run = await it.deploy(
      { mode: 'delete', 'service-name': service, 'model-path': '' },
      elsewhere,
    )
    expectEnding(run, {
      status: 'failed',
      phase: 'plan',
      code: 'not-owned',
      says: /was not made from somebody\/else/,
      todo: /tags/,
    })
    expect(await it.deployments(service)).toEqual([name])
  })
})
