import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, clientOf } from '../client.ts'
import { type Simulator, startSimulator } from '../simulator.ts'

let simulator: Simulator
let client: Client
beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub' })
  client = clientOf(simulator)
}, 60_000)
afterAll(async () => {
  client.close()
  await simulator.close()
})

const uri = (path: string) =>
  `azureml://subscriptions/${simulator.azure.subscriptionId}/resourcegroups/ml/workspaces/ml-prod/datastores/workspaceblobstore/paths/${path}`
const model = (path: string, more = {}) => ({
  properties: { modelUri: uri(path), modelType: 'custom_model', ...more },
})
const errorOf = async (
  answer: Promise<{ status: number; body: { error: { code: string; message: string } } }>,
) => {
  const { status, body } = await answer
  return `${status} ${body.error?.code}: ${body.error?.message}`
}

test('a version makes its container, which counts', async () => {
  expect((await client.arm('GET', 'models/fraud')).status).toBe(404)
  const made = await client.arm(
    'PUT',
    'models/fraud/versions/1',
    model('a/model.bin', { tags: { team: 'risk' } }),
  )
  expect(made.status).toBe(201)
  expect(made.body.properties).toMatchObject({ tags: { team: 'risk' }, isArchived: false })
  expect(made.body.properties.modelUri).toContain('/resourceGroups/ml/')
  await client.arm('PUT', 'models/fraud/versions/4', model('b/model.bin'))
  const container = await client.arm('GET', 'Models/FRAUD')
  expect(container.body.properties).toMatchObject({ latestVersion: '4', nextVersion: '5' })
  expect(container.body.name).toBe('fraud')
})

test('content never changes, words about it do', async () => {
  const words = model('a/model.bin', { description: 'better', tags: { team: 'fraud' } })
  const again = await client.arm('PUT', 'models/fraud/versions/1', words)
  expect([again.status, again.body.properties.description]).toEqual([200, 'better'])
  const other = client.arm('PUT', 'models/fraud/versions/1', model('c/model.bin'))
  expect(await errorOf(other)).toBe('400 UserError: Asset paths cannot be updated.')
})

test('a deleted version does not come back', async () => {
  expect((await client.arm('DELETE', 'models/fraud/versions/4')).status).toBe(200)
  expect((await client.arm('DELETE', 'models/fraud/versions/4')).status).toBe(204)
  const again = client.arm('PUT', 'models/fraud/versions/4', model('b/model.bin'))
  expect(await errorOf(again)).toMatch(
    /^400 UserError: fraud:4 was deleted at .*it cannot be recreated/,
  )
  expect((await client.arm('GET', 'models/fraud')).body.properties.nextVersion).toBe('5')
})

test('lists come in pages and can be narrowed', async () => {
  for (const n of [5, 6, 7])
    await client.arm('PUT', `models/fraud/versions/${n}`, model('n', { tags: { n: `${n}` } }))
  const names = (answer: { body: { value: { name: string }[] } }) =>
    answer.body.value.map(({ name }) => name)
  const first = await client.arm('GET', 'models/fraud/versions?$top=3')
  expect(names(first)).toEqual(['7', '6', '5'])
  const { pathname, search } = new URL(first.body.nextLink)
  const rest = await client.arm('GET', pathname + search)
  expect([names(rest), rest.body.nextLink]).toEqual([['1'], undefined])
  expect(names(await client.arm('GET', 'models/fraud/versions?tags=n=6'))).toEqual(['6'])
  await client.arm('PUT', 'models/fraud/versions/6', model('n', { isArchived: true }))
  expect(names(await client.arm('GET', 'models/fraud/versions'))).not.toContain('6')
  expect(names(await client.arm('GET', 'models/fraud/versions?listViewType=ArchivedOnly'))).toEqual(
    ['6'],
  )
  expect(names(await client.arm('GET', 'models/unheard-of/versions'))).toEqual([])
})

test('an environment is kept as the service understands it', async () => {
  const properties = {
    image: 'mcr.microsoft.com/azureml/x:1',
    condaFile: 'name: e\ndependencies: [python=3.11]\n',
  }
  const made = await client.arm('PUT', 'environments/e/versions/1', { properties })
  expect(JSON.parse(made.body.properties.condaFile)).toEqual({
    name: 'e',
    dependencies: ['python=3.11'],
  })
  expect(made.body.properties).toMatchObject({ environmentType: 'UserCreated', osType: 'Linux' })
  expect((await client.arm('PUT', 'environments/e/versions/1', { properties })).status).toBe(200)
  const other = { properties: { ...properties, image: 'mcr.microsoft.com/azureml/x:2' } }
  expect((await client.arm('PUT', 'environments/e/versions/1', other)).status).toBe(409)
  const reserved = client.arm('PUT', 'environments/AzureML-mine/versions/1', { properties })
  expect(await errorOf(reserved)).toContain('is reserved')
})

test('an upload of code gets a place of its own, opened by a SAS', async () => {
  const path = 'codes/c/versions/1/startPendingUpload'
  expect((await client.arm('POST', path, {})).body.error.code).toBe('NoRegisteredProviderFound')
  const { body } = await client.arm(
    'POST',
    path,
    { pendingUploadType: 'TemporaryBlobReference' },
    '2023-04-01',
  )
  const { blobUri, credential } = body.blobReferenceForConsumption
  const [place, sas] = credential.sasUri.split('?')
  expect(place).toBe(blobUri)
  const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2024-11-04' }
  expect((await client.send('PUT', `${blobUri}/src/score.py?${sas}`, headers, 'pass')).status).toBe(
    201,
  )
})

test('a body is checked against the api-version that it is sent with', async () => {
  const problems = async (body: unknown, version?: string) => {
    const answer = await client.arm('PUT', 'models/strict/versions/1', body, version)
    return (answer.body.error?.details ?? []).map(({ message }: { message: string }) => message)
  }
  expect(await problems({})).toEqual(['body.properties: Required, but missing.'])
  expect(await problems(model('a', { modelURI: 'x' }))).toEqual([
    "body.properties.modelURI: Could not find member 'modelURI' in api-version 2022-10-01.",
  ])
  expect(await problems(model('a', { stage: 'Production' }))).toHaveLength(1)
  expect(await problems(model('a', { stage: 'Production' }), '2024-04-01')).toEqual([])
  expect(await problems({ ...model('a'), id: 'x' })).toEqual(['body.id: Read-only, cannot be set.'])
})

test('what does not exist is not found, in the words of whoever looks for it', async () => {
  const { subscriptionId: s } = simulator.azure
  const at = (group: string, workspace: string) =>
    `/subscriptions/${s}/resourceGroups/${group}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`
  expect(await errorOf(client.arm('GET', at('nope', 'x')))).toMatch(/^404 ResourceGroupNotFound/)
  expect(await errorOf(client.arm('GET', at('ML', 'x')))).toMatch(
    /^404 ResourceNotFound: The Resource 'Microsoft/,
  )
  expect((await client.arm('GET', at('ML', 'ML-PROD'))).status).toBe(200)
  const elsewhere = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups'
  expect(await errorOf(client.arm('GET', elsewhere))).toMatch(/^404 SubscriptionNotFound/)
  expect(await errorOf(client.arm('GET', '', undefined, '1999-01-01'))).toMatch(
    /^400 NoRegisteredProviderFound/,
  )
  expect(await errorOf(client.arm('GET', 'jobs'))).toMatch(/^404 InvalidResourceType/)
  const url = `https://management.azure.com${at('ml', 'ml-prod')}`
  const token = (await client.token('https://management.azure.com/.default')).body.access_token
  const answer = client.send('GET', url, { authorization: `Bearer ${token}` })
  expect(await errorOf(answer)).toMatch(/^400 MissingApiVersionParameter/)
})

test('an action can be denied, for good or until a role assignment has spread', async () => {
  const action = 'Microsoft.MachineLearningServices/workspaces/models/versions/write'
  const put = () => client.arm('PUT', 'models/denied/versions/1', model('a'))
  simulator.world.deny(action)
  expect(await errorOf(put())).toMatch(
    new RegExp(
      `^403 AuthorizationFailed: The client '${simulator.azure.clientId}' with object id '.*' does not have authorization to perform action '${action}' over scope '/subscriptions/`,
    ),
  )
  simulator.world.allow(action)
  simulator.world.deny('*/models/*', { tries: 2 })
  expect([(await put()).status, (await put()).status, (await put()).status]).toEqual([
    403, 403, 201,
  ])
  simulator.world.deny('*/read', { until: new Date(simulator.clock.now().getTime() + 60_000) })
  expect((await client.arm('GET', 'models/denied')).status).toBe(403)
  simulator.clock.advance(61_000)
  expect((await client.arm('GET', 'models/denied')).status).toBe(200)
})
