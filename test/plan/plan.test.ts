import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import type { ModelFacts } from '../../src/model/model.ts'
import type { Findings } from '../../src/plan/findings.ts'
import { createdBy, tag } from '../../src/plan/naming.ts'
import { makePlan } from '../../src/plan/plan.ts'
import type { DeploymentState, ProvisioningState } from '../../src/plan/state.ts'
import {
  builtInOf,
  deploymentOf,
  endpointOf,
  findingsOf,
  modelOf,
  requestOf,
  serviceOf,
  sizes,
  stateOf,
  usagesOf,
} from './factories.ts'

const codeOf = (findings: Findings) => {
  try {
    makePlan(findings)
    return 'planned'
  } catch (error) {
    return error instanceof ActionError ? error.code : error
  }
}

const ours = (digest: string): DeploymentState['tags'] => ({
  [tag.createdBy]: createdBy,
  [tag.deploymentDigest]: digest,
})
const fresh = makePlan(findingsOf())

describe('a first deployment', () => {
  test('creates everything, and gives it all the traffic', () => {
    expect(fresh).toMatchObject({
      model: { action: 'register', name: 'breast-cancer', version: '1' },
      program: { kind: 'scripted', environment: { action: 'register' } },
      endpoint: { action: 'create', authMode: 'Key' },
      deployment: { action: 'create' },
      traffic: {
        before: { traffic: {}, mirror: {} },
        after: { traffic: { [fresh.deployment.name]: 100 } },
      },
      retire: [],
    })
    expect(fresh.deployment.name).toMatch(/^d-[0-9a-f]{16}$/)
  })

  test('uploads under the content’s digest, where Azure’s own clients look', () => {
    expect(fresh.model).toMatchObject({
      upload: { path: `LocalUpload/${'a'.repeat(64)}/model.joblib` },
      uri: `azureml://subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/ml/workspaces/ml-prod/datastores/workspaceblobstore/paths/LocalUpload/${'a'.repeat(64)}/model.joblib`,
      tags: {
        framework: 'scikit-learn',
        'framework-version': '1.5.2',
        [tag.modelDigest]: 'a'.repeat(64),
      },
    })
  })
})

describe('the deployment’s name', () => {
  const nameOf = (overrides: Partial<Findings>) => makePlan(findingsOf(overrides)).deployment.name

  test('is the same for the same content, wherever and whenever it is deployed from', () => {
    expect(nameOf({ origin: { commit: 'x', runUrl: 'y' } })).toBe(fresh.deployment.name)
    expect(nameOf({ request: requestOf({ 'timeout-minutes': '5', 'keep-previous': '2' }) })).toBe(
      fresh.deployment.name,
    )
  })

  test.each<[string, Partial<Findings>]>([
    ['model', { model: modelOf('b'.repeat(64)) }],
    ['code', { service: serviceOf({ scoringScript: 'other.py' }) }],
    [
      'environment',
      { service: serviceOf({ environment: { kind: 'new', image: 'base', condaFile: 'other' } }) },
    ],
    ['size', { request: requestOf({ cpu: '4' }) }],
    ['count', { request: requestOf({ 'instance-count': '2' }) }],
    ['environment variables', { request: requestOf({ 'environment-variables': 'A: 1' }) }],
    ['probes', { request: requestOf({ 'liveness-probe': 'period: 5' }) }],
    ['revision', { request: requestOf({ revision: '2026-12' }) }],
  ])('is another one for another %s', (_, overrides) => {
    expect(nameOf(overrides)).not.toBe(fresh.deployment.name)
  })
})

describe('a model that Azure serves by itself', () => {
  const repository: ModelFacts = { ...modelOf(), mount: 'models', type: 'triton_model' }
  const built = (overrides: Partial<Findings> = {}) =>
    makePlan(findingsOf({ model: repository, service: builtInOf(), ...overrides }))

  test('is registered by its type, and deployed with neither code nor environment', () => {
    expect(built()).toMatchObject({
      model: { action: 'register', type: 'triton_model' },
      program: { kind: 'built-in', server: 'triton' },
    })
    expect(built().program).toEqual({ kind: 'built-in', server: 'triton' })
  })

  test('has another name than the same content with a script, or with another server', () => {
    const names = [
      built(),
      built({ service: builtInOf({ server: 'mlflow' }) }),
      built({ service: serviceOf() }),
      built({ request: requestOf({ revision: '2' }) }),
      built({ model: { ...repository, digest: 'b'.repeat(64) } }),
    ].map(({ deployment }) => deployment.name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('is registered anew where its content is registered as of another type', () => {
    const version = (type: string) => ({
      version: '7',
      id: '/models/m/versions/7',
      uri: 'azureml://paths/LocalUpload/x/model.joblib',
      type,
      tags: { [tag.modelDigest]: 'a'.repeat(64) },
    })
    const action = (type: string) =>
      built({ state: stateOf({ models: { versions: [version(type)], nextVersion: '8' } }) }).model
        .action
    expect([action('custom_model'), action('triton_model')]).toEqual(['register', 'reuse'])
  })

  test('gets a GPU where it cannot do without, and none where it can', () => {
    expect(built().size.size.name).toBe('Standard_D2as_v4')
    const { size, reason } = built({ service: builtInOf({ gpu: 'it says so' }) }).size
    expect(size.name).toBe('Standard_NC4as_T4_v3')
    expect(reason).toContain('is the smallest with a GPU, 1 vCPU and 2 GB')
    expect(
      codeOf(
        findingsOf({
          model: repository,
          service: builtInOf({ gpu: 'it says so' }),
          state: stateOf({ sizes: sizes.filter(({ gpus }) => gpus === 0) }),
        }),
      ),
    ).toBe('size-not-found')
  })
})

describe('content that is there already', () => {
  const { name, digest } = fresh.deployment
  const withDeployment = (
    provisioningState: ProvisioningState,
    traffic = {},
    tags = ours(digest),
  ) =>
    findingsOf({
      state: stateOf({
        endpoint: endpointOf({ traffic }),
        deployments: [deploymentOf(name, { provisioningState, tags })],
      }),
    })

  test.each<[ProvisioningState, object, string]>([
    ['Succeeded', { [name]: 100 }, 'keep'],
    ['Succeeded', {}, 'keep'],
    ['Scaling', { [name]: 100 }, 'keep'],
    ['Creating', {}, 'resume'],
    ['Updating', {}, 'resume'],
    ['Failed', {}, 'replace'],
    ['Canceled', {}, 'replace'],
    ['Deleting', {}, 'replace'],
    ['Failed', { [name]: 100 }, 'create'],
  ])('%s with traffic %j: %s', (state, traffic, action) => {
    expect(makePlan(withDeployment(state, traffic)).deployment.action).toBe(action)
  })

  test('needs no quota', () => {
    const findings = withDeployment('Succeeded')
    expect(codeOf({ ...findings, state: { ...findings.state, usages: usagesOf(0) } })).toBe(
      'planned',
    )
    expect(codeOf(findingsOf({ state: stateOf({ usages: usagesOf(0) }) }))).toBe('quota-exceeded')
  })

  test('the registered version of a model is found by its digest', () => {
    const version = {
      version: '7',
      id: '/models/m/versions/7',
      uri: 'azureml://paths/LocalUpload/x/model.joblib',
      type: 'custom_model',
      tags: { [tag.modelDigest]: 'a'.repeat(64) },
    }
    const plan = makePlan(
      findingsOf({ state: stateOf({ models: { versions: [version], nextVersion: '8' } }) }),
    )
    expect(plan.model).toEqual({
      action: 'reuse',
      name: 'breast-cancer',
      version: '7',
      id: '/models/m/versions/7',
    })
  })
})

describe('what would not go well is refused', () => {
  test.each<[string, Findings]>([
    [
      'endpoint-conflict',
      findingsOf({
        request: requestOf({ 'auth-mode': 'aad_token' }),
        state: stateOf({ endpoint: endpointOf() }),
      }),
    ],
    [
      'endpoint-conflict',
      findingsOf({ state: stateOf({ endpoint: endpointOf({ kubernetes: true }) }) }),
    ],
    [
      'endpoint-conflict',
      findingsOf({ state: stateOf({ endpoint: endpointOf({ provisioningState: 'Deleting' }) }) }),
    ],
    [
      'deployment-conflict',
      findingsOf({
        request: requestOf({ 'deployment-name': 'blue' }),
        state: stateOf({
          endpoint: endpointOf({ traffic: { blue: 100 } }),
          deployments: [deploymentOf('blue')],
        }),
      }),
    ],
    [
      'deployment-conflict',
      findingsOf({
        request: requestOf({ 'deployment-name': 'blue' }),
        state: stateOf({
          endpoint: endpointOf({ traffic: { BLUE: 100 } }),
          deployments: [deploymentOf('Blue')],
        }),
      }),
    ],
    [
      'environment-not-found',
      findingsOf({ service: serviceOf({ environment: { kind: 'existing', name: 'env:1' } }) }),
    ],
  ])('%s', (code, findings) => {
    expect(codeOf(findings)).toBe(code)
  })
})

describe('what is retired', () => {
  const retiredOf = (
    deployments: readonly DeploymentState[],
    traffic: object,
    keep = '0',
    mirrorTraffic = {},
  ) =>
    makePlan(
      findingsOf({
        request: requestOf({ 'keep-previous': keep }),
        state: stateOf({
          endpoint: endpointOf({ traffic: traffic as Record<string, number>, mirrorTraffic }),
          deployments,
        }),
      }),
    ).retire

  test('is who had the traffic, and what this action left behind', () => {
    const mine = ours('old')
    expect(
      retiredOf(
        [
          deploymentOf('blue'),
          deploymentOf('d-old', { tags: mine }),
          deploymentOf('d-broken', { tags: mine, provisioningState: 'Failed' }),
          deploymentOf('d-scaled', { tags: mine, provisioningState: 'Scaling' }),
          deploymentOf('d-elsewhere', { tags: mine, provisioningState: 'Creating' }),
          deploymentOf('foreign'),
        ],
        { blue: 100 },
      ),
    ).toEqual(['blue', 'd-old', 'd-broken', 'd-scaled'])
  })

  test('is not what is to be kept: the one that served last first', () => {
    const deployments = [deploymentOf('d-older', { tags: ours('1') }), deploymentOf('blue')]
    expect(retiredOf(deployments, { blue: 100 }, 'true')).toEqual(['d-older'])
    expect(retiredOf(deployments, { blue: 100 }, '2')).toEqual([])
  })

  test('is never what receives mirrored traffic', () => {
    expect(
      retiredOf([deploymentOf('shadow', { tags: ours('1') })], {}, '0', { shadow: 10 }),
    ).toEqual([])
  })
})

describe('whatever Azure has', () => {
  const states: readonly ProvisioningState[] = [
    'Creating',
    'Updating',
    'Scaling',
    'Deleting',
    'Succeeded',
    'Failed',
    'Canceled',
  ]
  const deployment = fc.record({
    name: fc.constantFrom('blue', 'green', 'd-1'),
    provisioningState: fc.constantFrom(...states),
    tags: fc.constantFrom({}, ours('other')),
    instanceCount: fc.nat(3),
  })
  /** The name is made of the digest, so who bears it carries it. */
  const same = deployment.map((other) => ({
    ...other,
    name: fresh.deployment.name,
    tags: ours(fresh.deployment.digest),
  }))
  const state = fc
    .record({
      deployments: fc.uniqueArray(fc.oneof(deployment, same), { selector: ({ name }) => name }),
      share: fc.nat(100),
      keep: fc.nat(3),
      endpointState: fc.constantFrom<ProvisioningState>(
        'Succeeded',
        'Creating',
        'Updating',
        'Failed',
      ),
    })
    .map(({ deployments, share, keep, endpointState }) => {
      const [a, b] = deployments
      const traffic =
        a && b ? { [a.name]: share, [b.name]: 100 - share } : a ? { [a.name]: 100 } : {}
      return findingsOf({
        request: requestOf({ 'keep-previous': String(keep) }),
        state: stateOf({
          endpoint: endpointOf({ traffic, provisioningState: endpointState }),
          deployments,
        }),
      })
    })

  test('traffic ends at 100 % on the new deployment, which is never retired, and nothing unknown is', () => {
    fc.assert(
      fc.property(state, (findings) => {
        const plan = makePlan(findings)
        expect(plan.traffic.after.traffic).toEqual({ [plan.deployment.name]: 100 })
        expect(plan.retire).not.toContain(plan.deployment.name)
        const known = findings.state.deployments.map(({ name }) => name)
        for (const name of plan.retire) expect(known).toContain(name)
        const total = Object.values(plan.traffic.before.traffic).reduce(
          (sum, share) => sum + share,
          0,
        )
        expect([0, 100]).toContain(total)
      }),
    )
  })

  test('the same findings give the same plan', () => {
    fc.assert(
      fc.property(state, (findings) => {
        expect(makePlan(findings)).toEqual(makePlan(findings))
      }),
    )
  })
})
