/** The endpoints as the inference hosts see them: who may call, and which container answers. */
import { key } from './arm/call.ts'
import { runningOf } from './arm/containers.ts'
import type { Azure } from './azure.ts'
import { clouds } from './clouds.ts'
import type { GatewayEndpoint } from './gateway.ts'
import { examine, permits } from './identity.ts'
import { observed } from './monitor/observed.ts'
import type { Container } from './types.ts'
import type { Endpoint } from './world.ts'

const scoreAction = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action'

/** The endpoint behind `<name>.<region>.inference.…`. */
export const endpointAt =
  (azure: Azure) =>
  (host: string): GatewayEndpoint | undefined => {
    const endpoint = azure.world.endpoints[host.toLowerCase().split('.')[0] ?? '']
    if (endpoint === undefined || endpoint.provisioningState === 'Creating') return undefined
    return {
      name: endpoint.name,
      authMode: authModeOf(endpoint),
      accepts: (token) => accepts(azure, endpoint, token),
      traffic: endpoint.traffic,
      mirrorTraffic: endpoint.mirrorTraffic,
      container: (deployment) => serving(azure, endpoint, deployment),
    }
  }

const serving = (azure: Azure, endpoint: Endpoint, name: string): Container | undefined => {
  const container = runningOf(azure, endpoint.name, name)?.serving
  const { name: deployment = name } = endpoint.deployments[key(name)] ?? {}
  return container && observed(azure, endpoint.name, deployment, container)
}

const authModeOf = ({ properties }: Endpoint): GatewayEndpoint['authMode'] =>
  properties['authMode'] as GatewayEndpoint['authMode']

const accepts = (azure: Azure, endpoint: Endpoint, token: string): boolean => {
  switch (authModeOf(endpoint)) {
    case 'Key':
      return Object.values(endpoint.keys).includes(token)
    case 'AMLToken': {
      const claims = azure.issuers.endpoints.verify(token)
      const alive = Number(claims?.['exp']) * 1000 > azure.clock.now().getTime()
      return alive && claims?.['endpointName'] === endpoint.name.toLowerCase()
    }
    case 'AADToken': {
      const audiences = clouds.map(({ machineLearning }) => `https://${machineLearning}`)
      return examine(azure, token, audiences).ok && permits(azure, scoreAction)
    }
  }
}
