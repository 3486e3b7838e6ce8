/** Two runs at one endpoint, or a run and a person: one outcome, nothing left behind, and both reports are true. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { administer } from '../caller.ts'
import { watch } from '../matrix/caller.ts'
import { pickled } from '../models/pickled.ts'
import { type ActionRun, runAction } from '../runner.ts'
import { expectEnding, roomy, type Story, story } from './story.ts'

let it: Story

beforeAll(async () => {
  it = await story(roomy)
})
afterAll(() => it.end())

type Inputs = Readonly<Record<string, string>>
type Traffic = Readonly<Record<string, number>>

/** A model that nobody has deployed before, for a service of its own. */
const modelOf = (service: string, content: string): Inputs => {
  const path = `${service}/${content}.joblib`
  it.write(path, pickled(`${content} of ${service}`))
  return { 'service-name': service, 'model-path': path }
}

/** A service that serves a model already. */
async function serve(service: string, more: Inputs = {}): Promise<string> {
  const run = await it.deploy({ ...modelOf(service, 'old'), ...more })
  expect(run.outputs['status'], run.log).toBe('deployed')
  return run.outputs['deployment-name'] ?? ''
}

interface Ended extends ActionRun {
  /** What the endpoint's traffic was when the run had ended. */
  readonly live: Traffic
  readonly lines: readonly string[]
}

/** A run of a workflow of its own. */
function begin(inputs: Inputs, id: string, env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = []
  const { process, done } = it.start(inputs, (line) => lines.push(line), {
    GITHUB_RUN_ID: id,
    ...env,
  })
  const ended = done.then((run): Ended => ({ ...run, lines, live: liveOf(inputs) }))
  onTestFinished(() => void process.kill('SIGKILL'))
  return { process, lines, done: ended }
}

/** Callers who go on calling; what was wrong with their answers is told when they have ended. */
async function callers(service: string, proven: readonly string[]) {
  const watching = await watch(it.simulator, service, proven)
  onTestFinished(async () => void (await watching.end()))
  return async () => expect((await watching.end()).wrong).toEqual([])
}

/** At this very moment, without the wait of a request. */
function liveOf(inputs: Inputs): Traffic {
  const traffic = it.simulator.world.endpoints[inputs['service-name'] ?? '']?.traffic ?? {}
  return Object.fromEntries(Object.entries(traffic).filter(([, share]) => share > 0))
}

/** Holds a request back, from the moment when it has `come` until it is told to `go`. */
function hold(method: string, url: string, nth = 1) {
  const { promise: come, resolve: arrived } = Promise.withResolvers<void>()
  const { promise: gone, resolve: go } = Promise.withResolvers<void>()
  const held = () => {
    arrived()
    return gone
  }
  onTestFinished(it.simulator.fault({ match: { method, url, nth }, do: { hold: held } }))
  onTestFinished(() => go())
  return { come, go }
}

/** Where the requests of a service go, as patterns. */
const at = (service: string) => ({
  endpoint: `/onlineEndpoints/${service}[?]`,
  deployment: `/onlineEndpoints/${service}/deployments/d-[0-9a-f]+[?]`,
  score: `^https://${service}[.].*/score$`,
})

async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await sleep(5)
}

const says = (run: { lines: readonly string[] }, text: string) =>
  until(() => run.lines.some((line) => line.includes(text)))

const azure = async (method: string, service: string, body?: unknown) =>
  administer(it.simulator.env, it.simulator.azure, method, `/onlineEndpoints/${service}`, body)

/** What a person does in the studio: the whole resource, with other traffic. */
async function setTraffic(service: string, traffic: Traffic): Promise<void> {
  const { location, tags, identity, properties } = JSON.parse((await azure('GET', service)).text)
  const put = () =>
    azure('PUT', service, {
      location,
      tags,
      identity: { type: identity.type },
      properties: { authMode: properties.authMode, traffic },
    })
  let answer = await put()
  for (; answer.status === 409; answer = await put()) await sleep(50)
  expect(answer.status, answer.text).toBe(200)
}

/** What a report says of the traffic is what the traffic was when it ended. */
function expectTruth(run: Ended): void {
  expect(JSON.parse(run.outputs['traffic'] || '{}'), run.log).toEqual(run.live)
}

/** All the traffic on one deployment, no other there, and nobody's name in the tags. */
async function expectOne(service: string, deployment: string): Promise<void> {
  expect(await it.traffic(service)).toEqual({ [deployment]: 100 })
  expect(await it.deployments(service)).toEqual([deployment])
  expectFree(service)
}

function expectFree(service: string): void {
  const tags = it.simulator.world.endpoints[service]?.tags ?? {}
  expect(Object.keys(tags).filter((name) => /^rollout-(run|deployment)/.test(name))).toEqual([])
}

const statuses = (runs: readonly Ended[]) => runs.map(({ outputs }) => outputs['status']).sort()
const logs = (runs: readonly Ended[]) => runs.map(({ log }) => log).join('\n\n')

describe('two runs with the same content', () => {
  test('that make the endpoint together leave one deployment: the second finds it done', async () => {
    const service = 'race-new'
    const inputs = modelOf(service, 'model')
    const runs = await Promise.all([begin(inputs, '1').done, begin(inputs, '2').done])
    expect(statuses(runs), logs(runs)).toEqual(['deployed', 'unchanged'])
    runs.forEach(expectTruth)
    await expectOne(service, runs[0]?.outputs['deployment-name'] ?? '')
    expect(await it.modelVersions(service)).toEqual(['1'])
  })

  const service = 'race-same'
  const { endpoint, deployment } = at(service)
  beforeAll(async () => void (await serve(service)))
  test.each([
    ['makes the deployment', 'PUT', deployment, 1],
    ['deletes the old deployment', 'DELETE', deployment, 1],
    ['ends', 'PATCH', endpoint, 2],
  ] as const)('of which the second comes when the first %s', async (moment, method, url, nth) => {
    const inputs = modelOf(service, moment)
    const { come, go } = hold(method, url, nth)
    const first = begin(inputs, '1')
    await come
    const second = begin(inputs, '2')
    await says(second, 'waiting for it to end')
    go()
    const runs = await Promise.all([first.done, second.done])
    expect(
      runs.map(({ outputs }) => outputs['status']),
      logs(runs),
    ).toEqual(['deployed', 'unchanged'])
    runs.forEach(expectTruth)
    await expectOne(service, runs[0]?.outputs['deployment-name'] ?? '')
  })
})

describe('two runs with different content', () => {
  const service = 'race-other'
  const { endpoint, deployment } = at(service)

  test('that begin together deploy one after the other', async () => {
    const old = await serve(service)
    const expectAnswered = await callers(service, [old])
    const order: Ended[] = []
    await Promise.all(
      ['one', 'two'].map(async (content, index) => {
        order.push(await begin(modelOf(service, content), `${index}`).done)
      }),
    )
    expect(statuses(order), logs(order)).toEqual(['deployed', 'deployed'])
    order.forEach(expectTruth)
    await expectOne(service, order[1]?.outputs['deployment-name'] ?? '')
    await expectAnswered()
  })

  test('that both write their name go by the later: the other takes back what it made, and waits', async () => {
    const expectAnswered = await callers(service, Object.keys(await it.traffic(service)))
    // The first has looked, and found the endpoint free; its name arrives when the second is at work.
    const late = hold('PATCH', endpoint, 1)
    const first = begin(modelOf(service, 'three'), '1')
    await late.come
    const working = hold('PUT', deployment, 1)
    const second = begin(modelOf(service, 'four'), '2')
    await working.come
    late.go()
    working.go()
    const runs = await Promise.all([first.done, second.done])
    expect(statuses(runs), logs(runs)).toEqual(['deployed', 'deployed'])
    expect(runs[1].log).toContain(
      'was taken in the meantime: https://github.com/contoso/fraud-model/actions/runs/1/attempts/1 is rolling out',
    )
    runs.forEach(expectTruth)
    await expectOne(service, runs[1].outputs['deployment-name'] ?? '')
    await expectAnswered()
  })

  test('of which the second is not to wait: it fails at once, and says who is at it', async () => {
    const { come, go } = hold('PUT', deployment)
    const first = begin(modelOf(service, 'five'), '1')
    await come
    const [second, plan] = await Promise.all([
      begin({ ...modelOf(service, 'six'), 'on-busy': 'fail' }, '2').done,
      begin({ ...modelOf(service, 'six'), mode: 'plan' }, '3').done,
    ])
    go()
    expectEnding(second, {
      status: 'failed',
      phase: 'facts',
      code: 'endpoint-busy',
      says: /is taken: https:\/\/github\.com\/contoso\/fraud-model\/actions\/runs\/1\/attempts\/1 is rolling out d-[0-9a-f]+ \(until 2/,
      todo: /Run again when that run has ended/,
    })
    expectTruth(second)
    expect(plan.outputs['status'], plan.log).toBe('planned')
    const done = await first.done
    expect(done.outputs['status'], done.log).toBe('deployed')
    await expectOne(service, done.outputs['deployment-name'] ?? '')
  })
})

describe('a run that waits for another goes on', () => {
  const service = 'race-after'
  const { deployment } = at(service)

  async function waiting(first: Inputs, second: Inputs) {
    const { come, go } = hold('PUT', deployment)
    const running = begin(first, '1')
    await come
    const waits = begin(second, '2')
    await says(waits, 'waiting for it to end')
    return { first: running, second: waits, go }
  }

  test('when that fails', async () => {
    await serve(service)
    const bad = { ...modelOf(service, 'bad'), 'smoke-expect': '{"predict": ["no"]}' }
    const { first, second, go } = await waiting(bad, modelOf(service, 'good'))
    go()
    const runs = await Promise.all([first.done, second.done])
    expect(statuses(runs), logs(runs)).toEqual(['deployed', 'smoke-failed'])
    runs.forEach(expectTruth)
    await expectOne(service, runs[1].outputs['deployment-name'] ?? '')
  })

  test('when that is killed and its post step has been', async () => {
    const inputs = modelOf(service, 'new')
    const { first, second, go } = await waiting(inputs, inputs)
    first.process.kill('SIGKILL')
    go()
    const { state } = await first.done
    const post = await runAction({
      inputs: it.inputs(inputs),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state },
    })
    expect(post.exitCode, post.log).toBe(0)
    const run = await second.done
    expect(run.outputs['status'], run.log).toBe('deployed')
    expectTruth(run)
    await expectOne(service, run.outputs['deployment-name'] ?? '')
  })
})

describe('somebody who moves the traffic by hand', () => {
  const service = 'race-by-hand'
  const { deployment, score } = at(service)
  let kept = ''
  let current = ''

  // Two versions, of which the older is kept: what a person goes back to.
  beforeAll(async () => {
    kept = await serve(service)
    const run = await it.deploy({ ...modelOf(service, 'current'), 'keep-previous': 'true' })
    current = run.outputs['deployment-name'] ?? ''
  })

  /** Plays a run that is held at a request while the traffic is set; it must have noticed. */
  async function play(
    [method, url, nth]: readonly [string, string, number],
    phase: string,
    move: (added: string) => Promise<void>,
  ) {
    const expectAnswered = await callers(service, [kept, current])
    const { come, go } = hold(method, url, nth)
    const inputs = { ...modelOf(service, `${method} ${nth} ${phase}`), 'keep-previous': '2' }
    const run = begin(inputs, '1')
    await come
    const added = (await it.deployments(service)).find((name) => ![kept, current].includes(name))
    await move(added ?? '')
    const theirs = liveOf(inputs)
    go()
    const ended = await run.done
    expectEnding(ended, {
      status: 'failed',
      phase,
      code: 'traffic-changed',
      says: /is now .*: somebody else changed it/,
      todo: /Nothing was overwritten/,
    })
    expectTruth(ended)
    expect(await it.traffic(service)).toEqual(theirs)
    expectFree(service)
    await expectAnswered()
    return added ?? ''
  }

  test('by `mode: rollback` does not wait, and the run that deploys ends', async () => {
    await play(['POST', score, 1], 'traffic', async () => {
      const inputs = { mode: 'rollback', 'service-name': service, 'model-path': '' }
      const back = await begin(inputs, '2').done
      expect(back.outputs['status'], back.log).toBe('deployed')
      expectTruth(back)
    })
    expect(await it.traffic(service)).toEqual({ [kept]: 100 })
    expect(await it.deployments(service)).toEqual([kept, current].sort())
  })

  test.each([
    ['is made', ['PUT', deployment, 1], 'traffic'],
    ['is verified', ['POST', score, 2], 'verify'],
  ] as const)(
    'while the new deployment %s keeps what they set, and it goes',
    async (_, moment, phase) => {
      await setTraffic(service, { [current]: 100 })
      await play(moment, phase, () => setTraffic(service, { [kept]: 100 }))
      expect(await it.deployments(service)).toEqual([kept, current].sort())
    },
  )

  test('and gives the new deployment some of it keeps that, too', async () => {
    await setTraffic(service, { [current]: 100 })
    const theirs = (name: string) => ({ [kept]: 60, [name]: 40 })
    const added = await play(['POST', score, 1], 'traffic', async (name) => {
      await setTraffic(service, theirs(name))
    })
    expect(await it.traffic(service)).toEqual(theirs(added))
    expect(await it.deployments(service)).toEqual([kept, current, added].sort())
  })

  test('while old deployments are deleted keeps what they set, and all that serves', async () => {
    await setTraffic(service, { [kept]: 100 })
    const { come, go } = hold('DELETE', deployment)
    const run = begin(modelOf(service, 'last'), '1')
    await come
    await setTraffic(service, { [kept]: 100 })
    go()
    const ended = await run.done
    expectEnding(ended, {
      status: 'failed',
      phase: 'clean-up',
      code: 'traffic-changed',
      says: /is now .*: somebody else changed it/,
      todo: /Nothing was overwritten/,
    })
    expectTruth(ended)
    expect(await it.traffic(service)).toEqual({ [kept]: 100 })
    expect(await it.deployments(service)).toContain(kept)
    expectFree(service)
  })
})
