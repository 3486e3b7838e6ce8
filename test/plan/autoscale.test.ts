import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import { autoscaleName, lowerBound } from '../../src/plan/autoscale.ts'
import type { Findings } from '../../src/plan/findings.ts'
import { createdBy, tag } from '../../src/plan/naming.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { makePlan, makesNothing, type Plan } from '../../src/plan/plan.ts'
import type { Autoscale } from '../../src/plan/request.ts'
import type { AutoscaleState, AzureState } from '../../src/plan/state.ts'
import { toSummary } from '../../src/plan/summary.ts'
import { deviation, planDigest, viewOf } from '../../src/plan/view.ts'
import {
  deploymentOf,
  endpointOf,
  findingsOf,
  leastFiles,
  leastInputs,
  requestOf,
  stateOf,
  usagesOf,
} from './factories.ts'

const repository = { repository: 'contoso/fraud' }
const planOf = (autoscale: string, state: Partial<AzureState> = {}, more: Partial<Findings> = {}) =>
  makePlan(
    findingsOf({
      request: requestOf(autoscale === '' ? {} : { autoscale }),
      state: stateOf(state),
      origin: repository,
      ...more,
    }),
  )
const failureOf = (make: () => Plan) => {
  try {
    make()
    return undefined
  } catch (error) {
    return error instanceof ActionError ? error.failure : error
  }
}

const asked = planOf('{min: 2, max: 5}')
const { name } = asked.deployment
const workspaceId = stateOf().workspace.id

/** The setting that a plan makes, as Azure shows it afterwards. */
const madeBy = ({ autoscale: { setting } }: Plan, deployment = name): AutoscaleState => {
  if (setting.action !== 'put') throw new Error('makes none')
  const { tags, properties } = setting.body
  return { name: setting.name, deployment, tags, properties: { ...properties, notifications: [] } }
}
/** Azure with the deployment live, and these settings. */
const live = (...autoscale: readonly AutoscaleState[]): Partial<AzureState> => ({
  endpoint: endpointOf({ traffic: { [name]: 100 }, tags: { [tag.verified]: name } }),
  deployments: [deploymentOf(name, { tags: asked.tags, instanceCount: 4 })],
  autoscale,
})

describe('what is asked for', () => {
  const computeOf = (inputs: Readonly<Record<string, string>>) => requestOf(inputs).compute

  test.each<[Readonly<Record<string, string>>, Autoscale, number]>([
    [{ autoscale: 'max: 5' }, { min: 1, max: 5, target: 70 }, 1],
    [{ autoscale: '{"min": 2, "max": 5}' }, { min: 2, max: 5, target: 70 }, 2],
    [{ autoscale: 'min: 2\nmax: 5\ntarget-utilization: 50' }, { min: 2, max: 5, target: 50 }, 2],
    [{ autoscale: '{min: 2, max: 5}', 'instance-count': '3' }, { min: 2, max: 5, target: 70 }, 3],
    [{ autoscale: '{min: 3, max: 3}' }, { min: 3, max: 3, target: 70 }, 3],
  ])('%j begins with the fewest, unless told otherwise', (inputs, autoscale, instanceCount) => {
    expect(computeOf(inputs)).toMatchObject({ autoscale, instanceCount })
  })

  test('is nothing without the input', () => {
    expect(computeOf({})).not.toHaveProperty('autoscale')
  })

  test.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ autoscale: '{min: 5, max: 2}' }, /'min' of 5 and a 'max' of 2/],
    [{ autoscale: 'min: 2' }, /'autoscale' needs 'max'/],
    [{ autoscale: '5' }, /expected a YAML map with min, max, target-utilization/],
    [{ autoscale: 'maximum: 5' }, /'maximum' is unknown/],
    [
      { autoscale: 'max: 51' },
      /'max' is '51': expected a whole number of at least 1 and at most 50/,
    ],
    [{ autoscale: '{max: 5, target-utilization: 100}' }, /at least 10 and at most 95/],
    [
      { autoscale: '{min: 2, max: 5}', 'instance-count': '1' },
      /'instance-count' is 1, and 'autoscale' would change that at once: it keeps from 2 to 5/,
    ],
    [{ autoscale: '{min: 2, max: 5}', 'instance-count': '6' }, /'instance-count' is 6/],
  ])('%j is refused', (inputs, message) => {
    const parsed = parseRequest({ ...leastInputs, ...inputs }, leastFiles)
    const problems = parsed.ok ? [] : parsed.problems.map(({ message }) => message)
    expect(problems).toEqual([expect.stringMatching(message)])
  })
})

describe('the setting', () => {
  test('says everything that Azure Monitor needs, and whose it is', () => {
    const id = `${workspaceId}/onlineEndpoints/breast-cancer/deployments/${name}`
    const rule = (direction: string, operator: string, threshold: number) => ({
      metricTrigger: {
        metricName: 'CpuUtilizationPercentage',
        metricResourceUri: id,
        timeGrain: 'PT1M',
        statistic: 'Average',
        timeWindow: 'PT5M',
        timeAggregation: 'Average',
        operator,
        threshold,
      },
      scaleAction: { direction, type: 'ChangeCount', value: '1', cooldown: 'PT5M' },
    })
    expect(asked.autoscale.setting).toEqual({
      action: 'put',
      name: expect.stringMatching(new RegExp(`^breast-cancer-${name}-[0-9a-f]{16}$`)),
      body: {
        location: 'eastus2',
        tags: { 'created-by': createdBy, repository: 'contoso/fraud' },
        properties: {
          name: expect.any(String),
          enabled: true,
          targetResourceUri: id,
          profiles: [
            {
              name: 'default',
              capacity: { minimum: '2', maximum: '5', default: '2' },
              rules: [rule('Increase', 'GreaterThan', 70), rule('Decrease', 'LessThan', 42)],
            },
          ],
        },
      },
    })
  })

  test('has one name for one deployment, and another for any other', () => {
    const nameOf = (endpoint: string, deployment: string, workspace = workspaceId) =>
      autoscaleName(workspace, endpoint, deployment)
    expect(nameOf('Fraud', 'Blue', workspaceId.toUpperCase())).toBe(nameOf('fraud', 'blue'))
    const names = [
      nameOf('a-b', 'c'),
      nameOf('a', 'b-c'),
      nameOf('a', 'b-c', '/subscriptions/s/workspaces/other'),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  test('takes an instance away only where those that stay can do its work', () => {
    const bounds = fc
      .record({ min: fc.integer({ min: 1, max: 49 }), target: fc.integer({ min: 10, max: 95 }) })
      .chain(({ min, target }) =>
        fc.record({
          min: fc.constant(min),
          max: fc.integer({ min, max: 50 }),
          target: fc.constant(target),
          count: fc.integer({ min: min + 1, max: 50 }),
        }),
      )
    fc.assert(
      fc.property(bounds, ({ count, ...autoscale }) => {
        const below = lowerBound(autoscale)
        expect(below).toBeGreaterThan(0)
        expect((below * count) / (count - 1)).toBeLessThan(autoscale.target)
      }),
    )
  })
})

describe('what becomes of it', () => {
  const setting = madeBy(asked)

  test('nothing where it is as it should be, however many instances there are now', () => {
    const plan = planOf('{min: 2, max: 5}', live(setting))
    expect(plan.autoscale).toEqual({ setting: { action: 'keep' }, orphans: [] })
    expect(makesNothing(plan)).toBe(true)
    const scaling = live(setting)
    const deployments = [deploymentOf(name, { tags: asked.tags, provisioningState: 'Scaling' })]
    expect(makesNothing(planOf('{min: 2, max: 5}', { ...scaling, deployments }))).toBe(true)
  })

  test('is recognised in the words of Azure, which writes ids as it likes', () => {
    const properties = JSON.parse(
      JSON.stringify(setting.properties).replaceAll('onlineEndpoints', 'onlineendpoints'),
    )
    const shown = { ...setting, name: setting.name.toUpperCase(), properties }
    expect(planOf('{min: 2, max: 5}', live(shown)).autoscale.setting.action).toBe('keep')
  })

  test.each(['{min: 2, max: 6}', '{min: 1, max: 5}', '{min: 2, max: 5, target-utilization: 50}'])(
    'is changed to %s, and nothing is deployed',
    (autoscale) => {
      const plan = planOf(autoscale, live(setting))
      expect(plan.deployment).toMatchObject({ name, action: 'keep' })
      expect(plan.autoscale.setting.action).toBe('put')
      expect(makesNothing(plan)).toBe(false)
    },
  )

  test('is put back where somebody has changed it, switched it off or deleted it', () => {
    const off = { ...setting, properties: { ...setting.properties, enabled: false } }
    for (const autoscale of [[off], [{ ...setting, tags: { [tag.createdBy]: createdBy } }], []])
      expect(planOf('{min: 2, max: 5}', live(...autoscale)).autoscale.setting.action).toBe('put')
  })

  test('goes where the number of instances is fixed again', () => {
    const plan = planOf('')
    const left = { autoscale: [madeBy(asked, plan.deployment.name)] }
    expect(planOf('', left).autoscale.setting).toEqual({ action: 'remove', name: setting.name })
  })

  test('goes where its deployment is gone, but not where it is another’s', () => {
    const gone = { ...setting, name: 'old', deployment: 'd-old' }
    const plan = planOf('', live(gone, { ...gone, name: 'theirs', tags: {} }, setting))
    expect(plan.autoscale.orphans).toEqual([gone])
    expect(makesNothing(plan)).toBe(false)
    const there = { ...live(gone), deployments: [deploymentOf('D-Old')] }
    expect(planOf('', there).autoscale.orphans).toEqual([])
  })
})

describe('what would not go well is refused', () => {
  const theirs: AutoscaleState = {
    name: 'by-terraform',
    deployment: name,
    tags: {},
    properties: { enabled: true },
  }

  test('when the subscription knows no Azure Monitor, with the command that changes it', () => {
    expect(failureOf(() => planOf('max: 2', { autoscale: 'unregistered' }))).toMatchObject({
      code: 'provider-not-registered',
      hint: expect.stringContaining('az provider register --namespace Microsoft.Insights'),
    })
    expect(planOf('', { autoscale: 'unregistered' }).autoscale.setting.action).toBe('none')
  })

  test('when the identity may not read what there is', () => {
    expect(failureOf(() => planOf('max: 2', { autoscale: 'forbidden' }))).toMatchObject({
      code: 'permission-denied',
    })
    expect(planOf('', { autoscale: 'forbidden' }).autoscale.setting.action).toBe('none')
  })

  test('when somebody else scales the deployment', () => {
    expect(failureOf(() => planOf('max: 2', { autoscale: [theirs] }))).toMatchObject({
      code: 'deployment-conflict',
      message: expect.stringContaining("'by-terraform'"),
    })
    const off = { ...theirs, properties: { enabled: false } }
    expect(planOf('max: 2', { autoscale: [off] }).autoscale.setting.action).toBe('put')
    expect(planOf('', { autoscale: [theirs] }).autoscale.setting.action).toBe('none')
  })

  test('when the quota has no room for the most that it may come to', () => {
    // 5 instances of 2 vCPUs, and one in reserve.
    expect(failureOf(() => planOf('max: 5', { usages: usagesOf(12) }))).toBeUndefined()
    expect(failureOf(() => planOf('max: 5', { usages: usagesOf(11) }))).toMatchObject({
      code: 'quota-exceeded',
      message: expect.stringContaining('12 vCPUs needed'),
      hint: expect.stringMatching(/^Lower the 'max' of 'autoscale', 5\./),
    })
  })

  test('when there is no room to raise it, beyond what the deployment has', () => {
    const setting = madeBy(asked)
    // Its 4 instances hold 10 vCPUs; 6 would hold 16, and 5 hold 12.
    const at = (autoscale: string, free: number) =>
      failureOf(() => planOf(autoscale, { ...live(setting), usages: usagesOf(10 + free, 10) }))
    expect(at('{min: 2, max: 6}', 6)).toBeUndefined()
    expect(at('{min: 2, max: 6}', 5)).toMatchObject({ code: 'quota-exceeded' })
    expect(at('{min: 2, max: 4}', 0)).toBeUndefined()
    expect(at('{min: 2, max: 5}', 0)).toBeUndefined()
  })
})

describe('a plan with autoscale', () => {
  test('says the bounds and what they cost', () => {
    expect(viewOf(asked).size).toEqual({
      name: 'Standard_D2as_v4',
      instances: 2,
      autoscale: { min: 2, max: 5, target: 70 },
      monthly: '146 to 365 USD',
    })
    const plan = { digest: planDigest(asked), view: viewOf(asked) }
    const summary = toSummary({ status: 'planned', timeline: [], totalMs: 0, plan })
    expect(summary).toContain('| Machines | 2 to 5 × Standard\\_D2as\\_v4 |')
    expect(summary).toContain('| Costs | 146 to 365 USD a month |')
    expect(summary).toContain(
      '| Autoscale | 2 to 5, one more beyond 70 % CPU and one fewer below 42 % |',
    )
  })

  test('is approved with its bounds', () => {
    const approved = { digest: planDigest(asked), view: viewOf(asked) }
    expect(deviation(planOf('{min: 2, max: 5}'), approved)).toBeUndefined()
    expect(deviation(planOf('{min: 2, max: 9}'), approved)).toContain(
      'size.autoscale.max: approved 5, now 9',
    )
    const begun = makePlan(
      findingsOf({
        request: requestOf({ autoscale: '{min: 2, max: 5}', 'instance-count': '3' }),
        origin: repository,
      }),
    )
    expect(deviation(begun, approved)).toContain('size.instances: approved 2, now 3')
  })

  test('whatever is asked: deploys the same content, within bounds', () => {
    const bounds = fc.integer({ min: 1, max: 10 }).chain((min) =>
      fc.record({
        min: fc.constant(min),
        max: fc.integer({ min, max: 10 }),
        target: fc.integer({ min: 10, max: 95 }),
        count: fc.option(fc.integer({ min: 1, max: 10 })),
      }),
    )
    fc.assert(
      fc.property(bounds, ({ min, max, target, count }) => {
        const inputs = {
          autoscale: JSON.stringify({ min, max, 'target-utilization': target }),
          ...(count === null ? {} : { 'instance-count': String(count) }),
        }
        const within = count === null || (count >= min && count <= max)
        expect(parseRequest({ ...leastInputs, ...inputs }, leastFiles).ok).toBe(within)
        if (!within) return
        const request = requestOf(inputs)
        const plan = planOf('', { usages: usagesOf(-1) }, { request })
        expect(plan.deployment.name).toBe(name)
        const { capacity, rules } = profileOf(plan)
        expect(Number(capacity.minimum)).toBe(min)
        expect(Number(capacity.default)).toBe(request.compute.instanceCount)
        expect(Number(capacity.minimum)).toBeLessThanOrEqual(Number(capacity.default))
        expect(Number(capacity.default)).toBeLessThanOrEqual(Number(capacity.maximum))
        const [out, inwards] = rules.map(({ metricTrigger }) => metricTrigger.threshold)
        expect(inwards).toBeLessThan(out ?? 0)
      }),
    )
  })
})

interface Profile {
  readonly capacity: {
    readonly minimum: string
    readonly maximum: string
    readonly default: string
  }
  readonly rules: readonly { readonly metricTrigger: { readonly threshold: number } }[]
}

const profileOf = (plan: Plan): Profile => {
  const { profiles } = madeBy(plan).properties as { profiles: readonly Profile[] }
  const [profile] = profiles
  if (!profile) throw new Error('no profile')
  return profile
}
