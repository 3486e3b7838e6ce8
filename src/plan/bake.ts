/** Watching the new deployment under live traffic: when what it answers is reason enough to go back. Pure. */
import { exceeds } from './chance.ts'
import { judgeAnswer, percentile, type SmokeAnswer, type SmokeCase } from './smoke.ts'

/** One request to the new deployment, or to the endpoint when the new deployment took it. */
export interface Probe {
  /** Absent when no answer came. */
  readonly latencyMs?: number
  readonly fault?: Fault
}

interface Fault {
  readonly kind: 'wrong' | 'error'
  readonly message: string
}

/** What one request brought: judged at once, so that a long watch need not keep its answers. */
export function judgeProbe(
  test: SmokeCase,
  outcome: SmokeAnswer | { readonly lost: string },
): Probe {
  if ('lost' in outcome)
    return { fault: { kind: 'error', message: `${test.name}: ${outcome.lost}` } }
  const { latencyMs } = outcome
  const verdict = judgeAnswer(test, outcome)
  if (verdict.passed) return { latencyMs }
  const { code, message } = verdict
  return { latencyMs, fault: { kind: code === 'smoke-wrong-answer' ? 'wrong' : 'error', message } }
}

/** What the new deployment may do wrong before it is taken back. */
export interface Limits {
  /** Percent of the requests that may end in an error. */
  readonly maxErrorRate: number
  /** Largest 95th percentile of the latency. */
  readonly maxLatencyMs?: number
}

/** How a step of the rollout went. */
export interface StepReport {
  /** The new deployment's share of the traffic, in percent. */
  readonly share: number
  /** Percent of the traffic that it got a copy of, where it had no share yet. */
  readonly copied?: number
  readonly watchedMs: number
  /** Requests to the new deployment, and how many of them went wrong. */
  readonly asked: number
  readonly failed: number
  readonly p50Ms: number
  readonly p95Ms: number
  /** Why the step was taken back. */
  readonly breach?: string
}

/** What was seen of a step. */
interface Seen {
  readonly asked: number
  readonly faults: readonly Fault[]
  readonly latencies: readonly number[]
  readonly p95Ms: number
}

/** Sums a step up, and judges it. */
export function reportStep(
  share: number,
  watchedMs: number,
  probes: readonly Probe[],
  limits: Limits,
): StepReport {
  const latencies = probes.flatMap(({ latencyMs }) => latencyMs ?? [])
  const faults = probes.flatMap(({ fault }) => fault ?? [])
  const p95Ms = percentile(latencies, 95)
  const breach = breachOf({ asked: probes.length, faults, latencies, p95Ms }, limits)
  return {
    share,
    watchedMs,
    asked: probes.length,
    failed: faults.length,
    p50Ms: percentile(latencies, 50),
    p95Ms,
    ...(breach === undefined ? {} : { breach }),
  }
}

/**
 * Why the deployment is to be taken back, with the numbers; undefined while there is no reason. A
 * wrong answer is one at once: a model that errs once has not passed its smoke test rightly. Errors
 * and slow answers are when there are more of them than chance explains: a connection that is lost
 * on the way says nothing of the model, and a service that has become slow gives few answers.
 */
function breachOf(
  { asked, faults, latencies, p95Ms }: Seen,
  { maxErrorRate, maxLatencyMs = Number.POSITIVE_INFINITY }: Limits,
): string | undefined {
  const wrong = faults.find(({ kind }) => kind === 'wrong')
  if (wrong) return `a wrong answer under live traffic: ${wrong.message}`
  if (exceeds(faults.length, asked, maxErrorRate / 100)) {
    const rate = Math.round((faults.length / asked) * 1000) / 10
    return `${faults.length} of ${asked} requests failed (${rate} %, 'max-error-rate' allows ${maxErrorRate} %), the last: ${faults.at(-1)?.message}`
  }
  const slow = latencies.filter((ms) => ms > maxLatencyMs).length
  if (exceeds(slow, latencies.length, 0.05)) {
    return `${slow} of ${latencies.length} answers took longer than the ${maxLatencyMs} ms of 'smoke-max-latency-ms', their 95th percentile is ${Math.round(p95Ms)} ms`
  }
  return undefined
}
