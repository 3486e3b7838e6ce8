import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, clientOf } from './client.ts'
import { type Simulator, startSimulator } from './simulator.ts'

const directory = mkdtempSync(join(tmpdir(), 'recording-'))
const recordFile = join(directory, 'exchanges.jsonl')
let simulator: Simulator
let client: Client
beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'stub', recordFile })
  client = clientOf(simulator)
}, 60_000)
afterAll(async () => {
  client.close()
  await simulator.close()
  rmSync(directory, { recursive: true })
})

const metadata = 'https://management.azure.com/metadata/endpoints'

test('a host that the simulator does not know is refused and reported', async () => {
  await expect(client.send('GET', 'https://example.com/')).rejects.toThrow(/403|Forbidden/)
  const { hostname, port } = new URL(simulator.proxy)
  const plain = await new Promise<number | undefined>((resolve) => {
    get({ hostname, port, path: 'http://example.org/' }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
  })
  expect(plain).toBe(403)
  expect(simulator.refused).toEqual(['example.com:443', 'http://example.org/'])
})

test('every exchange is recorded as sent', async () => {
  const before = simulator.exchanges.length
  await client.token('https://management.azure.com/.default')
  await client.arm('GET', 'datastores?isDefault=true')
  const [, , listed] = simulator.exchanges.slice(before)
  expect(listed).toMatchObject({ method: 'GET', status: 200, requestBody: null })
  expect(listed?.url).toMatch(/^https:\/\/management\.azure\.com\/subscriptions\//)
  expect(listed?.requestHeaders['authorization']).toMatch(/^Bearer ey/)
  expect(listed?.responseHeaders['x-ms-request-id']).toBeDefined()
  expect(listed?.responseBody).toMatchObject({ value: [{ name: 'workspaceblobstore' }] })
  const lines = readFileSync(recordFile, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).url)).toEqual(
    simulator.exchanges.map(({ url }) => url),
  )
})

test('blobs are recorded by their size alone', async () => {
  const secrets = await client.arm(
    'POST',
    'datastores/workspaceblobstore/listSecrets',
    { expirableSecret: true },
    '2024-10-01-preview',
  )
  const { storage, datastores } = simulator.world
  const url = `https://${storage.name}.blob.core.windows.net/${datastores[0]?.container}/x.bin?${secrets.body.sasToken}`
  const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2024-11-04' }
  expect((await client.send('PUT', url, headers, 'x'.repeat(5000))).status).toBe(201)
  expect((await client.send('GET', url)).body).toHaveLength(5000)
  const [put, got] = simulator.exchanges.slice(-2)
  expect(put?.requestBody).toEqual({ bytes: 5000 })
  expect(got?.responseBody).toEqual({ bytes: 5000 })
})

test('the nth matching request meets its accident, the others do not', async () => {
  simulator.fault({
    match: { method: 'GET', url: '/metadata/', nth: 2 },
    do: { status: 503, headers: { 'retry-after': '0' }, body: { error: { code: 'Busy' } } },
  })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await client.send('GET', metadata)).status)
  expect(statuses).toEqual([200, 503, 200])
})

test('a connection breaks before, within or after the answer', async () => {
  simulator.fault({ match: { url: 'metadata.*a=reset' }, do: { reset: true } })
  await expect(client.send('GET', `${metadata}?a=reset`)).rejects.toThrow()
  simulator.fault({ match: { url: 'metadata.*a=short' }, do: { truncate: 20 } })
  await expect(client.send('GET', `${metadata}?a=short`)).rejects.toThrow()
  expect(simulator.exchanges.at(-2)).toMatchObject({ status: 0, responseBody: null })
})

test('with afterEffect the write happens and its answer is lost', async () => {
  simulator.fault({
    match: { method: 'PUT', url: 'onlineEndpoints/lost' },
    do: { afterEffect: true },
  })
  const body = { location: 'eastus2', properties: { authMode: 'Key' } }
  await expect(client.arm('PUT', 'onlineEndpoints/lost', body)).rejects.toThrow()
  expect(simulator.exchanges.at(-1)).toMatchObject({ method: 'PUT', status: 201 })
  expect((await client.arm('GET', 'onlineEndpoints/lost')).status).toBe(200)
})

test('a request that hangs is not answered, and does not stop the others', async () => {
  simulator.fault({ match: { url: 'a=hang' }, do: { hang: true } })
  const hanging = client.send('GET', `${metadata}?a=hang`).catch(() => 'closed')
  expect((await client.send('GET', metadata)).status).toBe(200)
  client.close()
  expect(await hanging).toBe('closed')
})
