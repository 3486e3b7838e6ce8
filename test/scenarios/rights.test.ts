/** The rights that docs/roles.md and docs/github.md ask for are enough, and none of them is of no use. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { features } from '../../.github/scripts/permissions.ts'
import {
  type AzureMode,
  actionsOf,
  actionsOfExtra,
  azureModes,
  type ExtraName,
  extras,
  needs,
} from '../../.github/scripts/roles.ts'
import { pickled } from '../models/pickled.ts'
import type { ActionRun } from '../runner.ts'
import { typeOf } from '../simulator/arm/gate.ts'
import { clientOf } from '../simulator/client.ts'
import { latencyRule } from './alertRule.ts'
import { expectEnding, roomy, type Story, service, story } from './story.ts'

let it: Story

/** What was asked of Azure so far, by the mode that asked. */
const asked = new Map<AzureMode, Set<string>>()

beforeAll(async () => {
  it = await story(roomy)
  // Nothing else than the identity's own role opens this storage account.
  it.simulator.world.storage.allowSharedKeyAccess = false
})
afterAll(() => it.end())

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
  POST: 'action',
}

/** The operation that a request is, as Azure names it; none for hosts that know no roles. */
function operationOf(
  method: string,
  url: string,
  sent: Readonly<Record<string, unknown>>,
): string[] {
  const { host, pathname } = new URL(url)
  if (host.startsWith('management.')) {
    const segments = pathname.split('/').filter(Boolean).map(decodeURIComponent)
    return [`${typeOf(segments)}/${verbs[method]}`]
  }
  if (host.includes('.blob.')) {
    const way = ['GET', 'HEAD'].includes(method) ? 'read' : 'write'
    return [`Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${way}`]
  }
  // A key or the endpoint's own token is no role; a token of Microsoft Entra ID names its issuer.
  const [, payload = ''] = String(sent['authorization'] ?? '').split('.')
  const isEntra =
    host.includes('.inference.') &&
    /"iss":"https:\/\/sts/.test(Buffer.from(payload, 'base64url').toString())
  return isEntra
    ? ['Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action']
    : []
}

/** Runs a mode with its custom role and these extras, and with nothing beside them. */
async function run(
  mode: AzureMode,
  having: readonly ExtraName[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const { exchanges, world } = it.simulator
  world.grantOnly([...actionsOf(mode), ...having.flatMap(actionsOfExtra)])
  const from = exchanges.length
  const needsModel = mode === 'deploy' || mode === 'plan'
  const ended = await it.deploy({ mode, ...(needsModel ? {} : { 'model-path': '' }), ...inputs })
  const operations = exchanges
    .slice(from)
    .flatMap(({ method, url, requestHeaders }) => operationOf(method, url, requestHeaders))
  asked.set(mode, new Set([...(asked.get(mode) ?? []), ...operations]))
  return ended
}

/** What somebody else makes: an alert rule that nothing fires, and an environment. */
async function prepare(): Promise<void> {
  const { subscriptionId, resourceGroup, workspace } = it.simulator.azure
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
  const target = `${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}/onlineEndpoints/${service}`
  it.simulator.world.grantOnly(['*'])
  const client = clientOf(it.simulator)
  for (const [path, body, version] of [
    [
      'environments/serving/versions/1',
      { properties: { image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest' } },
    ],
    [
      `${group}/providers/Microsoft.Insights/metricAlerts/errors`,
      latencyRule(target),
      '2018-03-01',
    ],
  ] as const) {
    const made = await client.arm('PUT', path, body, version)
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  }
  client.close()
}

const another = (model: string) => it.write('model.joblib', pickled(model))

/** A mode that must end so. */
async function ends(
  status: string,
  mode: AzureMode,
  having: readonly ExtraName[],
  inputs?: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const ended = await run(mode, having, inputs)
  expect(ended.outputs['status'], ended.log).toBe(status)
  return ended
}

const everything = ['subscription', 'storage', 'metrics', 'alerts', 'autoscale', 'entra'] as const
const autoscale = '{min: 1, max: 2}'
const watched = { 'bake-time': '1s', 'rollback-alerts': '[errors]' }
const wrong = { 'smoke-expect': '{"no": "such answer"}' }

describe('with its custom role and nothing beside it', { timeout: 120_000 }, () => {
  test('`check` asks nobody for anything', async () => {
    const from = it.simulator.exchanges.length
    const check = await it.deploy({ mode: 'check' })
    expect(check.outputs['status'], check.log).toBe('planned')
    expect(it.simulator.exchanges.slice(from)).toEqual([])
  })

  test('a service is planned, deployed, watched, promoted, taken back, looked at and deleted', async () => {
    await ends('planned', 'plan', ['subscription', 'autoscale'], { autoscale })
    await ends('deployed', 'deploy', ['subscription', 'storage'])
    await prepare()
    another('a model whose rollout is watched')
    const second = await ends('deployed', 'deploy', everything, {
      ...watched,
      autoscale,
      'keep-previous': '1',
    })
    expect(second.summary).toMatch(/live traffic/i)
    await ends('deployed', 'rollback', ['subscription'])
    await ends('unchanged', 'status', [])
    await ends('deleted', 'delete', ['subscription', 'autoscale'], {
      'deployment-name': second.outputs['deployment-name'] ?? '',
    })
    another('a model that is promoted')
    await ends('deployed', 'deploy', everything, { strategy: 'manual', autoscale })
    await ends('smoke-failed', 'promote', everything, wrong)
    await ends('deployed', 'promote', everything, watched)
    another('a model that answers wrongly')
    await ends('smoke-failed', 'deploy', everything, { ...wrong, autoscale })
    await ends('deleted', 'delete', ['subscription', 'autoscale'])
  })

  test('a service is asked in its own way, and an environment found by its label', async () => {
    it.write('score.py', 'def init(): ...\ndef run(data): return data\n')
    const environment = { 'entry-script': 'score.py', environment: 'serving@latest' }
    const preview = { 'service-name': 'entra', 'time-to-live': '1s' }
    const entra = { ...preview, 'auth-mode': 'aad_token', ...environment }
    await ends('planned', 'plan', ['subscription'], entra)
    await ends('deployed', 'deploy', everything, entra)
    await ends('unchanged', 'status', ['entra'], { 'service-name': 'entra' })
    const own = { 'service-name': 'own', 'auth-mode': 'aml_token' }
    await ends('deployed', 'deploy', ['subscription', 'storage'], own)
    const swept = await ends('deleted', 'sweep', ['subscription', 'autoscale'], {
      'service-name': '',
    })
    expect(swept.log).toContain('deleted entra')
  })
})

test('a right that is missing is named, and what served still serves', async () => {
  const missing = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write'
  const role = [...actionsOf('deploy'), ...everything.flatMap(actionsOfExtra)]
  it.simulator.world.grantOnly(role.filter((one) => one !== missing))
  another('a model for which the right is missing')
  expectEnding(await it.deploy({ 'service-name': 'own', 'auth-mode': 'aml_token' }), {
    status: 'failed',
    phase: 'deployment',
    code: 'permission-denied',
    says: new RegExp(`perform action '${missing}'`),
    todo: new RegExp(`Grant the identity a role with '${missing}'`),
  })
  await ends('unchanged', 'status', [], { 'service-name': 'own' })
})

const lower = (names: Iterable<string>) => [...names].map((name) => name.toLowerCase()).sort()
const extraNames = Object.keys(extras) as ExtraName[]
const extrasOf = (mode: AzureMode) =>
  extraNames.filter((name) => (extras[name].modes as readonly AzureMode[]).includes(mode))

describe('of the custom roles', () => {
  test('no mode asks for more than it may have', () => {
    for (const [mode, operations] of asked) {
      const allowed = lower([...actionsOf(mode), ...extrasOf(mode).flatMap(actionsOfExtra)])
      expect(
        lower(operations).filter((one) => !allowed.includes(one)),
        mode,
      ).toEqual([])
    }
  })

  test('nothing is of no use, but for what says why', () => {
    const all = lower([...asked.values()].flatMap((operations) => [...operations]))
    for (const name of extraNames)
      expect(
        lower(actionsOfExtra(name)).filter((one) => !all.includes(one)),
        name,
      ).toEqual([])
    for (const [mode, operations] of asked)
      expect(
        needs
          .filter(({ modes, unseen }) => modes.includes(mode) && unseen === undefined)
          // A service is asked in one of three ways; every mode that asks does it by the same code.
          .filter(({ name }) => !/onlineEndpoints\/(listKeys|token)\/action$/.test(name))
          .map(({ name }) => name)
          .filter((name) => !lower(operations).includes(name.toLowerCase())),
        mode,
      ).toEqual([])
  })

  test('each was played', () => {
    expect(azureModes.filter((mode) => !asked.has(mode))).toEqual([])
  })
})

/** The permission that a request to GitHub's API needs, by GitHub's "Permissions required for GitHub Apps". */
function permissionOf(method: string, path: string): string {
  const [, what = ''] = /^\/repos\/[^/]+\/[^/]+\/(\w+)/.exec(path) ?? []
  const names: Readonly<Record<string, string>> = { issues: 'pull-requests' }
  return `${names[what] ?? what}: ${method === 'GET' ? 'read' : 'write'}`
}

describe('of the permissions in GitHub', () => {
  test('what is shown there needs no other than those, and no more of them', async () => {
    const { world, exchanges, env } = it.simulator
    const { github } = world
    world.grantOnly(['*'])
    const event = { pull_request: { number: 1, head: { sha: github.sha } } }
    it.write('event.json', JSON.stringify(event))
    const inPullRequest = { GITHUB_EVENT_PATH: `${it.checkout}/event.json` }
    const used = new Set<string>()
    /** Runs with one permission alone; what is shown without a warning needed no other. */
    const play = async (
      permission: 'deployments' | 'pull-requests',
      inputs: Record<string, string>,
    ) => {
      const none = { contents: 'none', deployments: 'none', 'pull-requests': 'none' } as const
      Object.assign(github.permissions, { actions: 'none', attestations: 'none', ...none })
      github.permissions[permission] = 'write'
      const from = exchanges.length
      const token = env['GITHUB_TOKEN'] ?? ''
      const run = await it.deploy({ 'github-token': token, ...inputs }, inPullRequest)
      expect(run.exitCode, run.log).toBe(0)
      expect(run.annotations.filter(({ level }) => level === 'warning')).toEqual([])
      for (const { method, url } of exchanges.slice(from))
        if (new URL(url).host === 'api.github.com')
          used.add(permissionOf(method, new URL(url).pathname))
    }
    const own = { 'service-name': 'own', 'auth-mode': 'aml_token' }
    await play('deployments', { ...own, 'pull-request-comment': 'false' })
    await play('pull-requests', { mode: 'check' })
    expect(github.deployments.length).toBeGreaterThan(0)
    expect(github.comments).toHaveLength(1)
    const written = [...used].filter((one) => one.endsWith('write')).sort()
    expect(written).toEqual(['deployments: write', 'pull-requests: write'])
    expect(features.map(({ permission }) => permission)).toEqual(expect.arrayContaining(written))
    // Whoever may write may read.
    const names = written.map((one) => one.replace('write', 'read'))
    expect([...used].filter((one) => !written.includes(one) && !names.includes(one))).toEqual([])
  })
})
