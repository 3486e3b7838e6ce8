/**
 * What Azure Monitor measured of the new deployment under live traffic, set against the previous
 * one. Pure. Metrics come late and by the minute, so what is missing is evidence of nothing.
 */
import { exceeds } from './chance.ts'
import type { Exposure } from './exposure.ts'
import {
  highest,
  type LiveNumbers,
  latencyOf,
  type Measured,
  type Minute,
  numbersOf,
  ranks,
  sumOf,
} from './minutes.ts'

/** What live traffic may show of the new deployment before it is taken back. */
export interface LiveLimits {
  /** Percent of the requests that may end in an error. */
  readonly maxErrorRate: number
  /** Percent by which answers may take longer than those of the previous deployment. */
  readonly maxLatencyIncrease: number
  /** Percent of an instance's memory. */
  readonly maxMemory: number
}

/** A step of the rollout: what share the new deployment had, and in which time. */
export interface Span extends Exposure {
  readonly from: number
  /** Absent while it lasts. */
  readonly to?: number
}

/** What was measured in a step of both deployments. */
export interface LiveReport extends Exposure {
  readonly current: LiveNumbers
  /** Absent where there was none before. */
  readonly previous?: LiveNumbers
  /** The previous one before the step, where that is what the new one is compared with. */
  readonly earlier?: LiveNumbers
  /** Why the new deployment is to be taken back. */
  readonly breach?: string
}

/** Errors that say nothing, because the smoke requests themselves are answered so, rightly. */
export interface Expected {
  readonly failed: boolean
  readonly refused: boolean
}

const minuteMs = 60_000

/** Sums up what is known of a step by now, and judges it. */
export function reportLive(
  span: Span,
  current: Measured,
  previous: Measured | undefined,
  limits: LiveLimits,
  expected: Expected,
): LiveReport {
  const during = within(span)
  const mine = current.minutes.filter(during)
  const beside = previous?.minutes.filter(during) ?? []
  const earlier = previous?.minutes.filter((one) => one.at < span.from && !during(one)) ?? []
  // Without traffic the previous deployment shows nothing any more: then what it showed before counts.
  const enough = span.share < 100 && sumOf(beside, 'requests') >= fewest
  const theirs = enough ? beside : [...earlier, ...beside]
  const yardstick = { name: previous?.name ?? '', minutes: theirs }
  const breach = breachOf(mine, yardstick, limits, expected)
  return {
    share: span.share,
    ...(span.copied === undefined ? {} : { copied: span.copied }),
    current: numbersOf({ name: current.name, minutes: mine }),
    ...(previous ? { previous: numbersOf({ name: previous.name, minutes: beside }) } : {}),
    ...(!enough && earlier.length > 0 ? { earlier: numbersOf(yardstick) } : {}),
    ...(breach === undefined ? {} : { breach }),
  }
}

/** What a deployment showed before it was updated where it serves: that is its own previous one. */
export const beforeUpdate = ({ name, minutes }: Measured, began: number): Measured => ({
  name: `${name} before its update`,
  minutes: minutes.filter(({ at }) => at <= began - minuteMs),
})

/** Every minute that the step had a part in: a minute cannot be divided. */
const within =
  ({ from, to = Number.POSITIVE_INFINITY }: Span) =>
  ({ at }: Minute): boolean =>
    at > from - minuteMs && at <= to

/** Of fewer requests of the previous deployment, no share can be told. */
const fewest = 30
/** Looked at again and again, a chance that is small each time would not be small. */
const significance = 0.001

function breachOf(
  minutes: readonly Minute[],
  before: Measured,
  limits: LiveLimits,
  expected: Expected,
): string | undefined {
  return (
    (expected.failed ? undefined : failures(minutes, before, limits)) ??
    (expected.refused ? undefined : refusals(minutes, before, limits)) ??
    slowness(minutes, before, limits) ??
    fullness(minutes, before, limits)
  )
}

/** More errors than are allowed, and more than the previous deployment has: then chance explains neither. */
function failures(
  minutes: readonly Minute[],
  before: Measured,
  { maxErrorRate }: LiveLimits,
): string | undefined {
  const mine = ofRequests(minutes, 'failed')
  const theirs = ofRequests(before.minutes, 'failed')
  if (!exceeds(...mine, maxErrorRate / 100, significance)) return undefined
  // What never erred in a few requests excuses nothing.
  const blameless = theirs[0] === 0 && theirs[1] < fewest
  if (!blameless && !worse(mine, theirs)) return undefined
  return `${said(mine)} of live traffic failed ('max-error-rate' allows ${maxErrorRate} %)${compared(before, theirs)}, ${when(minutes)}`
}

/** What is refused may be the callers' fault; it is not when the previous deployment takes it. */
function refusals(
  minutes: readonly Minute[],
  before: Measured,
  { maxErrorRate }: LiveLimits,
): string | undefined {
  const mine = ofRequests(minutes, 'refused')
  const theirs = ofRequests(before.minutes, 'refused')
  if (theirs[1] < fewest || !exceeds(...mine, maxErrorRate / 100, significance)) return undefined
  if (!worse(mine, theirs)) return undefined
  return `${said(mine)} of live traffic were refused with a 4xx ('max-error-rate' allows ${maxErrorRate} %)${compared(before, theirs)}, ${when(minutes)}`
}

type Count = readonly [count: number, total: number]

const ofRequests = (minutes: readonly Minute[], what: 'failed' | 'refused'): Count => [
  sumOf(minutes, what),
  sumOf(minutes, 'requests'),
]

/** Whether of what both did wrong one has more than its share, as chance would not have it. */
const worse = ([mine, asked]: Count, [theirs, others]: Count): boolean =>
  exceeds(mine, mine + theirs, asked / (asked + others), significance)

/** Below this difference, twice as slow means nothing to a caller. */
const noticeableMs = 100
/** The first minute of a deployment is slow for reasons of its own. */
const slowMinutes = 2
/** The share of requests that take longer than a 95th percentile. */
const slowest = 0.05

/**
 * From a minute's percentiles follows how many of its requests took longer than a limit, at least:
 * half of them where the median did. They are too many when more than a twentieth is slower than the
 * previous deployment's 95th percentile, with what is allowed on top.
 */
function slowness(
  minutes: readonly Minute[],
  before: Measured,
  { maxLatencyIncrease }: LiveLimits,
): string | undefined {
  const theirs = latencyOf(before.minutes, 95)
  if (theirs === undefined || sumOf(before.minutes, 'requests') < fewest) return undefined
  const limit = Math.max(theirs * (1 + maxLatencyIncrease / 100), theirs + noticeableMs)
  const slow = minutes.map((minute) => slowerThan(limit, minute))
  const count = slow.reduce((sum, each) => sum + each, 0)
  const total = sumOf(minutes, 'requests')
  if (slow.filter((each) => each > 0).length < slowMinutes) return undefined
  if (!exceeds(count, total, slowest, significance)) return undefined
  return `at least ${said([count, total])} of live traffic took longer than ${Math.round(limit)} ms ('max-latency-increase' allows ${maxLatencyIncrease} % and no less than ${noticeableMs} ms on top of ${Math.round(theirs)} ms, the 95th percentile of ${before.name}), ${when(minutes)}`
}

function slowerThan(limit: number, { requests, latency }: Minute): number {
  const rank = ranks.find((each) => (latency[each] ?? 0) > limit)
  return rank === undefined ? 0 : Math.floor((requests * (100 - rank)) / 100)
}

/** So many minutes in a row: one alone may be a single large request. */
const fullMinutes = 2
/** In percent: with so little more than the previous deployment has, the new one can live as well. */
const sameMemory = 5

/** A leak is taken back before the container is killed for it; a rise that ends below the limit is none. */
function fullness(
  minutes: readonly Minute[],
  before: Measured,
  { maxMemory }: LiveLimits,
): string | undefined {
  const last = minutes.flatMap(({ memory }) => memory ?? []).slice(-fullMinutes)
  const theirs = highest(before.minutes, 'memory')
  const allowed = Math.max(maxMemory, (theirs ?? 0) + sameMemory)
  if (last.length < fullMinutes || last.some((memory) => memory <= allowed)) return undefined
  const other = theirs === undefined ? '' : `, ${before.name} had at most ${Math.round(theirs)} %`
  return `${last.map((memory) => `${Math.round(memory)} %`).join(' and then ')} of an instance's memory were in use ('max-memory' allows ${maxMemory} %)${other}, ${when(minutes)}`
}

const said = ([count, total]: Count): string =>
  `${count} of ${total} requests (${Math.round((count / total) * 1000) / 10} %)`

const compared = ({ name }: Measured, theirs: Count): string =>
  theirs[1] === 0 ? '' : `, of ${name} ${said(theirs)}`

function when(minutes: readonly Minute[]): string {
  const clock = (at: number) => new Date(at).toISOString().slice(11, 16)
  const [first, last] = [minutes[0], minutes.at(-1)]
  return first === last
    ? `at ${clock(first?.at ?? 0)} UTC`
    : `from ${clock(first?.at ?? 0)} to ${clock(last?.at ?? 0)} UTC`
}
