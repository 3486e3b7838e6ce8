/** What happens to a deployment while its operation runs. */
import type { Azure } from '../azure.ts'
import type { ArmError } from '../types.ts'
import type { Deployment, Endpoint, Work } from '../world.ts'
import { key } from './call.ts'
import { containerSpec } from './container-spec.ts'
import { launch, promote, stopContainers } from './containers.ts'
import { durations } from './durations.ts'
import { lagBehind } from './lag.ts'
import type { Task } from './operations.ts'

const of = ({ world }: Azure, work: Work): { endpoint?: Endpoint; deployment?: Deployment } => {
  const endpoint = world.endpoints[key(work.endpoint)]
  const deployment = endpoint?.deployments[key(work.deployment ?? '')]
  return endpoint && deployment ? { endpoint, deployment } : {}
}

const gone: ArmError = {
  code: 'OperationCanceled',
  message: 'The operation was superseded by another one.',
}

/** Machines, image, container; whatever comes first to fail is what the operation reports. */
const provisionDeployment: Task = async (azure, work) => {
  await azure.clock.pass(durations.acceptDeployment)
  const { endpoint, deployment } = of(azure, work)
  if (endpoint === undefined || deployment === undefined) return gone
  const spec = await containerSpec(azure, endpoint, deployment)
  const outcome =
    'message' in spec ? { ok: false as const, error: spec } : await launch(azure, spec).ready
  if (of(azure, work).deployment !== deployment) return gone
  deployment.lag = lagBehind(azure, deployment)
  if (outcome.ok) await promote(azure, endpoint.name, deployment.name)
  deployment.provisioningState = outcome.ok ? 'Succeeded' : 'Failed'
  return outcome.ok ? undefined : outcome.error
}

/** Tags and descriptions: nothing that runs is touched. */
const touchDeployment: Task = async (azure, work) => {
  await azure.clock.pass(durations.touchDeployment)
  const { deployment } = of(azure, work)
  if (deployment !== undefined) deployment.provisioningState = 'Succeeded'
  return undefined
}

const deleteDeployment: Task = async (azure, work) => {
  await azure.clock.pass(durations.deleteDeployment)
  const { endpoint, deployment } = of(azure, work)
  if (endpoint === undefined || deployment === undefined) return undefined
  delete endpoint.deployments[key(deployment.name)]
  endpoint.traffic = without(endpoint.traffic, deployment.name)
  endpoint.mirrorTraffic = without(endpoint.mirrorTraffic, deployment.name)
  stopContainers(azure, endpoint.name, deployment.name)
  return undefined
}

const without = (shares: Readonly<Record<string, number>>, name: string): Record<string, number> =>
  Object.fromEntries(Object.entries(shares).filter(([other]) => key(other) !== key(name)))

export const deploymentTasks = { provisionDeployment, touchDeployment, deleteDeployment }
