/** A new model gets the traffic step by step, is watched at each, and is taken back when it goes wrong. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { administer, type Called } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import type { ActionRun } from '../runner.ts'
import { expectEnding, roomy, type Story, story } from './story.ts'

let it: Story

/** Every scenario has a service of its own: what one leaves is nothing to the next. */
let service = ''
let count = 0
const at = (inputs: Readonly<Record<string, string>> = {}) => ({
  'service-name': service,
  ...inputs,
})

beforeAll(async () => {
  it = await story(roomy)
})
afterAll(() => it.end())
beforeEach(async () => {
  service = `rollout-${++count}`
  it.write('model.joblib', pickled(`the old model of ${service}`))
  const old = await it.deploy(at())
  expect(old.outputs['status'], old.log).toBe('deployed')
  it.write('model.joblib', pickled(`the new model of ${service}`))
})

/** Every split that was asked for, in order. */
const splits = () =>
  it.simulator.exchanges.flatMap(({ method, url, requestBody }) => {
    const body = requestBody as { properties?: { traffic?: Record<string, number> } } | null
    const traffic = body?.properties?.traffic
    return method === 'PUT' && new URL(url).pathname.endsWith(`/${service}`) && traffic
      ? [traffic]
      : []
  })
const azure = (method: string, body?: unknown) =>
  administer(it.simulator.env, it.simulator.azure, method, `/onlineEndpoints/${service}`, body)
const endpoint = async () => JSON.parse((await azure('GET')).text)
const tags = async () => (await endpoint()).tags

describe('a linear rollout', () => {
  test('moves the traffic in steps, watches each, and says what it saw', async () => {
    const [old = ''] = await it.deployments(service)
    const run = await it.deploy(
      at({ strategy: 'linear', 'traffic-steps': '[20, 60, 100]', 'bake-time': '1s' }),
    )
    expect(run.outputs, run.log).toMatchObject({ status: 'deployed', 'previous-deployment': old })
    const name = run.outputs['deployment-name'] ?? ''
    expect(splits().slice(1)).toEqual([
      { [old]: 80, [name]: 20 },
      { [old]: 40, [name]: 60 },
      { [name]: 100 },
    ])
    expect(await it.traffic(service)).toEqual({ [name]: 100 })
    expect(await it.deployments(service)).toEqual([name])
    const { rollout } = JSON.parse(run.outputs['result'] ?? '')
    expect(rollout).toHaveLength(3)
    for (const step of rollout) expect(step).toMatchObject({ failed: 0, asked: expect.any(Number) })
    expect(run.summary).toContain('### Rollout')
    expect(await tags()).not.toHaveProperty('rollout-deployment')
  })
})

describe('a manual rollout', () => {
  test('leaves the new model tested and without traffic, and the old one at work', async () => {
    const before = await it.traffic(service)
    const run = await it.deploy(at({ strategy: 'manual' }))
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(await it.traffic(service)).toEqual(before)
    expect(await it.deployments(service)).toHaveLength(2)
    expect(run.log).toContain('smoke: request 1 passed')
    const next = await it.deploy(at())
    expect(next.outputs['status'], next.log).toBe('deployed')
    expect(await it.traffic(service)).toEqual({ [run.outputs['deployment-name'] ?? '']: 100 })
  })
})

describe('a rollout that is cut off', () => {
  const canary = { strategy: 'canary', 'bake-time': '60s' }

  /** Kills the action when it watches the first step. */
  async function cutOff(signal: NodeJS.Signals) {
    const before = await it.traffic(service)
    const { process, done } = it.start(at(canary), (line) => {
      if (line.includes('bake: watching')) process.kill(signal)
    })
    const run = await done
    return { before, run }
  }

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'by %s goes back at once',
    async (signal) => {
      const { before, run } = await cutOff(signal)
      expect(run.outputs['status'], run.log).toBe('cancelled')
      expect(await it.traffic(service)).toEqual(before)
      expect(await tags()).not.toHaveProperty('rollout-deployment')
    },
  )

  test('by SIGKILL is carried on by the next attempt of the same run', async () => {
    const { run } = await cutOff('SIGKILL')
    expect(run.signal).toBe('SIGKILL')
    expect(Object.values(await it.traffic(service)).sort()).toEqual([10, 90])
    const next = await it.deploy(at({ ...canary, 'bake-time': '1s' }), { GITHUB_RUN_ATTEMPT: '2' })
    expect(next.outputs['status'], next.log).toBe('deployed')
    expect(await it.traffic(service)).toEqual({ [next.outputs['deployment-name'] ?? '']: 100 })
    expect(await it.deployments(service)).toHaveLength(1)
    expect(await it.modelVersions(service)).toEqual(['1', '2'])
  })

  test('by SIGKILL is undone by a later attempt that deploys something else', async () => {
    const { before } = await cutOff('SIGKILL')
    it.write('model.joblib', pickled(`the newest model of ${service}`))
    const next = await it.deploy(at(), { GITHUB_RUN_ATTEMPT: '2' })
    expect(next.outputs['status'], next.log).toBe('deployed')
    expect(splits().at(-2)).toEqual(before)
    expect(await it.traffic(service)).toEqual({ [next.outputs['deployment-name'] ?? '']: 100 })
    expect(await it.deployments(service)).toHaveLength(1)
  })

  // Elsewhere nobody can tell whether a process of that number is the same.
  test.runIf(process.platform === 'linux')(
    'by SIGKILL is taken over at once by any run on the same machine',
    async () => {
      await cutOff('SIGKILL')
      it.write('model.joblib', pickled(`the next model of ${service}`))
      const next = await it.deploy(at(), { GITHUB_RUN_ID: '99' })
      expect(next.outputs['status'], next.log).toBe('deployed')
      expect(next.log).toContain('but was killed on this machine; taking over')
      expect(await it.traffic(service)).toEqual({ [next.outputs['deployment-name'] ?? '']: 100 })
      expect(await it.deployments(service)).toHaveLength(1)
    },
  )

  test('keeps another run away while it lasts, which fails when it is told to', async () => {
    let asked: Promise<ActionRun> | undefined
    let traffic: Promise<Record<string, number>> | undefined
    const started = it.start(at(canary), (line) => {
      if (!line.includes('bake: watching')) return
      traffic ??= it.traffic(service)
      asked ??= it.deploy(at({ 'on-busy': 'fail' }), { GITHUB_RUN_ID: '99' })
      void asked.then(() => started.process.kill('SIGKILL'))
    })
    await started.done
    const other = await asked
    if (!other) throw new Error('it never watched')
    expectEnding(other, {
      status: 'failed',
      phase: 'facts',
      code: 'endpoint-busy',
      says: /is taken: https:\/\/github\.com\/contoso\/fraud-model\/actions\/runs\/17250911802\/attempts\/1 is rolling out d-/,
      todo: /Run again when that run has ended/,
    })
    expect(await it.traffic(service)).toEqual(await traffic)
  })
})

test('a traffic that somebody else moves while it is watched is left as they made it', async () => {
  const theirs = await it.traffic(service)
  let put: Promise<Called> | undefined
  const { done } = it.start(at({ strategy: 'canary', 'bake-time': '2s' }), async (line) => {
    if (!line.includes('bake: watching')) return
    const { location, identity, properties } = await endpoint()
    const { authMode } = properties
    put = azure('PUT', {
      location,
      identity: { type: identity.type },
      properties: { authMode, traffic: theirs },
    })
  })
  const run = await done
  expect((await put)?.status).toBe(200)
  expectEnding(run, {
    status: 'failed',
    phase: 'bake',
    code: 'traffic-changed',
    says: /is now .*: somebody else changed it/,
    todo: /Nothing was overwritten/,
  })
  expect(await it.traffic(service)).toEqual(theirs)
})
