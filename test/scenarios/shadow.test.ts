/** A new model gets copies of live traffic before any caller sees it; whatever happens, no copies of ours are left. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import { runAction } from '../runner.ts'
import { expectEnding, type Story, story } from './story.ts'

let it: Story

const service = 'shadow'
const shadow = { strategy: 'shadow', 'mirror-share': '20', 'bake-time': '500ms' }
const long = { ...shadow, 'bake-time': '60s' }
const at = (inputs: Readonly<Record<string, string>> = {}) => ({
  'service-name': service,
  ...inputs,
})

/** What is at work when a scenario begins, and where the requests so far end. */
let old = ''
let from = 0
let count = 0

beforeAll(async () => {
  it = await story()
  const run = await it.deploy(at(shadow))
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(run.log).toContain("'strategy: shadow' copies nothing: there is no traffic yet")
})
afterAll(() => it.end())
beforeEach(async () => {
  const traffic = Object.keys(await it.traffic(service))
  expect(traffic).toHaveLength(1)
  old = traffic[0] ?? ''
  from = it.simulator.exchanges.length
  it.write('model.joblib', pickled(`model ${++count}`))
})

interface Routing {
  readonly traffic: Readonly<Record<string, number>>
  readonly mirrorTraffic: Readonly<Record<string, number>>
}

/** Every routing that the scenario's runs asked for, in order. */
const asked = (): readonly Routing[] =>
  it.simulator.exchanges.slice(from).flatMap(({ method, url, requestBody }) => {
    const { properties } = (requestBody ?? {}) as { properties?: Partial<Routing> }
    const { traffic, mirrorTraffic = {} } = properties ?? {}
    return method === 'PUT' && new URL(url).pathname.endsWith(`/${service}`) && traffic
      ? [{ traffic, mirrorTraffic }]
      : []
  })
const azure = (method: string, body?: unknown, below = '') =>
  administer(
    it.simulator.env,
    it.simulator.azure,
    method,
    `/onlineEndpoints/${service}${below}`,
    body,
  )
const endpoint = async () => JSON.parse((await azure('GET')).text)
const routing = async (): Promise<Routing> => {
  const { traffic, mirrorTraffic } = (await endpoint()).properties
  return { traffic, mirrorTraffic }
}
/** Sets traffic and mirror, as somebody else would. */
async function set(change: Routing): Promise<void> {
  const { location, identity, properties } = await endpoint()
  const { authMode } = properties
  const done = await azure('PUT', {
    location,
    identity: { type: identity.type },
    properties: { authMode, ...change },
  })
  expect(done.status, done.text).toBe(200)
  await expect.poll(routing).toEqual(change)
}

describe('killed while it copies', () => {
  async function cutOff() {
    const { process, done } = it.start(at(long), (line) => {
      if (line.includes('bake: watching')) process.kill('SIGKILL')
    })
    const run = await done
    expect(Object.values((await routing()).mirrorTraffic), run.log).toEqual([20])
    return run
  }

  test('the post step ends the copies and takes the deployment away', async () => {
    const run = await cutOff()
    const post = await runAction({
      inputs: it.inputs(at(long)),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: run.state },
    })
    expect(post.exitCode, post.log).toBe(0)
    expect(await routing()).toEqual({ traffic: { [old]: 100 }, mirrorTraffic: {} })
    expect(await it.deployments(service)).toEqual([old])
    expect((await endpoint()).tags).not.toHaveProperty('rollout-deployment')
  })

  test.skipIf(process.platform === 'win32')(
    'and not let back: the log has the command that ends the copies, and the post step does it',
    async () => {
      it.simulator.fault({
        match: { method: 'PUT', url: `onlineEndpoints/${service}\\?`, nth: 2 },
        do: { status: 403 },
      })
      const { process, done } = it.start(at(long), (line) => {
        if (line.includes('bake: watching')) process.kill('SIGTERM')
      })
      const run = await done
      expect(run.outputs['status'], run.log).toBe('cancelled')
      const name = run.outputs['deployment-name']
      expect(run.log).toContain(`--traffic "${old}=100" --mirror-traffic "${name}=0"`)
      const post = await runAction({
        inputs: it.inputs(at(long)),
        env: it.simulator.env,
        cwd: it.checkout,
        post: { state: run.state },
      })
      expect(post.log).toContain(`traffic: back to ${old} 100 %`)
      expect(await routing()).toEqual({ traffic: { [old]: 100 }, mirrorTraffic: {} })
      expect(await it.deployments(service)).toEqual([old])
    },
  )

  test('the next attempt of the same run carries on', async () => {
    await cutOff()
    const next = await it.deploy(at(shadow), { GITHUB_RUN_ATTEMPT: '2' })
    expect(next.outputs['status'], next.log).toBe('deployed')
    const name = next.outputs['deployment-name'] ?? ''
    expect(await routing()).toEqual({ traffic: { [name]: 100 }, mirrorTraffic: {} })
    expect(await it.deployments(service)).toEqual([name])
  })

  test('a later attempt that deploys something else ends the copies first', async () => {
    await cutOff()
    it.write('model.joblib', pickled(`model ${++count}`))
    const next = await it.deploy(at(), { GITHUB_RUN_ATTEMPT: '2' })
    expect(next.outputs['status'], next.log).toBe('deployed')
    const name = next.outputs['deployment-name'] ?? ''
    expect(asked().slice(1)).toEqual([
      { traffic: { [old]: 100 }, mirrorTraffic: {} },
      { traffic: { [name]: 100 }, mirrorTraffic: {} },
    ])
    expect(await it.deployments(service)).toEqual([name])
  })
})

test('a mirror that somebody else has set refuses a shadow before it starts, and survives any other rollout', async () => {
  const other = await it.deploy(at({ strategy: 'manual' }))
  const mirrored = other.outputs['deployment-name'] ?? ''
  const mirrorTraffic = { [mirrored]: 5 }
  const theirs = { traffic: { [old]: 100 }, mirrorTraffic }
  await set(theirs)
  it.write('model.joblib', pickled(`model ${++count}`))
  const versions = await it.modelVersions(service)
  expectEnding(await it.deploy(at(shadow)), {
    status: 'failed',
    phase: 'plan',
    code: 'endpoint-conflict',
    says: /copies 5 % to 'd-\w+' already, and Azure copies to one deployment only/,
    todo: /--mirror-traffic "d-\w+=0", or choose another 'strategy'/,
  })
  expect(await routing()).toEqual(theirs)
  expect(await it.modelVersions(service)).toEqual(versions)
  const run = await it.deploy(at())
  expect(run.outputs['status'], run.log).toBe('deployed')
  const traffic = { [run.outputs['deployment-name'] ?? '']: 100 }
  expect(await routing()).toEqual({ traffic, mirrorTraffic })
  await set({ traffic, mirrorTraffic: {} })
  await azure('DELETE', undefined, `/deployments/${mirrored}`)
})

test('copies that somebody else ends are not begun anew', async () => {
  let ended: Promise<void> | undefined
  const { done } = it.start(at({ ...shadow, 'bake-time': '2s' }), (line) => {
    if (line.includes('bake: watching'))
      ended ??= set({ traffic: { [old]: 100 }, mirrorTraffic: {} })
  })
  const run = await done
  await ended
  expectEnding(run, {
    status: 'failed',
    phase: 'bake',
    code: 'traffic-changed',
    says: /was d-\w+ 100 %, 20 % copied to d-\w+ and is now d-\w+ 100 %: somebody else changed it/,
    todo: /Nothing was overwritten/,
  })
  expect(await routing()).toEqual({ traffic: { [old]: 100 }, mirrorTraffic: {} })
  expect(await it.deployments(service)).toEqual([old])
})

test('a new model gets copies first, which no caller notices, and then the traffic', async () => {
  const caller = await it.caller(service)
  const answeredBy = new Set<string | undefined>()
  let calls: Promise<unknown> | undefined
  const { done } = it.start(at(shadow), (line) => {
    if (!line.includes('bake: watching') || calls) return
    calls = (async () => {
      for (let each = 0; each < 10; each++) {
        const { status, headers } = await caller.score({ data: [[1, 2]] })
        expect(status).toBe(200)
        answeredBy.add(headers['azureml-model-deployment'])
      }
    })()
  })
  const run = await done
  await calls
  expect(run.outputs['status'], run.log).toBe('deployed')
  const name = run.outputs['deployment-name'] ?? ''
  expect(asked()).toEqual([
    { traffic: { [old]: 100 }, mirrorTraffic: { [name]: 20 } },
    { traffic: { [name]: 100 }, mirrorTraffic: {} },
  ])
  expect([...answeredBy]).toEqual([old])
  expect(await routing()).toEqual({ traffic: { [name]: 100 }, mirrorTraffic: {} })
  expect(await it.deployments(service)).toEqual([name])
  expect((await endpoint()).tags).not.toHaveProperty('rollout-deployment')
  expect(run.log).toContain(`traffic: ${old} 100 % → ${old} 100 %, 20 % copied to ${name}`)
  expect(run.log).toContain(`bake: watching ${name} on a copy of 20 % of the traffic`)
  expect(run.summary).toContain('| ✅ 20 % copied |')
})
