import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, clientOf } from '../client.ts'
import { type Simulator, startSimulator } from '../simulator.ts'

let simulator: Simulator
let client: Client
const D2 = 'Standard_D2as_v4'

beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub' })
  client = clientOf(simulator)
  await upload('LocalUpload/m/model.bin', 'weights')
  await upload('LocalUpload/c/src/score.py', 'def init(): pass\ndef run(x): return x\n')
  const blobstore = `https://${simulator.world.storage.name}.blob.core.windows.net/${simulator.world.datastores[0]?.container}`
  await client.arm('PUT', 'models/m/versions/1', {
    properties: {
      modelUri: 'azureml://datastores/workspaceblobstore/paths/LocalUpload/m/model.bin',
    },
  })
  await client.arm('PUT', 'codes/c/versions/1', {
    properties: { codeUri: `${blobstore}/LocalUpload/c/src` },
  })
}, 60_000)
afterAll(async () => {
  client.close()
  await simulator.close()
})

const upload = async (path: string, text: string) => {
  const { storage, datastores } = simulator.world
  const { access_token } = (await client.token('https://storage.azure.com/.default')).body
  await client.send(
    'PUT',
    `https://${storage.name}.blob.core.windows.net/${datastores[0]?.container}/${path}`,
    {
      authorization: `Bearer ${access_token}`,
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-version': '2024-11-04',
    },
    text,
  )
}

const id = (below: string) =>
  `/subscriptions/${simulator.azure.subscriptionId}/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod/${below}`

const endpoint = (properties = {}) => ({
  location: 'eastus2',
  identity: { type: 'SystemAssigned' },
  properties: { authMode: 'Key', ...properties },
})

const deployment = (properties = {}, capacity = 1) => ({
  location: 'eastus2',
  sku: { name: 'Default', capacity },
  properties: {
    endpointComputeType: 'Managed',
    model: id('models/m/versions/1'),
    codeConfiguration: { codeId: id('codes/c/versions/1'), scoringScript: 'score.py' },
    environmentId: 'azureml://registries/azureml/environments/sklearn-1.5/versions/12',
    instanceType: D2,
    ...properties,
  },
})

interface Refused {
  readonly status: number
  readonly body: {
    readonly error?: {
      readonly code: string
      readonly message: string
      readonly details?: readonly { readonly message: string }[]
    }
  }
}
const words = ({ status, body }: Refused) =>
  [
    status,
    body.error?.code,
    body.error?.message,
    ...(body.error?.details ?? []).map(({ message }) => message),
  ].join(' | ')

test('an endpoint is created in an operation, then has its address', async () => {
  const made = await client.arm('PUT', 'onlineEndpoints/fraud', endpoint())
  expect(made.status).toBe(201)
  expect(made.headers['x-ms-async-operation-timeout']).toBe('PT30M')
  expect(made.body.properties).toMatchObject({
    provisioningState: 'Creating',
    scoringUri: null,
    traffic: {},
  })
  expect(made.body.properties.properties.AzureAsyncOperationUri).toBe(
    made.headers['azure-asyncoperation'],
  )
  const { pathname, search } = new URL(String(made.headers['azure-asyncoperation']))
  expect(pathname).toMatch(
    /\/locations\/eastus2\/mfeOperationsStatus\/oe:[0-9a-f-]{36}:[0-9a-f-]{36}$/,
  )
  await expect
    .poll(async () => (await client.arm('GET', pathname + search)).body.status)
    .toBe('Succeeded')
  expect((await client.arm('GET', 'onlineEndpoints/fraud')).body.properties).toMatchObject({
    provisioningState: 'Succeeded',
    scoringUri: 'https://fraud.eastus2.inference.ml.azure.com/score',
  })
})

test('names are short, and unique in the region', async () => {
  const put = async (name: string) =>
    words(await client.arm('PUT', `onlineEndpoints/${name}`, endpoint()))
  for (const name of ['ab', '1st', 'ends-', 'two--dashes', 'x'.repeat(33)]) {
    expect(await put(name)).toContain('is invalid')
  }
  simulator.world.takenEndpointNames.push('taken')
  const refused = await put('Taken')
  expect(refused).toMatch(
    /^400 \| BadRequest \| The request is invalid\. \| InferencingClient HttpRequest error/,
  )
  expect(JSON.parse(refused.slice(refused.indexOf('{'))).errors[''][0]).toMatch(
    /^There is already an endpoint with this name/,
  )
})

test('a deployment is provisioned, answers by header, then gets traffic', async () => {
  const made = await client.done('PUT', 'onlineEndpoints/fraud/deployments/blue', deployment())
  expect(made.body).toMatchObject({ status: 'Succeeded' })
  const { body } = await client.arm('GET', 'onlineEndpoints/fraud/deployments/blue')
  expect(body.properties).toMatchObject({
    provisioningState: 'Succeeded',
    requestSettings: { requestTimeout: 'PT5S' },
    livenessProbe: { period: 'PT10S' },
  })
  const { primaryKey } = (await client.arm('POST', 'onlineEndpoints/fraud/listKeys')).body
  const score = (headers = {}) =>
    client.send(
      'POST',
      'https://fraud.eastus2.inference.ml.azure.com/score',
      { authorization: `Bearer ${primaryKey}`, 'content-type': 'application/json', ...headers },
      '{}',
    )
  expect((await score()).status).toBe(404)
  expect((await score({ 'azureml-model-deployment': 'blue' })).status).toBe(200)
  expect((await score({ authorization: 'Bearer x' })).status).toBe(401)
  await client.done('PUT', 'onlineEndpoints/fraud', endpoint({ traffic: { blue: 100 } }))
  expect((await score()).status).toBe(200)
  const logs = await client.arm('POST', 'onlineEndpoints/fraud/deployments/blue/getLogs', {
    tail: 100,
  })
  expect(logs.body.content).toContain('Instance status')
})

test('the same deployment again is nothing to do; other words are no reason to restart it', async () => {
  const again = await client.arm('PUT', 'onlineEndpoints/fraud/deployments/blue', deployment())
  expect([again.status, again.headers['azure-asyncoperation']]).toEqual([200, undefined])
  const told = await client.done('PUT', 'onlineEndpoints/fraud/deployments/blue', {
    ...deployment({ description: 'the first' }),
    tags: { run: '1' },
  })
  expect(told.body.status).toBe('Succeeded')
  const { body } = await client.arm('GET', 'onlineEndpoints/fraud/deployments/blue')
  expect([body.tags, body.properties.description]).toEqual([{ run: '1' }, 'the first'])
})

test('traffic adds up, and goes to deployments that exist', async () => {
  const put = async (traffic: Record<string, number>) =>
    words(await client.arm('PUT', 'onlineEndpoints/fraud', endpoint({ traffic })))
  expect(await put({ blue: 90 })).toContain('must add up to 0 or 100, not to 90')
  expect(await put({ blue: 50.5 })).toContain('Expected an integer')
  expect(await put({ blue: 50, green: 50 })).toContain('green: it does not exist')
  const early = await client.arm(
    'PUT',
    'onlineEndpoints/early',
    endpoint({ traffic: { blue: 100 } }),
  )
  expect(words(early)).toContain('Traffic cannot be set while the endpoint is created')
})

test('an older client cannot see a mirror, and loses it', async () => {
  await client.done('PUT', 'onlineEndpoints/fraud/deployments/green', deployment())
  const mirrored = endpoint({ traffic: { blue: 100 }, mirrorTraffic: { green: 10 } })
  expect(words(await client.arm('PUT', 'onlineEndpoints/fraud', mirrored))).toContain(
    "Could not find member 'mirrorTraffic'",
  )
  await client.done('PUT', 'onlineEndpoints/fraud', mirrored, '2023-04-01')
  const mirror = async (version: string) =>
    (await client.arm('GET', 'onlineEndpoints/fraud', undefined, version)).body.properties
      .mirrorTraffic
  expect([await mirror('2023-04-01'), await mirror('2022-10-01')]).toEqual([
    { green: 10 },
    undefined,
  ])
  await client.done('PUT', 'onlineEndpoints/fraud', endpoint({ traffic: { blue: 100 } }))
  expect(await mirror('2023-04-01')).toEqual({})
  const live = endpoint({ traffic: { blue: 100 }, mirrorTraffic: { blue: 10 } })
  expect(words(await client.arm('PUT', 'onlineEndpoints/fraud', live, '2023-04-01'))).toContain(
    'cannot receive mirrored traffic too',
  )
})

test('a deployment with live traffic stays; without it, it goes and is forgotten', async () => {
  const blue = await client.arm('DELETE', 'onlineEndpoints/fraud/deployments/blue')
  expect(words(blue)).toContain('receives 100% of the traffic')
  const gone = await client.arm('DELETE', 'onlineEndpoints/fraud/deployments/green')
  expect(gone.status).toBe(202)
  expect(gone.headers['azure-asyncoperation']).toBeUndefined()
  const { pathname, search } = new URL(String(gone.headers['location']))
  await expect.poll(async () => (await client.arm('GET', pathname + search)).status).toBe(204)
  expect((await client.arm('DELETE', 'onlineEndpoints/fraud/deployments/green')).status).toBe(204)
})

test('what a deployment refers to must exist', async () => {
  const put = async (properties: object) =>
    words(await client.arm('PUT', 'onlineEndpoints/fraud/deployments/red', deployment(properties)))
  expect(await put({ model: id('models/m/versions/9') })).toMatch(
    /400 \| BadArgument .*Could not find asset with ID/,
  )
  expect(await put({ environmentId: id('environments/none/versions/1') })).toContain(
    'Could not find asset',
  )
  expect(await put({ instanceType: 'Standard_Huge' })).toContain(
    "The VM size 'Standard_Huge' is not supported",
  )
  expect(await put({ codeConfiguration: null })).toContain('Could not find driver program')
  expect(await put({ requestSettings: { requestTimeout: '90s' } })).toContain(
    'Expected an ISO 8601 duration',
  )
  expect(await put({ requestSettings: { requestTimeout: 'PT4M' } })).toContain('exceeds the limit')
})

test('a fifth of the machines is reserved, and a failed deployment still holds its cores', async () => {
  const usage = async () => {
    const { body } = await client.arm(
      'GET',
      `/subscriptions/${simulator.azure.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/eastus2/usages`,
    )
    return body.value.find(
      (row: { type: string; name: { value: string } }) =>
        row.type.includes('vmFamily') && row.name.value.includes('DASv4'),
    ).currentValue
  }
  expect(await usage()).toBe(4)
  simulator.world.coreLimits['standardDASv4Family'] = 10
  const refused = words(
    await client.arm('PUT', 'onlineEndpoints/fraud/deployments/big', deployment({}, 3)),
  )
  expect(refused).toContain('InferencingClient HttpRequest error')
  expect(refused).toContain(
    'Not enough quota available for Standard_D2as_v4 in SubscriptionId ' +
      `${simulator.azure.subscriptionId}. Current usage/limit: 4/10. Additional needed: 8`,
  )
  await upload('LocalUpload/c2/src/other.py', '')
  const blobstore = `https://${simulator.world.storage.name}.blob.core.windows.net/${simulator.world.datastores[0]?.container}`
  await client.arm('PUT', 'codes/c/versions/2', {
    properties: { codeUri: `${blobstore}/LocalUpload/c2/src` },
  })
  const codeConfiguration = { codeId: id('codes/c/versions/2'), scoringScript: 'score.py' }
  const failed = await client.done(
    'PUT',
    'onlineEndpoints/fraud/deployments/broken',
    deployment({ codeConfiguration }),
  )
  expect(failed.body.status).toBe('Failed')
  expect(failed.body.error.additionalInfo.map(({ type }: { type: string }) => type)).toContain(
    'Correlation',
  )
  expect(
    (await client.arm('GET', 'onlineEndpoints/fraud/deployments/broken')).body.properties
      .provisioningState,
  ).toBe('Failed')
  expect(await usage()).toBe(8)
  const repaired = await client.done(
    'PUT',
    'onlineEndpoints/fraud/deployments/broken',
    deployment(),
  )
  expect(repaired.body.status).toBe('Succeeded')
  await client.done('DELETE', 'onlineEndpoints/fraud/deployments/broken')
  expect(await usage()).toBe(4)
})

test('scaling is a patch; its location answers with the deployment', async () => {
  const scaled = await client.done('PATCH', 'onlineEndpoints/fraud/deployments/blue', {
    sku: { capacity: 2 },
  })
  expect(scaled).toMatchObject({ status: 200, body: { sku: { capacity: 2 }, name: 'blue' } })
  const wrong = await client.arm('PATCH', 'onlineEndpoints/fraud', { properties: { traffic: {} } })
  expect(words(wrong)).toContain("Could not find member 'properties'")
})

test('identity and the state of the endpoint are guarded', async () => {
  const other = { ...endpoint({ traffic: { blue: 100 } }), identity: { type: 'None' } }
  expect(words(await client.arm('PUT', 'onlineEndpoints/fraud', other))).toContain(
    'identity of endpoint fraud cannot be changed',
  )
  Object.assign(simulator.world.endpoints['fraud'] ?? {}, { provisioningState: 'Updating' })
  expect(
    words(await client.arm('PUT', 'onlineEndpoints/fraud/deployments/red', deployment())),
  ).toContain(
    'Cannot create a deployment in endpoint fraud because it is in Updating provisioning state.',
  )
  Object.assign(simulator.world.endpoints['fraud'] ?? {}, { provisioningState: 'Succeeded' })
})

test('a read may show the past', async () => {
  simulator.world.staleReads = 2
  await client.done('PUT', 'onlineEndpoints/fraud', endpoint({ traffic: {} }))
  const traffic = async () =>
    (await client.arm('GET', 'onlineEndpoints/fraud')).body.properties.traffic
  expect([await traffic(), await traffic(), await traffic()]).toEqual([
    { blue: 100 },
    { blue: 100 },
    {},
  ])
  await client.arm('PUT', 'onlineEndpoints/fraud/deployments/late', deployment())
  expect((await client.arm('GET', 'onlineEndpoints/fraud/deployments/late')).status).toBe(404)
  simulator.world.staleReads = 0
})

test('keys are regenerated; tokens are for endpoints that use them', async () => {
  const keys = async () => (await client.arm('POST', 'onlineEndpoints/fraud/listKeys')).body
  const before = await keys()
  await client.done('POST', 'onlineEndpoints/fraud/regenerateKeys', { keyType: 'Primary' })
  const after = await keys()
  expect(after.secondaryKey).toBe(before.secondaryKey)
  expect(after.primaryKey).not.toBe(before.primaryKey)
  expect(words(await client.arm('POST', 'onlineEndpoints/fraud/token'))).toContain('needs AMLToken')
  await client.done('PUT', 'onlineEndpoints/tokens', endpoint({ authMode: 'AMLToken' }))
  const { body } = await client.arm('POST', 'onlineEndpoints/tokens/token')
  expect(body).toMatchObject({ tokenType: 'Bearer', accessToken: expect.stringMatching(/^ey/) })
})

test('an endpoint goes with its deployments', async () => {
  await client.done('DELETE', 'onlineEndpoints/fraud')
  expect((await client.arm('GET', 'onlineEndpoints/fraud')).status).toBe(404)
  expect((await client.arm('DELETE', 'onlineEndpoints/fraud')).status).toBe(204)
  expect((await client.arm('GET', 'onlineEndpoints/fraud/deployments/blue')).status).toBe(404)
})
