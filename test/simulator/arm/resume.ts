/** Takes up what an earlier process was doing: operations in flight, containers that were serving. */
import type { Azure } from '../azure.ts'
import { simulatedClock } from '../clock.ts'
import type { Deployment, Endpoint } from '../world.ts'
import { containerSpec } from './container-spec.ts'
import { launch, promote } from './containers.ts'
import { deploymentTasks } from './deployment-tasks.ts'
import { endpointTasks } from './endpoint-tasks.ts'
import { carryOut } from './operations.ts'

/** Resolves when everything that served before serves again. */
export const resume = async (azure: Azure): Promise<void> => {
  const { endpoints, operations } = azure.world
  const serving = Object.values(endpoints).flatMap((endpoint) =>
    Object.values(endpoint.deployments)
      .filter(({ provisioningState }) => provisioningState === 'Succeeded')
      .map((deployment) => restart(azure, endpoint, deployment)),
  )
  await Promise.all(serving)
  for (const operation of Object.values(operations)) {
    if (operation.status !== 'InProgress') continue
    void carryOut(azure, operation, { ...endpointTasks, ...deploymentTasks }[operation.work.task])
  }
}

const restart = async (azure: Azure, endpoint: Endpoint, deployment: Deployment): Promise<void> => {
  const spec = await containerSpec(azure, endpoint, deployment)
  if ('message' in spec) return
  // In Azure nothing has happened, so no time of Azure's passes.
  const { ok } = await launch(azure, spec, simulatedClock(0)).ready
  if (ok) await promote(azure, endpoint.name, deployment.name)
}
