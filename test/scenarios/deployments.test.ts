/** What a deployment does when all goes well, in the ways that people set it up. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import { pickled } from '../models/pickled.ts'
import { type Story, service, story } from './story.ts'

let it: Story
beforeEach(async () => {
  it = await story()
})
afterEach(() => it.end())

/** Requests of the action that change something, as `PUT onlineEndpoints/breast-cancer`. */
const writes = () =>
  it.simulator.exchanges
    .filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method))
    .map(({ method, url }) => {
      const { host, pathname } = new URL(url)
      const path = host.startsWith('management.')
        ? (pathname.split(/\/workspaces\/[^/]+\//)[1] ?? '')
        : `blob ${pathname.split('/').at(-1)}`
      return `${method} ${path
        .replace(/d-[0-9a-f]{16}/, 'd-*')
        .replace(/codes\/[0-9a-f]{64}/, 'codes/*')
        .replace(/serving\/versions\/\w+/, 'serving/versions/*')}`
    })
const from = (index: number) => writes().slice(index)

/** What is registered has its tags among its properties, what runs beside them. */
interface Made {
  readonly tags?: object
  readonly properties: { readonly tags?: object }
}
const tagsOf = ({ tags, properties }: Made) => tags ?? properties.tags

describe('a deployment', () => {
  test('goes from nothing to a verified endpoint, with every output and a summary', async () => {
    const run = await it.deploy({ description: 'a tree', tags: 'team: risk' })
    expect(run.exitCode, run.log).toBe(0)
    const { result, ...outputs } = run.outputs
    expect(outputs).toMatchObject({
      status: 'deployed',
      'service-name': service,
      'scoring-uri': 'https://breast-cancer.eastus2.inference.ml.azure.com/score',
      'swagger-uri': 'https://breast-cancer.eastus2.inference.ml.azure.com/swagger.json',
      'model-name': service,
      'model-version': '1',
      'failed-phase': '',
      'error-code': '',
      'previous-deployment': '',
      framework: 'scikit-learn',
      'framework-version': '1.6.1',
      'smoke-response': expect.stringMatching(/^\{"predict":\[0\.\d+\]\}$/),
    })
    expect(JSON.parse(result ?? '')).toMatchObject({
      status: 'deployed',
      traffic: { [outputs['deployment-name'] ?? '']: 100 },
    })
    expect(await it.traffic()).toEqual({ [outputs['deployment-name'] ?? '']: 100 })
    expect(run.summary).toContain('breast-cancer is live')
    const model = JSON.parse(
      (
        await administer(
          it.simulator.env,
          it.simulator.azure,
          'GET',
          `/models/${service}/versions/1`,
        )
      ).text,
    )
    expect(model.properties).toMatchObject({
      description: 'a tree',
      modelType: 'custom_model',
      tags: {
        team: 'risk',
        framework: 'scikit-learn',
        'framework-version': '1.6.1',
        commit: it.simulator.world.github.sha,
        ref: 'refs/heads/main',
        run: 'https://github.com/contoso/fraud-model/actions/runs/17250911802',
        'model-digest': outputs['model-digest'],
      },
    })
    const origin = {
      repository: 'contoso/fraud-model',
      commit: it.simulator.world.github.sha,
      ref: 'refs/heads/main',
      run: 'https://github.com/contoso/fraud-model/actions/runs/17250911802',
      actor: 'octocat',
    }
    const made = (url: RegExp) =>
      it.simulator.exchanges
        .filter((exchange) => exchange.method === 'PUT' && url.test(exchange.url))
        .map(({ requestBody }) => requestBody as Made)
    for (const asset of ['models', 'codes', 'environments'])
      expect(made(new RegExp(`/${asset}/[^/]+/versions/`)).map(tagsOf)).toEqual([
        expect.objectContaining({ ...origin, 'created-by': 'azureml-deploy' }),
      ])
    expect(made(/\/deployments\/[^/]+\?/).map(tagsOf)).toEqual([
      expect.objectContaining({
        ...origin,
        'created-by': 'azureml-deploy',
        'model-digest': outputs['model-digest'],
        'deployment-digest': expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ])
    // Model, code, environment and endpoint are made side by side, so the order is not told.
    expect(writes().toSorted()).toMatchInlineSnapshot(`
      [
        "PATCH onlineEndpoints/breast-cancer",
        "PUT blob columns.py",
        "PUT blob columns.py",
        "PUT blob model.joblib",
        "PUT blob model.joblib",
        "PUT blob model.json",
        "PUT blob saved.py",
        "PUT blob score.py",
        "PUT blob swagger2.json",
        "PUT blob swagger3.json",
        "PUT blob tabular.py",
        "PUT blob wire.py",
        "PUT codes/*/versions/1",
        "PUT environments/deploy-action-serving/versions/*",
        "PUT models/breast-cancer/versions/1",
        "PUT onlineEndpoints/breast-cancer",
        "PUT onlineEndpoints/breast-cancer",
        "PUT onlineEndpoints/breast-cancer/deployments/d-*",
      ]
    `)
    expect(it.simulator.refused).toEqual([])
  })

  test('of the same content again changes nothing, but is tested still', async () => {
    await it.deploy()
    const before = writes().length
    const run = await it.deploy({}, { GITHUB_SHA: '0'.repeat(40), GITHUB_RUN_ID: '2' })
    expect(run.outputs, run.log).toMatchObject({ status: 'unchanged', 'model-version': '1' })
    expect(run.exitCode).toBe(0)
    expect(from(before)).toEqual([])
    expect(run.log).toContain('smoke: request 1 passed')
  })

  test('of a new model comes beside the old one, takes its traffic, and the old one goes', async () => {
    const first = await it.deploy()
    it.write('model.joblib', pickled('another model'))
    const before = writes().length
    const second = await it.deploy()
    expect(second.outputs, second.log).toMatchObject({
      status: 'deployed',
      'model-version': '2',
      'previous-deployment': first.outputs['deployment-name'],
    })
    expect(await it.deployments()).toEqual([second.outputs['deployment-name']])
    expect(from(before)).toMatchInlineSnapshot(`
      [
        "PATCH onlineEndpoints/breast-cancer",
        "PUT blob model.joblib",
        "PUT blob model.joblib",
        "PUT models/breast-cancer/versions/2",
        "PUT onlineEndpoints/breast-cancer/deployments/d-*",
        "PUT onlineEndpoints/breast-cancer",
        "DELETE onlineEndpoints/breast-cancer/deployments/d-*",
        "PATCH onlineEndpoints/breast-cancer",
      ]
    `)
  })

  test('back to an old model finds its registered version', async () => {
    await it.deploy()
    it.write('model.joblib', pickled('another model'))
    await it.deploy({ 'keep-previous': 'true' })
    expect(await it.deployments()).toHaveLength(2)
    it.write('model.joblib', pickled('the first model'))
    const before = writes().length
    const back = await it.deploy()
    expect(back.outputs, back.log).toMatchObject({ status: 'deployed', 'model-version': '1' })
    expect(await it.modelVersions()).toEqual(['1', '2'])
    // The old deployment was kept, so nothing is provisioned: the traffic moves, the other goes.
    expect(from(before)).toMatchInlineSnapshot(`
      [
        "PATCH onlineEndpoints/breast-cancer",
        "PUT onlineEndpoints/breast-cancer",
        "DELETE onlineEndpoints/breast-cancer/deployments/d-*",
        "PATCH onlineEndpoints/breast-cancer",
      ]
    `)
  })

  test('of another revision deploys unchanged content again', async () => {
    const first = await it.deploy()
    const second = await it.deploy({ revision: 'patched base image' })
    expect(second.outputs).toMatchObject({ status: 'deployed', 'model-version': '1' })
    expect(second.outputs['deployment-name']).not.toBe(first.outputs['deployment-name'])
  })

  test('that failed can be kept to look at, without traffic', async () => {
    const first = await it.deploy()
    it.write('model.joblib', pickled('another model'))
    const failed = await it.deploy({ 'smoke-expect': '{"predict": [42]}', 'on-failure': 'keep' })
    expect(failed.outputs['status'], failed.log).toBe('smoke-failed')
    expect(await it.deployments()).toHaveLength(2)
    expect(await it.traffic()).toEqual({ [first.outputs['deployment-name'] ?? '']: 100 })
    const again = await it.deploy()
    expect(again.outputs['status'], again.log).toBe('deployed')
    expect(await it.deployments()).toEqual([again.outputs['deployment-name']])
  })

  test('is refused when its name, in whatever case, is that of the one that serves', async () => {
    await it.deploy({ 'deployment-name': 'Blue-One' })
    const before = await (await it.caller()).score({ data: [[1]] })
    it.write('model.joblib', pickled('another model'))
    const run = await it.deploy({ 'deployment-name': 'blue-One' })
    expect(run.outputs['error-code'], run.log).toBe('deployment-conflict')
    expect((await (await it.caller()).score({ data: [[1]] })).text).toBe(before.text)
  })

  test('is done when it is verified: what hinders the clean-up is only told', async () => {
    await it.deploy()
    it.write('model.joblib', pickled('another model'))
    it.simulator.fault({
      match: { method: 'DELETE', url: 'deployments/d-', nth: 1 },
      do: { hang: true },
    })
    const run = await it.deploy({ 'timeout-minutes': 0.1 })
    expect(run.outputs, run.log).toMatchObject({ status: 'deployed', 'failed-phase': '' })
    expect(run.exitCode).toBe(0)
    expect(run.log).toContain('clean-up: ')
    expect(await it.traffic()).toEqual({ [run.outputs['deployment-name'] ?? '']: 100 })
  })

  test('never overwrites a split that somebody else set meanwhile', async () => {
    const first = await it.deploy()
    it.write('model.joblib', pickled('another model'))
    // While the new deployment is tested, somebody takes all traffic away.
    it.simulator.fault({
      match: { method: 'POST', url: 'inference\\.ml\\.azure\\.com/score', nth: 1 },
      do: { delayMs: 1500 },
    })
    const run = it.start()
    while (!run.process.killed && (await it.deployments()).length < 2) await sleep(50)
    await sleep(500)
    const { env, azure } = it.simulator
    const current = JSON.parse(
      (await administer(env, azure, 'GET', `/onlineEndpoints/${service}`)).text,
    )
    await administer(env, azure, 'PUT', `/onlineEndpoints/${service}`, {
      location: current.location,
      tags: current.tags,
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'Key', traffic: {} },
    })
    const { outputs, log } = await run.done
    expect(outputs, log).toMatchObject({
      status: 'failed',
      'failed-phase': 'traffic',
      'error-code': 'traffic-changed',
    })
    expect(await it.traffic()).toEqual({})
    expect(await it.deployments()).toEqual([first.outputs['deployment-name']])
  })

  test('whose endpoint may not be changed fails before anything is made', async () => {
    const first = await it.deploy()
    it.write('model.joblib', pickled('another model'))
    it.simulator.world.deny('Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write')
    const run = await it.deploy()
    expect(run.outputs, run.log).toMatchObject({
      status: 'failed',
      'failed-phase': 'endpoint',
      'error-code': 'permission-denied',
    })
    expect(await it.modelVersions()).toEqual(['1'])
    expect(await it.traffic()).toEqual({ [first.outputs['deployment-name'] ?? '']: 100 })
    expect(await it.deployments()).toEqual([first.outputs['deployment-name']])
  })

  test('takes a smoke request of any length', async () => {
    const run = await it.deploy({
      'smoke-request': JSON.stringify({ data: [Array(2000).fill(1.5)] }),
    })
    expect(run.outputs['status'], run.log).toBe('deployed')
  })

  test('outlives an answer of the token host that breaks off', async () => {
    it.simulator.fault({ match: { method: 'GET', url: 'idtoken', nth: 1 }, do: { status: 500 } })
    const run = await it.deploy()
    expect(run.outputs['status'], run.log).toBe('deployed')
  })

  test('that is serving is never deleted, whatever its smoke test says', async () => {
    const first = await it.deploy()
    const again = await it.deploy({ 'smoke-expect': '{"predict": [42]}' })
    expect(again.outputs['status'], again.log).toBe('smoke-failed')
    expect(await it.traffic()).toEqual({ [first.outputs['deployment-name'] ?? '']: 100 })
  })
})

describe('the model', () => {
  test('can be a folder, and one that is registered already', async () => {
    it.write('model/weights.pkl', pickled('weights'))
    it.write('model/labels/names.txt', 'names')
    const folder = await it.deploy({ 'model-path': 'model' })
    expect(folder.outputs['status'], folder.log).toBe('deployed')
    const registered = await it.deploy({
      'model-path': `azureml:${service}:1`,
      'service-name': 'from-registered',
    })
    expect(registered.outputs, registered.log).toMatchObject({
      status: 'deployed',
      'model-name': service,
      'model-version': '1',
    })
    const latest = await it.deploy({
      'model-path': `azureml:${service}@latest`,
      'service-name': 'from-registered',
    })
    expect(latest.outputs['status'], latest.log).toBe('unchanged')
    const missing = await it.deploy({ 'model-path': 'azureml:nothing:9' })
    expect(missing.outputs['error-code'], missing.log).toBe('model-not-found')
  })

  test('is uploaded once, under its digest, marked complete as Azure’s clients mark it', async () => {
    const run = await it.deploy()
    const uploads = it.simulator.exchanges.filter(
      ({ method, url }) =>
        method === 'PUT' && url.includes('.blob.') && url.includes('model.joblib'),
    )
    expect(uploads.map(({ url }) => new URL(url).pathname)).toSatisfy((paths: string[]) =>
      paths.every((path) =>
        path.endsWith(`/LocalUpload/${run.outputs['model-digest']}/model.joblib`),
      ),
    )
    const { requestHeaders } = uploads.findLast(({ url }) => url.includes('comp=metadata')) ?? {}
    expect(requestHeaders).toMatchObject({
      'x-ms-meta-upload_status': 'completed',
      'x-ms-meta-name': service,
      'x-ms-meta-version': '1',
    })
  })

  test.each(['Sas', 'None'] as const)(
    'goes to a datastore with credentials of type %s',
    async (credentials) => {
      for (const datastore of it.simulator.world.datastores) datastore.credentials = credentials
      const run = await it.deploy()
      expect(run.outputs['status'], run.log).toBe('deployed')
    },
  )

  test('goes by Entra token to an account that does not allow shared keys', async () => {
    it.simulator.world.storage.allowSharedKeyAccess = false
    const run = await it.deploy()
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.log).toContain('does not allow shared keys; using the Entra token')
  })
})

describe('signing in', () => {
  test.each([
    [
      'a client secret',
      ({ azure }: Story['simulator']) => ({ 'client-secret': azure.clientSecret }),
    ],
    [
      'credentials JSON',
      ({ azure }: Story['simulator']) => ({
        'client-id': undefined,
        'tenant-id': undefined,
        'subscription-id': undefined,
        credentials: JSON.stringify({
          clientId: azure.clientId,
          clientSecret: azure.clientSecret,
          tenantId: azure.tenantId,
          subscriptionId: azure.subscriptionId,
        }),
      }),
    ],
  ])('works by %s, and no secret is ever printed', async (_, inputsOf) => {
    const run = await it.deploy(inputsOf(it.simulator))
    expect(run.outputs['status'], run.log).toBe('deployed')
    const printed = run.log
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n')
    const secrets = [
      it.simulator.azure.clientSecret,
      it.simulator.world.storage.key,
      it.simulator.world.endpoints[service]?.keys.primaryKey ?? 'none',
    ]
    for (const secret of secrets) {
      expect(printed + run.summary + JSON.stringify(run.outputs)).not.toContain(secret)
      expect(run.log).toContain(`::add-mask::${secret.replaceAll('%', '%25')}`)
    }
    expect(run.log).not.toContain(`::add-mask::${it.simulator.azure.clientId}`)
  })

  test('works by the machine’s own environment', async () => {
    const { azure } = it.simulator
    const run = await it.deploy(
      { 'client-id': undefined, 'tenant-id': undefined },
      {
        AZURE_CLIENT_ID: azure.clientId,
        AZURE_TENANT_ID: azure.tenantId,
        AZURE_CLIENT_SECRET: azure.clientSecret,
      },
    )
    expect(run.outputs['status'], run.log).toBe('deployed')
  })

  test('works with the immutable subject of newer repositories, once its credential is made', async () => {
    const { world } = it.simulator
    world.github.subject = 'immutable'
    world.application.federatedCredentials.splice(0)
    const refused = await it.deploy()
    expect(refused.outputs['error-code']).toBe('federated-credential-mismatch')
    const [, parameters = '{}'] =
      /--parameters '(\{.*?\})'/.exec(refused.annotations.map(({ message }) => message).join()) ??
      []
    const { issuer, subject, audiences } = JSON.parse(parameters) as {
      issuer: string
      subject: string
      audiences: string[]
    }
    expect(subject).toBe('repo:contoso@6154722/fraud-model@1044212773:ref:refs/heads/main')
    world.application.federatedCredentials.push({ issuer, subject, audience: audiences[0] ?? '' })
    const run = await it.deploy()
    expect(run.outputs['status'], run.log).toBe('deployed')
  })
})

test('needs no role beyond the workspace when the size is named', async () => {
  it.simulator.world.deny('Microsoft.MachineLearningServices/locations/*')
  const run = await it.deploy({ 'instance-type': 'Standard_D2as_v4' })
  expect(run.outputs['status'], run.log).toBe('deployed')
  const unnamed = await it.deploy()
  expect(unnamed.outputs, unnamed.log).toMatchObject({
    'failed-phase': 'plan',
    'error-code': 'permission-denied',
  })
  expect(unnamed.log).toContain("Name an 'instance-type'")
})

test('waits for the roles that Azure gives a new endpoint', async () => {
  const message = 'The role assignment takes some time, please wait a moment and try again.'
  it.simulator.fault({
    match: { method: 'GET', url: 'mfeOperationsStatus/od', nth: 1 },
    do: { status: 200, body: { status: 'Failed', error: { code: 'BadArgument', message } } },
  })
  const run = await it.deploy()
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(run.log).toContain("the endpoint's own roles are still spreading; trying again")
})

describe('the endpoint', () => {
  test.each([
    ['aml_token', 'AMLToken'],
    ['aad_token', 'AADToken'],
  ])('can authenticate its callers by %s', async (given, expected) => {
    const run = await it.deploy({ 'auth-mode': given })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(it.simulator.world.endpoints[service]?.properties).toMatchObject({ authMode: expected })
  })

  test('keeps what others set on it: tags, description, mirrored traffic', async () => {
    await it.deploy()
    const { env, azure } = it.simulator
    const current = JSON.parse(
      (await administer(env, azure, 'GET', `/onlineEndpoints/${service}`)).text,
    )
    await administer(env, azure, 'PUT', `/onlineEndpoints/${service}`, {
      location: current.location,
      tags: { ...current.tags, owner: 'risk' },
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'Key', description: 'ask risk', traffic: current.properties.traffic },
    })
    it.write('model.joblib', pickled('another model'))
    const run = await it.deploy()
    expect(run.outputs['status'], run.log).toBe('deployed')
    const after = JSON.parse(
      (await administer(env, azure, 'GET', `/onlineEndpoints/${service}`)).text,
    )
    expect(after.tags).toMatchObject({ owner: 'risk' })
    expect(after.properties.description).toBe('ask risk')
  })

  test('is not asked to change its callers’ authentication', async () => {
    await it.deploy()
    const run = await it.deploy({ 'auth-mode': 'aad_token' })
    expect(run.outputs, run.log).toMatchObject({
      status: 'failed',
      'failed-phase': 'plan',
      'error-code': 'endpoint-conflict',
    })
  })
})

describe('several smoke requests', () => {
  test('are each sent as often as asked, and judged by their own expectation', async () => {
    it.write('smoke/a.json', '{"data": [[1]]}')
    const run = await it.deploy({
      'smoke-request':
        '- smoke/a.json\n- request: {data: [[1], [2]]}\n  name: two rows\n  expect: {status: 200}',
      'smoke-count': 4,
    })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.log).toMatch(/smoke: smoke\/a\.json passed, 4 × HTTP 200, p50 \d+ ms, p95 \d+ ms/)
    expect(run.log).toMatch(/smoke: two rows passed, 4 × HTTP 200/)
  })

  test('can be none, which is said', async () => {
    const run = await it.deploy({ 'smoke-request': 'none' })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(run.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('smoke: none asked for'),
    )
  })
})
