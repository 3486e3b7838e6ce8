/** Everything that makes the service refuse an endpoint, or a change to one. */
import { randomUUID } from 'node:crypto'
import type { Azure } from '../azure.ts'
import type { Endpoint, Json } from '../world.ts'
import { type Call, key } from './call.ts'
import { inferencingRefusal, serviceRefusal } from './errors.ts'
import { checkLocation } from './location.ts'
import { shares } from './traffic.ts'

const names = /^[a-zA-Z](?!.*--)[-a-zA-Z0-9]{1,30}[a-zA-Z0-9]$/
const endpointLimit = 100

export const checkNewEndpoint = (call: Call, name: string): void => {
  const { azure, body } = call
  const { world } = azure
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
}

/** One operation at a time. */
export const requireIdle = ({ azure }: Call, { name, provisioningState }: Endpoint): void => {
  if (provisioningState === 'Succeeded' || provisioningState === 'Failed') return
  throw serviceRefusal(
    azure,
    409,
    'Conflict',
    `Cannot update endpoint ${name} because it is in ${provisioningState} provisioning state.`,
  )
}

/** The identity is fixed when the endpoint is made; left out, it means the system-assigned one. */
export const checkIdentity = ({ azure, body }: Call, endpoint: Endpoint): void => {
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

/** The identity as Entra ID has made it. */
export const assigned = ({ world }: Azure, identity: Json = { type: 'SystemAssigned' }): Json => {
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
