/** The examples as they are, run against GitHub in a folder and a simulated Azure: what happens, and what must not. */
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { pythonWith, training } from '../python.ts'
import type { WorkflowRun } from './act.ts'
import { type LocalGitHub, localGitHub, pullRequest, type RunOptions } from './local-github.ts'

const model = 'outputs/breast_cancer.joblib'

let it: LocalGitHub
beforeEach(async () => {
  it = await localGitHub({ [model]: pickled('the first model') })
})
afterEach(() => it.end())

/** Runs an example that must succeed, with nothing to warn of: its jobs may do all that they do. */
async function succeed(...[example, event, options]: Parameters<LocalGitHub['run']>) {
  const run = await it.run(`examples/${example}`, event, options)
  expect(run.exitCode, run.log).toBe(0)
  const warnings = Object.values(run.jobs).flatMap(({ annotations }) =>
    annotations.filter(({ level }) => level !== 'notice'),
  )
  expect(warnings).toEqual([])
  return run
}

const push = (options?: RunOptions) => succeed('push-to-staging.yml', { name: 'push' }, options)

/** How the jobs that ran have ended. */
const endings = ({ jobs }: WorkflowRun) =>
  Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]))

/** The outputs of the action in a job. */
const outputs = (run: WorkflowRun, job: string) =>
  Object.values(run.jobs[job]?.outputs ?? {}).find((of) => 'status' in of) ?? {}

/** The deployments that GitHub was told of, each with its last state. */
const told = () =>
  it.simulator.world.github.deployments.map(
    ({ request, statuses }) => `${request['environment']}: ${statuses.at(-1)?.request['state']}`,
  )

test('push-to-staging.yml deploys, and another job says where', async () => {
  const run = await push()
  expect(endings(run)).toEqual({ Deploy: 'success', Announce: 'success' })
  const { status, 'scoring-uri': uri } = outputs(run, 'Deploy')
  expect(status).toBe('deployed')
  expect(run.jobs['Announce']?.summary.trim()).toBe(`breast-cancer-staging:1 is deployed at ${uri}`)
  // The job has an environment, of which GitHub itself makes a deployment.
  expect(told()).toEqual([])
})

test('train-then-deploy.yml deploys what the job before has trained', async () => {
  it.commit({ 'requirements.txt': training.requirements.join('\n') })
  const python = dirname(await pythonWith(training.requirements))
  const run = await succeed('train-then-deploy.yml', { name: 'workflow_dispatch' }, { python })
  expect(endings(run)).toEqual({ Train: 'success', Deploy: 'success' })
  expect(outputs(run, 'Deploy')).toMatchObject({
    status: 'deployed',
    framework: 'scikit-learn',
    'framework-version': training.sklearn,
  })
  expect(run.jobs['Deploy']?.summary).toContain('DecisionTreeClassifier')
})

test('matrix.yml makes each model a service of its own', async () => {
  const models = ['breast-cancer', 'churn']
  for (const name of models) it.commit({ [`models/${name}.joblib`]: pickled(name) })
  // act runs no two jobs of a matrix at once without stumbling over itself.
  for (const name of models) {
    const run = await succeed('matrix.yml', { name: 'push' }, { matrix: `model:${name}` })
    expect(Object.values(endings(run))).toEqual(['success'])
  }
  for (const name of models) expect(Object.keys((await it.traffic(name)) ?? {})).toHaveLength(1)
  expect(told()).toEqual(models.map((name) => `${name}: success`))
})

describe('release-to-production.yml', () => {
  const asset = { id: 1, name: 'breast_cancer.joblib', content: '' }
  const release = { name: 'release', ref: 'refs/tags/v1.2.0' }
  const payload = { action: 'published', release: { tag_name: 'v1.2.0' } }
  const content = (note: string) => Buffer.from(pickled(note)).toString('base64')

  beforeEach(() => {
    asset.content = content('the released model')
    it.simulator.world.github.releases.push({ tag: 'v1.2.0', assets: [asset] })
  })

  test('deploys what was planned, and plans nothing when it is there already', async () => {
    const run = await succeed('release-to-production.yml', { ...release, payload })
    expect(endings(run)).toEqual({ Plan: 'success', Deploy: 'success' })
    expect(outputs(run, 'Plan')['status']).toBe('planned')
    expect(outputs(run, 'Deploy')).toMatchObject({
      status: 'deployed',
      'plan-digest': outputs(run, 'Plan')['plan-digest'],
    })
    const again = await succeed('release-to-production.yml', { ...release, payload })
    expect(endings(again)).toEqual({ Plan: 'success' })
  })

  test('deploys nothing when the file of the release is another one by then', async () => {
    const run = await it.run(
      'examples/release-to-production.yml',
      { ...release, payload },
      {
        onLine: ({ command, name }) => {
          if (command === 'set-output' && name === 'plan-digest')
            asset.content = content('a model that nobody has approved')
        },
      },
    )
    expect(endings(run), run.log).toEqual({ Plan: 'success', Deploy: 'failure' })
    expect(outputs(run, 'Deploy')).toMatchObject({ status: 'failed', 'error-code': 'plan-changed' })
    const [annotation] = run.jobs['Deploy']?.annotations ?? []
    expect(annotation?.message).toMatch(/is not what was approved.*Nothing was changed/s)
    expect(await it.traffic('breast-cancer')).toBeUndefined()
  })
})

describe('preview.yml', () => {
  const service = 'breast-cancer-pr-12'
  const preview = (action: string, fork = false) =>
    succeed('preview.yml', pullRequest(12, action, fork))

  test('serves the model of a pull request until it is closed, and says so in one comment', async () => {
    const opened = await preview('opened')
    expect(endings(opened)).toEqual({ Deploy: 'success' })
    const first = await it.traffic(service)
    expect(Object.keys(first ?? {})).toHaveLength(1)
    expect(it.simulator.world.github.comments).toMatchObject([
      { issue: 12, body: expect.stringContaining(service) },
    ])
    expect(told()).toEqual(['preview-12: success'])

    it.commit({ [model]: pickled('a better model') })
    await preview('synchronize')
    expect(await it.traffic(service)).not.toEqual(first)
    expect(it.simulator.world.github.comments).toHaveLength(1)

    const closed = await preview('closed')
    expect(endings(closed)).toEqual({ Remove: 'success' })
    expect(await it.traffic(service)).toBeUndefined()
    expect(told()).toEqual(['preview-12: inactive', 'preview-12: inactive'])
    // As when it was swept away before.
    expect(outputs(await preview('closed'), 'Remove')['status']).toBe('deleted')
  })

  test('tells a pull request from a fork why it gets none, and asks nobody anything', async () => {
    const run = await preview('opened', true)
    expect(endings(run)).toEqual({ 'No preview for forks': 'success' })
    expect(run.log).toContain('comes from a fork, which gets no access to Azure')
    await preview('closed', true)
    expect(it.simulator.exchanges).toEqual([])
  })

  test('is cleaned up by preview-clean-up.yml when its time is over, and nothing else is', async () => {
    await push()
    await preview('opened')
    // As if it had been deployed long ago.
    const preview12 = it.simulator.world.endpoints[service]
    if (preview12) preview12.tags = { ...preview12.tags, 'expires-at': '2026-01-01T00:00:00.000Z' }
    const run = await succeed('preview-clean-up.yml', { name: 'schedule' })
    expect(endings(run)).toEqual({ Sweep: 'success' })
    expect(await it.traffic(service)).toBeUndefined()
    expect(await it.traffic('breast-cancer-staging')).toBeDefined()
  })
})

describe('a service in production', () => {
  test('is put back by rollback.yml to what served before', async () => {
    await push()
    const before = await it.traffic('breast-cancer-staging')
    it.commit({ [model]: pickled('a worse model') })
    await push()
    expect(await it.traffic('breast-cancer-staging')).not.toEqual(before)
    const payload = { inputs: { 'service-name': 'breast-cancer-staging' } }
    const run = await succeed('rollback.yml', { name: 'workflow_dispatch', payload })
    expect(endings(run)).toEqual({ Rollback: 'success' })
    expect(await it.traffic('breast-cancer-staging')).toEqual(before)
  })

  test('is looked at by drift-check.yml, which fails when it does not answer', async () => {
    const look = () => it.run('examples/drift-check.yml', { name: 'schedule' })
    const payload = { inputs: { 'model-path': model } }
    await it.run('.github/workflows/deploy.yml', { name: 'workflow_dispatch', payload })
    const well = await look()
    expect(endings(well), well.log).toEqual({ Status: 'success' })
    expect(outputs(well, 'Status')['status']).toBe('unchanged')
    it.simulator.fault({ match: { url: '/score$' }, do: { status: 500 } })
    const ill = await look()
    expect(endings(ill), ill.log).toEqual({ Status: 'failure' })
    expect(outputs(ill, 'Status')).toMatchObject({
      'error-code': 'smoke-error',
      'portal-url': expect.stringContaining('https://ml.azure.com/'),
    })
  })
})
