/** Runs the shipped action as GitHub's runner does: `node dist/index.js` with nothing but what a runner gives it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export interface ActionRun {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Everything that it printed, commands of the runner included. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  /** `::error file=score.py,line=3,title=…::message`, unescaped. */
  readonly annotations: readonly Annotation[]
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

export interface ActionStart {
  readonly inputs: Readonly<Record<string, string | number | undefined>>
  /** What a runner behind a proxy has: `GITHUB_*`, `ACTIONS_*`, `HTTPS_PROXY`, `NODE_EXTRA_CA_CERTS`. */
  readonly env: Readonly<Record<string, string>>
  /** The checkout. */
  readonly cwd: string
  /** The `post` step instead of `main`, with what the main step left for it. */
  readonly post?: { readonly state: Readonly<Record<string, string>> }
  readonly onLine?: (line: string) => void
}

export interface StartedAction {
  readonly process: ChildProcess
  readonly done: Promise<ActionRun>
}

const dist = resolve(import.meta.dirname, '../dist')

/** Of the machine's own environment, only what any process needs, and what starts Node sooner. */
const machine = [
  ...['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG'],
  'NODE_COMPILE_CACHE',
]

/** Starts the action; `done` settles when it has ended, however it did. */
export function startAction({ inputs, env, cwd, post, onLine }: ActionStart): StartedAction {
  const scratch = mkdtempSync(join(tmpdir(), 'runner-'))
  const file = (name: string) => {
    const path = join(scratch, name)
    writeFileSync(path, '')
    return path
  }
  const files = { output: file('output'), summary: file('summary'), state: file('state') }
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined)
  const child = spawn(process.execPath, [join(dist, post ? 'post.js' : 'index.js')], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(
        machine.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
      ),
      ...env,
      ...Object.fromEntries(
        given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)]),
      ),
      ...Object.fromEntries(
        Object.entries(post?.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]),
      ),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: cwd,
      RUNNER_TEMP: scratch,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_STATE: files.state,
    },
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      onLine?.(line)
    })
  }
  const done = new Promise<ActionRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => {
      const run: ActionRun = {
        exitCode,
        signal,
        log: lines.join('\n'),
        outputs: readFileCommands(readFileSync(files.output, 'utf8')),
        state: readFileCommands(readFileSync(files.state, 'utf8')),
        summary: readFileSync(files.summary, 'utf8'),
        annotations: lines.flatMap(readAnnotation),
      }
      rmSync(scratch, { recursive: true, force: true })
      resolve(run)
    })
  })
  return { process: child, done }
}

/** Runs the action to its end. */
export const runAction = (start: ActionStart): Promise<ActionRun> => startAction(start).done

/** `name<<delimiter … delimiter` or `name=value`, as the runner reads its command files; the last one wins. */
function readFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line)
    if (heredoc?.[1] !== undefined) {
      const end = lines.indexOf(heredoc[2] ?? '', at + 1)
      values[heredoc[1]] = lines.slice(at + 1, end).join('\n')
      at = end
    } else if (line.includes('=')) {
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1)
    }
  }
  return values
}

const unescapeData = (text: string) =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

function readAnnotation(line: string): Annotation[] {
  const found = /^::(error|warning|notice)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line)
  if (!found) return []
  const properties = Object.fromEntries(
    (found[2] ?? '')
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair) => [
        pair.slice(0, pair.indexOf('=')).trim(),
        unescapeData(pair.slice(pair.indexOf('=') + 1))
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      ]),
  )
  return [
    { level: found[1] as Annotation['level'], properties, message: unescapeData(found[3] ?? '') },
  ]
}
