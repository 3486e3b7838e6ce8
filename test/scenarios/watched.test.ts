/** A rollout is judged by live traffic: by the metrics of Azure Monitor, and by the alert rules that were named. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { clientOf } from '../simulator/client.ts'
import { latencyRule } from './alertRule.ts'
import { expectEnding, type Story, service, story } from './story.ts'

let it: Story

/** What serves when a scenario begins; each has a new model of its own to put in its place. */
let old = ''
let count = 0
const canary = (inputs: Readonly<Record<string, string>> = {}) => ({
  strategy: 'canary',
  'traffic-steps': '[50, 100]',
  'bake-time': '2s',
  ...inputs,
})

/** All at once, and then watched. */
const atOnce = (inputs: Readonly<Record<string, string>> = {}) => ({ 'bake-time': '1s', ...inputs })

beforeAll(async () => {
  it = await story()
  const run = await it.deploy()
  expect(run.outputs['status'], run.log).toBe('deployed')
})
afterAll(() => it.end())
beforeEach(async () => {
  old = Object.keys(await it.traffic())[0] ?? ''
  it.write('model.joblib', pickled(`the new model ${++count}`))
})

/** A rule on the endpoint's latency that fires only when a test says so. */
async function makeRule(name: string, enabled = true): Promise<string> {
  const client = clientOf(it.simulator)
  const { subscriptionId, resourceGroup, workspace } = it.simulator.azure
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
  const id = `${group}/providers/Microsoft.Insights/metricAlerts/${name}`
  const endpoint = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}/onlineEndpoints/${service}`
  const { status } = await client.arm('PUT', id, latencyRule(endpoint, enabled), '2018-03-01')
  client.close()
  expect(status).toBe(200)
  return id
}

const written = () =>
  it.simulator.exchanges.filter(
    ({ method, url }) =>
      !['GET', 'POST'].includes(method) &&
      new URL(url).pathname.includes('MachineLearningServices'),
  )

describe('alert rules', () => {
  test('take the new deployment back when one of them fires, and say which', async () => {
    const before = await it.traffic()
    const id = await makeRule('errors')
    const { done } = it.start(canary({ 'rollback-alerts': `["${id}"]` }), (line) => {
      if (line.includes('bake: watching')) it.simulator.world.fireAlert('errors')
    })
    const run = await done
    expectEnding(run, {
      status: 'rolled-back',
      phase: 'bake',
      code: 'bake-failed',
      says: new RegExp(
        `did not hold at 50 % of the traffic: the alert rule 'errors' of 'rollback-alerts' fired at .* \\(Sev1\\) for onlineEndpoints/${service}: more errors than the service promises`,
      ),
      todo: /goes back to what it was/,
    })
    expect(await it.traffic()).toEqual(before)
    expect(await it.deployments()).toEqual([old])
    expect(run.summary).toMatch(/❌ 50 % .* fired at/)
  })

  test('that have been firing before say nothing of the new deployment', async () => {
    await makeRule('late')
    it.simulator.world.fireAlert('late')
    it.simulator.clock.advance(5_000)
    const run = await it.deploy(atOnce({ 'rollback-alerts': '- late' }))
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.summary).toContain("the rule 'late' has been firing since")
  })

  test('that cannot speak are refused before anything starts, in a plan and a promotion as well', async () => {
    await makeRule('off', false)
    await makeRule('unread')
    const before = written().length
    for (const mode of ['deploy', 'plan', 'promote']) {
      const run = await it.deploy(
        canary({ mode, 'rollback-alerts': '[nowhere, off]', 'plan-file': 'plan.json' }),
      )
      expectEnding(run, {
        status: 'failed',
        phase: 'facts',
        code: 'alert-rule-unusable',
        says: /there is no alert rule 'nowhere' in resource group 'ml'; the alert rule 'off' is switched off/,
        todo: /az monitor metrics alert list/,
      })
    }
    it.simulator.world.deny('Microsoft.AlertsManagement/alerts/read')
    const unread = await it.deploy(canary({ 'rollback-alerts': '[unread]' }))
    it.simulator.world.allow('Microsoft.AlertsManagement/alerts/read')
    expectEnding(unread, {
      status: 'failed',
      phase: 'facts',
      code: 'permission-denied',
      says: /read the alerts of Azure Monitor/,
      todo: /Monitoring Reader/,
    })
    expect(written()).toHaveLength(before)
  })
})

/** A caller of the service while something is done: so many of ten requests are such as no model understands. */
async function calling<T>(wrong: number, work: () => Promise<T>): Promise<T> {
  const caller = await it.caller()
  let busy = true
  // One after the other: an instance that is full refuses its callers.
  const calls = (async () => {
    for (let each = 0; busy; each++) {
      await caller.send(each % 10 < wrong ? 'no JSON' : '{"data": [[1, 2]]}')
      await sleep(5)
    }
  })()
  try {
    return await work()
  } finally {
    busy = false
    await calls
  }
}

describe('live traffic', () => {
  test('that the old model fails as often is no reason to go back', async () => {
    const run = await calling(3, () => it.deploy(canary()))
    expect(run.outputs['status'], run.log).toBe('deployed')
    const { live } = JSON.parse(run.outputs['result'] ?? '')
    expect(live).toHaveLength(2)
    expect(live[0].current.failed).toBeGreaterThan(10)
    expect(live[0].previous.failed).toBeGreaterThan(10)
    expect(run.summary).toContain('### Live traffic')
    expect(run.summary).toContain(`<code>${old}</code>`)
  })

  test('that may not be measured is said so, and the requests of the run decide', async () => {
    it.simulator.world.deny('Microsoft.Insights/metrics/read')
    const run = await it.deploy(atOnce())
    it.simulator.world.allow('Microsoft.Insights/metrics/read')
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.summary).toMatch(/metrics: Azure Monitor gave none, so live traffic was not judged/)
    expect(run.summary).toContain('Monitoring Reader')
    expect(run.annotations.filter(({ level }) => level !== 'notice')).toEqual([])
  })

  test('of which nothing has arrived yet is nothing to be alarmed about', async () => {
    it.simulator.world.metricsLagMs = 3 * 60_000
    const run = await it.deploy(atOnce())
    it.simulator.world.metricsLagMs = 0
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.summary).not.toMatch(/metrics|Live traffic/)
  })
})
