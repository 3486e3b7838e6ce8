/** GitHub without GitHub: repositories, releases and artifacts in a folder, a runner, and a simulated Azure. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { readWorkflows } from '../../.github/scripts/workflows.ts'
import { administer } from '../caller.ts'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'
import type { GitHub, GitHubPermission } from '../simulator/world.ts'
import { callerOf, type LogLine, runWorkflow, type WorkflowRun } from './act.ts'

const root = resolve(import.meta.dirname, '../..')
const action = 'azureml-deploy/azureml-deploy'

type Traffic = Record<string, number>

/** By their paths in a repository. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** What sets a workflow off. */
export interface Event {
  readonly name: string
  /** Default: the branch main. */
  readonly ref?: string
  readonly payload?: Readonly<Record<string, unknown>>
  /** A pull request from a fork: no identity, and a token that only reads. */
  readonly fork?: boolean
}

/** A pull request, of this repository or of a fork of it. */
export const pullRequest = (number: number, action: string, fork = false): Event => ({
  name: 'pull_request',
  ref: `refs/pull/${number}/merge`,
  fork,
  payload: {
    action,
    number,
    pull_request: {
      number,
      head: {
        ref: 'a-better-model',
        sha: 'a'.repeat(40),
        repo: { full_name: fork ? 'stranger/fraud-model' : 'contoso/fraud-model', fork },
      },
      base: { ref: 'main', repo: { full_name: 'contoso/fraud-model' } },
    },
  },
})

/** What else a run may be given. */
export interface RunOptions {
  /** Only this entry of a matrix, such as `model:churn`. */
  readonly matrix?: string
  /** The folder of the Python that actions/setup-python installs. */
  readonly python?: string
  /** Hears every line of act's log as it comes. */
  readonly onLine?: (line: LogLine) => void
}

/** GitHub, as far as a test sees it. */
export interface LocalGitHub {
  readonly simulator: Simulator
  /** Commits to the calling repository, whose workflows run. */
  commit(files: Files): void
  /** Stores content as Git LFS does; what stands for it in the repository. */
  lfs(content: Uint8Array): string
  /** Changes what is published of this repository, and moves its tag v1 there. */
  release(files: Files): void
  /** Runs a workflow: of the calling repository, or an example as it is. */
  run(workflow: string, event: Event, options?: RunOptions): Promise<WorkflowRun>
  /** The deployments of a service with their traffic; undefined when there is none. */
  traffic(service: string): Promise<Readonly<Record<string, number>> | undefined>
  end(): Promise<void>
}

/** Environments that the examples have, and for which the application trusts their jobs. */
const environments = ['staging', 'production-plan', 'production', 'production-rollback']

/** Starts it; the calling repository has what is in `calling/`, and these files. */
export async function localGitHub(files: Files = {}): Promise<LocalGitHub> {
  const simulator = await startSimulator({
    scoring: 'stub',
    arrange: ({ application, github }) => {
      const [first] = application.federatedCredentials
      for (const environment of environments)
        application.federatedCredentials.push({
          ...first,
          issuer: first?.issuer ?? '',
          audience: first?.audience ?? '',
          subject: `repo:${github.owner}/${github.repository}:environment:${environment}`,
        })
    },
  })
  const { github } = simulator.world
  const home = mkdtempSync(join(tmpdir(), 'github-'))
  const repository = `${github.owner}/${github.repository}`
  const calling = folderOf(home, repository)
  publish(folderOf(home, action))
  const standIns = await standInActions()
  let runs = 0

  const commit = (more: Files) => {
    github.sha = committed(calling, more)
  }
  cpSync(join(import.meta.dirname, 'calling'), calling, { recursive: true })
  commit(files)

  return {
    simulator,
    commit,
    release: (more) => {
      committed(folderOf(home, action), more)
      git(folderOf(home, action), 'tag', '--force', 'v1')
    },
    lfs: (content) => {
      const oid = createHash('sha256').update(content).digest('hex')
      mkdirSync(join(home, 'lfs'), { recursive: true })
      writeFileSync(join(home, 'lfs', oid), content)
      return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.byteLength}\n`
    },
    traffic: async (service) => {
      const { env, azure } = simulator
      const answer = await administer(env, azure, 'GET', `/onlineEndpoints/${service}`)
      if (answer.status === 404) return undefined
      const { properties } = JSON.parse(answer.text) as { properties: { traffic: Traffic } }
      return Object.fromEntries(Object.entries(properties.traffic).filter(([, share]) => share > 0))
    },
    run: async (path, event, { python, onLine, ...options } = {}) => {
      const { azure, env } = simulator
      const workflow = path.startsWith('examples/') ? join(root, path) : join(calling, path)
      github.eventName = event.name
      github.ref = event.ref ?? 'refs/heads/main'
      github.environment = undefined
      rmSync(join(home, 'artifacts'), { recursive: true, force: true })
      const jobs = jobsIn(readFileSync(workflow, 'utf8'))
      const payload = { repository: { full_name: repository, default_branch: 'main' } }
      return runWorkflow({
        workflow,
        event: { name: event.name, payload: { ...payload, ...event.payload } },
        scratch: join(home, `run-${++runs}`),
        context: {
          GITHUB_REPOSITORY: repository,
          GITHUB_REF: github.ref,
          SHA_REF: github.sha,
          GITHUB_RUN_ID: github.runId,
        },
        variables: {
          AZURE_CLIENT_ID: azure.clientId,
          AZURE_TENANT_ID: azure.tenantId,
          AZURE_SUBSCRIPTION_ID: azure.subscriptionId,
          AZURE_RESOURCE_GROUP: azure.resourceGroup,
          AZURE_ML_WORKSPACE: azure.workspace,
        },
        secrets: { GITHUB_TOKEN: github.token },
        env: {
          ...ofMachine(env, event.fork ?? false),
          LOCAL_GITHUB: home,
          ...(python === undefined ? {} : { LOCAL_PYTHON: python }),
          PIP_DISABLE_PIP_VERSION_CHECK: '1',
        },
        repositories: { ...standIns, [`${action}@v1`]: folderOf(home, action) },
        ...options,
        onLine: (line) => {
          const job = jobOf(jobs, line)
          if (job) grant(github, job, event.fork ?? false)
          onLine?.(line)
        },
      })
    },
    end: async () => {
      await simulator.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

interface Job {
  readonly name?: string
  readonly environment?: string | { readonly name: string }
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>
  readonly with?: Readonly<Record<string, unknown>>
}

type Jobs = Readonly<Record<string, Job>>

const jobsIn = (workflow: string): Jobs => (parse(workflow) as { jobs: Jobs }).jobs

/** A line's job in the workflow that was started. In a matrix, its name is not the one in the file. */
const jobOf = (jobs: Jobs, line: LogLine): Job | undefined =>
  Object.values(jobs).find(({ name }) => name === callerOf(line)) ?? jobs[line.jobID ?? '']

/** The job's tokens are for its environment and may do what it was permitted; for a fork, no more than read. */
function grant(github: GitHub, job: Job, fork: boolean): void {
  github.environment = environmentOf(job)
  for (const permission of Object.keys(github.permissions) as GitHubPermission[]) {
    const level = job.permissions?.[permission] ?? 'none'
    github.permissions[permission] = fork && level === 'write' ? 'read' : level
  }
}

const environmentOf = ({ environment, with: given }: Job): string | undefined =>
  (typeof environment === 'object' ? environment.name : environment) ??
  (typeof given?.['environment'] === 'string' ? given['environment'] : undefined)

/** What a machine behind the proxy has; act itself says what belongs to the run. */
const ofMachine = (env: Readonly<Record<string, string>>, fork: boolean) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        (!name.startsWith('GITHUB_') || /^GITHUB_(REPOSITORY|ACTOR)(_OWNER)?_ID$/.test(name)) &&
        !(fork && name.startsWith('ACTIONS_ID_TOKEN_')),
    ),
  )

const folderOf = (home: string, repository: string) => join(home, 'repositories', repository)

/** What a release holds of this repository: the action, its bundle and the workflows, tagged v1. */
function publish(folder: string): void {
  for (const part of ['action.yml', 'dist', '.github/workflows'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  committed(folder)
  git(folder, 'tag', 'v1')
}

/** The digest of a commit of all that is in the folder, and of these files. */
function committed(folder: string, files: Files = {}): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  if (!existsSync(join(folder, '.git'))) git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'A commit')
  return git(folder, 'rev-parse', 'HEAD').trim()
}

const settings = ['user.name=octocat', 'user.email=o@example.com', 'core.compression=0'].flatMap(
  (setting) => ['-c', setting],
)

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', [...settings, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })

/** GitHub's own actions, at the commits that the workflows and examples hold them to. */
export async function standInActions(): Promise<Record<string, string>> {
  const texts = [...(await readWorkflows()).values()]
  const used = texts.flatMap((text) => [
    ...text.matchAll(/uses: actions\/([\w-]+)@([0-9a-f]{40})/g),
  ])
  return Object.fromEntries(
    used.map(([, name = '', commit = '']) => [
      `actions/${name}@${commit}`,
      join(import.meta.dirname, 'actions', name),
    ]),
  )
}
