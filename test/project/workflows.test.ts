/** The workflows are sound, hold every action to one commit, and give no job more than it needs. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../.github/scripts/root.ts'
import { lintWorkflows, readWorkflows, unpinned } from '../../.github/scripts/workflows.ts'
import { type InputName, inputNames } from '../../src/plan/inputs.ts'
import { outputNames } from '../../src/plan/result.ts'

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly name?: string
  readonly permissions?: Permissions
  readonly 'timeout-minutes'?: unknown
  readonly needs?: unknown
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly environment?: unknown
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown }
  readonly outputs?: Readonly<Record<string, string>>
  readonly steps?: readonly Step[]
}

type Permissions = Readonly<Record<string, string>>

interface Workflow {
  readonly on: unknown
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const workflows = await readWorkflows()
const parsed = [...workflows].map(([file, text]) => [file, parse(text) as Workflow] as const)
const examples = parsed.filter(([file]) => file.startsWith('examples/'))
const named = (file: string) => parsed.find(([path]) => path === file)?.[1] as Workflow

const action = 'azureml-deploy/azureml-deploy'
/** The steps that are this action, with their jobs. */
const deploying = parsed.flatMap(([file, { jobs }]) =>
  Object.values(jobs).flatMap((job) =>
    (job.steps ?? [])
      .filter(({ uses }) => uses === './.azureml-deploy/action' || uses?.startsWith(`${action}@`))
      .map((step) => [`${file}: ${job.name}`, step, job] as const),
  ),
)
/** The jobs that call a workflow of this repository, with the job that is called. */
const calling = parsed.flatMap(([file, { jobs }]) =>
  Object.values(jobs)
    .filter(({ uses }) => uses?.startsWith(`${action}/`))
    .map((job) => {
      const called = named(job.uses?.slice(action.length + 1).replace(/@.*/, '') ?? '')
      return [`${file}: ${job.name}`, job, called] as const
    }),
)

test('actionlint and zizmor have nothing to say, and every action is pinned', async () => {
  expect(await lintWorkflows()).toEqual([])
})

test.each([
  ['a tag', 'actions/checkout@v4'],
  ['a branch', 'actions/checkout@main'],
  ['a short digest', 'actions/checkout@3d3c42e # v7.0.1'],
  ['a digest without its version', 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'],
  ['another tag of this action than the one that moves', 'azureml-deploy/azureml-deploy@v1.2.0'],
])('%s is not pinned', (_, used) => {
  expect(unpinned('x.yml', `      - uses: ${used}\n`)).toHaveLength(1)
})

test.each(parsed)('%s grants nothing by default and limits every job', (_, workflow) => {
  expect(workflow.permissions).toEqual({})
  for (const job of Object.values(workflow.jobs)) {
    expect(job).toHaveProperty('permissions')
    // A job that calls a workflow is limited there.
    if (job.uses === undefined) expect(job).toHaveProperty('timeout-minutes')
  }
})

test.each(parsed)('%s puts nothing into a script but by its environment', (_, { jobs }) => {
  for (const { steps = [] } of Object.values(jobs))
    for (const { run = '' } of steps) expect(run).not.toMatch(/\$\{\{/)
})

test('no workflow runs what a stranger has written with the rights of this repository', () => {
  for (const [, { on }] of parsed)
    expect(JSON.stringify(on)).not.toMatch(/pull_request_target|workflow_run/)
})

describe('who uses this action', () => {
  test.each(deploying)('%s gives it inputs that it has', (_, { with: given = {} }) => {
    const unknown = Object.keys(given).filter((name) => !inputNames.includes(name as InputName))
    expect(unknown).toEqual([])
  })

  test.each(deploying)('%s may sign in, and only if it needs to', (_, { with: given }, job) => {
    expect(job.permissions?.['id-token']).toBe(given?.['mode'] === 'check' ? undefined : 'write')
  })

  test.each(calling)('%s permits exactly what the called workflow asks for', (_, job, called) => {
    for (const { permissions } of Object.values(called.jobs))
      expect(job.permissions).toEqual(permissions)
  })

  test.each(calling)('%s gives inputs that the called workflow has', (_, job, called) => {
    const { inputs } = (called.on as { workflow_call: { inputs: object } }).workflow_call
    const unknown = Object.keys(job.with ?? {}).filter((name) => !Object.hasOwn(inputs, name))
    expect(unknown).toEqual([])
  })
})

describe.each([
  ['deploy-model.yml', 'deploy'],
  ['check-model.yml', 'check'],
])('%s', (file, id) => {
  const { on, jobs } = named(`.github/workflows/${file}`)
  const { inputs, outputs } = (on as { workflow_call: Called }).workflow_call
  const { [id]: job } = jobs

  interface Called {
    readonly inputs: Readonly<Record<string, { readonly description: string }>>
    readonly outputs: Readonly<Record<string, { readonly value: string }>>
  }

  test('describes its inputs, and hands each on', () => {
    const text = JSON.stringify(jobs)
    for (const [name, { description }] of Object.entries(inputs)) {
      expect(description).toMatch(/\w\.$/)
      expect(text).toContain(`inputs.${name}`)
    }
  })

  test('has outputs of the action, under the same names', () => {
    for (const [name, { value }] of Object.entries(outputs)) {
      expect(outputNames).toContain(name)
      expect(value).toBe(`\${{ jobs.${id}.outputs.${name} }}`)
      expect(job?.outputs?.[name]).toContain(`steps.${id}.outputs.${name}`)
    }
    expect(Object.keys(job?.outputs ?? {})).toEqual(Object.keys(outputs))
  })

  test('takes the action from its own commit, after the checkout that would clean it away', () => {
    const [caller, own] =
      job?.steps?.filter(({ uses }) => uses?.startsWith('actions/checkout@')) ?? []
    expect(caller?.with).toMatchObject({ 'persist-credentials': false })
    expect(caller?.with).not.toHaveProperty('path')
    expect(own?.with).toMatchObject({
      repository: expect.stringContaining('job.workflow_repository'),
      ref: expect.stringContaining('job.workflow_sha'),
      path: '.azureml-deploy/action',
    })
  })
})

test('deploy-model.yml is gated by its environment, and breaks off no deployment', () => {
  const { deploy } = named('.github/workflows/deploy-model.yml').jobs
  expect(deploy?.environment).toMatchObject({ name: expect.stringContaining('inputs.environment') })
  expect(deploy?.concurrency?.['cancel-in-progress']).toBe(false)
  for (const name of ['environment', 'workspace', 'service-name'])
    expect(deploy?.concurrency?.group).toContain(`inputs.${name}`)
})

test('release-to-production.yml deploys behind an approval exactly what was planned before it', () => {
  const { plan, deploy } = named('examples/release-to-production.yml').jobs
  expect(plan?.with?.['mode']).toBe('plan')
  expect(deploy).toMatchObject({ needs: 'plan', with: { environment: 'production' } })
  expect(deploy?.with?.['approved-plan']).toMatch(/^\$\{\{ needs\.plan\.outputs\.plan-digest \}\}$/)
  const { mode: _, environment: __, ...planned } = plan?.with ?? {}
  expect(deploy?.with).toMatchObject(planned)
})

test.each(examples)(
  '%s says what it is for and what to set up, for every environment',
  (file, it) => {
    const text = workflows.get(file) ?? ''
    const head = text.slice(0, text.indexOf('\nname:'))
    expect(head).toMatch(/^# [A-Z]/)
    expect(head).toMatch(/\n# Set up:/)
    for (const { with: given = {} } of Object.values(it.jobs))
      if (given['environment']) expect(head).toContain(`\`${given['environment']}\``)
  },
)

test('the job `ok` of CI waits for every other job', () => {
  const { jobs } = named('.github/workflows/ci.yml')
  const others = Object.keys(jobs).filter((name) => name !== 'ok')
  expect(others.length).toBeGreaterThan(3)
  expect(jobs['ok']?.needs).toEqual(others)
})

test('every npm script that a workflow, .ci/run or the contributor notes name exists', async () => {
  const read = (file: string) => readFile(new URL(file, root), 'utf8')
  const texts = await Promise.all(['.ci/run', 'README.md', 'CONTRIBUTING.md'].map(read))
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
  for (const text of [...workflows.values(), ...texts])
    for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([a-z]+)/g))
      expect(Object.keys(scripts)).toContain(script)
})
