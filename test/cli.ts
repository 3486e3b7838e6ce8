/** The simulator as a program of its own, the way `npm run simulator` starts it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The line that the simulator prints when it is ready. */
export interface Ready {
  readonly proxy: string
  readonly env: Readonly<Record<string, string>>
  readonly azure: {
    readonly subscriptionId: string
    readonly tenantId: string
    readonly clientId: string
    readonly clientSecret: string
    readonly resourceGroup: string
    readonly workspace: string
    readonly location: string
  }
}

export interface SimulatorProcess extends Ready {
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Starts it and waits until it is ready. */
export async function startSimulatorProcess(
  args: readonly string[],
  onLog: (line: string) => void = () => {},
): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'simulator/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line)
    onLog(line)
  })
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(JSON.parse(line) as Ready),
    )
    child.once('error', reject)
    child.once('close', () => reject(new Error(`the simulator ended:\n${errors.join('\n')}`)))
  })
  return {
    ...ready,
    process: child,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
