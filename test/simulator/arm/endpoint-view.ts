/** An online endpoint as the resource manager shows it. */
import type { Azure } from '../azure.ts'
import type { Cloud } from '../clouds.ts'
import type { Endpoint, Json } from '../world.ts'
import { type Call, idOf, provider, systemData } from './call.ts'
import { speaks } from './versions.ts'

/** The host under which an endpoint is called. */
export const scoringHost = ({ world }: Azure, cloud: Cloud, name: string): string =>
  `${name.toLowerCase()}.${world.location}.inference.${cloud.machineLearning}`

export const endpointView = ({ azure, cloud, version }: Call, endpoint: Endpoint): Json => {
  const id = idOf(azure, `/onlineEndpoints/${endpoint.name}`)
  const { properties } = endpoint
  const reachable =
    endpoint.provisioningState !== 'Creating' && endpoint.provisioningState !== 'Failed'
  const origin = `https://${scoringHost(azure, cloud, endpoint.name)}`
  return {
    id,
    name: endpoint.name,
    type: `${provider}/workspaces/onlineEndpoints`,
    location: endpoint.location,
    tags: endpoint.tags,
    kind: endpoint.kind,
    ...(endpoint.identity === undefined ? {} : { identity: endpoint.identity }),
    systemData: systemData(azure, endpoint.createdAt, endpoint.modifiedAt),
    properties: {
      description: properties['description'] ?? null,
      properties: {
        ...(properties['properties'] as Json | undefined),
        'azureml.onlineendpointid': id.toLowerCase(),
        AzureAsyncOperationUri: endpoint.operation,
      },
      scoringUri: reachable ? `${origin}/score` : null,
      swaggerUri: reachable ? `${origin}/swagger.json` : null,
      authMode: properties['authMode'],
      provisioningState: endpoint.provisioningState,
      compute: properties['compute'] ?? null,
      publicNetworkAccess: properties['publicNetworkAccess'] ?? 'Enabled',
      traffic: endpoint.traffic,
      ...(speaks(version, 'mirrorTraffic') ? { mirrorTraffic: endpoint.mirrorTraffic } : {}),
    },
  }
}
