/** release.yml releases what a tag names: built, tested, attested, published; and nothing that does not fit. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Releases, sha256, startReleases } from '../project/releases.ts'
import { runWorkflow, type WorkflowRun } from './act.ts'
import { standInActions } from './local-github.ts'

const root = resolve(import.meta.dirname, '../..')
const repository = 'contoso/azureml-deploy'
const home = mkdtempSync(join(tmpdir(), 'release-'))
const folder = join(home, 'repositories', repository)
const bin = join(home, 'bin')

let github: Releases
let runs = 0

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=octocat', '-c', 'user.email=o@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()

/** A commit on the branch that is checked out. */
function commit(files: Readonly<Record<string, string>> = {}): string {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content)
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '--message', 'A commit')
  return git('rev-parse', 'HEAD')
}

beforeAll(async () => {
  github = await startReleases(repository)
  for (const part of [
    ...['action.yml', 'dist', 'LICENSE', 'README.md', '.node-version'],
    ...['package.json', 'package-lock.json'],
    ...['.github', 'src', '.rolldown.ts', '.gitattributes'],
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  git('init', '--quiet', '--initial-branch=main')
  const { version: _, ...rest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packageJson = JSON.stringify({ version: '1.2.3', ...rest })
  const changelog = '# Changelog\n\n## [1.2.3] - 2026-11-30\n\n- Better.\n'
  commit({
    'package.json': packageJson,
    'CHANGELOG.md': changelog,
    '.gitignore': 'node_modules\n',
  })
  // What npm would do is done by CI at every push; here it is written down.
  mkdirSync(bin)
  writeFileSync(
    join(bin, 'npm'),
    `#!/bin/sh\necho "npm $*" >> '${home}/npm.log'\n[ "$1" != ci ] || ln -s '${root}/node_modules' node_modules\n`,
  )
  chmodSync(join(bin, 'npm'), 0o755)
})
afterAll(() => {
  github.close()
  rmSync(home, { recursive: true, force: true })
})
beforeEach(() => {
  github.clear()
  for (const left of ['npm.log', 'attestations.jsonl', 'artifacts'])
    rmSync(join(home, left), { recursive: true, force: true })
})

/** Pushes a tag of a commit. */
async function push(tag: string, sha: string): Promise<WorkflowRun> {
  git('tag', '--force', tag, sha)
  github.tags[tag] = sha
  return runWorkflow({
    workflow: join(folder, '.github/workflows/release.yml'),
    event: {
      name: 'push',
      payload: { ref: `refs/tags/${tag}`, repository: { full_name: repository } },
    },
    scratch: join(home, `run-${++runs}`),
    context: {
      GITHUB_REPOSITORY: repository,
      GITHUB_REF: `refs/tags/${tag}`,
      SHA_REF: sha,
      GITHUB_API_URL: github.api,
    },
    variables: {},
    secrets: { GITHUB_TOKEN: github.token },
    env: {
      LOCAL_GITHUB: home,
      LOCAL_PYTHON: bin,
      PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
    },
    repositories: await standInActions(),
  })
}

const lines = (file: string) =>
  existsSync(join(home, file)) ? readFileSync(join(home, file), 'utf8').trim().split('\n') : []
const hexOf = (path: string) => sha256(readFileSync(path)).replace('sha256:', '')

test('a tag of main is built, tested, attested and published, and v1 follows; again changes nothing', async () => {
  const sha = git('rev-parse', 'HEAD')
  const run = await push('v1.2.3', sha)
  expect(run.exitCode, run.log).toBe(0)
  expect(lines('npm.log').toSorted()).toEqual(
    ['npm ci', 'npm ci', 'npm run build', 'npm run check', 'npm test'].toSorted(),
  )
  const [release] = github.releases
  expect(release).toMatchObject({
    tag_name: 'v1.2.3',
    body: '- Better.',
    draft: false,
    prerelease: false,
  })
  const archive = 'azureml-deploy-v1.2.3.tar.gz'
  const sbom = 'azureml-deploy-v1.2.3.cdx.json'
  expect(release?.assets.map(({ name }) => name)).toEqual([sbom, archive])
  expect(github.tags['v1']).toBe(sha)

  const [build, bill] = lines('attestations.jsonl').map((line) => JSON.parse(line))
  const published = release?.assets.find(({ name }) => name === archive)?.digest
  expect(`sha256:${build.subjects[archive]}`).toBe(published)
  for (const file of ['index.js', 'post.js', 'shared.js', 'vendor.js'])
    expect(build.subjects[file]).toBe(hexOf(join(root, 'dist', file)))
  expect(Object.keys(bill.subjects)).toEqual([archive])
  expect(bill.sbom).toMatchObject({ bomFormat: 'CycloneDX' })

  github.written.length = 0
  const again = await push('v1.2.3', sha)
  expect(again.exitCode, again.log).toBe(0)
  expect(github.written).toEqual(['PATCH /git/refs/tags/v1'])
})

test.each([
  ['a version that package.json does not have', 'v1.2.4', 'main', /package.json has version 1.2.3/],
  ['a commit that is not on main', 'v1.2.3', 'aside', /is not on main/],
])('%s is not released', async (_, tag, branch, says) => {
  git('checkout', '--quiet', '-B', branch)
  if (branch !== 'main') commit()
  const run = await push(tag, git('rev-parse', 'HEAD'))
  git('checkout', '--quiet', 'main')
  expect(run.exitCode, run.log).not.toBe(0)
  expect(run.jobs['build']?.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(says),
  ])
  expect(lines('attestations.jsonl')).toEqual([])
  expect(github.written).toEqual([])
})
