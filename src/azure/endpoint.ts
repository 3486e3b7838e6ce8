/** The online endpoint: its creation, its traffic, its tags, the keys of its callers. */
import { ActionError } from '../errors.ts'
import type { AuthMode, EndpointState, ProvisioningState } from '../plan/state.ts'
import type { Traffic } from '../plan/traffic.ts'
import type { Arm, Resource } from './arm.ts'
import { scoringScope } from './cloud.ts'
import { attempting } from './failure.ts'
import { deleteResource, follow, until, whenIdle } from './operation.ts'
import { listAll } from './paging.ts'

export const endpointPath = (arm: Arm, name: string) => `${arm.workspaceId}/onlineEndpoints/${name}`

interface EndpointProperties {
  readonly provisioningState?: ProvisioningState
  readonly authMode?: AuthMode
  readonly scoringUri?: string
  readonly swaggerUri?: string
  readonly traffic?: Traffic
  readonly mirrorTraffic?: Traffic
  readonly compute?: string
  readonly description?: string
  readonly publicNetworkAccess?: string
  readonly properties?: Readonly<Record<string, string>>
}

async function readResource(
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<Resource | undefined> {
  const answer = await arm.send({
    method: 'GET',
    path: endpointPath(arm, name),
    attempt: { doing: `read endpoint '${name}'`, otherwise: 'azure-refused' },
    signal,
    accept: [404],
  })
  return answer.status === 404 ? undefined : (answer.body as Resource)
}

export const propertiesOf = (resource: Resource): EndpointProperties => resource.properties ?? {}

function toState(name: string, resource: Resource): EndpointState {
  const properties = propertiesOf(resource)
  return {
    name: resource.name ?? name,
    provisioningState: properties.provisioningState ?? 'Succeeded',
    authMode: properties.authMode ?? 'Key',
    ...(properties.scoringUri ? { scoringUri: properties.scoringUri } : {}),
    ...(properties.swaggerUri ? { swaggerUri: properties.swaggerUri } : {}),
    traffic: properties.traffic ?? {},
    mirrorTraffic: properties.mirrorTraffic ?? {},
    tags: resource.tags ?? {},
    // Managed endpoints name no compute.
    kubernetes: typeof properties.compute === 'string' && properties.compute !== '',
  }
}

/** The endpoint as it is, or undefined when there is none. */
export async function readEndpoint(
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<EndpointState | undefined> {
  const resource = await readResource(arm, name, signal)
  return resource && toState(name, resource)
}

/** Every endpoint of the workspace, as it is listed. */
export async function listEndpoints(
  arm: Arm,
  signal: AbortSignal,
): Promise<readonly EndpointState[]> {
  const found = await listAll(arm, {
    path: `${arm.workspaceId}/onlineEndpoints`,
    attempt: { doing: 'list the endpoints of the workspace', otherwise: 'azure-refused' },
    signal,
  })
  return found.map((resource) => toState('', resource))
}

const busy = new Set<ProvisioningState>(['Creating', 'Updating', 'Scaling', 'Deleting'])

/** Waits until nothing is changing the endpoint: Azure refuses a deployment while something does. */
export const settleEndpoint = async (
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<EndpointState> => toState(name, await settleResource(arm, name, signal))

/** The same, as the whole resource, for who puts it back changed. */
export async function settleResource(
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<Resource> {
  // A read may lag behind the write that created the endpoint, so a missing one is waited for too, briefly.
  let missing = 0
  const resource = await until(
    () => readResource(arm, name, signal),
    (found) => (found ? !busy.has(toState(name, found).provisioningState) : ++missing > 12),
    signal,
  )
  if (!resource) {
    throw new ActionError({
      code: 'endpoint-failed',
      message: `endpoint '${name}' does not exist, although it was created or seen a moment ago`,
      hint: 'Somebody may have deleted it. Run again.',
    })
  }
  return resource
}

export interface NewEndpoint {
  readonly name: string
  readonly location: string
  readonly authMode: AuthMode
  readonly tags: Readonly<Record<string, string>>
}

/**
 * Creates the endpoint, without traffic: there is no deployment yet that could take any. One that
 * somebody else has made in the meantime is left as it is: a PUT would take its traffic away.
 */
export async function createEndpoint(
  arm: Arm,
  endpoint: NewEndpoint,
  signal: AbortSignal,
): Promise<EndpointState> {
  const attempt = {
    doing: `create endpoint '${endpoint.name}'`,
    otherwise: 'endpoint-failed',
  } as const
  const answer = await whenIdle(async (accept) => {
    const found = await readEndpoint(arm, endpoint.name, signal)
    if (found && found.provisioningState !== 'Failed') return undefined
    return arm.send({
      method: 'PUT',
      path: endpointPath(arm, endpoint.name),
      body: {
        location: endpoint.location,
        tags: endpoint.tags,
        identity: { type: 'SystemAssigned' },
        properties: { authMode: endpoint.authMode },
      },
      attempt,
      signal,
      accept,
    })
  }, signal)
  if (answer) await follow(arm, answer, { attempt, signal })
  const state = await settleEndpoint(arm, endpoint.name, signal)
  if (state.provisioningState !== 'Succeeded') {
    throw new ActionError({
      code: 'endpoint-failed',
      message: `endpoint '${endpoint.name}' ended in state ${state.provisioningState}`,
      hint: 'Look at the endpoint in the studio, delete it and run again.',
    })
  }
  return state
}

const tagging = (name: string) =>
  ({ doing: `tag endpoint '${name}'`, otherwise: 'azure-refused' }) as const

/** From an endpoint as it is to its new tags; undefined: they stay. */
type TagChange = (endpoint: EndpointState) => EndpointState['tags'] | undefined

/** Sets tags by PATCH, which cannot touch the traffic, and does not wait for its end. */
export function patchTags(arm: Arm, name: string, change: TagChange, signal: AbortSignal) {
  return whenIdle(async (accept) => {
    const tags = change(await settleEndpoint(arm, name, signal))
    if (!tags) return undefined
    return arm.send({
      method: 'PATCH',
      path: endpointPath(arm, name),
      body: { tags },
      attempt: tagging(name),
      signal,
      accept,
    })
  }, signal)
}

/** The same, seen to its end. */
export async function tagEndpoint(
  arm: Arm,
  name: string,
  change: TagChange,
  signal: AbortSignal,
): Promise<void> {
  const answer = await patchTags(arm, name, change, signal)
  if (answer) await follow(arm, answer, { attempt: tagging(name), signal })
}

/** Deletes the endpoint with all its deployments, and waits until it is gone. */
export const deleteEndpoint = (arm: Arm, name: string, signal: AbortSignal): Promise<void> =>
  deleteResource(
    arm,
    {
      path: endpointPath(arm, name),
      attempt: { doing: `delete endpoint '${name}'`, otherwise: 'endpoint-failed' },
      signal,
    },
    () => readResource(arm, name, signal),
  )

/** What a caller of the endpoint authenticates with; hidden in the log before anybody sees it. */
export async function readCallerToken(
  arm: Arm,
  endpoint: EndpointState,
  signal: AbortSignal,
): Promise<string> {
  const { resourceGroup, workspace } = arm.where
  const options = { abortSignal: signal }
  const attempt = {
    doing: `get a key of endpoint '${endpoint.name}'`,
    otherwise: 'azure-refused',
  } as const
  const token = await attempting(attempt, async () => {
    switch (endpoint.authMode) {
      case 'Key': {
        const keys = await arm.sdk.onlineEndpoints.listKeys(
          resourceGroup,
          workspace,
          endpoint.name,
          options,
        )
        if (keys.secondaryKey) arm.log.hide(keys.secondaryKey)
        return keys.primaryKey
      }
      case 'AMLToken':
        return (
          await arm.sdk.onlineEndpoints.getToken(resourceGroup, workspace, endpoint.name, options)
        ).accessToken
      case 'AADToken':
        return (await arm.credential.getToken(scoringScope(arm.hosts), options))?.token
    }
  })
  if (!token) {
    throw new ActionError({
      code: 'azure-refused',
      message: `Azure gave no ${endpoint.authMode === 'Key' ? 'key' : 'token'} for endpoint '${endpoint.name}'`,
    })
  }
  arm.log.hide(token)
  return token
}
