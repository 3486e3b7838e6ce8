/**
 * Health probes. Azure's waits shrink with the clock, but starting takes the time it takes: a probe
 * therefore keeps its whole budget in real time, and only asks more often.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Probe } from '../types.ts'

const shortestPeriodMs = 100

/** Resolves when the probe has passed, or with its last failure when its budget is spent. */
export async function probe(
  kind: 'Liveness' | 'Readiness',
  url: string,
  { initialDelayMs, periodMs, timeoutMs, failureThreshold, successThreshold }: Probe,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = Date.now() + initialDelayMs + failureThreshold * periodMs
  const period = Math.max(periodMs * clock.scale, shortestPeriodMs)
  let failure = 'no attempt was made'
  let passed = 0
  await pause(initialDelayMs * clock.scale, signal)
  while (Date.now() < deadline && !signal.aborted) {
    const result = await attempt(url, Math.min(timeoutMs, deadline - Date.now()), signal)
    passed = result === undefined ? passed + 1 : 0
    if (passed >= successThreshold) return undefined
    failure = result ?? failure
    await pause(period, signal)
  }
  return `${kind} probe failed: ${failure}`
}

/** One request; nothing, if it was answered well. */
async function attempt(
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(Math.max(timeoutMs, 1))
  try {
    const response = await fetch(url, { signal: AbortSignal.any([timeout, signal]) })
    await response.body?.cancel()
    return response.ok ? undefined : `HTTP probe failed with statuscode: ${response.status}`
  } catch {
    // In Azure nginx answers while the server behind it does not.
    return timeout.aborted
      ? `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
      : 'HTTP probe failed with statuscode: 502'
  }
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {})
