/** An online deployment as the resource manager shows it. */
import type { Deployment, Endpoint, Json } from '../world.ts'
import { type Call, idOf, provider, systemData } from './call.ts'
import { speaks } from './versions.ts'

export const deploymentView = (
  { azure, version }: Call,
  endpoint: Endpoint,
  deployment: Deployment,
): Json => {
  const { dataCollector, startupProbe, properties: own, ...properties } = deployment.properties
  return {
    id: idOf(azure, `/onlineEndpoints/${endpoint.name}/deployments/${deployment.name}`),
    name: deployment.name,
    type: `${provider}/workspaces/onlineEndpoints/deployments`,
    location: deployment.location,
    tags: deployment.tags,
    kind: deployment.kind,
    sku: deployment.sku,
    systemData: systemData(azure, deployment.createdAt, deployment.modifiedAt),
    properties: {
      ...properties,
      properties: { ...(own as Json | undefined), AzureAsyncOperationUri: deployment.operation },
      ...(dataCollector && speaks(version, 'dataCollector') ? { dataCollector } : {}),
      ...(startupProbe && speaks(version, 'startupProbe') ? { startupProbe } : {}),
      provisioningState: deployment.provisioningState,
    },
  }
}
