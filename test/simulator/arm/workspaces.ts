/** The workspace itself. */
import type { Json } from '../world.ts'
import { type Call, idOf, provider, type Route, systemData, workspacePath } from './call.ts'
import { speaks } from './versions.ts'

const groupPath = workspacePath.replace('/:workspace', '')
const subscriptionPath = `/subscriptions/:subscription/providers/${provider}/workspaces`

const list = (call: Call) => ({ status: 200, body: { value: [view(call)] } })

export const workspaceRoutes: readonly Route[] = [
  { method: 'GET', path: workspacePath, answer: (call) => ({ status: 200, body: view(call) }) },
  { method: 'GET', path: groupPath, answer: list },
  { method: 'GET', path: subscriptionPath, answer: list },
  {
    method: 'POST',
    path: `${workspacePath}/listKeys`,
    answer: ({ azure }) => ({
      status: 200,
      body: {
        userStorageKey: azure.world.storage.key,
        userStorageResourceId: neighbour(
          azure.world,
          'Microsoft.Storage/storageAccounts',
          azure.world.storage.name,
        ),
      },
    }),
  },
]

const view = ({ azure, version, cloud }: Call): Json => {
  const { world } = azure
  const { workspace } = world
  const dataPlane = `${world.location}.api.${cloud.name === 'AzureCloud' ? 'azureml.ms' : cloud.machineLearning}`
  return {
    id: idOf(azure),
    name: workspace.name,
    type: `${provider}/workspaces`,
    location: world.location,
    tags: workspace.tags,
    ...(speaks(version, 'workspaceKind') ? { kind: 'Default' } : {}),
    identity: {
      type: 'SystemAssigned',
      principalId: workspace.principalId,
      tenantId: world.tenantId,
    },
    sku: { name: 'Basic', tier: 'Basic' },
    systemData: systemData(azure, workspace.createdAt, workspace.createdAt),
    properties: {
      friendlyName: workspace.name,
      description: '',
      storageAccount: neighbour(world, 'Microsoft.Storage/storageAccounts', world.storage.name),
      keyVault: neighbour(world, 'Microsoft.KeyVault/vaults', 'mlprodvault'),
      applicationInsights: neighbour(world, 'Microsoft.Insights/components', 'mlprodinsights'),
      ...(workspace.containerRegistry === undefined
        ? {}
        : {
            containerRegistry: neighbour(
              world,
              'Microsoft.ContainerRegistry/registries',
              workspace.containerRegistry,
            ),
          }),
      hbiWorkspace: false,
      tenantId: world.tenantId,
      provisioningState: 'Succeeded',
      v1LegacyMode: false,
      storageHnsEnabled: false,
      workspaceId: workspace.id,
      privateLinkCount: 0,
      publicNetworkAccess: 'Enabled',
      discoveryUrl: `https://${dataPlane}/discovery`,
      mlFlowTrackingUri: `azureml://${dataPlane}/mlflow/v1.0${idOf(azure)}`,
    },
  }
}

const neighbour = (
  { subscriptionId, resourceGroup }: Call['azure']['world'],
  type: string,
  name: string,
): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${type}/${name}`
