/** The deployment that serves is updated, where there is no quota for two; whatever fails brings back what was there. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import { runAction } from '../runner.ts'
import { expectEnding, type Story, service, story } from './story.ts'

let it: Story

const inPlace = { strategy: 'in-place', 'environment-variables': 'TOKEN: hush' }
let count = 0
/** Another model in the checkout. */
const renew = () => it.write('model.joblib', pickled(`model ${++count}`))

/** What serves when a scenario begins: its name, and all that makes it what it is. */
let name = ''
let before: Omit<Awaited<ReturnType<typeof deployment>>, 'update'>

const read = async () => {
  const path = `/onlineEndpoints/${service}/deployments/${name}`
  return JSON.parse((await administer(it.simulator.env, it.simulator.azure, 'GET', path)).text)
}
const deployment = async () => {
  const { tags, sku, properties } = await read()
  const { properties: _, ...settings } = properties
  const { 'in-place': update, ...others } = tags
  return { tags: others, update, sku, settings }
}
const ask = async () => (await (await it.caller()).score({ data: [[1, 2]] })).text

beforeAll(async () => {
  // Four vCPUs are taken by one deployment with Azure's reserve.
  it = await story({
    arrange: (world) => {
      world.coreLimits['standardDASv4Family'] = 6
      world.totalCoreLimit = 6
    },
  })
  const run = await it.deploy(inPlace)
  expect(run.outputs['status'], run.log).toBe('deployed')
  name = run.outputs['deployment-name'] ?? ''
})
afterAll(() => it.end())
beforeEach(async () => {
  expect(await it.traffic()).toEqual({ [name]: 100 })
  before = (({ tags, sku, settings }) => ({ tags, sku, settings }))(await deployment())
  renew()
})

/** Everything is as it was, and nobody would go back any further. */
async function expectBefore() {
  expect(await it.traffic()).toEqual({ [name]: 100 })
  expect(await it.deployments()).toEqual([name])
  expect(await deployment()).toEqual({ ...before, update: 'ended' })
}

const isUpdate = ({ method, url }: { method: string; url: string }) =>
  method === 'PUT' && url.includes(`/deployments/${name}`)

/** Stops the action when Azure has taken the update, and the action does not know yet. */
async function stopWith(signal: NodeJS.Signals) {
  it.simulator.fault({
    match: { method: 'PUT', url: `/deployments/${name}`, nth: 1 },
    do: { hang: true, afterEffect: true },
  })
  const from = it.simulator.exchanges.length
  const { process, done } = it.start(inPlace)
  await expect
    .poll(() => it.simulator.exchanges.slice(from).some(isUpdate), { timeout: 60_000 })
    .toBe(true)
  process.kill(signal)
  return done
}

async function cutOff() {
  const run = await stopWith('SIGKILL')
  await expect.poll(async () => (await deployment()).settings.provisioningState).toBe('Succeeded')
  expect((await deployment()).update).toBe('begun')
  return run
}

test('a good model takes the place of the old one under its name, and is tested right after', async () => {
  const answer = await ask()
  const run = await it.deploy(inPlace)
  expect(run.outputs, run.log).toMatchObject({ status: 'deployed', 'deployment-name': name })
  expect(await it.deployments()).toEqual([name])
  expect(await it.traffic()).toEqual({ [name]: 100 })
  expect(await ask()).not.toBe(answer)
  expect(run.log).toContain(`verified: https://${service}.`)
  const note = 'nobody can test the new model before it serves'
  expect(run.log).toContain(note)
  expect(run.summary).toContain(note)
  expect((await deployment()).update).toBe('ended')
  const again = await it.deploy(inPlace)
  expect(again.outputs['status'], again.log).toBe('unchanged')
})

test('a model that answers wrongly is taken back, and the old one answers as before', async () => {
  const answer = await ask()
  const run = await it.deploy({ ...inPlace, 'smoke-expect': '{"predict": [7]}' })
  expectEnding(run, {
    status: 'rolled-back',
    phase: 'smoke',
    code: 'smoke-wrong-answer',
    says: /expected 7/,
    todo: /goes back to what it was before the update/,
  })
  await expectBefore()
  expect(await ask()).toBe(answer)
})

test('a model that does not start never serves, and the deployment goes back', async () => {
  const answer = await ask()
  it.write('score.py', '# no server')
  it.write('conda.yml', 'dependencies: [pip: [numpy]]')
  const run = await it.deploy({ ...inPlace, 'entry-script': 'score.py', 'conda-file': 'conda.yml' })
  expect(run.outputs, run.log).toMatchObject({
    status: 'rolled-back',
    'failed-phase': 'deployment',
  })
  await expectBefore()
  expect(await ask()).toBe(answer)
})

test.skipIf(process.platform === 'win32')('a run that is cancelled goes back', async () => {
  const run = await stopWith('SIGTERM')
  expect(run.outputs['status'], run.log).toBe('cancelled')
  await expectBefore()
})

/** Nobody but its own next attempt takes over from a run whose post step was lost, too. */
const second = { GITHUB_RUN_ATTEMPT: '2' }

test('a run that is killed is undone by the post step, or else by the command that it says', async () => {
  const run = await cutOff()
  const { tags } = await deployment()
  const post = () =>
    runAction({
      inputs: it.inputs(inPlace),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: run.state },
    })
  it.simulator.fault({
    match: { method: 'PUT', url: `/deployments/${name}`, nth: 1 },
    do: { status: 403 },
  })
  const failed = await post()
  expect(failed.exitCode, failed.log).toBe(1)
  const [, url, script] =
    /put it back by hand: az rest --method put --url "(.+?)" --body .*python3 -c '(.+)'\)"$/m.exec(
      failed.log,
    ) ?? []
  expect(url).toContain(`/deployments/${name}?api-version=`)
  const byHand = execFileSync('python3', ['-c', script ?? ''], {
    input: JSON.stringify(await read()),
  })
  const done = await post()
  expect(done.exitCode, done.log).toBe(0)
  expect(done.log).toContain(`deployment ${name}: back to what it was`)
  await expectBefore()
  const restoring = it.simulator.exchanges.findLast(isUpdate)
  expect({ ...(restoring?.requestBody as object), tags: before.tags }).toEqual(
    JSON.parse(byHand.toString()),
  )
  expect(before.settings.environmentVariables).toEqual({ TOKEN: 'hush' })
  // Tags show in many places, bills among them.
  const shown = Object.entries(tags).filter(([tag]) => tag.startsWith('in-place-before'))
  expect(shown.length).toBeGreaterThan(3)
  expect(Buffer.from(shown.map(([, text]) => text).join(''), 'base64').toString()).toContain(
    '"TOKEN":null',
  )
})

test('a run that is killed is carried on by the next for the same model, which goes back if it fails', async () => {
  await cutOff()
  const failed = await it.deploy({ ...inPlace, 'smoke-expect': '{"predict": [7]}' }, second)
  expect(failed.outputs['status'], failed.log).toBe('rolled-back')
  await expectBefore()
  await cutOff()
  const next = await it.deploy(inPlace, second)
  expect(next.outputs['status'], next.log).toBe('deployed')
  expect((await deployment()).update).toBe('ended')
})

test('a run that is killed is undone by `mode: rollback`, and before anything is promoted', async () => {
  const verb = (mode: string) => it.deploy({ mode, 'model-path': '' }, second)
  const answer = await ask()
  for (const mode of ['rollback', 'promote']) {
    await cutOff()
    const run = await verb(mode)
    expect(run.outputs, run.log).toMatchObject({
      status: 'deployed',
      'deployment-name': name,
    })
    expect(run.log).toContain('an earlier run left its update unfinished; back to what it was')
    await expectBefore()
    expect(await ask()).toBe(answer)
  }
})

test('a rollback waits for an update that is under way, which has nothing beside it to go back to', async () => {
  it.simulator.fault({
    match: { method: 'GET', url: '/mfeOperationsStatus/od:', nth: 1 },
    do: { delayMs: 4_000 },
  })
  const { done } = it.start(inPlace)
  await expect.poll(async () => (await deployment()).update, { timeout: 60_000 }).toBe('begun')
  const busy = await it.deploy(
    { mode: 'rollback', 'model-path': '', 'on-busy': 'fail' },
    { GITHUB_RUN_ID: '999' },
  )
  expect(busy.outputs['error-code'], busy.log).toBe('endpoint-busy')
  const run = await done
  expect(run.outputs['status'], run.log).toBe('deployed')
})

test('a run that is killed is taken back by the next for another model, beside which the old one serves', async () => {
  const answer = await ask()
  await cutOff()
  renew()
  it.simulator.world.coreLimits['standardDASv4Family'] = 100
  it.simulator.world.totalCoreLimit = 100
  const run = await it.deploy({ strategy: 'manual' }, second)
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(run.log).toContain('an earlier run left its update unfinished; back to what it was')
  expect(await deployment()).toEqual({ ...before, update: 'ended' })
  expect(await ask()).toBe(answer)
  expect(run.outputs['deployment-name']).not.toBe(name)
})
