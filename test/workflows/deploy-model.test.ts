/** Another repository calls deploy-model.yml, with nothing but what a caller has, and goes on with its outputs. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../.github/scripts/root.ts'
import { pickled } from '../models/pickled.ts'
import type { JobRun, WorkflowRun } from './act.ts'
import { type LocalGitHub, localGitHub } from './local-github.ts'

const file = '.github/workflows/deploy-model.yml'
const shipped = readFileSync(new URL(file, root), 'utf8')
const called = parse(shipped) as {
  on: { workflow_call: { outputs: Readonly<Record<string, unknown>> } }
}
const outputNames = Object.keys(called.on.workflow_call.outputs)

let it: LocalGitHub
beforeAll(async () => {
  it = await localGitHub()
})
afterAll(() => it.end())
beforeEach(() => {
  it.simulator.world.github.releases.length = 0
})

const call = (inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> =>
  it.run('.github/workflows/deploy.yml', { name: 'workflow_dispatch', payload: { inputs } })

const received = (job: JobRun | undefined): Readonly<Record<string, string>> =>
  JSON.parse(job?.outputs['received']?.['outputs'] ?? '{}') as Record<string, string>

test('a repository that calls it gets its model deployed, and the outputs in a later job', async () => {
  it.commit({ 'outputs/model.joblib': it.lfs(pickled('a model in Git LFS')) })
  const run = await call({ 'model-path': 'outputs/model.joblib' })
  expect(run.exitCode, run.log).toBe(0)
  expect(run.jobs['Deploy']?.steps).toEqual({
    'Check out the calling repository': 'success',
    'Check out the action': 'success',
    deploy: 'success',
  })
  const said = run.jobs['Deploy']?.outputs['deploy'] ?? {}
  const outputs = received(run.jobs['After'])
  expect(outputs).toEqual(Object.fromEntries(outputNames.map((name) => [name, said[name]])))
  expect(outputs).toMatchObject({
    status: 'deployed',
    'scoring-uri': expect.stringMatching(/^https:\/\/breast-cancer\./),
    'model-name': 'breast-cancer',
    'error-code': '',
  })
  expect(JSON.parse(outputs['traffic'] ?? '')).toEqual(await it.traffic('breast-cancer'))
  // GitHub drops an output that has something hidden in it.
  for (const hidden of run.masked) expect(Object.values(outputs).join('\n')).not.toContain(hidden)
})

test('a model that `manual` left without traffic is promoted, and the service deleted', async () => {
  it.commit({ 'model.joblib': pickled('what serves'), 'better.joblib': pickled('a better model') })
  const first = await call({ 'model-path': 'model.joblib' })
  const serving = received(first.jobs['After'])['deployment-name'] ?? ''
  const second = await call({ 'model-path': 'better.joblib', strategy: 'manual' })
  const better = received(second.jobs['After'])['deployment-name'] ?? ''
  expect(better, second.log).toMatch(/^d-/)
  expect(await it.traffic('breast-cancer')).toEqual({ [serving]: 100 })
  const promoted = await call({ mode: 'promote', 'deployment-name': better })
  expect(received(promoted.jobs['After']), promoted.log).toMatchObject({
    status: 'deployed',
    'previous-deployment': serving,
    traffic: JSON.stringify({ [better]: 100 }),
  })
  const gone = await call({ mode: 'delete' })
  expect(received(gone.jobs['After'])['status'], gone.log).toBe('deleted')
  expect(await it.traffic('breast-cancer')).toBeUndefined()
})

/**
 * When a called workflow fails, act ends the run. So what a caller would get is looked at from
 * within, by a job that is added to the workflow as it is shipped.
 */
const lookingWithin = `${shipped}
  received:
    needs: deploy
    if: always()
    runs-on: ubuntu-latest
    steps:
      - id: received
        run: printf 'outputs<<END\\n%s\\nEND\\n' "$OUTPUTS" >>"$GITHUB_OUTPUT"
        env:
          OUTPUTS: \${{ toJSON(needs.deploy.outputs) }}
`

describe('a job that fails', () => {
  let asked = 0
  beforeAll(() => it.release({ [file]: lookingWithin }))
  beforeEach(() => {
    asked = it.simulator.exchanges.length
  })
  const sinceThen = () =>
    it.simulator.exchanges.slice(asked).map(({ url }) => new URL(url).hostname)

  test('in the action has all its outputs', async () => {
    const run = await call({ 'model-path': 'no-such-model.joblib' })
    expect(run.exitCode).toBe(1)
    expect(received(run.jobs['Deploy']), run.log).toMatchObject({
      status: 'failed',
      'service-name': 'breast-cancer',
      'error-code': 'model-not-found',
      'failed-phase': 'request',
    })
  })

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'because there is no such release',
      { 'model-release': 'v9', 'model-path': 'model.joblib' },
      /There is no release with the tag 'v9' in contoso\/fraud-model.*Not Found/,
    ],
    [
      'because the release has no such file',
      { 'model-release': 'v1.2.0', 'model-path': 'modell.joblib' },
      /The release 'v1.2.0' has no asset 'modell.joblib'. It has: model.joblib, notes.md./,
    ],
    [
      'because nobody said which file of the release',
      { 'model-release': 'v1.2.0' },
      /It has: model.joblib, notes.md. Name one in 'model-path'/,
    ],
  ])('before the action, %s, says so and is failed', async (_, inputs, says) => {
    it.simulator.world.github.releases.push({
      tag: 'v1.2.0',
      assets: [
        { id: 1, name: 'model.joblib', content: '' },
        { id: 2, name: 'notes.md', content: '' },
      ],
    })
    const run = await call(inputs)
    expect(run.jobs['Deploy']?.annotations, run.log).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringMatching(says) }),
    ])
    expect(received(run.jobs['Deploy'])).toMatchObject({ status: 'failed', 'scoring-uri': '' })
    expect(new Set(sinceThen())).toEqual(new Set(['api.github.com']))
  })
})
