/** Online endpoints: a name, an authentication mode, and how requests are split over the deployments. */
import type { Reply } from '../http.ts'
import type { Endpoint, Json, Work } from '../world.ts'
import * as bodies from './bodies.ts'
import { type Call, key, named, type Route } from './call.ts'
import { newKey } from './endpoint-keys.ts'
import { assigned, checkIdentity, checkNewEndpoint, requireIdle } from './endpoint-rules.ts'
import { endpointTasks } from './endpoint-tasks.ts'
import { endpointView } from './endpoint-view.ts'
import { asRead, lagBehind } from './lag.ts'
import { checkLocation } from './location.ts'
import { begin, located, statusUrl, watched } from './operations.ts'
import { paged } from './paging.ts'
import { endpointNotFound, endpointPath, endpointsPath, theEndpoint } from './the-endpoint.ts'
import { checkTraffic, shares } from './traffic.ts'

export const endpointRoutes: readonly Route[] = [
  { method: 'GET', path: endpointsPath, answer: (call) => list(call) },
  { method: 'GET', path: endpointPath, answer: (call) => get(call) },
  { method: 'PUT', path: endpointPath, body: bodies.endpoint, answer: (call) => put(call) },
  {
    method: 'PATCH',
    path: endpointPath,
    body: bodies.endpointPatch,
    answer: (call) => patch(call),
  },
  { method: 'DELETE', path: endpointPath, answer: (call) => remove(call) },
]

const list = (call: Call): Reply => {
  const name = call.url.searchParams.get('name')
  return paged(
    call,
    Object.values(call.azure.world.endpoints)
      .filter((endpoint) => name === null || key(endpoint.name) === key(name))
      .map((endpoint) => endpointView(call, endpoint)),
  )
}

const get = (call: Call): Reply => {
  const endpoint = asRead(theEndpoint(call))
  if (endpoint === undefined) throw endpointNotFound(call)
  return { status: 200, body: endpointView(call, endpoint) }
}

const put = (call: Call): Reply => {
  const existing = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  return existing === undefined ? create(call) : update(call, existing)
}

const create = (call: Call): Reply => {
  const { azure, body } = call
  const { world } = azure
  const name = named(call, 'endpoint')
  checkNewEndpoint(call, name)
  const properties = body['properties'] as Json
  const { primaryKey, secondaryKey } = (properties['keys'] ?? {}) as Record<string, string | null>
  const now = azure.clock.now().toISOString()
  const endpoint: Endpoint = {
    name,
    location: world.location,
    tags: (body['tags'] ?? {}) as Record<string, string>,
    kind: 'Managed',
    properties: kept(properties),
    provisioningState: 'Creating',
    identity: assigned(azure, body['identity'] as Json | undefined),
    sku: undefined,
    createdAt: now,
    modifiedAt: now,
    operation: '',
    keys: { primaryKey: primaryKey ?? newKey(), secondaryKey: secondaryKey ?? newKey() },
    traffic: {},
    mirrorTraffic: {},
    deployments: {},
    lag: lagBehind<Endpoint>(azure, undefined),
  }
  world.endpoints[key(name)] = endpoint
  return started(call, endpoint, { task: 'createEndpoint', endpoint: name }, 201)
}

/** A PUT says everything anew: what it leaves out, the traffic too, is gone. */
const update = (call: Call, endpoint: Endpoint): Reply => {
  const { azure, body } = call
  requireIdle(call, endpoint)
  checkLocation(call)
  checkIdentity(call, endpoint)
  const properties = body['properties'] as Json
  const traffic = shares(properties['traffic'])
  const mirrorTraffic = shares(properties['mirrorTraffic'])
  checkTraffic(azure, endpoint, traffic, mirrorTraffic)
  endpoint.lag = lagBehind(azure, endpoint)
  endpoint.tags = (body['tags'] ?? {}) as Record<string, string>
  endpoint.properties = { ...kept(properties), properties: grown(endpoint, properties) }
  const detail = { traffic, mirrorTraffic }
  return started(call, endpoint, { task: 'updateEndpoint', endpoint: endpoint.name, detail }, 200)
}

/** Only tags (and an identity, which cannot change) can be patched. */
const patch = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  requireIdle(call, endpoint)
  if (call.body['identity'] !== undefined) checkIdentity(call, endpoint)
  endpoint.tags = (call.body['tags'] ?? endpoint.tags) as Record<string, string>
  const { traffic, mirrorTraffic } = endpoint
  const work: Work = {
    task: 'updateEndpoint',
    endpoint: endpoint.name,
    detail: { traffic, mirrorTraffic },
  }
  return accepted(call, endpoint, work, 'Updating')
}

const remove = (call: Call): Reply => {
  const endpoint = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  if (endpoint === undefined) return { status: 204 }
  return accepted(call, endpoint, { task: 'deleteEndpoint', endpoint: endpoint.name }, 'Deleting')
}

const started = (call: Call, endpoint: Endpoint, work: Work, status: number): Reply => {
  const operation = begin(call.azure, work, endpointTasks[work.task as keyof typeof endpointTasks])
  endpoint.operation = statusUrl(call, operation)
  endpoint.modifiedAt = operation.startTime
  if (status === 200) endpoint.provisioningState = 'Updating'
  return { status, headers: watched(call, operation), body: endpointView(call, endpoint) }
}

const accepted = (call: Call, endpoint: Endpoint, work: Work, state: string): Reply => {
  const operation = begin(call.azure, work, endpointTasks[work.task as keyof typeof endpointTasks])
  endpoint.operation = statusUrl(call, operation)
  endpoint.provisioningState = state
  return { status: 202, headers: located(call, operation) }
}

/** Keys are write-only, and traffic takes effect with the operation. */
const kept = ({
  keys: _keys,
  traffic: _traffic,
  mirrorTraffic: _mirror,
  ...properties
}: Json): Json => properties

/** Properties can be added to, never taken away. */
const grown = ({ properties: before }: Endpoint, { properties: asked }: Json): Json => ({
  ...(before['properties'] as Json | undefined),
  ...(asked as Json | null),
})
