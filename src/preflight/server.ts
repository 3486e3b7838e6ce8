/** The scoring server on this machine: the same that Azure starts, in the same way. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { delimiter, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { templatePath } from '../templates.ts'
import { ended, keepOutput, windows } from './child.ts'
import { type Container, withoutRoot, withRoot } from './container.ts'
import { programOf } from './environment.ts'
import type { PythonEnvironment } from './install.ts'

export interface Server {
  /** `http://127.0.0.1:…` */
  readonly url: string
  /** Resolves with the exit code when the server ends, by itself or stopped. */
  readonly exited: Promise<number>
  /** What it printed so far, with paths as they are in the container, and in its environment. */
  log(): string
  /** Ends it with every process that it started; resolves with its peak memory, where that is known. */
  stop(): Promise<{ readonly memoryMB?: number }>
}

/** Starts the server; whether it gets ready is to be seen. */
export async function startServer(
  environment: PythonEnvironment,
  container: Container,
  variables: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string>>,
): Promise<Server> {
  const port = await freePort()
  const program = programOf(environment, 'azmlinfsrv')
  const command = [program, '--entry_script', container.script, '--port', String(port)]
  const child = spawn(environment.python, ['-I', templatePath('supervise.py'), ...command], {
    // Modules beside the script are imported, and swagger files found, there.
    cwd: container.folder,
    env: serverEnvironment(environment, container, variables, own),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A signal to this process's group does not reach it: it ends with the pipe, in its own order.
    detached: !windows,
    windowsHide: true,
  })
  child.stdin.on('error', () => {})
  const printed = keepOutput(child.stderr)
  const reported = keepOutput(child.stdout)
  const exited = ended(child)
  return {
    url: `http://127.0.0.1:${port}`,
    exited,
    log: () => withoutRoot(printed().replaceAll(environment.folder, ''), container),
    async stop() {
      child.stdin.end()
      await exited
      const peak = /"peak": (\d+)/.exec(reported())?.[1]
      return peak === undefined ? {} : { memoryMB: Number(peak) / 2 ** 20 }
    },
  }
}

/** What a process in the container finds in its environment. */
function serverEnvironment(
  environment: PythonEnvironment,
  container: Container,
  variables: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const { folder, script, modelDirectory, home } = container
  const { PATH, Path, ...others } = variables
  const given = Object.entries(own).map(([name, value]) => [name, withRoot(value, container)])
  return {
    ...others,
    PATH: [dirname(environment.python), PATH ?? Path].join(delimiter),
    HOME: home,
    USERPROFILE: home,
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    AML_APP_ROOT: folder,
    AZUREML_MODEL_DIR: modelDirectory,
    AZUREML_ENTRY_SCRIPT: script,
    AZUREML_CONDA_ENVIRONMENT_PATH: environment.folder,
    ...Object.fromEntries(given),
  }
}

const askEveryMs = 200

/** How the start of a server came out. */
export type Start = 'ready' | 'ended' | 'too-slow'

/** Waits until the server says that it is healthy, which it does when `init()` has returned. */
export async function untilReady(
  { url, exited }: Server,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Start> {
  const over = exited.then((): Start => 'ended')
  const patience = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
  while (!patience.aborted) {
    const asked = fetch(url, { signal: patience }).then(
      ({ ok }): Start | undefined => (ok ? 'ready' : undefined),
      () => undefined,
    )
    const start = (await Promise.race([over, asked])) ?? (await Promise.race([over, pause()]))
    if (start) return start
  }
  signal.throwIfAborted()
  return 'too-slow'
}

const pause = () => sleep(askEveryMs, undefined)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port is free')
  return address.port
}
