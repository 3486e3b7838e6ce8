/** Takes up what an earlier process was doing: operations in flight, containers that were serving. */
import type { Azure } from '../azure.ts'
import type { Deployment, Endpoint } from '../world.ts'
import { containerSpec } from './container-spec.ts'
import { launch, promote } from './containers.ts'
import { deploymentTasks } from './deployment-tasks.ts'
import { endpointTasks } from './endpoint-tasks.ts'
import { carryOut } from './operations.ts'

export const resume = (azure: Azure): void => {
  for (const operation of Object.values(azure.world.operations)) {
    if (operation.status !== 'InProgress') continue
    void carryOut(azure, operation, { ...endpointTasks, ...deploymentTasks }[operation.work.task])
  }
  for (const endpoint of Object.values(azure.world.endpoints)) {
    for (const deployment of Object.values(endpoint.deployments)) {
      if (deployment.provisioningState === 'Succeeded') void restart(azure, endpoint, deployment)
    }
  }
}

const restart = async (azure: Azure, endpoint: Endpoint, deployment: Deployment): Promise<void> => {
  const spec = await containerSpec(azure, endpoint, deployment)
  if ('message' in spec) return
  const { ok } = await launch(azure, spec).ready
  if (ok) await promote(azure, endpoint.name, deployment.name)
}
