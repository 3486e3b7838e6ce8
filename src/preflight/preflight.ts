/**
 * The service that is to be deployed, run on this very machine first: the same code, model, packages
 * and server, asked the same requests. What breaks here would have broken in Azure, minutes later.
 */
import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import type { Content } from '../model/content.ts'
import type { Measured } from '../plan/preflight.ts'
import type { ScriptedService } from '../plan/service.ts'
import { percentile, type SmokeCase, type SmokeReport } from '../plan/smoke.ts'
import { formatTime } from '../progress.ts'
import { ask } from './ask.ts'
import { layOut, remove } from './container.ts'
import { provideEnvironment } from './environment.ts'
import { explain, notReady } from './failure.ts'
import type { PythonEnvironment } from './install.ts'
import { findPython } from './python.ts'
import { type Requirements, requirementsOf } from './requirements.ts'
import { startServer, untilReady } from './server.ts'
import { installerVariables, serverVariables } from './variables.ts'

/** What is to be served, and what it is asked. */
export interface PreflightOrder {
  readonly service: ScriptedService
  readonly model: Content
  readonly modelName: string
  /** The user's own, as the container gets them. */
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly cases: readonly SmokeCase[]
  readonly requestTimeoutMs: number
}

/** What the preflight needs of the machine. */
export interface PreflightWorld {
  /** A folder for the time of the run. */
  readonly scratch: string
  /** A folder that outlives the run, where the machine does. */
  readonly cache: string
  readonly log: Log
  readonly environment: NodeJS.ProcessEnv
}

export type PreflightReport =
  | { readonly ran: true; readonly measured: Measured; readonly smoke: readonly SmokeReport[] }
  /** This machine cannot do it, which says nothing about the service. */
  | { readonly ran: false; readonly reason: string }

/**
 * Makes the environment, starts the server, asks the cases and measures. Throws `preflight-failed`,
 * or the code of a wrong answer, with the traceback and the place in the user's own script.
 */
export async function preflight(
  order: PreflightOrder,
  world: PreflightWorld,
  signal: AbortSignal,
): Promise<PreflightReport> {
  const requirements = requirementsOf(order.service.environment)
  if (typeof requirements === 'string') return { ran: false, reason: requirements }
  const started = performance.now()
  const environment = await makeEnvironment(requirements, world, signal)
  if ('unable' in environment) return { ran: false, reason: environment.unable }
  const installMs = performance.now() - started
  return { ran: true, ...(await serve(order, environment, installMs, world, signal)) }
}

async function makeEnvironment(
  requirements: Requirements,
  { cache, scratch, log, environment }: PreflightWorld,
  signal: AbortSignal,
) {
  const options = { variables: installerVariables(environment), signal }
  const maker = await findPython(requirements.python, environment, options)
  if (!maker) {
    return {
      unable: `there is no Python ${requirements.python} on this runner, and no uv to fetch it (actions/setup-python or astral-sh/setup-uv bring one)`,
    }
  }
  const folder = join((await isWritable(cache)) ? cache : scratch, 'azureml-deploy')
  return saying(log, `making the environment (Python ${requirements.python})`, () =>
    provideEnvironment(requirements, maker, folder, { ...options, log }),
  )
}

const isWritable = (folder: string): Promise<boolean> =>
  mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .then(
      () => true,
      () => false,
    )

/** Longer than Azure's probes wait for a server, whatever is loaded. */
const longestStartMs = 15 * 60_000

async function serve(
  order: PreflightOrder,
  environment: PythonEnvironment,
  installMs: number,
  { scratch, log, environment: runner }: PreflightWorld,
  signal: AbortSignal,
): Promise<{ readonly measured: Measured; readonly smoke: readonly SmokeReport[] }> {
  const { service, model, modelName, environmentVariables, cases, requestTimeoutMs } = order
  const { code, scoringScript } = service
  const container = await layOut({ code, scoringScript, model, modelName }, scratch)
  try {
    const started = performance.now()
    const server = await startServer(
      environment,
      container,
      serverVariables(runner),
      environmentVariables,
    )
    try {
      const start = await saying(log, 'loading the model', () =>
        untilReady(server, longestStartMs, signal),
      )
      if (start !== 'ready') throw notReady(start, longestStartMs)
      const loadMs = performance.now() - started
      const smoke = await ask(server.url, cases, requestTimeoutMs, signal)
      return { measured: { installMs, loadMs, ...latency(smoke), ...(await server.stop()) }, smoke }
    } catch (error) {
      signal.throwIfAborted()
      // What it printed has been read when it has ended.
      await server.stop()
      throw explain(error, server.log(), code, log)
    } finally {
      await server.stop()
    }
  } finally {
    await remove(container)
  }
}

function latency(smoke: readonly SmokeReport[]): Pick<Measured, 'p50Ms' | 'p95Ms'> {
  const all = smoke.flatMap(({ answers }) => answers.map(({ latencyMs }) => latencyMs))
  return all.length === 0 ? {} : { p50Ms: percentile(all, 50), p95Ms: percentile(all, 95) }
}

const everyMs = 10_000

/** Says every ten seconds that work goes on. */
async function saying<T>(log: Log, what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const timer = setInterval(
    () => log.info(`preflight: ${what} (${formatTime(performance.now() - started)})`),
    everyMs,
  )
  timer.unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
