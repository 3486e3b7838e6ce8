/** The inference hosts: who may call an endpoint, and which of its deployments answers. */
import { randomUUID } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { bearerOf } from './http.ts'
import type { Container, Handler } from './types.ts'

/** What the gateway must know of an endpoint, read anew for every request. */
export interface GatewayEndpoint {
  readonly name: string
  readonly authMode: 'Key' | 'AMLToken' | 'AADToken'
  /** Whether this key or token opens the endpoint. */
  accepts(token: string): boolean
  /** Percent by deployment. */
  readonly traffic: Readonly<Record<string, number>>
  /** Percent by deployment of what is copied to it, unseen by the caller. */
  readonly mirrorTraffic: Readonly<Record<string, number>>
  container(deployment: string): Container | undefined
}

/** Serves the requests of all inference hosts; `find` knows which endpoint a host belongs to. */
export function gateway(find: (host: string) => GatewayEndpoint | undefined): Handler {
  const live = scheduler()
  const mirrored = scheduler()

  return async (request, response) => {
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
    const endpoint = find(host)
    // In Azure the name of an endpoint that does not exist does not even resolve.
    if (endpoint === undefined) return void request.destroy()
    identify(request, response)
    // No CORS: a preflight ends here, with or without a key.
    if (request.method === 'OPTIONS') return refuse(response, 405, 'Method Not Allowed')

    const token = bearerOf(request)
    if (token === undefined) return unauthorized(response, endpoint, 'bad_header_forbidden')
    if (!endpoint.accepts(token)) return unauthorized(response, endpoint, 'access_denied')

    const named = request.headers['azureml-model-deployment']
    const deployment = typeof named === 'string' ? named : live(host, endpoint.traffic)
    const container = deployment === undefined ? undefined : endpoint.container(deployment)
    if (deployment === undefined || container === undefined) {
      return refuse(response, 404, `Specified deployment could not be found: ${deployment ?? ''}`)
    }
    response.setHeader('azureml-model-deployment', deployment)

    // A request that chooses its deployment is not mirrored.
    const copyTo =
      named === undefined ? mirrored(host, withRest(endpoint.mirrorTraffic)) : undefined
    const mirror = copyTo === undefined ? undefined : endpoint.container(copyTo)
    if (mirror === undefined) return container.handle(request, response)
    const body = await buffer(request)
    const copy = replay(request, body)
    mirror.handle(copy, discarded(copy)).catch(() => {})
    return container.handle(replay(request, body), response)
  }
}

/** Every answer can be found again: by the service's id, and by the caller's own. */
function identify(request: IncomingMessage, response: ServerResponse): void {
  const id = request.headers['x-request-id'] ?? randomUUID()
  request.headers['x-request-id'] = id
  response.setHeader('x-request-id', id)
  const own = request.headers['x-ms-client-request-id']
  if (own !== undefined) response.setHeader('x-ms-client-request-id', own)
}

function unauthorized(
  response: ServerResponse,
  { authMode }: GatewayEndpoint,
  reason: 'bad_header_forbidden' | 'access_denied',
): void {
  response.setHeader('www-authenticate', 'Bearer')
  refuse(response, 401, `${authMode === 'Key' ? 'key' : 'token'}_auth_${reason}`)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
}

type Shares = Readonly<Record<string, number>>

/**
 * Chooses by weight in a smooth round: of any hundred requests, each deployment gets exactly its
 * percentage. Whoever has waited longest for its share is next.
 */
function scheduler(): (host: string, shares: Shares) => string | undefined {
  const credits = new Map<string, Map<string, number>>()
  return (host, shares) => {
    const key = JSON.stringify([host, shares])
    const credit = credits.get(key) ?? new Map<string, number>()
    credits.set(key, credit)
    const weights = Object.entries(shares).filter(([, share]) => share > 0)
    for (const [name, share] of weights) credit.set(name, (credit.get(name) ?? 0) + share)
    const [first] = weights.toSorted(([a], [b]) => (credit.get(b) ?? 0) - (credit.get(a) ?? 0))
    if (first === undefined) return undefined
    const total = weights.reduce((sum, [, share]) => sum + share, 0)
    credit.set(first[0], (credit.get(first[0]) ?? 0) - total)
    return first[0]
  }
}

/** Mirroring copies only a part: the rest goes to nobody. */
function withRest(shares: Shares): Shares {
  const copied = Object.values(shares).reduce((sum, share) => sum + share, 0)
  return copied === 0 ? {} : { ...shares, '': 100 - copied }
}

/** The same request once more, its body already read. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket)
  // Incomplete, its end would count as a lost connection.
  Object.assign(copy, { method: request.method, url: request.url, complete: true })
  copy.headers = { ...request.headers }
  copy.push(body)
  copy.push(null)
  return copy
}

/** A response that leads nowhere. */
function discarded(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request)
  const nowhere = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
  response.assignSocket(nowhere as Socket)
  return response
}
