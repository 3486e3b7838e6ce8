/** A pull request has its model checked by check-model.yml: without Azure, without a secret, also from a fork. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { type LocalGitHub, localGitHub, pullRequest } from './local-github.ts'

const model = 'outputs/breast_cancer.joblib'

let it: LocalGitHub
beforeAll(async () => {
  it = await localGitHub({ [model]: pickled('a model') })
})
afterAll(() => it.end())

let asked = 0
beforeEach(() => {
  asked = it.simulator.exchanges.length
})
/** Whom the run has asked anything. */
const hosts = () =>
  new Set(it.simulator.exchanges.slice(asked).map(({ url }) => new URL(url).hostname))

const check = (fork: boolean) =>
  it.run('.github/workflows/check.yml', pullRequest(7, 'opened', fork))

test('of this repository: the verdict is in the summary and in a comment', async () => {
  const run = await check(false)
  expect(run.exitCode, run.log).toBe(0)
  expect(run.jobs['Check']?.outputs['check']).toMatchObject({
    status: 'planned',
    framework: 'scikit-learn',
    'framework-version': '1.6.1',
    'error-code': '',
  })
  expect(run.jobs['Check']?.summary).toContain('breast-cancer')
  expect(it.simulator.world.github.comments).toMatchObject([{ issue: 7 }])
  expect(hosts()).toEqual(new Set(['api.github.com']))
})

test('of a fork: the same, without the comment that its token may not write', async () => {
  const before = structuredClone(it.simulator.world.github.comments)
  const run = await check(true)
  expect(run.exitCode, run.log).toBe(0)
  expect(run.jobs['Check']?.outputs['check']?.['status']).toBe('planned')
  expect(it.simulator.world.github.comments).toEqual(before)
  expect([...hosts()].filter((host) => host !== 'api.github.com')).toEqual([])
})

test('a model that runs code when it is loaded fails the check', async () => {
  it.commit({ [model]: "cos\nsystem\n(S'echo caught'\ntR." })
  const run = await check(true)
  expect(run.exitCode).toBe(1)
  expect(run.jobs['Check']?.outputs['check'], run.log).toMatchObject({
    status: 'failed',
    'error-code': 'model-unsafe',
  })
  expect(run.jobs['Check']?.annotations.map(({ title }) => title)).toEqual([
    expect.stringContaining('model-unsafe'),
  ])
})
