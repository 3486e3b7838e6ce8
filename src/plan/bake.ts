/** Watching the new deployment under live traffic: when what it answers is reason enough to go back. Pure. */
import { judgeAnswer, percentile, type SmokeAnswer, type SmokeCase } from './smoke.ts'

/** One request to the new deployment, or to the endpoint when the new deployment took it. */
export interface Probe {
  readonly test: SmokeCase
  /** What came back, or why nothing did. */
  readonly outcome: SmokeAnswer | { readonly lost: string }
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
  readonly watchedMs: number
  /** Requests to the new deployment, and how many of them went wrong. */
  readonly asked: number
  readonly failed: number
  readonly p50Ms: number
  readonly p95Ms: number
  /** Why the step was taken back. */
  readonly breach?: string
}

/** Sums a step up, and judges it. */
export function reportStep(
  share: number,
  watchedMs: number,
  probes: readonly Probe[],
  limits: Limits,
): StepReport {
  const latencies = probes.flatMap(({ outcome }) => ('lost' in outcome ? [] : [outcome.latencyMs]))
  const breach = breachOf(probes, limits)
  return {
    share,
    watchedMs,
    asked: probes.length,
    failed: probes.filter((probe) => faultOf(probe) !== undefined).length,
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    ...(breach === undefined ? {} : { breach }),
  }
}

/** A single error may be anybody's: a connection that is lost on the way says nothing of the model. */
const fewestErrors = 2

/**
 * Why the deployment is to be taken back, with the numbers; undefined while there is no reason. A
 * wrong answer is one at once: a model that errs once has not passed its smoke test rightly.
 */
function breachOf(probes: readonly Probe[], limits: Limits): string | undefined {
  const faults = probes.flatMap((probe) => faultOf(probe) ?? [])
  const wrong = faults.find(({ kind }) => kind === 'wrong')
  if (wrong) return `a wrong answer under live traffic: ${wrong.message}`
  const errors = faults.length
  const rate = (errors / Math.max(1, probes.length)) * 100
  if (errors >= fewestErrors && rate > limits.maxErrorRate) {
    return `${errors} of ${probes.length} requests failed (${round(rate)} %, 'max-error-rate' allows ${limits.maxErrorRate} %), the last: ${faults.at(-1)?.message}`
  }
  const { maxLatencyMs } = limits
  const latencies = probes.flatMap(({ outcome }) => ('lost' in outcome ? [] : [outcome.latencyMs]))
  const p95 = percentile(latencies, 95)
  if (maxLatencyMs !== undefined && latencies.length >= fewestForSpeed && p95 > maxLatencyMs) {
    return `the 95th percentile of ${latencies.length} answers is ${Math.round(p95)} ms, 'smoke-max-latency-ms' allows ${maxLatencyMs}`
  }
  return undefined
}

/** Of fewer answers the 95th percentile is just the slowest. */
const fewestForSpeed = 20

interface Fault {
  readonly kind: 'wrong' | 'error'
  readonly message: string
}

function faultOf({ test, outcome }: Probe): Fault | undefined {
  if ('lost' in outcome) return { kind: 'error', message: `${test.name}: ${outcome.lost}` }
  const verdict = judgeAnswer(test, outcome)
  if (verdict.passed) return undefined
  const { code, message } = verdict
  return { kind: code === 'smoke-wrong-answer' ? 'wrong' : 'error', message }
}

const round = (value: number) => Math.round(value * 10) / 10
