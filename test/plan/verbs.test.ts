/** Whatever a service is, a verb leaves it whole: its plans name what is there, and share out all or nothing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import { planDeletion } from '../../src/plan/deletion.ts'
import { historyIn, withHistory } from '../../src/plan/history.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { chooseForPromotion, planPromotion } from '../../src/plan/promotion.ts'
import { withRecord } from '../../src/plan/record.ts'
import type { ServiceRequest, Verb } from '../../src/plan/request.ts'
import { chooseForRollback, planRollback } from '../../src/plan/rollback.ts'
import type { RolloutPlan } from '../../src/plan/rollout.ts'
import { sameRouting } from '../../src/plan/routing.ts'
import type { ServiceState } from '../../src/plan/state.ts'
import { positive, shareOf, type Traffic } from '../../src/plan/traffic.ts'
import { deploymentOf, endpointOf, filesOf, leastInputs } from './factories.ts'

function requestOf(mode: Verb, inputs: Readonly<Record<string, string>> = {}): ServiceRequest {
  const { 'model-path': _, ...others } = leastInputs
  const parsed = parseRequest({ ...others, mode, ...inputs }, filesOf({}))
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  return parsed.asked.request as ServiceRequest
}

const names = ['blue', 'green', 'red'] as const
const name = fc.constantFrom(...names)
/** All to one, a split, or nothing at all. */
const traffic: fc.Arbitrary<Traffic> = fc.oneof(
  name.map((one) => ({ [one]: 100 })),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.shuffledSubarray([...names], { minLength: 2 }))
    .map(([share, [one = '', other = '']]) => ({ [one]: share, [other]: 100 - share })),
  fc.constant({}),
)
/** A service whose traffic names only what it has; what its tags say may be long out of date. */
const service: fc.Arbitrary<ServiceState> = fc
  .record({
    live: traffic,
    there: fc.subarray([...names]),
    failed: fc.subarray([...names]),
    before: fc.option(traffic),
    by: fc.constantFrom('rollout', 'rollback'),
    record: fc.option(fc.record({ deployment: name, before: traffic })),
    verified: fc.option(name),
  })
  .map(({ live, there, failed, before, by, record, verified }) => {
    const history = before === null ? undefined : { by, before }
    const noted = record
      ? { ...record, before: { traffic: record.before, mirror: {} }, run: '', until: 0 }
      : undefined
    const tags = withRecord(withHistory({}, history), noted)
    const present = new Set([...there, ...Object.keys(live)])
    return {
      endpoint: endpointOf({
        traffic: live,
        tags: { ...tags, ...(verified === null ? {} : { 'verified-deployment': verified }) },
      }),
      deployments: [...present].map((one) =>
        deploymentOf(one, {
          tags: { 'created-by': 'azureml-deploy' },
          provisioningState: failed.includes(one as 'blue') ? 'Failed' : 'Succeeded',
        }),
      ),
    }
  })

/** The plan; undefined where it is refused, which is never a crash. */
function planned(plan: () => RolloutPlan): RolloutPlan | undefined {
  try {
    return plan()
  } catch (error) {
    if (error instanceof ActionError && error.code !== 'internal') return undefined
    throw error
  }
}

function expectWhole(
  state: ServiceState,
  { traffic: { steps, after, before }, retire }: RolloutPlan,
) {
  const there = state.deployments.map((one) => one.name)
  for (const next of [...steps, after, before]) {
    const shares = Object.values(positive(next.traffic))
    expect([0, 100]).toContain(shares.reduce((sum, share) => sum + share, 0))
  }
  for (const step of steps) expect(there).toEqual(expect.arrayContaining(Object.keys(step.traffic)))
  const last = steps.at(-1)
  if (last) expect(last).toMatchObject(after)
  for (const gone of retire) expect(shareOf(after.traffic, gone)).toBe(0)
}

describe('a promotion', () => {
  const planFor = (state: ServiceState, inputs: Readonly<Record<string, string>>) => {
    const request = requestOf('promote', inputs)
    return planned(() => planPromotion(request, state, chooseForPromotion(request, state), []))
  }

  test('ends with all the traffic, and names only what is there', () => {
    const strategies = fc.constantFrom('all-at-once', 'canary', 'linear', 'manual')
    let made = 0
    fc.assert(
      fc.property(service, strategies, fc.option(name), (state, strategy, named) => {
        const plan = planFor(state, {
          strategy,
          ...(named === null ? {} : { 'deployment-name': named }),
        })
        if (!plan) return
        made++
        expectWhole(state, plan)
        expect(shareOf(plan.traffic.after.traffic, plan.deployment.name)).toBe(100)
        if (named !== null) expect(plan.deployment.name).toBe(named)
      }),
    )
    expect(made).toBeGreaterThan(10)
  })
})

describe('a rollback', () => {
  const planFor = (state: ServiceState, inputs: Readonly<Record<string, string>> = {}) => {
    const request = requestOf('rollback', inputs)
    return planned(() => planRollback(request, state, chooseForRollback(request, state), []))
  }

  test('takes at most one step, retires nothing, and names only what is there', () => {
    let made = 0
    fc.assert(
      fc.property(service, (state) => {
        const plan = planFor(state)
        if (!plan) return
        made++
        expectWhole(state, plan)
        expect(plan.traffic.steps.length).toBeLessThan(2)
        expect(plan.retire).toEqual([])
      }),
    )
    expect(made).toBeGreaterThan(10)
  })

  test('is done when it is run again', () => {
    fc.assert(
      fc.property(service, (state) => {
        const plan = planFor(state)
        if (!plan || !state.endpoint || sameRouting(plan.traffic.after, plan.traffic.live)) return
        const { by, live, after } = plan.traffic
        const tags = withHistory(withRecord(state.endpoint.tags, undefined), {
          by,
          before: live.traffic,
        })
        const endpoint = { ...state.endpoint, traffic: after.traffic, tags }
        expect(planFor({ ...state, endpoint })?.traffic).toMatchObject({ steps: [], after })
      }),
    )
  })
})

describe('a history', () => {
  test('comes out of the tags as it went in, in place of any other', () => {
    const by = fc.constantFrom('rollout' as const, 'rollback' as const)
    fc.assert(
      fc.property(traffic, traffic, by, by, (earlier, before, one, other) => {
        const tags = withHistory(withHistory({ team: 'fraud' }, { by: one, before: earlier }), {
          by: other,
          before,
        })
        expect(historyIn(tags)).toEqual({ by: other, before })
        expect(tags).toMatchObject({ team: 'fraud' })
      }),
    )
  })

  test('that no tag can hold is none, rather than a part of it', () => {
    const before = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`deployment-with-a-long-name-${index}`, 5]),
    )
    expect(historyIn(withHistory({}, { by: 'rollout', before }))).toBeUndefined()
  })
})

describe('a deletion', () => {
  const origin = { repository: 'contoso/fraud' }
  const ours = { 'created-by': 'azureml-deploy', repository: 'contoso/fraud' }
  const plan =
    (state: ServiceState, inputs: Readonly<Record<string, string>> = {}) =>
    () =>
      planDeletion(requestOf('delete', inputs), state, origin)

  test('of a service takes only what is all ours', () => {
    const endpoint = endpointOf({ tags: ours })
    const blue = deploymentOf('blue', { tags: ours })
    expect(plan({ endpoint, deployments: [blue] })()).toEqual({
      kind: 'service',
      deployments: ['blue'],
      environment: 'breast-cancer',
    })
    expect(plan({ endpoint, deployments: [blue, deploymentOf('theirs')] })).toThrow(/theirs/)
    expect(plan({ endpoint: endpointOf(), deployments: [] })).toThrow(/was not made from/)
    expect(plan({ deployments: [] })()).toEqual({ kind: 'nothing' })
  })

  test('of a deployment takes none that serves, is mirrored to, or is somebody else’s', () => {
    const state = (more: Parameters<typeof endpointOf>[0], tags = ours) => ({
      endpoint: endpointOf(more),
      deployments: [deploymentOf('blue', { tags })],
    })
    const named = { 'deployment-name': 'Blue' }
    expect(plan(state({}), named)()).toEqual({ kind: 'deployment', name: 'blue' })
    expect(plan(state({ traffic: { blue: 100 } }), named)).toThrow(/serves 100 %/)
    expect(plan(state({ mirrorTraffic: { blue: 10 } }), named)).toThrow(/10 %/)
    const elsewhere = { ...ours, repository: 'contoso/other' }
    expect(plan(state({}, elsewhere), named)).toThrow(/was not made from/)
    expect(plan(state({}), { 'deployment-name': 'green' })()).toEqual({ kind: 'nothing' })
  })
})
