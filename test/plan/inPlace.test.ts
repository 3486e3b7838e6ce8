/** Updating what serves: which deployment that is, what is kept of it, and who goes back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import {
  type DeploymentBody,
  lostVariables,
  originalIn,
  withEndedUpdate,
  withOriginal,
  withoutOriginal,
  withoutValues,
  withValues,
} from '../../src/plan/inPlace.ts'
import { createdBy, tag } from '../../src/plan/naming.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { changesNothing } from '../../src/plan/rollout.ts'
import type { DeploymentState, ProvisioningState } from '../../src/plan/state.ts'
import type { Traffic } from '../../src/plan/traffic.ts'
import { viewOf } from '../../src/plan/view.ts'
import { deploymentOf, endpointOf, findingsOf, requestOf, stateOf, usagesOf } from './factories.ts'

const fresh = makePlan(findingsOf())
const { name: usual, digest } = fresh.deployment
const content = (of: string): DeploymentState['tags'] => ({
  [tag.createdBy]: createdBy,
  [tag.deploymentDigest]: of,
})
const original: DeploymentBody = {
  location: 'eastus2',
  tags: content('old'),
  sku: { name: 'Default', capacity: 1 },
  properties: { model: '/models/m/versions/1', environmentVariables: { NAME: 'Zoë' } },
}
/** The tags of an update to this content that nobody has finished. */
const unfinished = (to: string) => withOriginal(content(to), original) ?? {}

const planOf = (
  inputs: Readonly<Record<string, string>>,
  deployments: readonly DeploymentState[],
  traffic: Traffic = { blue: 100 },
) =>
  makePlan(
    findingsOf({
      request: requestOf(inputs),
      // There is no quota for another one.
      state: stateOf({ endpoint: endpointOf({ traffic }), deployments, usages: usagesOf(4, 4) }),
    }),
  )
const refusalOf = (...args: Parameters<typeof planOf>) => {
  try {
    return planOf(...args).deployment
  } catch (error) {
    if (error instanceof ActionError) return error.code
    throw error
  }
}
const inPlace = { strategy: 'in-place' }
const blue = (tags = content('old'), provisioningState: ProvisioningState = 'Succeeded') =>
  deploymentOf('blue', { tags, provisioningState })

describe('what a deployment was', () => {
  test('comes back from its tags as it was, in values that Azure takes, and goes without a trace', () => {
    const bodies = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()))
    fc.assert(
      fc.property(
        bodies,
        fc.dictionary(fc.stringMatching(/^[a-h]+$/), fc.string()),
        (body, tags) => {
          const written = withOriginal(withOriginal(tags, original) ?? {}, body) ?? {}
          for (const [key, value] of Object.entries(written))
            if (!(key in tags)) expect(value.length).toBeLessThanOrEqual(256)
          expect(originalIn(written)).toEqual(body)
          expect(withoutOriginal(written)).toEqual(tags)
        },
      ),
    )
  })

  test('is not kept where it is too large: Azure takes so many tags and no more', () => {
    const large = { ...original, properties: { text: 'x'.repeat(6000) } }
    expect(withOriginal({}, large)).toBeUndefined()
  })

  test('is nobody’s to go back to once the update has ended, whether Azure takes tags away or leaves them', () => {
    const tags = unfinished('new')
    expect(originalIn(withEndedUpdate(tags))).toBeUndefined()
    expect(originalIn({ ...tags, ...withEndedUpdate(tags) })).toBeUndefined()
  })

  test('is nothing when somebody has written over it', () => {
    expect(originalIn({ ...unfinished('new'), 'in-place-before-1': 'x' })).toBeUndefined()
  })
})

describe('environment variables', () => {
  const bodyWith = (environmentVariables: Readonly<Record<string, string | null>>) => ({
    ...original,
    properties: { environmentVariables },
  })
  const before = bodyWith({ WORKER_COUNT: '2', TOKEN: 'secret' })

  test('are kept without their values, which the deployment still has', () => {
    const kept = withoutValues(before)
    expect(kept).toEqual(bodyWith({ WORKER_COUNT: '2', TOKEN: null }))
    const updated = bodyWith({ WORKER_COUNT: '4', TOKEN: 'secret', MORE: '1' })
    expect(withValues(kept, updated)).toEqual(before)
    expect(withoutValues(original)).toMatchObject({ properties: { model: '/models/m/versions/1' } })
  })

  test.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ TOKEN: 'secret' }, []],
    [{ TOKEN: 'secret', MORE: '1', WORKER_COUNT: '8' }, []],
    [{ TOKEN: 'other' }, ['TOKEN']],
    [{}, ['TOKEN']],
  ])('%j loses %j', (next, lost) => {
    expect(lostVariables(withoutValues(before), before, next)).toEqual(lost)
  })
})

describe('an update in place', () => {
  test('takes the deployment that has all of the traffic, without quota for another', () => {
    const plan = planOf(inPlace, [blue(), deploymentOf('red')])
    expect(plan).toMatchObject({
      deployment: {
        action: 'update',
        name: 'blue',
        digest,
        isOld: false,
        update: { digests: [digest, 'old'] },
      },
      traffic: { steps: [], after: { traffic: { blue: 100 } } },
      putBack: [],
    })
    expect(viewOf(plan)).toMatchObject({ deployment: 'blue', inPlace: true })
    expect(planOf({ ...inPlace, 'deployment-name': 'BLUE' }, [blue()]).deployment.name).toBe('blue')
  })

  test('is refused where it is not clear what to update, or nothing well to go back to', () => {
    const two = [blue(), deploymentOf('red')]
    expect(refusalOf(inPlace, two, { blue: 50, red: 50 })).toBe('deployment-conflict')
    expect(refusalOf({ ...inPlace, 'deployment-name': 'red' }, two)).toBe('deployment-conflict')
    expect(refusalOf(inPlace, [blue(content('old'), 'Failed')])).toBe('deployment-conflict')
    const elsewhere = { ...blue(), instanceType: 'Standard_DS3_v2' }
    expect(refusalOf(inPlace, [elsewhere])).toBe('deployment-conflict')
  })

  test('is an ordinary deployment where nothing serves yet', () => {
    expect(makePlan(findingsOf({ request: requestOf(inPlace) }))).toMatchObject({
      deployment: { action: 'create', name: usual },
      traffic: { after: { traffic: { [usual]: 100 } } },
    })
  })

  test('to what is there already is none', () => {
    expect(planOf(inPlace, [blue(content(digest))]).deployment).not.toHaveProperty('update')
  })

  test('has no steps, and is watched where it serves when there is a time for that', () => {
    expect(() => requestOf({ ...inPlace, 'traffic-steps': '[10, 100]' })).toThrow(/takes no steps/)
    const { traffic } = planOf({ ...inPlace, 'bake-time': '5m' }, [blue()])
    const now = { traffic: { blue: 100 }, mirror: {} }
    expect(traffic.steps).toEqual([{ ...now, share: 100, bakeMs: 300_000, stays: true }])
    expect(traffic.after).toEqual(now)
    expect(
      planOf({ ...inPlace, 'bake-time': '5m' }, [blue(content(digest))]).traffic.steps,
    ).toEqual([])
  })
})

describe('content that an update has given to a deployment of another name', () => {
  test('is found there by every strategy', () => {
    for (const strategy of ['all-at-once', 'canary', 'in-place'])
      expect(planOf({ strategy }, [blue(content(digest))]).deployment).toMatchObject({
        action: 'keep',
        name: 'blue',
      })
  })

  test('and whose own name has other content by now, gets another, and always the same', () => {
    const taken = [deploymentOf(usual, { tags: content('other') })]
    const plan = () =>
      makePlan(
        findingsOf({
          state: stateOf({
            endpoint: endpointOf({ traffic: { [usual]: 100 } }),
            deployments: taken,
          }),
        }),
      ).deployment
    expect(plan()).toMatchObject({
      action: 'create',
      name: expect.stringMatching(/^d-[0-9a-f]{16}$/),
    })
    expect(plan().name).not.toBe(usual)
    expect(plan()).toEqual(plan())
  })
})

describe('an update that a killed run left', () => {
  const update = { digests: [digest] }

  test.each<[string, ProvisioningState, string]>([
    ['in-place', 'Succeeded', 'keep'],
    ['in-place', 'Updating', 'resume'],
    ['in-place', 'Failed', 'update'],
    ['all-at-once', 'Succeeded', 'keep'],
    ['canary', 'Updating', 'resume'],
  ])('is carried on by a run for the same content: %s, %s: %s', (strategy, state, action) => {
    const plan = planOf({ strategy }, [blue(unfinished(digest), state)])
    expect(plan).toMatchObject({ deployment: { action, name: 'blue', update }, putBack: [] })
    expect(changesNothing(plan)).toBe(false)
  })

  test('keeps what it began from when other content is brought in place', () => {
    expect(planOf(inPlace, [blue(unfinished('other'))])).toMatchObject({
      deployment: { action: 'update', update: { digests: [digest, 'other'] } },
      putBack: [],
    })
  })

  test('is taken back before anything else is deployed beside it', () => {
    const plan = makePlan(
      findingsOf({
        state: stateOf({
          endpoint: endpointOf({ traffic: { blue: 100 } }),
          deployments: [blue(unfinished('other'), 'Failed')],
        }),
      }),
    )
    expect(plan).toMatchObject({
      deployment: { action: 'create', name: usual },
      putBack: ['blue'],
      retire: ['blue'],
    })
  })

  test('is taken back, and that is all, when what was there before is asked for', () => {
    const before = { ...original, tags: content(digest) }
    const tags = withOriginal(content('other'), before) ?? {}
    for (const strategy of ['all-at-once', 'manual'])
      expect(planOf({ strategy }, [blue(tags)])).toMatchObject({
        deployment: { action: 'keep', name: 'blue' },
        putBack: ['blue'],
        traffic: { steps: [] },
      })
  })

  test('whatever else there is, it is carried on or taken back, and the traffic is whole', () => {
    const states = fc.constantFrom<ProvisioningState>('Succeeded', 'Updating', 'Failed', 'Canceled')
    const strategies = fc.constantFrom('in-place', 'all-at-once', 'canary', 'shadow', 'manual')
    fc.assert(
      fc.property(states, strategies, fc.constantFrom(digest, 'other'), (state, strategy, to) => {
        const plan = makePlan(
          findingsOf({
            request: requestOf({ strategy }),
            state: stateOf({
              endpoint: endpointOf({ traffic: { blue: 100 } }),
              deployments: [blue(unfinished(to), state), deploymentOf('red')],
            }),
          }),
        )
        const { deployment, putBack, traffic } = plan
        expect((putBack ?? []).length + (deployment.update ? 1 : 0)).toBe(1)
        for (const { traffic: split } of [...traffic.steps, traffic.after])
          expect(Object.values(split).reduce((sum, share) => sum + share, 0)).toBe(100)
        if (deployment.update) expect(traffic.steps.filter(({ stays }) => !stays)).toEqual([])
      }),
    )
  })
})
