/** What happens to an endpoint while its operation runs. */
import type { Azure } from '../azure.ts'
import type { Endpoint, Work } from '../world.ts'
import { key } from './call.ts'
import { stopContainers } from './containers.ts'
import { durations } from './durations.ts'
import { lagBehind } from './lag.ts'
import type { Task } from './operations.ts'
import { shares } from './traffic.ts'

const of = ({ world }: Azure, { endpoint }: Work): Endpoint | undefined =>
  world.endpoints[key(endpoint)]

const createEndpoint: Task = async (azure, work) => {
  await azure.clock.pass(durations.createEndpoint)
  const endpoint = of(azure, work)
  if (endpoint === undefined) return undefined
  endpoint.lag = lagBehind(azure, endpoint)
  endpoint.provisioningState = 'Succeeded'
  return undefined
}

const updateEndpoint: Task = async (azure, work) => {
  await azure.clock.pass(durations.updateEndpoint)
  const endpoint = of(azure, work)
  if (endpoint === undefined) return undefined
  // Even after the operation has succeeded, a read may show the old split.
  endpoint.lag = lagBehind(azure, { ...endpoint, provisioningState: 'Succeeded' })
  endpoint.traffic = shares(work.detail?.['traffic'])
  endpoint.mirrorTraffic = shares(work.detail?.['mirrorTraffic'])
  endpoint.provisioningState = 'Succeeded'
  return undefined
}

const deleteEndpoint: Task = async (azure, work) => {
  await azure.clock.pass(durations.deleteEndpoint)
  const endpoint = of(azure, work)
  if (endpoint === undefined) return undefined
  delete azure.world.endpoints[key(endpoint.name)]
  for (const { name } of Object.values(endpoint.deployments)) {
    stopContainers(azure, endpoint.name, name)
  }
  return undefined
}

const regenerateKeys: Task = async (azure, work) => {
  await azure.clock.pass(durations.regenerateKeys)
  const keys = of(azure, work)?.keys
  if (keys === undefined) return undefined
  keys[work.detail?.['keyType'] === 'Primary' ? 'primaryKey' : 'secondaryKey'] = String(
    work.detail?.['keyValue'],
  )
  return undefined
}

export const endpointTasks = { createEndpoint, updateEndpoint, deleteEndpoint, regenerateKeys }
