/** New versions that pass their smoke test and go wrong under live traffic, on the real inference server: each is taken back by itself. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { behaviours } from '../behaviour/models.ts'
import { play } from '../behaviour/play.ts'
import { ways } from '../behaviour/strategies.ts'
import { expectEnding, type Story, service, story } from './story.ts'

// Environments are installed, and every version starts a server. Two at a time leave each other room.
vi.setConfig({ testTimeout: 240_000, maxConcurrency: 2 })

let it: Story
let live: Record<string, number>

/** A scoring script that answers the sum of each row. */
const sums = `import json


def init():
    pass


def run(raw_data):
    rows = json.loads(raw_data)["data"]
    return {"predict": [sum(row) for row in rows]}
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
  it.write('serving/score.py', sums)
  const run = await it.deploy(inputs)
  expect(run.outputs['status'], run.log).toBe('deployed')
  live = await it.traffic()
}, 300_000)
afterAll(() => it.end())

test.concurrent.each([
  ['all-at-once', 'crashing'],
  ['canary', 'wrong later'],
  ['linear', 'slow under load'],
  ['shadow', 'crashing'],
  ['in-place', 'leaking'],
  ['manual', 'wrong'],
])(
  '%s × %s: a good version takes over, any other is taken back, and why is said',
  async (way, behaviour) => {
    const own = await story({ scoring: 'python' })
    const verdict = await play(own, named(ways, way), named(behaviours, behaviour)).finally(own.end)
    expect(verdict.wrong, verdict.log).toEqual([])
  },
)

const named = <T extends { readonly name: string }>(all: readonly T[], name: string): T => {
  const found = all.find((one) => one.name === name)
  if (!found) throw new Error(`there is no '${name}'`)
  return found
}

test('a version that fails only its callers, and not the smoke requests, is taken back by its metrics', async () => {
  it.write(
    'serving/score.py',
    sums.replace(
      '    return',
      '    if len(rows) == 1:\n        raise ValueError("one row")\n    return',
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
  it.write('serving/score.py', `# better\n${sums}`)
  const run = await it.deploy({ ...canary, 'bake-time': '3s' })
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(await it.traffic()).toEqual({ [run.outputs['deployment-name'] ?? '']: 100 })
})
