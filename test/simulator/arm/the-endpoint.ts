/** Finding the endpoint that a path names. */
import type { Endpoint } from '../world.ts'
import { type Call, key, named, workspacePath } from './call.ts'
import { type Refusal, serviceRefusal } from './errors.ts'

export const endpointsPath = `${workspacePath}/onlineEndpoints`
export const endpointPath = `${endpointsPath}/:endpoint`

export const endpointNotFound = (call: Call): Refusal =>
  serviceRefusal(
    call.azure,
    404,
    'ResourceNotFound',
    `Online endpoint ${named(call, 'endpoint')} was not found.`,
  )

/** The endpoint, or a refusal. */
export const theEndpoint = (call: Call): Endpoint => {
  const endpoint = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  if (endpoint === undefined) throw endpointNotFound(call)
  return endpoint
}
