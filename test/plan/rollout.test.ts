import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/plan/parse.ts'
import {
  isAlive,
  type RolloutRecord,
  recordIn,
  withEndedRecord,
  withRecord,
  withRecordByPatch,
  withWayBack,
} from '../../src/plan/record.ts'
import {
  planRollout,
  type RolloutChoice,
  routingAfter,
  split,
  startOf,
  strategies,
} from '../../src/plan/rollout.ts'
import type { Routing } from '../../src/plan/routing.ts'
import { describeTraffic, positive, shareOf, type Traffic } from '../../src/plan/traffic.ts'
import { leastFiles, leastInputs, requestOf } from './factories.ts'

const sumOf = (traffic: Traffic) => Object.values(traffic).reduce((sum, share) => sum + share, 0)
const choiceOf = (overrides: Partial<RolloutChoice> = {}): RolloutChoice => ({
  strategy: 'linear',
  shares: [10, 25, 50, 100],
  bakeMs: 1000,
  ...overrides,
})
/** An endpoint without a mirror. */
const plainly = (traffic: Traffic): Routing => ({ traffic, mirror: {} })
const untouched = (traffic: Traffic) => startOf(plainly(traffic), undefined, 'new')

/** Names as Azure allows them, and a split between them that sums to 100. */
const names = fc.stringMatching(/^[a-z]([a-z0-9]|-[a-z0-9]){2,12}$/)
const splits = fc
  .uniqueArray(names, { minLength: 1, maxLength: 20 })
  .chain((found) =>
    fc
      .array(fc.nat(100), { minLength: found.length, maxLength: found.length })
      .map((weights) => sharedOut(found, weights)),
  )

/** No mirror, or one. */
const mirrors = fc.oneof(
  fc.constant({}),
  names.map((name) => ({ [name]: 10 })),
)

/** 100 percent among these names: each gets its weight, as long as the first keeps something. */
function sharedOut([first = 'blue', ...others]: readonly string[], weights: readonly number[]) {
  const traffic: Record<string, number> = {}
  let left = 100
  for (const [index, name] of others.entries()) {
    const share = Math.min(left - 1, weights[index] ?? 0)
    if (share > 0) traffic[name] = share
    left -= Math.max(0, share)
  }
  return { [first]: left, ...traffic }
}

describe('the steps of a rollout', () => {
  const stepsOf = (choice: Partial<RolloutChoice>, traffic: Traffic) =>
    planRollout(choiceOf(choice), untouched(traffic), 'new').map((step) =>
      describeTraffic(step.traffic),
    )

  test('take from the old what the new one gets', () => {
    expect(stepsOf({}, { old: 100 })).toEqual([
      'old 90 %, new 10 %',
      'old 75 %, new 25 %',
      'old 50 %, new 50 %',
      'new 100 %',
    ])
  })

  test('keep the proportion of those who share the rest, in whole percents', () => {
    expect(stepsOf({ shares: [10, 100] }, { blue: 67, green: 33 })).toEqual([
      'blue 60 %, green 30 %, new 10 %',
      'new 100 %',
    ])
  })

  test('are one, and not watched, where there is nothing to compare with', () => {
    expect(planRollout(choiceOf(), untouched({}), 'new')).toEqual([
      { share: 100, traffic: { new: 100 }, mirror: {}, bakeMs: 0 },
    ])
  })

  test('take nothing away that the new deployment has already', () => {
    expect(stepsOf({}, { old: 70, new: 30 })).toEqual(['old 50 %, new 50 %', 'new 100 %'])
    expect(stepsOf({}, { New: 100 })).toEqual([])
  })

  test('are none when a person is to take them', () => {
    const start = untouched({ old: 100 })
    const steps = planRollout(choiceOf({ strategy: 'manual', shares: [] }), start, 'new')
    expect(steps).toEqual([])
    expect(routingAfter(steps, start)).toEqual(plainly({ old: 100 }))
  })

  test('whatever the traffic: every one sums to 100, names nobody new, grows, and the last is what was asked for', () => {
    const shares = fc
      .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
      .map((found) => [...found.sort((a, b) => a - b), 100])
    fc.assert(
      fc.property(splits, shares, (before, wanted) => {
        const steps = planRollout(choiceOf({ shares: wanted }), untouched(before), 'new')
        let had = shareOf(before, 'new')
        for (const { traffic, share } of steps) {
          expect(sumOf(traffic)).toBe(100)
          for (const name of Object.keys(traffic))
            expect([...Object.keys(before), 'new']).toContain(name)
          for (const value of Object.values(traffic)) expect(Number.isInteger(value)).toBe(true)
          expect(shareOf(traffic, 'new')).toBe(share)
          expect(share).toBeGreaterThan(had)
          had = share
        }
        expect(routingAfter(steps, untouched(before))).toEqual(plainly({ new: 100 }))
      }),
    )
  })
})

describe('the record of an unfinished rollout', () => {
  const record: RolloutRecord = {
    run: 'https://github.com/contoso/fraud/actions/runs/7/attempts/1#a1b2c3d4',
    deployment: 'new',
    before: plainly({ blue: 60, green: 40 }),
    until: Date.parse('2026-11-27T12:00:00Z'),
  }
  const mine = (run: string, now = record.until - 1) => isAlive(record, run, now)

  test('is written into the endpoint’s tags as a person would read it', () => {
    expect(withRecord({ team: 'risk' }, record)).toEqual({
      team: 'risk',
      'rollout-run': 'https://github.com/contoso/fraud/actions/runs/7/attempts/1#a1b2c3d4',
      'rollout-deployment': 'new',
      'rollout-until': '2026-11-27T12:00:00.000Z',
      'rollout-before': 'blue=60 green=40',
    })
  })

  test('comes back as it was written, in values that Azure takes, and goes without a trace', () => {
    fc.assert(
      fc.property(
        fc.oneof(splits, fc.constant({})),
        fc.oneof(fc.constant({}), fc.constant({ shadow: 10 })),
        fc.dictionary(names, fc.string()),
        (traffic, mirror, tags) => {
          const before = { traffic, mirror }
          const written = withRecord(withRecord(tags, record), { ...record, before })
          for (const value of Object.values(withRecord({}, { ...record, before })))
            expect(value.length).toBeLessThanOrEqual(256)
          expect(recordIn(written)).toEqual({
            ...record,
            before: { traffic: positive(traffic), mirror },
          })
          expect(withRecord(written, undefined)).toEqual(tags)
        },
      ),
    )
  })

  test('is none once it has ended, whether Azure takes tags away or leaves them', () => {
    const tags = withRecord({ team: 'risk' }, record)
    expect(recordIn(withEndedRecord(tags))).toBeUndefined()
    expect(recordIn({ ...tags, ...withEndedRecord(tags) })).toBeUndefined()
    expect(withEndedRecord({ team: 'risk' })).toEqual({ team: 'risk' })
  })

  test('is read as it was written by PATCH over any other, whether Azure takes tags away or leaves them', () => {
    fc.assert(
      fc.property(splits, mirrors, splits, mirrors, (traffic, mirror, later, laterMirror) => {
        const tags = withRecord({ team: 'risk' }, { ...record, before: { traffic, mirror } })
        const next = { ...record, before: { traffic: later, mirror: laterMirror } }
        const patched = withRecordByPatch({ ...tags, ...withEndedRecord(tags) }, next)
        const found = { ...next, before: { traffic: positive(later), mirror: laterMirror } }
        expect(recordIn(patched)).toEqual(found)
        expect(recordIn({ ...tags, ...withEndedRecord(tags), ...patched })).toEqual(found)
      }),
    )
  })

  test('is none once a deployment that it would go back to is gone', () => {
    const all = [{ name: 'Blue' }, { name: 'green' }, { name: 'new' }]
    expect(withWayBack(record, all)).toBe(record)
    expect(withWayBack(record, all.slice(1))).toBeUndefined()
  })

  test.each([
    ['rollout-before', 'blue=60'],
    ['rollout-before', 'whatever'],
    ['rollout-until', 'tomorrow'],
  ])('is none when somebody has written %s: %s over it', (name, value) => {
    expect(recordIn({ ...withRecord({}, record), [name]: value })).toBeUndefined()
  })

  test('keeps other runs away until its time is over, but not its own, nor its next attempt', () => {
    const runs = 'https://github.com/contoso/fraud/actions/runs'
    expect(mine(`${runs}/8/attempts/1#a1b2c3d4`)).toBe(true)
    expect(mine(`${runs}/8/attempts/1#a1b2c3d4`, record.until)).toBe(false)
    expect(mine(record.run)).toBe(false)
    expect(mine(`${runs}/7/attempts/1#another0`)).toBe(true)
    expect(mine(`${runs}/7/attempts/2#another0`)).toBe(false)
    expect(mine(`${runs}/77/attempts/2#another0`)).toBe(true)
    expect(mine('#another0')).toBe(true)
  })

  describe('tells the next run', () => {
    const live = plainly({ blue: 54, green: 36, new: 10 })

    test('to undo a rollout of something else', () => {
      expect(startOf(live, record, 'newer')).toEqual({
        live,
        before: plainly({ blue: 60, green: 40 }),
        unfinished: 'undo',
      })
    })

    test('to carry on its own, from the step where it stopped', () => {
      const start = startOf(live, record, 'new')
      expect(start).toMatchObject({ unfinished: 'resume' })
      expect(planRollout(choiceOf(), start, 'new').map(({ share }) => share)).toEqual([
        10, 25, 50, 100,
      ])
    })

    test.each<[string, Traffic]>([
      ['somebody has moved the traffic since', { blue: 50, green: 40, new: 10 }],
      ['it has gone back already', { blue: 60, green: 40 }],
      ['it is somebody else’s', { red: 100 }],
    ])('nothing when %s', (_, traffic) => {
      const found = plainly(traffic)
      expect(startOf(found, record, 'new')).toEqual({ live: found, before: found })
    })

    test('what to go back to, for every split that a rollout makes', () => {
      fc.assert(
        fc.property(splits, fc.integer({ min: 1, max: 100 }), (before, share) => {
          const left = { ...record, before: plainly(before) }
          const found = plainly(split(before, 'new', share))
          expect(startOf(found, left, 'newer').before).toEqual(plainly(before))
        }),
      )
    })
  })
})

describe('what is asked of a rollout', () => {
  const problemsOf = (inputs: Readonly<Record<string, string>>) => {
    const parsed = parseRequest({ ...leastInputs, ...inputs }, leastFiles)
    return parsed.ok ? [] : parsed.problems.map(({ message }) => message)
  }

  test('has steps and a time to watch that suit its strategy', () => {
    const rolloutOf = (inputs: Readonly<Record<string, string>>) => {
      const { strategy, shares, bakeMs, onBusy, watch } = requestOf(inputs).rollout
      return { strategy, shares, bakeMs, onBusy, watch }
    }
    const usual = {
      onBusy: 'wait',
      watch: { maxErrorRate: 1, maxLatencyIncrease: 100, maxMemory: 90, alerts: [] },
    }
    expect(rolloutOf({})).toEqual({ strategy: 'all-at-once', shares: [100], bakeMs: 0, ...usual })
    expect(rolloutOf({ strategy: 'canary' })).toEqual({
      strategy: 'canary',
      shares: [10, 100],
      bakeMs: 300_000,
      ...usual,
    })
    expect(
      rolloutOf({ strategy: 'linear', 'traffic-steps': '[5, 100]', 'bake-time': '90s' }),
    ).toEqual({
      strategy: 'linear',
      shares: [5, 100],
      bakeMs: 90_000,
      ...usual,
    })
    expect(rolloutOf({ strategy: 'canary', 'bake-time': '0' }).bakeMs).toBe(0)
    expect(rolloutOf({ strategy: 'shadow' })).toEqual({
      strategy: 'shadow',
      shares: [100],
      bakeMs: 300_000,
      ...usual,
    })
    expect(requestOf({ strategy: 'shadow' }).rollout.mirror).toBe(10)
    expect(requestOf({ strategy: 'mirror', 'mirror-share': '25' }).rollout.mirror).toBe(25)
    expect(requestOf({ strategy: 'canary' }).rollout).not.toHaveProperty('mirror')
    expect(strategies).toContain(rolloutOf({ strategy: 'manual' }).strategy)
  })

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ strategy: 'linear', 'traffic-steps': '[10, 50]' }, /\[10, 50\]: the last step must be 100/],
    [{ strategy: 'linear', 'traffic-steps': '[50, 10, 100]' }, /each step must be larger/],
    [{ strategy: 'linear', 'traffic-steps': '[10, 10, 100]' }, /each step must be larger/],
    [
      { strategy: 'linear', 'traffic-steps': '[0, 100]' },
      /0 in it: expected a whole number of at least 1/,
    ],
    [{ strategy: 'linear', 'traffic-steps': '10, 100' }, /expected a list such as/],
    [{ strategy: 'canary', 'traffic-steps': '[10, 50, 100]' }, /one step and then all/],
    [{ 'traffic-steps': '[10, 100]' }, /'strategy: all-at-once' takes no steps/],
    [{ strategy: 'manual', 'bake-time': '5m' }, /'strategy: manual' takes none/],
    [
      { strategy: 'linear', 'bake-time': '20m' },
      /20 min for each of 4 steps, 80 min together, and 'timeout-minutes' leaves 60 min/,
    ],
    [{ strategy: 'shadow', 'mirror-share': '51' }, /of at least 1 and at most 50/],
    [{ strategy: 'shadow', 'bake-time': '0' }, /'bake-time' is 0, and 'strategy: shadow'/],
    [{ strategy: 'shadow', 'traffic-steps': '[50]' }, /the last step must be 100/],
    [{ strategy: 'shadow', 'bake-time': '31m' }, /31 min for each of 2 steps, 62 min together/],
    [{ strategy: 'canary', 'mirror-share': '10' }, /'strategy: canary' copies nothing/],
    [{ strategy: 'cannary' }, /Did you mean 'canary'/],
    [{ 'on-busy': 'queue' }, /allowed are wait, fail/],
  ])('%j is refused before anything starts', (inputs, message) => {
    expect(problemsOf(inputs)).toEqual([expect.stringMatching(message)])
  })
})
