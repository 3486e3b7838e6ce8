/** One instance of a deployment: starts its server, probes it, and starts it again when it ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ArmError, Clock, ContainerSpec } from '../types.ts'
import { crashed, probeFailed } from './failure.ts'
import { probe } from './probe.ts'
import type { Routes } from './program.ts'
import type { Report } from './report.ts'
import type { Launch, ScoringServer } from './server.ts'

export interface Instance {
  /** Resolves when it is ready, or with the reason why it will not be. */
  readonly started: Promise<ArmError | undefined>
  /** Where it listens; only while it is ready. */
  port(): number | undefined
  /** Its process; only while it is ready. */
  pid(): number | undefined
  stop(): Promise<void>
}

type Turn = { readonly ready: true } | { readonly exit: number } | { readonly probe: string }

/** A container that never was ready is given up after this many starts. */
const starts = 2
const firstBackOffMs = 10_000
const longestBackOffMs = 300_000

/** Starts an instance. */
export function startInstance(
  spec: ContainerSpec,
  routes: Routes,
  launch: Launch,
  clock: Clock,
  report: Report,
): Instance {
  const stopping = new AbortController()
  let server: ScoringServer | undefined
  let port: number | undefined

  /** From a launch until the server is ready or lost. */
  async function start(): Promise<Turn> {
    server = await launch()
    if (stopping.signal.aborted) await server.stop()
    const turn = new AbortController()
    const signal = AbortSignal.any([turn.signal, stopping.signal])
    const ask = (kind: 'Liveness' | 'Readiness') =>
      probe(
        kind,
        `http://127.0.0.1:${server?.port ?? 0}${kind === 'Liveness' ? routes.live : routes.ready}`,
        kind === 'Liveness' ? spec.livenessProbe : spec.readinessProbe,
        clock,
        signal,
      )
    try {
      return await Promise.race([
        server.exited.then((exit) => ({ exit })),
        ask('Readiness').then((failure) =>
          failure ? { probe: failure } : { ready: true as const },
        ),
        // A liveness probe that passes decides nothing.
        ask('Liveness').then((failure) => (failure ? { probe: failure } : never())),
      ])
    } finally {
      turn.abort()
    }
  }

  async function live(settle: (outcome: ArmError | undefined) => void): Promise<void> {
    let wasReady = false
    for (let failures = 0; !stopping.signal.aborted; ) {
      report.event('Created', 'Created container inference-server')
      report.event('Started', 'Started container inference-server')
      const turn = await start()
      if (stopping.signal.aborted) return
      let exit: number | undefined
      if ('ready' in turn) {
        report.event('ContainerReady', 'Container is ready')
        wasReady = true
        failures = 0
        port = server?.port
        settle(undefined)
        exit = await server?.exited
        port = undefined
      } else if ('probe' in turn) {
        await server?.stop()
        report.event(`${turn.probe.split(' ')[0]}ProbeFailed`, turn.probe, 'Warning')
        if (!wasReady) return settle(probeFailed(turn.probe))
      } else {
        exit = turn.exit
      }
      if (stopping.signal.aborted) return
      failures += 1
      if (exit !== undefined) {
        report.event('ContainerCrashed', `Container exited with code ${exit}`, 'Warning')
        if (!wasReady && failures >= starts) return settle(crashed(exit))
      }
      report.event('BackOff', 'Back-off restarting failed container', 'Warning')
      const backOff = Math.min(firstBackOffMs * 2 ** (failures - 1), longestBackOffMs)
      const real = Math.max(backOff * clock.scale, 100 * 2 ** Math.min(failures, 6))
      await sleep(real, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const { promise: started, resolve, reject } = Promise.withResolvers<ArmError | undefined>()
  const life = live(resolve).catch(reject)
  return {
    started,
    port: () => port,
    pid: () => (port === undefined ? undefined : server?.pid),
    async stop() {
      stopping.abort()
      port = undefined
      await server?.stop()
      await life
    },
  }
}

const never = () => new Promise<never>(() => {})
