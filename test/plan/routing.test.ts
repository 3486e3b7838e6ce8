/** Traffic and mirror together: what a plan leads to, what a move touches, and the way back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import type { Findings } from '../../src/plan/findings.ts'
import { createdBy, tag } from '../../src/plan/naming.ts'
import { makePlan, type Plan } from '../../src/plan/plan.ts'
import { withRecord } from '../../src/plan/record.ts'
import { planRollout, split, startOf } from '../../src/plan/rollout.ts'
import {
  canBegin,
  describeRouting,
  destination,
  hasArrived,
  type Routing,
  undone,
} from '../../src/plan/routing.ts'
import { toSummary } from '../../src/plan/summary.ts'
import { shareOf, type Traffic } from '../../src/plan/traffic.ts'
import { viewOf } from '../../src/plan/view.ts'
import { deploymentOf, endpointOf, findingsOf, requestOf, stateOf } from './factories.ts'

const fresh = makePlan(findingsOf())
const { name, digest } = fresh.deployment
const mine = { [tag.createdBy]: createdBy, [tag.deploymentDigest]: digest }

/** Why Azure would refuse a routing: the rules of its documentation, "Safe rollout for online endpoints". */
function refusal({ traffic, mirror }: Routing, deployments: readonly string[]): string | undefined {
  const shares = Object.values(traffic)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum !== 0 && sum !== 100) return `the traffic sums to ${sum}`
  const named = [...Object.keys(traffic), ...Object.keys(mirror)]
  const unknown = named.find((each) => !deployments.includes(each))
  if (unknown !== undefined) return `${unknown} does not exist`
  const copied = Object.entries(mirror).filter(([, share]) => share > 0)
  if (copied.length > 1) return 'two mirrors'
  for (const [to, share] of copied) {
    if (share > 50) return `a mirror of ${share} %`
    if (shareOf(traffic, to) > 0) return `${to} has traffic and copies`
  }
  return [...shares, ...Object.values(mirror)].every(Number.isInteger) ? undefined : 'fractions'
}

const strategy = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { strategy: 'canary' },
  { strategy: 'linear', 'traffic-steps': '[5, 33, 71, 100]' },
  { strategy: 'shadow' },
  { strategy: 'shadow', 'mirror-share': '50', 'traffic-steps': '[20, 100]' },
  { strategy: 'manual' },
)

/** Blue and green have the traffic, red may get copies, and an earlier run may have been killed at any step. */
const situation = fc
  .record({
    inputs: strategy,
    share: fc.integer({ min: 0, max: 100 }),
    hasTraffic: fc.boolean(),
    theirs: fc.constantFrom<Traffic>({}, { red: 7 }, { [name]: 5 }),
    exists: fc.boolean(),
    left: fc.option(
      fc.record({
        deployment: fc.constantFrom('d-other', name),
        share: fc.integer({ min: 1, max: 100 }),
        copied: fc.boolean(),
      }),
    ),
  })
  .map(({ inputs, share, hasTraffic, theirs, exists, left }) => {
    const traffic: Traffic = !hasTraffic
      ? {}
      : share === 100
        ? { blue: 100 }
        : share === 0
          ? { green: 100 }
          : { blue: share, green: 100 - share }
    const there = exists || name in theirs || left?.deployment === name
    const before: Routing = { traffic, mirror: left?.copied ? {} : theirs }
    const live =
      left && hasTraffic
        ? left.copied
          ? { traffic, mirror: { [left.deployment]: Math.min(50, left.share) } }
          : { traffic: split(traffic, left.deployment, left.share), mirror: onlyTo('red', theirs) }
        : before
    const record =
      left && hasTraffic
        ? { run: '', deployment: left.deployment, before, until: 1_000_000_000_000 }
        : undefined
    return findingsOf({
      request: requestOf(inputs),
      state: stateOf({
        endpoint: endpointOf({
          traffic: live.traffic,
          mirrorTraffic: live.mirror,
          tags: withRecord({}, record),
        }),
        deployments: [
          ...['blue', 'green', 'red', 'd-other'].map((each) => deploymentOf(each)),
          ...(there ? [deploymentOf(name, { tags: mine })] : []),
        ],
      }),
    })
  })

const onlyTo = (to: string, mirror: Traffic): Traffic => (to in mirror ? mirror : {})

function planned(findings: Findings): Plan | string {
  try {
    return makePlan(findings)
  } catch (error) {
    if (error instanceof ActionError) return error.code
    throw error
  }
}

describe('whatever the routing, and whatever an earlier run left of it', () => {
  test('Azure takes every PUT that a plan leads to, the way back from each too, and the last is what was asked for', () => {
    let copies = 0
    fc.assert(
      fc.property(situation, (findings) => {
        const plan = planned(findings)
        if (typeof plan === 'string') {
          expect(['endpoint-conflict', 'deployment-conflict']).toContain(plan)
          expect(findings.state.endpoint?.mirrorTraffic).not.toEqual({})
          return
        }
        const { live, before, unfinished, steps, after } = plan.traffic
        const deployments = [...findings.state.deployments.map((each) => each.name), name]
        const accept = (routing: Routing) => {
          expect(refusal(routing, deployments), describeRouting(routing)).toBeUndefined()
          return routing
        }
        let found = live
        const put = (to: Routing, from: Routing) => {
          expect(canBegin(found, { from, to })).toBe(true)
          found = accept(destination(found, { from, to }))
          expect(hasArrived(found, { from, to })).toBe(true)
        }
        if (unfinished === 'undo') put(before, live)
        const tried: Routing[] = unfinished === 'resume' ? [live] : []
        let current = unfinished === 'undo' ? before : live
        for (const step of steps) {
          put(step, current)
          current = step
          tried.push(step)
          copies += shareOf(step.mirror, name)
          expect(accept(undone(found, before, tried))).toEqual(before)
        }
        expect(found).toMatchObject(after)
        expect(after.mirror).toEqual(before.mirror)
        const wanted =
          findings.request.rollout.strategy === 'manual' ? before.traffic : { [name]: 100 }
        expect(after.traffic).toEqual(wanted)
        // Whose mirror is left is somebody else's.
        if (findings.state.endpoint?.tags['rollout-deployment'] === undefined)
          expect(after.mirror).toEqual(live.mirror)
        else if (!('red' in live.mirror)) expect(shareOf(after.mirror, name)).toBe(0)
      }),
      { numRuns: 500 },
    )
    expect(copies).toBeGreaterThan(0)
  })
})

describe('a rollout by shadow', () => {
  const plainly = (traffic: Traffic): Routing => ({ traffic, mirror: {} })
  const choice = { strategy: 'shadow', shares: [100], bakeMs: 1000, mirror: 10 } as const
  const stepsFrom = (live: Routing) =>
    planRollout(choice, startOf(live, undefined, 'new'), 'new').map(describeRouting)

  test('copies first, then ends the copies and moves all at once', () => {
    expect(stepsFrom(plainly({ old: 100 }))).toEqual(['old 100 %, 10 % copied to new', 'new 100 %'])
  })

  test('moves by the steps that are given', () => {
    const steps = planRollout(
      { ...choice, shares: [25, 100] },
      startOf(plainly({ old: 100 }), undefined, 'new'),
      'new',
    )
    expect(steps.map(describeRouting)).toEqual([
      'old 100 %, 10 % copied to new',
      'old 75 %, new 25 %',
      'new 100 %',
    ])
  })

  test('copies nothing where there is nothing, nor to who has traffic', () => {
    expect(stepsFrom(plainly({}))).toEqual(['new 100 %'])
    expect(stepsFrom(plainly({ old: 70, new: 30 }))).toEqual(['new 100 %'])
  })

  describe('that was killed while it copied', () => {
    const before = plainly({ old: 100 })
    const live = { traffic: { old: 100 }, mirror: { new: 10 } }
    const record = { run: '', deployment: 'new', before, until: 0 }

    test('is carried on by a run for the same, and undone by any other', () => {
      expect(startOf(live, record, 'new')).toEqual({ live, before, unfinished: 'resume' })
      expect(startOf(live, record, 'newer')).toEqual({ live, before, unfinished: 'undo' })
      const canary = { ...choice, strategy: 'canary', shares: [10, 100] } as const
      const { mirror: _, ...withoutMirror } = canary
      expect(
        planRollout(withoutMirror, startOf(live, record, 'new'), 'new').map(describeRouting),
      ).toEqual(['old 90 %, new 10 %', 'new 100 %'])
    })

    test.each<[string, Routing]>([
      ['somebody copies to another since', { ...live, mirror: { red: 10 } }],
      ['somebody has moved the traffic', { ...live, traffic: { red: 100 } }],
      ['nothing is copied any more', before],
    ])('is nothing of ours when %s', (_, found) => {
      expect(startOf(found, record, 'new')).toEqual({ live: found, before: found })
    })
  })

  const stateWith = (mirrorTraffic: Traffic) =>
    stateOf({
      endpoint: endpointOf({ traffic: { blue: 100 }, mirrorTraffic }),
      deployments: [
        deploymentOf('blue'),
        deploymentOf('red'),
        ...(name in mirrorTraffic ? [deploymentOf(name, { tags: mine })] : []),
      ],
    })
  const planFor = (inputs: Readonly<Record<string, string>>, mirrorTraffic: Traffic) =>
    planned(findingsOf({ request: requestOf(inputs), state: stateWith(mirrorTraffic) }))

  test('is refused where somebody else mirrors already, whom other strategies leave alone', () => {
    expect(planFor({ strategy: 'shadow' }, { red: 5 })).toBe('endpoint-conflict')
    expect(planFor({ strategy: 'canary' }, { red: 5 })).toMatchObject({
      traffic: { after: { traffic: { [name]: 100 }, mirror: { red: 5 } } },
    })
  })

  test('nor is traffic moved to who gets copies from somebody else', () => {
    expect(planFor({}, { [name]: 5 })).toBe('deployment-conflict')
    expect(planFor({ strategy: 'manual' }, { [name]: 5 })).toMatchObject({ traffic: { steps: [] } })
  })

  test('is refused on Kubernetes', () => {
    const state = stateOf({ endpoint: endpointOf({ kubernetes: true }) })
    expect(planned(findingsOf({ request: requestOf({ strategy: 'shadow' }), state }))).toBe(
      'endpoint-conflict',
    )
  })

  test('is approved with its copies', () => {
    const plan = planFor({ strategy: 'shadow', 'bake-time': '90s' }, {})
    if (typeof plan === 'string') throw new Error(plan)
    const view = viewOf(plan)
    expect(view.traffic).toEqual({
      before: { blue: 100 },
      steps: [
        { traffic: { blue: 100 }, mirror: { [name]: 10 }, bakeSeconds: 90 },
        { traffic: { [name]: 100 }, bakeSeconds: 90 },
      ],
    })
    const summary = toSummary({
      status: 'planned',
      timeline: [],
      totalMs: 0,
      plan: { digest: '', view },
    })
    expect(summary).toContain(`blue 100 %, 10 % copied to ${name}, watched for 1 min 30 s<br>`)
  })
})

describe('a move', () => {
  const from = { traffic: { old: 100 }, mirror: { red: 5 } }
  const to = { traffic: { old: 90, new: 10 }, mirror: { red: 5 } }

  test('that leaves the mirror alone keeps what somebody else made of it meanwhile', () => {
    const found = { traffic: { old: 100 }, mirror: {} }
    expect(canBegin(found, { from, to })).toBe(true)
    expect(destination(found, { from, to })).toEqual({ traffic: to.traffic, mirror: {} })
  })

  test('that changes the mirror begins only where it is as it was', () => {
    const copying = { traffic: { old: 100 }, mirror: { new: 10 } }
    const plain = { traffic: { old: 100 }, mirror: {} }
    expect(canBegin(plain, { from: plain, to: copying })).toBe(true)
    expect(canBegin({ ...plain, mirror: { red: 5 } }, { from: plain, to: copying })).toBe(false)
    expect(canBegin({ ...plain, traffic: { red: 100 } }, { from: plain, to: copying })).toBe(false)
  })
})

describe('the way back', () => {
  const before = { traffic: { old: 100 }, mirror: {} }
  const tried = [
    { traffic: { old: 100 }, mirror: { new: 10 } },
    { traffic: { new: 100 }, mirror: {} },
  ]

  test.each<[string, Routing, Routing]>([
    ['ends the copies', { traffic: { old: 100 }, mirror: { new: 10 } }, before],
    ['moves the traffic', { traffic: { new: 100 }, mirror: {} }, before],
    [
      'ends the copies, and leaves a traffic that somebody else has set',
      { traffic: { red: 100 }, mirror: { new: 10 } },
      { traffic: { red: 100 }, mirror: {} },
    ],
    [
      'moves the traffic, and leaves a mirror that somebody else has set',
      { traffic: { new: 100 }, mirror: { red: 5 } },
      { traffic: { old: 100 }, mirror: { red: 5 } },
    ],
  ])('%s', (_, found, back) => {
    expect(undone(found, before, tried)).toEqual(back)
  })
})
