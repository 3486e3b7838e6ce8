/** New versions that pass their smoke test and go wrong under live traffic, on the real inference server: each is taken back by itself. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { behaviours } from '../behaviour/models.ts'
import { play } from '../behaviour/play.ts'
import { ways } from '../behaviour/strategies.ts'
import { expectEnding, type Story, service, story } from './story.ts'

// Environments are installed, and every version starts a server.
vi.setConfig({ testTimeout: 240_000 })

let it: Story
let live: Record<string, number>

/** A scoring script that answers its first requests rightly; `later` is what it does from the eleventh on. */
const script = (later: string) => `import json, os, time

asked = 0


def init():
    pass


def run(raw_data):
    global asked
    asked += 1
    if asked > 10:
        ${later}
    return {"predict": [sum(row) for row in json.loads(raw_data)["data"]]}
`

/** A scoring script that is never well again once it was shown less than nothing, which no smoke request does. */
const brittle = `import json

broken = False


def init():
    pass


def run(raw_data):
    global broken
    rows = json.loads(raw_data)["data"]
    broken = broken or min(map(min, rows)) < 0
    if broken:
        raise ValueError("less than nothing")
    return {"predict": [sum(row) for row in rows]}
`

const inputs = {
  'entry-script': 'serving/score.py',
  'conda-file': 'serving/conda.yml',
  'smoke-request': '{"data": [[1, 2], [3, 4]]}',
  'smoke-expect': '{"predict": [3, 7]}',
}
const canary = { ...inputs, strategy: 'canary', 'traffic-steps': '[20, 100]', 'bake-time': '20s' }

beforeAll(async () => {
  it = await story({ scoring: 'python' })
  it.write(
    'serving/conda.yml',
    'dependencies: [python=3.12, pip, {pip: [azureml-inference-server-http==1.5.1]}]',
  )
  it.write('serving/score.py', script('pass'))
  const run = await it.deploy(inputs)
  expect(run.outputs['status'], run.log).toBe('deployed')
  live = await it.traffic()
}, 300_000)
afterAll(() => it.end())

test.each([
  ['all-at-once', 'crashing'],
  ['canary', 'wrong later'],
  ['linear', 'slow under load'],
  ['shadow', 'wrong'],
  ['in-place', 'leaking'],
  ['manual', 'crashing'],
])(
  '%s × %s: a good version takes over, any other is taken back, and why is said',
  async (way, behaviour) => {
    const verdict = await play(it, named(ways, way), named(behaviours, behaviour))
    expect(verdict.wrong, verdict.log).toEqual([])
  },
)

const named = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
  const found = all.find((one) => one.name === name)
  if (!found) throw new Error(`there is no '${name}'`)
  return found
}

test('a version that is slow from some time on is taken back by a limit in milliseconds', async () => {
  it.write('serving/score.py', script('time.sleep(3)'))
  const run = await it.deploy({ ...canary, 'smoke-max-latency-ms': 2000 })
  expectEnding(run, {
    status: 'rolled-back',
    phase: 'bake',
    code: 'bake-failed',
    // Who waits too long is refused in the end: which of the two is seen first is chance.
    says: /\d+ of \d+ answers took longer than the 2000 ms of 'smoke-max-latency-ms'|requests failed/,
    todo: /goes back to what it was/,
  })
  expect(await it.traffic()).toEqual(live)
})

test('a version that fails only its callers, and not the smoke requests, is taken back by its metrics', async () => {
  it.write(
    'serving/score.py',
    script('pass').replace(
      'asked += 1',
      'if len(json.loads(raw_data)["data"]) == 1:\n        raise ValueError("one row")',
    ),
  )
  const caller = await it.caller()
  const [old] = Object.keys(live)
  let calling = true
  const calls = (async () => {
    while (calling) {
      await caller.score({ data: [[1, 2]] })
      await sleep(20)
    }
  })()
  const run = await it.deploy({ ...canary, 'traffic-steps': '[50, 100]', 'bake-time': '4s' })
  calling = false
  await calls
  expectEnding(run, {
    status: 'rolled-back',
    phase: 'bake',
    code: 'bake-failed',
    says: new RegExp(
      `did not hold at 50 % .* of live traffic failed \\('max-error-rate' allows 1 %\\), of ${old} 0 of \\d+ requests \\(0 %\\)`,
    ),
    todo: /goes back to what it was/,
  })
  expect(await it.traffic()).toEqual(live)
  expect(run.log).toContain('ValueError: one row')
  expect(run.summary).toMatch(/❌ 50 % \| <code>d-/)
})

test('a version that real requests break is found out on copies of them, and no caller notices', async () => {
  it.write('serving/score.py', brittle)
  const caller = await it.caller()
  const [old] = Object.keys(live)
  const answers: unknown[] = []
  let calling = true
  const calls = (async () => {
    while (calling) {
      const { status, headers } = await caller.score({ data: [[-1, 2]] })
      answers.push({ status, by: headers['azureml-model-deployment'] })
      await sleep(100)
    }
  })()
  const run = await it.deploy({
    ...inputs,
    strategy: 'shadow',
    'mirror-share': '50',
    'bake-time': '20s',
  })
  calling = false
  await calls
  expectEnding(run, {
    status: 'rolled-back',
    phase: 'bake',
    code: 'bake-failed',
    says: /did not hold on a copy of 50 % of the traffic: .*requests failed.*less than nothing/s,
    todo: /goes back to what it was/,
  })
  expect(answers.filter((answer) => !isDeepStrictEqual(answer, { status: 200, by: old }))).toEqual(
    [],
  )
  expect(it.simulator.world.endpoints[service]).toMatchObject({ traffic: live, mirrorTraffic: {} })
  expect(await it.deployments()).toEqual([old])
})

test('a version that holds takes over', async () => {
  it.write('serving/score.py', script('pass  # better'))
  const run = await it.deploy({ ...canary, 'bake-time': '3s' })
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(await it.traffic()).toEqual({ [run.outputs['deployment-name'] ?? '']: 100 })
})
