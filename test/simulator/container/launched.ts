/** A server in a process of its own, which ends with the simulator whatever becomes of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Report } from './report.ts'
import type { ScoringServer } from './server.ts'

const supervisor = join(import.meta.dirname, 'supervisor.py')

export interface Command {
  readonly python: string
  readonly command: readonly string[]
  readonly port: number
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Starts it; what it prints is the container's log. */
export function launched(
  { python, command, port, cwd, env }: Command,
  report: Report,
): ScoringServer {
  const print = (text: string) => report.print('InferenceServer', text)
  const child = spawn(python, ['-I', supervisor, ...command], {
    cwd,
    env,
    // Out of reach of a signal to our whole group: it ends with the pipe, in its own order.
    detached: true,
    windowsHide: true,
  })
  child.stdout.setEncoding('utf8').on('data', print)
  child.stderr.setEncoding('utf8').on('data', print)
  child.stdin.on('error', () => {})
  const exited = once(child, 'close').then(([code]) => Number(code ?? 1))
  return {
    port,
    pid: child.pid,
    exited,
    async stop() {
      child.stdin.end()
      // One that could not be started has nothing to stop: `exited` says why to whoever launched it.
      await exited.catch(() => {})
    },
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No TCP port is free')
  return address.port
}
