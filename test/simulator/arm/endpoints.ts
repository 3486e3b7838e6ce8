/** Online endpoints: a name, an authentication mode, and how requests are split over the deployments. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Azure } from '../azure.ts'
import type { Reply } from '../http.ts'
import type { Endpoint, Json, Work } from '../world.ts'
import * as bodies from './bodies.ts'
import { type Call, key, named, type Route, workspacePath } from './call.ts'
import { endpointTasks } from './endpoint-tasks.ts'
import { endpointView } from './endpoint-view.ts'
import { inferencingRefusal, serviceRefusal } from './errors.ts'
import { asRead, lagBehind } from './lag.ts'
import { checkLocation } from './location.ts'
import { begin, located, statusUrl, watched } from './operations.ts'
import { paged } from './paging.ts'
import { checkTraffic, shares } from './traffic.ts'
import { object } from './validate.ts'

export const endpointsPath = `${workspacePath}/onlineEndpoints`
export const endpointPath = `${endpointsPath}/:endpoint`

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
  { method: 'POST', path: `${endpointPath}/listKeys`, answer: (call) => listKeys(call) },
  {
    method: 'POST',
    path: `${endpointPath}/regenerateKeys`,
    body: bodies.regenerateKeys,
    answer: (call) => regenerateKeys(call),
  },
  {
    method: 'POST',
    path: `${endpointPath}/token`,
    body: object({}),
    answer: (call) => token(call),
  },
]

const notFound = (call: Call) =>
  serviceRefusal(
    call.azure,
    404,
    'ResourceNotFound',
    `Online endpoint ${named(call, 'endpoint')} was not found.`,
  )

/** The endpoint that the path names. */
export const theEndpoint = (call: Call): Endpoint => {
  const endpoint = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  if (endpoint === undefined) throw notFound(call)
  return endpoint
}

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
  if (endpoint === undefined) throw notFound(call)
  return { status: 200, body: endpointView(call, endpoint) }
}

const put = (call: Call): Reply => {
  const existing = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  return existing === undefined ? create(call) : update(call, existing)
}

const names = /^[a-zA-Z](?!.*--)[-a-zA-Z0-9]{1,30}[a-zA-Z0-9]$/
const endpointLimit = 100

const create = (call: Call): Reply => {
  const { azure, body } = call
  const { world } = azure
  const name = named(call, 'endpoint')
  const refuse = (errors: Record<string, string[]>) =>
    inferencingRefusal(azure, 'InferencingClientCreateEndpointFailed', errors)
  if (!names.test(name)) {
    throw refuse({
      Name: [
        `The endpoint name '${name}' is invalid. It must be 3 to 32 characters long, begin with a letter, end with a letter or digit, and consist of letters, digits and single dashes.`,
      ],
    })
  }
  if (world.takenEndpointNames.some((taken) => key(taken) === key(name))) {
    throw refuse({
      '': [
        'There is already an endpoint with this name, Endpoint name needs to be unique within a region. Try some other name.',
      ],
    })
  }
  if (Object.keys(world.endpoints).length >= endpointLimit) {
    throw refuse({
      '': [`The subscription has reached its limit of ${endpointLimit} endpoints in this region.`],
    })
  }
  checkLocation(call)
  const properties = body['properties'] as Json
  if (properties['compute']) {
    throw serviceRefusal(
      azure,
      400,
      'ResourceNotFound',
      `The compute '${properties['compute']}' was not found.`,
    )
  }
  if (Object.keys(shares(properties['traffic'])).length > 0) {
    throw serviceRefusal(
      azure,
      400,
      'BadRequest',
      'Traffic cannot be set while the endpoint is created: there is no deployment yet.',
    )
  }
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
  endpoint.properties = kept(properties)
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

const regenerateKeys = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'Key')
  const keyValue = call.body['keyValue'] ?? newKey()
  const detail = { keyType: call.body['keyType'], keyValue }
  const work: Work = { task: 'regenerateKeys', endpoint: endpoint.name, detail }
  return {
    status: 202,
    headers: located(call, begin(call.azure, work, endpointTasks.regenerateKeys)),
  }
}

const listKeys = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'Key')
  return { status: 200, body: endpoint.keys }
}

const tokenHours = 24

const token = (call: Call): Reply => {
  const { azure } = call
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'AMLToken')
  const now = Math.floor(azure.clock.now().getTime() / 1000)
  const expiryTimeUtc = now + tokenHours * 3600
  const accessToken = azure.issuers.endpoints.sign({
    endpointName: key(endpoint.name),
    exp: expiryTimeUtc,
    iat: now,
    iss: 'azureml',
    aud: 'azureml',
  })
  const refreshAfterTimeUtc = now + (tokenHours / 2) * 3600
  return {
    status: 200,
    body: { accessToken, tokenType: 'Bearer', expiryTimeUtc, refreshAfterTimeUtc },
  }
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

const requireIdle = ({ azure }: Call, { name, provisioningState }: Endpoint): void => {
  if (provisioningState === 'Succeeded' || provisioningState === 'Failed') return
  throw serviceRefusal(
    azure,
    409,
    'Conflict',
    `Cannot update endpoint ${name} because it is in ${provisioningState} provisioning state.`,
  )
}

const requireAuthMode = ({ azure }: Call, { name, properties }: Endpoint, mode: string): void => {
  if (properties['authMode'] === mode) return
  throw serviceRefusal(
    azure,
    400,
    'BadRequest',
    `Endpoint ${name} uses authentication mode ${properties['authMode']}; this operation needs ${mode}.`,
  )
}

/** The identity is fixed when the endpoint is made; left out, it means the system-assigned one. */
const checkIdentity = ({ azure, body }: Call, endpoint: Endpoint): void => {
  const asked = assigned(azure, body['identity'] as Json | undefined)
  const same = (['type', 'userAssignedIdentities'] as const).every((field) => {
    const names = (identity: Json | undefined) =>
      field === 'type'
        ? identity?.[field]
        : Object.keys((identity?.[field] ?? {}) as Json)
            .map(key)
            .sort()
            .join()
    return names(asked) === names(endpoint.identity)
  })
  if (same) return
  throw serviceRefusal(
    azure,
    400,
    'BadRequest',
    `The identity of endpoint ${endpoint.name} cannot be changed. Create a new endpoint to use another identity.`,
  )
}

const assigned = ({ world }: Azure, identity: Json = { type: 'SystemAssigned' }): Json => {
  const users = Object.keys((identity['userAssignedIdentities'] ?? {}) as Json)
  return {
    type: identity['type'],
    ...(String(identity['type']).includes('SystemAssigned')
      ? { principalId: randomUUID(), tenantId: world.tenantId }
      : {}),
    ...(users.length === 0
      ? {}
      : {
          userAssignedIdentities: Object.fromEntries(
            users.map((id) => [id, { principalId: randomUUID(), clientId: randomUUID() }]),
          ),
        }),
  }
}

/** Keys are write-only, and traffic takes effect with the operation. */
const kept = ({
  keys: _keys,
  traffic: _traffic,
  mirrorTraffic: _mirror,
  ...properties
}: Json): Json => properties

const newKey = (): string => randomBytes(24).toString('base64url').replace(/[-_]/g, 'A')
