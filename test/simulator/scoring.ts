/** The endpoints as the inference hosts see them: who may call, and which container answers. */
import { runningOf } from './arm/containers.ts'
import type { Azure } from './azure.ts'
import { clouds } from './clouds.ts'
import type { GatewayEndpoint } from './gateway.ts'
import { examine, permits } from './identity.ts'
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
      container: (deployment) => runningOf(azure, endpoint.name, deployment)?.serving,
    }
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
