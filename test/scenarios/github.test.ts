/** What the person watching sees in GitHub: deployments of a commit, the comment on a pull request, and no harm. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { type ActionRun, runAction } from '../runner.ts'
import { type Story, story } from './story.ts'

let it: Story
let token: string

beforeAll(async () => {
  it = await story()
  token = it.simulator.env['GITHUB_TOKEN'] ?? ''
})
afterAll(() => it.end())

const github = () => it.simulator.world.github
const runUrl = () =>
  `https://github.com/${github().owner}/${github().repository}/actions/runs/${github().runId}/attempts/1`

/** What GitHub has been told of the deployments of an environment, in order. */
const told = (environment: string) =>
  github()
    .deployments.filter(({ request }) => request['environment'] === environment)
    .map(({ statuses }) => statuses.map(({ request }) => request['state']))

const warnings = ({ annotations }: ActionRun) =>
  annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)

/** The environment of a run that a pull request set off. */
function pullRequest(number: number, from = `${github().owner}/${github().repository}`) {
  const event = {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      head: { sha: 'a'.repeat(40), repo: { full_name: from } },
      base: { repo: { full_name: `${github().owner}/${github().repository}` } },
    },
  }
  it.write(`event-${number}.json`, JSON.stringify(event))
  return {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: `${it.checkout}/event-${number}.json`,
  }
}

describe('a GitHub Deployment', () => {
  test('leads to the service and the run, and ends the one before', async () => {
    const service = 'shown'
    const first = await it.deploy({ 'github-token': token, 'service-name': service })
    expect(first.exitCode, first.log).toBe(0)
    const [deployment] = github().deployments
    expect(deployment?.request).toMatchObject({
      ref: github().sha,
      environment: service,
      task: 'deploy',
      auto_merge: false,
      required_contexts: [],
      transient_environment: false,
    })
    expect(deployment?.statuses.map(({ request }) => request)).toMatchObject([
      { state: 'in_progress', log_url: runUrl() },
      {
        state: 'success',
        log_url: runUrl(),
        environment_url: first.outputs['scoring-uri'],
        description: 'deployed',
      },
    ])

    it.write('model.joblib', pickled('a better model'))
    await it.deploy({ 'github-token': token, 'service-name': service })
    expect(told(service)).toEqual([
      ['in_progress', 'success', 'inactive'],
      ['in_progress', 'success'],
    ])

    const wrong = await it.deploy({
      'github-token': token,
      'service-name': service,
      'smoke-expect': '["something else"]',
      revision: 'wrong',
    })
    expect(wrong.outputs['status'], wrong.log).toBe('smoke-failed')
    expect(told(service)[2]).toEqual(['in_progress', 'failure'])
    expect(github().deployments.at(-1)?.statuses.at(-1)?.request['description']).toBe(
      'smoke-failed: smoke-wrong-answer',
    )

    const gone = await it.deploy({
      'github-token': token,
      'service-name': service,
      mode: 'delete',
    })
    expect(gone.outputs['status'], gone.log).toBe('deleted')
    expect(told(service).map((states) => states.at(-1))).toEqual([
      'inactive',
      'inactive',
      'failure',
    ])
  })

  test('is under the name that is asked for, and none of a plan or a look', async () => {
    const inputs = {
      'github-token': token,
      'github-environment': 'staging',
      'service-name': 'named',
    }
    await it.deploy({ ...inputs, mode: 'plan' })
    expect(told('staging')).toEqual([])
    await it.deploy(inputs)
    await it.deploy({ ...inputs, mode: 'status' })
    expect(told('staging')).toEqual([['in_progress', 'success']])
  })

  test('is left to GitHub where the job has an environment', async () => {
    const before = github().deployments.length
    github().environment = 'production'
    it.simulator.world.application.federatedCredentials.push({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `repo:${github().owner}/${github().repository}:environment:production`,
      audience: 'api://AzureADTokenExchange',
    })
    const run = await it.deploy({ 'github-token': token, 'service-name': 'gated' })
    github().environment = undefined
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(github().deployments).toHaveLength(before)
  })

  test('is left to GitHub where only its own deployment tells of the environment', async () => {
    const { azure } = it.simulator
    github().deployments.push({
      id: github().deployments.length + 1,
      request: { ref: github().sha, environment: 'by-job' },
      statuses: [{ id: 1, request: { state: 'in_progress', log_url: runUrl() }, at: '' }],
      at: '',
    })
    const before = github().deployments.length
    const run = await it.deploy(
      {
        'github-token': token,
        'service-name': 'gated',
        'client-secret': azure.clientSecret,
      },
      { ACTIONS_ID_TOKEN_REQUEST_URL: '' },
    )
    expect(run.outputs['status'], run.log).toBe('unchanged')
    expect(github().deployments).toHaveLength(before)
    github().deployments.pop()
  })

  test('is ended rightly even if GitHub would not hear of its beginning', async () => {
    const matched = { method: 'POST', url: 'deployments/\\d+/statuses', nth: 1 }
    it.simulator.fault({ match: matched, do: { status: 422, body: { message: 'no' } } })
    const run = await it.deploy({ 'github-token': token, 'service-name': 'unheard' })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(told('unheard')).toEqual([['success']])
    expect(warnings(run)).toEqual([expect.stringContaining('the GitHub Deployment is missing: no')])
    expect(run.state['github-deployment']).toBe('')
  })

  test('of a run that was killed is ended by its post step', async () => {
    const inputs = { 'github-token': token, 'service-name': 'killed' }
    it.simulator.fault({
      match: { method: 'PUT', url: 'onlineEndpoints/killed' },
      do: { hang: true },
    })
    const { process, done } = it.start(inputs)
    await expect.poll(() => told('killed')[0], { timeout: 30_000 }).toEqual(['in_progress'])
    process.kill('SIGKILL')
    const killed = await done
    const post = await runAction({
      inputs: it.inputs(inputs),
      env: it.simulator.env,
      cwd: it.checkout,
      post: { state: killed.state },
    })
    expect(post.exitCode, post.log).toBe(0)
    expect(told('killed')).toEqual([['in_progress', 'failure']])
  })
})

describe('the comment on a pull request', () => {
  const bodies = (issue: number) =>
    github()
      .comments.filter((comment) => comment.issue === issue)
      .map(({ body }) => body)

  test('is written once, found among others, and rewritten', async () => {
    for (let n = 0; n < 101; n++)
      github().comments.push({ id: github().comments.length + 1, issue: 7, body: `remark ${n}` })
    const inputs = { mode: 'plan', 'github-token': token, 'service-name': 'commented' }
    const first = await it.deploy(inputs, pullRequest(7))
    expect(first.exitCode, first.log).toBe(0)
    expect(bodies(7)).toHaveLength(102)
    expect(bodies(7).at(-1)).toContain('commented')
    expect(bodies(7).at(-1)).toContain('70 USD')

    const second = await it.deploy({ ...inputs, 'instance-count': 2 }, pullRequest(7))
    expect(second.exitCode, second.log).toBe(0)
    expect(bodies(7)).toHaveLength(102)
    expect(bodies(7).at(-1)).toContain('140 USD')
  })

  test('tells of mistakes in the inputs, too, and is not written where it is not wanted', async () => {
    const inputs = { mode: 'check', 'github-token': token, 'service-name': 'mistaken' }
    await it.deploy({ ...inputs, cpu: 'two' }, pullRequest(8))
    expect(bodies(8)).toEqual([expect.stringContaining("'cpu' is 'two'")])
    const silent = { ...inputs, 'pull-request-comment': 'false' }
    await it.deploy(silent, pullRequest(9))
    await it.deploy({ ...silent, cpu: 'two' }, pullRequest(9))
    expect(bodies(9)).toEqual([])
  })

  test('of a preview says where it answers, and that it is gone', async () => {
    const inputs = {
      'github-token': token,
      'service-name': 'breast-cancer-pr-10',
      'time-to-live': '3d',
    }
    const preview = await it.deploy(inputs, pullRequest(10))
    expect(preview.outputs['status'], preview.log).toBe('deployed')
    expect(bodies(10)).toEqual([
      expect.stringContaining('//breast-cancer-pr-10.eastus2.inference.ml.azure.com/score'),
    ])
    expect(github().deployments.at(-1)?.request).toMatchObject({
      ref: 'a'.repeat(40),
      environment: 'breast-cancer-pr-10',
      transient_environment: true,
    })
    const closed = { ...inputs, mode: 'delete' }
    await it.deploy(closed, pullRequest(10))
    expect(bodies(10)).toEqual([expect.stringMatching(/breast-cancer-pr-10.* deleted/)])
    expect(told('breast-cancer-pr-10')).toEqual([['in_progress', 'success', 'inactive']])

    const never = await it.deploy(
      { ...closed, 'service-name': 'breast-cancer-pr-11' },
      pullRequest(11),
    )
    expect(never.outputs['status'], never.log).toBe('deleted')
    expect(bodies(11)).toEqual([])
  })
})

describe('what GitHub does not allow', () => {
  test('is said with the permission that is missing, and nothing else is harmed', async () => {
    Object.assign(github().permissions, { deployments: 'none', 'pull-requests': 'read' })
    const run = await it.deploy(
      { 'github-token': token, 'service-name': 'refused' },
      pullRequest(12),
    )
    Object.assign(github().permissions, { deployments: 'write', 'pull-requests': 'write' })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.exitCode).toBe(0)
    expect(warnings(run)).toEqual([
      expect.stringMatching(/GitHub Deployment is missing.*'permissions: deployments: write'/),
      expect.stringMatching(/comment .* is missing.*'permissions: pull-requests: write'/),
    ])
  })

  test('is no warning in the pull request of a fork, which cannot do better', async () => {
    Object.assign(github().permissions, { deployments: 'read', 'pull-requests': 'read' })
    const run = await it.deploy(
      { mode: 'check', 'github-token': token, 'service-name': 'forked' },
      { ...pullRequest(13, 'somebody/else'), ACTIONS_ID_TOKEN_REQUEST_URL: '' },
    )
    Object.assign(github().permissions, { deployments: 'write', 'pull-requests': 'write' })
    expect(run.outputs['status'], run.log).toBe('planned')
    expect(warnings(run)).toEqual([])
    expect(run.log).toMatch(/comment .* is missing.*in the pull request of a fork/)
  })

  test.each([['a token that it does not know', 'ghs_wrong', /GitHub does not take the token/]])(
    'is harmless: %s',
    async (_, wrong, says) => {
      const run = await it.deploy({ 'github-token': wrong, 'service-name': 'named' })
      expect(run.outputs['status'], run.log).toBe('unchanged')
      expect(warnings(run)).toEqual([expect.stringMatching(says)])
    },
  )
})
