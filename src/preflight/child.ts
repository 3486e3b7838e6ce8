/** Programs that the preflight starts: none outlives the run. */
import { type ChildProcess, spawn } from 'node:child_process'

export interface Ran {
  /** 127 when there is no such program, as shells say. */
  readonly code: number
  /** The last of what it printed, on either stream. */
  readonly output: string
}

export interface RunOptions {
  /** All that it finds in its environment. */
  readonly variables: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

export const windows = process.platform === 'win32'

/** More of a program's output than this is forgotten, the oldest first. */
const keptCharacters = 200_000

/** Runs a program to its end; when the run is stopped, stops it with all it started, and throws. */
export async function run(
  [program = '', ...args]: readonly string[],
  { variables, signal }: RunOptions,
): Promise<Ran> {
  signal.throwIfAborted()
  const child = spawn(program, args, {
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
    // It leads a group of its own, so that what it starts can be stopped with it.
    detached: !windows,
    windowsHide: true,
  })
  const output = keepOutput(child.stdout, child.stderr)
  const stop = () => stopTree(child)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const code = await ended(child)
    signal.throwIfAborted()
    return { code, output: output() }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Settles with the exit code when the process has ended and its output is read; never rejects. */
export const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code) => resolve(code ?? 1))
    // A grandchild that went its own way may hold the pipes open for as long as it lives.
    child.once('exit', () => setTimeout(() => closePipes(child), longestSilenceMs).unref())
  })

const longestSilenceMs = 2_000

function closePipes({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
}

/** Gathers what is printed, as far as it is kept. */
export function keepOutput(...streams: readonly NodeJS.ReadableStream[]): () => string {
  let kept = ''
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-keptCharacters)
    })
  }
  return () => kept
}

function stopTree({ pid }: ChildProcess): void {
  if (pid === undefined) return
  if (windows) {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}
