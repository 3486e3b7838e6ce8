import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exceeds } from '../../src/plan/chance.ts'
import {
  type Expected,
  type LiveLimits,
  reportLive,
  type Span,
} from '../../src/plan/liveMetrics.ts'
import type { Minute } from '../../src/plan/minutes.ts'

const minuteMs = 60_000
/** When the step began: in the middle of a minute. */
const start = Date.parse('2026-08-01T10:00:30Z')
const limits: LiveLimits = { maxErrorRate: 1, maxLatencyIncrease: 100, maxMemory: 90 }
const nothing: Expected = { failed: false, refused: false }
const step = (share = 10, to?: number): Span => ({
  share,
  from: start,
  ...(to === undefined ? {} : { to }),
})

/** A minute so many minutes after the one in which the step began. */
const minute = (index: number, seen: Partial<Minute> = {}): Minute => ({
  at: Date.parse('2026-08-01T10:00:00Z') + index * minuteMs,
  requests: 100,
  failed: 0,
  refused: 0,
  latency: {},
  ...seen,
})
const minutes = (count: number, seen: Partial<Minute> = {}) =>
  Array.from({ length: count }, (_, index) => minute(index, seen))

const report = (
  mine: readonly Minute[],
  theirs: readonly Minute[] | undefined,
  {
    span = step(),
    expected = nothing,
    ...more
  }: Partial<LiveLimits> & {
    readonly span?: Span
    readonly expected?: Expected
  } = {},
) =>
  reportLive(
    span,
    { name: 'new', minutes: mine },
    theirs && { name: 'old', minutes: theirs },
    { ...limits, ...more },
    expected,
  )
const breachOf = (...given: Parameters<typeof report>) => report(...given).breach

describe('a step under live traffic', () => {
  test('is summed up for both deployments, in every minute that it had a part in', () => {
    const seen = { latency: { 50: 20, 95: 40, 99: 60 }, cpu: 30, memory: 41 }
    const busy = { ...seen, requests: 300, latency: { 50: 40, 95: 80, 99: 100 }, cpu: 50 }
    const mine = [minute(-1), minute(0, seen), minute(1, busy), minute(9)]
    const span = step(10, start + 2 * minuteMs)
    expect(report(mine, [minute(-1), minute(2, { requests: 900 })], { span })).toEqual({
      share: 10,
      current: {
        deployment: 'new',
        minutes: 2,
        requests: 400,
        failed: 0,
        refused: 0,
        p50Ms: 35,
        p95Ms: 70,
        p99Ms: 90,
        cpu: 50,
        memory: 41,
      },
      previous: { deployment: 'old', minutes: 1, requests: 900, failed: 0, refused: 0 },
    })
  })

  test('shows what it was compared with, once the previous deployment has no traffic', () => {
    const theirs = [minute(-2), minute(-1), ...minutes(4, { requests: 0 })]
    const { previous, earlier } = report(minutes(4), theirs, { span: step(100) })
    expect(previous).toMatchObject({ deployment: 'old', minutes: 4, requests: 0 })
    expect(earlier).toMatchObject({ deployment: 'old', minutes: 6, requests: 200 })
    expect(report(minutes(4), minutes(4))).not.toHaveProperty('earlier')
  })

  test('of which nothing has arrived is no reason to go back', () => {
    expect(breachOf([], [])).toBeUndefined()
    expect(breachOf([], undefined)).toBeUndefined()
    expect(breachOf([], minutes(5))).toBeUndefined()
    expect(breachOf(minutes(5, { requests: 0 }), minutes(5))).toBeUndefined()
  })
})

describe('errors of live traffic', () => {
  test('take a deployment back that has more of them than is allowed and than the previous one', () => {
    expect(breachOf(minutes(4, { failed: 8 }), minutes(4, { requests: 900, failed: 1 }))).toBe(
      "32 of 400 requests (8 %) of live traffic failed ('max-error-rate' allows 1 %), of old 4 of 3600 requests (0.1 %), from 10:00 to 10:03 UTC",
    )
    expect(breachOf(minutes(4, { failed: 8 }), minutes(4), { maxErrorRate: 10 })).toBeUndefined()
  })

  test('are not its fault where the previous deployment has as many', () => {
    expect(breachOf(minutes(4, { failed: 8 }), minutes(4, { failed: 8 }))).toBeUndefined()
    expect(breachOf(minutes(4, { failed: 8 }), minutes(4, { failed: 9 }))).toBeUndefined()
    expect(breachOf(minutes(4, { failed: 30 }), minutes(4, { failed: 8 }))).toMatch(/120 of 400/)
  })

  test('count by themselves where of the previous one too little is known', () => {
    expect(breachOf(minutes(1, { failed: 20 }), undefined)).toMatch(
      /^20 of 100 requests \(20 %\) of live traffic failed \('max-error-rate' allows 1 %\), at 10:00 UTC$/,
    )
    expect(breachOf(minutes(1, { failed: 20 }), [minute(0, { requests: 5 })])).toMatch(/20 of 100/)
    // Two errors in five requests say a lot.
    expect(
      breachOf(minutes(1, { failed: 20 }), [minute(0, { requests: 5, failed: 2 })]),
    ).toBeUndefined()
  })

  test('are compared with what the previous one showed before, once it has no traffic', () => {
    const mine = minutes(4, { failed: 10 })
    const gone = minutes(4, { requests: 0 })
    const earlier = (failed: number) => [minute(-2, { failed }), minute(-1, { failed }), ...gone]
    const span = step(100)
    expect(breachOf(mine, earlier(10), { span })).toBeUndefined()
    expect(breachOf(mine, earlier(0), { span })).toMatch(/40 of 400 .* of old 0 of 200 requests/)
    // A step in which both have traffic is judged by its own minutes: a fault of both began with it.
    const both = [minute(-2), minute(-1), ...minutes(4, { requests: 900, failed: 90 })]
    expect(breachOf(mine, both)).toBeUndefined()
  })

  test('that only the new deployment calls the callers’ take it back, and others do not', () => {
    expect(breachOf(minutes(4, { refused: 20 }), minutes(4))).toMatch(
      /80 of 400 requests \(20 %\) of live traffic were refused with a 4xx \('max-error-rate' allows 1 %\)/,
    )
    expect(breachOf(minutes(4, { refused: 20 }), minutes(4, { refused: 20 }))).toBeUndefined()
    expect(breachOf(minutes(4, { refused: 20 }), undefined)).toBeUndefined()
  })

  test('that the smoke requests ask for say nothing', () => {
    const expected = { failed: true, refused: true }
    expect(breachOf(minutes(4, { failed: 50 }), minutes(4), { expected })).toBeUndefined()
    expect(breachOf(minutes(4, { refused: 50 }), minutes(4), { expected })).toBeUndefined()
  })
})

describe('the latency of live traffic', () => {
  const quick = { latency: { 50: 100, 90: 180, 95: 200, 99: 300 } }
  const slow = { latency: { 50: 450, 90: 800, 95: 900, 99: 1200 } }

  test('takes a deployment back that is much slower than the previous one', () => {
    expect(breachOf(minutes(3, slow), minutes(3, quick))).toBe(
      "at least 150 of 300 requests (50 %) of live traffic took longer than 400 ms ('max-latency-increase' allows 100 % and no less than 100 ms on top of 200 ms, the 95th percentile of old), from 10:00 to 10:02 UTC",
    )
    expect(breachOf(minutes(3, slow), minutes(3, quick), { maxLatencyIncrease: 800 })).toBe(
      undefined,
    )
    expect(breachOf(minutes(3, slow), minutes(3, slow))).toBeUndefined()
  })

  test('does not for noise, a slow start, or without anything to compare it with', () => {
    const noise = { latency: { 50: 20, 90: 60, 95: 90, 99: 100 } }
    expect(breachOf(minutes(3, noise), minutes(3, { latency: { 50: 2, 95: 5 } }))).toBeUndefined()
    const start = [minute(0, slow), ...minutes(3, quick).slice(1)]
    expect(breachOf(start, minutes(3, quick))).toBeUndefined()
    expect(breachOf(minutes(3, slow), undefined)).toBeUndefined()
    expect(breachOf(minutes(3, slow), [minute(0, { ...quick, requests: 3 })])).toBeUndefined()
    // A twentieth is slower than a 95th percentile in any case.
    const tail = { latency: { ...quick.latency, 99: 5000 } }
    expect(breachOf(minutes(3, tail), minutes(3, quick))).toBeUndefined()
  })
})

describe('memory', () => {
  const rising = [50, 70, 92, 96].map((memory, index) => minute(index, { memory }))

  test('that fills up takes a deployment back before its container is killed', () => {
    expect(breachOf(rising, minutes(4, { memory: 41 }))).toBe(
      "92 % and then 96 % of an instance's memory were in use ('max-memory' allows 90 %), old had at most 41 %, from 10:00 to 10:03 UTC",
    )
    expect(breachOf(rising, undefined)).toMatch(/92 % and then 96 %/)
    expect(breachOf(rising, minutes(4, { memory: 41 }), { maxMemory: 95 })).toBeUndefined()
  })

  test('does not when it only peaked, or the previous deployment lives with as much', () => {
    expect(breachOf(rising.slice(0, 3), minutes(4))).toBeUndefined()
    expect(breachOf([...rising, minute(4, { memory: 60 })], minutes(4))).toBeUndefined()
    expect(breachOf(rising, minutes(4, { memory: 93 }))).toBeUndefined()
  })

  test('and processors in use are reported', () => {
    expect(report(minutes(2, { cpu: 100 }), undefined)).toMatchObject({ current: { cpu: 100 } })
    expect(breachOf(minutes(2, { cpu: 100 }), minutes(2, { cpu: 1 }))).toBeUndefined()
  })
})

/** The same numbers for the same seed, each in [0, 1). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('chance', () => {
  /** A rollout that is looked at after each of so many minutes: whether it was ever taken back. */
  function takenBack(seed: number, mine: number, theirs: number, share: number): boolean {
    const next = random(seed)
    const count = (requests: number, rate: number) =>
      Array.from({ length: requests }, next).filter((value) => value < rate).length
    const seen = (index: number, requests: number, rate: number) =>
      minute(index, { requests, failed: count(requests, rate) })
    const ours: Minute[] = []
    const others: Minute[] = []
    for (let index = 0; index < 20; index++) {
      ours.push(seen(index, share, mine))
      others.push(seen(index, 100 - share, theirs))
      if (breachOf(ours, others, { span: step(share) }) !== undefined) return true
    }
    return false
  }
  const rateOf = (mine: number, theirs: number, share: number) =>
    Array.from({ length: 300 }, (_, seed) => takenBack(seed, mine, theirs, share)).filter(Boolean)
      .length / 300

  test.each([
    [0.01, 0.01, 10],
    [0.05, 0.05, 10],
    [0.05, 0.05, 50],
    [0.3, 0.3, 25],
    [0.005, 0, 50],
  ])(
    'takes no model back that errs in %d where the old one does in %d, at %d percent',
    (...given) => {
      expect(rateOf(...given)).toBeLessThan(0.02)
    },
  )

  test.each([
    [0.2, 0.001, 10],
    [0.1, 0.01, 25],
    [0.2, 0.05, 50],
  ])('saves none that errs in %d where the old one does in %d, at %d percent', (...given) => {
    expect(rateOf(...given)).toBeGreaterThan(0.95)
  })

  test('is what a binomial distribution says, however many there are', () => {
    expect(exceeds(2, 2, 0.09)).toBe(true)
    expect(exceeds(2, 2, 0.11)).toBe(false)
    expect(exceeds(500, 500, 0.9)).toBe(true)
    expect(exceeds(90_300, 100_000, 0.9)).toBe(true)
    expect(exceeds(90_100, 100_000, 0.9)).toBe(false)
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.nat(2000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, share) => {
          const [count, total] = [Math.min(a, b), Math.max(a, b)]
          // More of as many, or as many of fewer, is never less of a reason.
          if (!exceeds(count, total, share)) return
          expect(count / total).toBeGreaterThan(share)
          if (count < total) expect(exceeds(count + 1, total, share)).toBe(true)
          if (count < total) expect(exceeds(count, total - 1, share)).toBe(true)
        },
      ),
    )
  })

  test('has no say in what is told of a step: whatever was measured, numbers and verdict are finite', () => {
    const anyMinute = fc.record({
      index: fc.integer({ min: -12, max: 30 }),
      requests: fc.nat(5000),
      failed: fc.double({ min: 0, max: 1, noNaN: true }),
      p95: fc.option(fc.nat(10_000), { nil: undefined }),
    })
    const anyMinutes = fc.array(anyMinute, { maxLength: 30 }).map((list) =>
      list
        .toSorted((a, b) => a.index - b.index)
        .map(({ index, requests, failed, p95 }) =>
          minute(index, {
            requests,
            failed: Math.floor(requests * failed),
            latency: p95 === undefined ? {} : { 95: p95 },
          }),
        ),
    )
    fc.assert(
      fc.property(
        anyMinutes,
        anyMinutes,
        fc.integer({ min: 1, max: 100 }),
        (mine, theirs, share) => {
          const { current, breach = '' } = report(mine, theirs, { span: step(share) })
          for (const value of Object.values(current))
            if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
          expect(breach).not.toMatch(/NaN|Infinity|undefined/)
        },
      ),
    )
  })
})
