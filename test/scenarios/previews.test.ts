/** A service for a while: it goes when its time is up, unless somebody deploys to it again or is at it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { roomy, type Story, story } from './story.ts'

let it: Story
let token: string

beforeAll(async () => {
  it = await story(roomy)
  token = it.simulator.env['GITHUB_TOKEN'] ?? ''
})
afterAll(() => it.end())

const endpoints = () => it.simulator.world.endpoints
const tagsOf = (service: string) => endpoints()[service]?.tags ?? {}

/** Sweeps, with no input beyond where and who. */
const sweep = (more: Readonly<Record<string, string>> = {}) =>
  it.deploy({
    mode: 'sweep',
    'model-path': undefined,
    'service-name': undefined,
    'smoke-request': undefined,
    'smoke-count': undefined,
    preflight: undefined,
    'github-token': token,
    ...more,
  })

const past = '2026-01-01T00:00:00.000Z'
/** As if the service had been deployed long ago. */
const age = (service: string) =>
  Object.assign(endpoints()[service] ?? {}, { tags: { ...tagsOf(service), 'expires-at': past } })

describe('a time to live', () => {
  test('is in the tags from the first write on, and begun anew by every deployment', async () => {
    const before = Date.now()
    const inputs = { 'service-name': 'preview-tags', 'time-to-live': '3d' }
    const first = await it.deploy(inputs)
    expect(first.exitCode, first.log).toBe(0)
    const created = it.simulator.exchanges.find(
      ({ method, url }) => method === 'PUT' && /onlineEndpoints\/preview-tags\?/.test(url),
    )?.requestBody as { tags: Record<string, string> }
    const written = Date.parse(created.tags['expires-at'] ?? '')
    const threeDays = 3 * 24 * 3_600_000
    expect(written).toBeGreaterThanOrEqual(before + threeDays)
    expect(written).toBeLessThanOrEqual(Date.now() + threeDays)
    expect(JSON.parse(first.outputs['result'] ?? '')).toMatchObject({
      expiresAt: tagsOf('preview-tags')['expires-at'],
    })

    age('preview-tags')
    const again = await it.deploy(inputs)
    expect(again.outputs['status'], again.log).toBe('unchanged')
    expect(Date.parse(tagsOf('preview-tags')['expires-at'] ?? '')).toBeGreaterThan(written)

    it.write('better.joblib', pickled('a better preview'))
    const stays = await it.deploy({ 'service-name': 'preview-tags', 'model-path': 'better.joblib' })
    expect(stays.outputs['status'], stays.log).toBe('deployed')
    expect(tagsOf('preview-tags')['expires-at']).toBe('never')
    expect((await sweep()).outputs['status']).toBe('unchanged')
    expect(endpoints()).toHaveProperty('preview-tags')
  })

  test('is part of what is approved, for what has none stays', async () => {
    const inputs = { 'service-name': 'preview-plan', 'time-to-live': '2h' }
    const plan = await it.deploy({ ...inputs, mode: 'plan' })
    expect(JSON.parse(plan.outputs['result'] ?? '').plan.view.expiresAfterHours).toBe(2)
    const approved = { 'approved-plan': plan.outputs['plan-digest'] }
    const other = await it.deploy({ 'service-name': 'preview-plan', ...approved })
    expect(other.outputs['error-code'], other.log).toBe('plan-changed')
    const same = await it.deploy({ ...inputs, ...approved })
    expect(same.outputs['status'], same.log).toBe('deployed')
  })
})

describe('a sweep', () => {
  test('deletes what has outlived its time, of this repository alone, and says so in GitHub', async () => {
    for (const name of ['old-one', 'old-two'])
      await it.deploy({
        'service-name': name,
        'time-to-live': '1h',
        'github-token': token,
        'github-environment': `preview of ${name}`,
      })
    await it.deploy({ 'service-name': 'young', 'time-to-live': '1h' })
    await it.deploy({ 'service-name': 'foreign', 'time-to-live': '1h' })
    await it.deploy({ 'service-name': 'permanent' })
    for (const name of ['old-one', 'old-two', 'foreign']) age(name)
    Object.assign(tagsOf('foreign'), { repository: 'somebody/else' })

    const run = await sweep()
    expect(run.outputs['status'], run.log).toBe('deleted')
    expect(run.exitCode).toBe(0)
    expect(endpoints()).not.toHaveProperty('old-one')
    expect(endpoints()).not.toHaveProperty('old-two')
    for (const name of ['young', 'foreign', 'permanent']) expect(endpoints()).toHaveProperty(name)
    const states = it.simulator.world.github.deployments.map(({ request, statuses }) => [
      request['environment'],
      statuses.at(-1)?.request['state'],
    ])
    expect(states).toEqual([
      ['preview of old-one', 'inactive'],
      ['preview of old-two', 'inactive'],
    ])
    expect(run.summary).toContain('old-one')
    expect((await sweep()).outputs['status']).toBe('unchanged')
  })

  test('leaves what a run is at, and goes on after what cannot be deleted', async () => {
    for (const name of ['taken', 'stuck', 'free']) {
      await it.deploy({ 'service-name': name, 'time-to-live': '1h' })
      age(name)
    }
    Object.assign(tagsOf('taken'), {
      'rollout-run': 'https://github.com/contoso/fraud-model/actions/runs/1/attempts/1#x',
      'rollout-deployment': 'd-new',
      'rollout-before': 'none',
      'rollout-until': new Date(Date.now() + 60_000).toISOString(),
    })
    it.simulator.fault({
      match: { method: 'DELETE', url: 'onlineEndpoints/stuck' },
      do: { status: 400, body: { error: { code: 'ScopeLocked', message: 'it is locked' } } },
    })
    const run = await sweep()
    expect(run.exitCode, run.log).toBe(1)
    expect(run.outputs['status']).toBe('failed')
    expect(endpoints()).toHaveProperty('taken')
    expect(endpoints()).toHaveProperty('stuck')
    expect(endpoints()).not.toHaveProperty('free')
    expect(run.annotations.at(-1)?.message).toMatch(/delete endpoint 'stuck'.*it is locked/s)
    expect(run.log).toMatch(/taken is to go, but .*is rolling out d-new/)
  })
})

test('a run that is lost with its machine keeps nobody waiting, once GitHub says that it is over', async () => {
  const service = 'lost-run'
  await it.deploy({ 'service-name': service })
  Object.assign(tagsOf(service), {
    'rollout-run': `https://github.com/${it.simulator.env['GITHUB_REPOSITORY']}/actions/runs/4711/attempts/2#elsewhere`,
    'rollout-deployment': 'd-lost',
    'rollout-before': Object.entries(endpoints()[service]?.traffic ?? {})
      .map(([name, share]) => `${name}=${share}`)
      .join(' '),
    'rollout-until': new Date(Date.now() + 3_600_000).toISOString(),
  })
  it.write('next.joblib', pickled('the model after the lost run'))
  const inputs = { 'service-name': service, 'model-path': 'next.joblib', 'on-busy': 'fail' }

  it.simulator.world.github.runs['4711'] = { status: 'in_progress' }
  const busy = await it.deploy({ ...inputs, 'github-token': token })
  expect(busy.outputs['error-code'], busy.log).toBe('endpoint-busy')

  it.simulator.world.github.runs['4711'] = { status: 'completed' }
  const untold = await it.deploy(inputs)
  expect(untold.outputs['error-code'], untold.log).toBe('endpoint-busy')
  it.simulator.world.github.permissions.actions = 'none'
  const unseen = await it.deploy({ ...inputs, 'github-token': token })
  it.simulator.world.github.permissions.actions = 'read'
  expect(unseen.outputs['error-code'], unseen.log).toBe('endpoint-busy')
  expect(unseen.log).toContain("'permissions: actions: read'")

  const run = await it.deploy({ ...inputs, 'github-token': token })
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(run.log).toContain('is over, as GitHub says; taking over')
})
