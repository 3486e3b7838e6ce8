import { createServer, request as open, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GatewayEndpoint, gateway } from './gateway.ts'
import type { Container } from './types.ts'

let server: Server
let endpoint: { -readonly [Key in keyof GatewayEndpoint]: GatewayEndpoint[Key] }
/** `deployment: body`, in the order they arrived. */
let seen: string[]

const host = 'fraud.westeurope.inference.ml.azure.com'

function container(name: string): Container {
  return {
    ready: Promise.resolve({ ok: true }),
    logs: () => '',
    processes: () => [],
    async handle(request, response) {
      seen.push(`${name}: ${await text(request)}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end(`"${name}"`)
    },
    stop: async () => {},
  }
}

beforeEach(async () => {
  seen = []
  const containers: Record<string, Container> = {
    blue: container('blue'),
    green: container('green'),
  }
  endpoint = {
    name: 'fraud',
    authMode: 'Key',
    accepts: (token) => token === 'key1',
    traffic: { blue: 90, green: 10 },
    mirrorTraffic: {},
    container: (name) => containers[name],
  }
  const handle = gateway((asked) => (asked === host ? endpoint : undefined))
  server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

function call(headers: Record<string, string> = {}, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    open({
      port,
      method,
      path: '/score',
      agent: false,
      headers: { host, authorization: 'Bearer key1', ...headers },
    })
      .on('error', reject)
      .on('response', async (answer) => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) })
      })
      .end('{}')
  })
}

describe('who may call', () => {
  test('is whoever has the key', async () => {
    expect(await call()).toMatchObject({ status: 200 })
    expect(await call({ authorization: 'Bearer key3' })).toMatchObject({
      status: 401,
      body: 'key_auth_access_denied',
    })
    expect(await call({ authorization: 'key1' })).toMatchObject({
      status: 401,
      body: 'key_auth_bad_header_forbidden',
    })
  })

  test('is no browser of another origin', async () => {
    const answer = await call({ 'access-control-request-method': 'POST' }, 'OPTIONS')
    expect(answer.status).toBe(405)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('is nobody at a host that does not exist', async () => {
    await expect(call({ host: `other.${host}` })).rejects.toThrow('socket hang up')
  })
})

describe('traffic', () => {
  test('is split exactly over a hundred requests', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => call()))
    const green = answers.filter(({ headers }) => headers['azureml-model-deployment'] === 'green')
    expect(green).toHaveLength(10)
  })

  test('is split anew when it changes', async () => {
    await call()
    endpoint.traffic = { blue: 0, green: 100 }
    expect((await call()).body).toBe('"green"')
  })

  test('is nobody’s when it is all zero', async () => {
    endpoint.traffic = { blue: 0, green: 0 }
    expect(await call()).toMatchObject({ status: 404 })
    expect(await call({ 'azureml-model-deployment': 'green' })).toMatchObject({ status: 200 })
  })

  test('does not matter to a request that names its deployment', async () => {
    for (let each = 0; each < 20; each++) {
      expect((await call({ 'azureml-model-deployment': 'green' })).body).toBe('"green"')
    }
    expect(await call({ 'azureml-model-deployment': 'red' })).toMatchObject({ status: 404 })
  })
})

describe('mirroring', () => {
  beforeEach(() => {
    endpoint.traffic = { blue: 100 }
    endpoint.mirrorTraffic = { green: 50 }
  })

  test('copies a share of the requests, and discards the answers', async () => {
    for (let each = 0; each < 10; each++) expect((await call()).body).toBe('"blue"')
    expect(seen.filter((entry) => entry === 'blue: {}')).toHaveLength(10)
    expect(seen.filter((entry) => entry === 'green: {}')).toHaveLength(5)
  })

  test('leaves alone a request that names its deployment', async () => {
    for (let each = 0; each < 4; each++) await call({ 'azureml-model-deployment': 'blue' })
    expect(seen).toHaveLength(4)
  })
})

test('every answer carries the service’s id and the caller’s own', async () => {
  const { headers } = await call({ 'x-ms-client-request-id': 'smoke-1', authorization: '' })
  expect(headers['x-ms-client-request-id']).toBe('smoke-1')
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
})
