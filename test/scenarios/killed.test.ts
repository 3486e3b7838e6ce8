/** A run that is killed at any moment is finished by the next one: one deployment, one version, the right traffic. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changes, type Moment, momentsOf } from '../matrix/moments.ts'
import { pickled } from '../models/pickled.ts'
import { runAction } from '../runner.ts'
import { roomy, type Story, story } from './story.ts'

let it: Story

/** The moments of one good deployment, in order. Of polls, which vary in number, only the first. */
let moments: readonly Moment[] = []

beforeAll(async () => {
  // Every moment gets a service of its own, and all of them stay.
  it = await story(roomy)
  const from = it.simulator.exchanges.length
  const run = await it.deploy(contentOf(it, 'rehearsal'))
  expect(run.outputs['status'], run.log).toBe('deployed')
  moments = momentsOf(it.simulator.exchanges.slice(from), 'rehearsal')
})
afterAll(() => it.end())

/** A service whose model, code and environment nobody has registered before. */
function contentOf(it: Story, name: string): Record<string, string> {
  it.write(`${name}.joblib`, `the model of ${name}`)
  it.write(`${name}/score.py`, `# ${name}`)
  it.write(`${name}.yml`, `# ${name}\ndependencies: [pip: [azureml-inference-server-http==1.5.1]]`)
  return {
    'service-name': name,
    'model-path': `${name}.joblib`,
    'entry-script': `${name}/score.py`,
    'conda-file': `${name}.yml`,
  }
}

/** Kills the action at a moment: before the request takes effect, or after, its answer lost. */
async function killAt(
  it: Story,
  { method, url, nth }: Moment,
  afterEffect: boolean,
  inputs: Record<string, string>,
) {
  const from = it.simulator.exchanges.length
  it.simulator.fault({
    match: { method, url, nth },
    do: { hang: true, ...(afterEffect ? { afterEffect } : {}) },
  })
  const { process, done } = it.start(inputs)
  let ended = false
  void done.then(() => {
    ended = true
  })
  const pattern = new RegExp(url)
  const happened = () =>
    it.simulator.exchanges.slice(from).filter((e) => e.method === method && pattern.test(e.url))
      .length >= nth
  while (!happened()) {
    if (ended) throw new Error(`the run ended before ${method} ${url}:\n${(await done).log}`)
    await sleep(5)
  }
  process.kill('SIGKILL')
  return done
}

test('there are moments enough to choose from', () => {
  expect(moments.length).toBeGreaterThan(20)
  expect(moments.filter(changes).length).toBeGreaterThanOrEqual(9)
})

// Moments are the same in every Azure, so each of the two has its own, and they go side by side.
describe.concurrent.each([
  ['before it takes effect', false],
  ['after it took effect, its answer lost', true],
])('killed with SIGKILL at a request, %s', (_, afterEffect) => {
  let own: Story
  beforeAll(async () => {
    own = await story(roomy)
  })
  afterAll(() => own.end())

  test('the next run ends with one deployment, one model version and all the traffic', async () => {
    const unchanged: string[] = []
    // With its own note on the endpoint a run has done everything; only then may the next find nothing to do.
    const noted = moments.findIndex(({ method }) => method === 'PATCH')
    for (const [index, moment] of moments.entries()) {
      // A read that was answered leaves what a read that was not leaves.
      if (afterEffect && !changes(moment)) continue
      const name = `killed-${afterEffect ? 'after' : 'before'}-${index}`
      const inputs = contentOf(own, name)
      const killed = await killAt(own, moment, afterEffect, inputs)
      const after = `${killed.signal} at ${moment.method} ${moment.url} (${moment.nth})`
      const next = await own.deploy(inputs, { GITHUB_RUN_ATTEMPT: '2' })
      expect(next.outputs['status'], `${after}\n${next.log}`).toMatch(/^(deployed|unchanged)$/)
      const deployment = next.outputs['deployment-name'] ?? ''
      expect(await own.deployments(name), after).toEqual([deployment])
      expect(await own.modelVersions(name), after).toEqual(['1'])
      expect(await own.traffic(name), after).toEqual({ [deployment]: 100 })
      if (next.outputs['status'] === 'unchanged' && index < noted) unchanged.push(after)
    }
    expect(unchanged).toEqual([])
  }, 600_000)
})

describe('a workflow that is cancelled', () => {
  const cancelAt = async (url: RegExp, signal: NodeJS.Signals) => {
    await it.deploy({ 'service-name': 'cancelled' })
    const before = await it.traffic('cancelled')
    it.write('other.joblib', pickled(`another model ${signal} ${url}`))
    const from = it.simulator.exchanges.length
    it.simulator.fault({ match: { method: 'PUT', url: url.source, nth: 1 }, do: { delayMs: 500 } })
    const { process, done } = it.start({
      'service-name': 'cancelled',
      'model-path': 'other.joblib',
    })
    while (!it.simulator.exchanges.slice(from).some((e) => e.method === 'PUT' && url.test(e.url))) {
      await sleep(10)
    }
    process.kill(signal)
    return { before, run: await done }
  }

  test.skipIf(process.platform === 'win32').each([
    ['SIGINT', /deployments\/d-/],
    ['SIGTERM', /onlineEndpoints\/cancelled\?/],
  ] as const)('by %s restores what was, and says so', async (signal, url) => {
    const { before, run } = await cancelAt(url, signal)
    expect(run.exitCode, run.log).toBe(1)
    expect(run.outputs, run.log).toMatchObject({ status: 'cancelled', 'error-code': 'cancelled' })
    // The post step is the second net: it finds nothing to do, or does it.
    const post = await runAction({
      inputs: it.inputs({ 'service-name': 'cancelled', 'model-path': 'other.joblib' }),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: run.state },
    })
    expect(post.exitCode, post.log).toBe(0)
    expect(await it.traffic('cancelled')).toEqual(before)
    expect(await it.deployments('cancelled')).toEqual(Object.keys(before))
  })

  test('by SIGKILL while it deploys is cleaned up by the post step', async () => {
    const { before, run } = await cancelAt(/deployments\/d-/, 'SIGKILL')
    expect(run.state).toMatchObject({ unsettled: expect.stringContaining('"deployment"') })
    const post = await runAction({
      inputs: it.inputs({ 'service-name': 'cancelled', 'model-path': 'other.joblib' }),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: run.state },
    })
    expect(post.exitCode, post.log).toBe(0)
    expect(post.log).toContain('the main step was stopped')
    expect(await it.traffic('cancelled')).toEqual(before)
    expect(await it.deployments('cancelled')).toEqual(Object.keys(before))
  })

  test('leaves nothing for the post step when it ended by itself', async () => {
    const run = await it.deploy({ 'service-name': 'cancelled' })
    const post = await runAction({
      inputs: it.inputs(),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: run.state },
    })
    expect({ exitCode: post.exitCode, log: post.log }).toEqual({ exitCode: 0, log: '' })
  })
})
