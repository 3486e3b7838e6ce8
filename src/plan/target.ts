/** Which deployment of a service is meant, and whether it may serve. Pure. */
import { ActionError } from '../errors.ts'
import { type DeploymentState, type EndpointState, isHealthy, type ServiceState } from './state.ts'
import { didYouMean } from './suggest.ts'
import { shareOf } from './traffic.ts'

/** The endpoint of a service that is there. Throws `endpoint-not-found`. */
export function demandEndpoint({ endpoint }: ServiceState, name: string): EndpointState {
  if (endpoint) return endpoint
  throw new ActionError({
    code: 'endpoint-not-found',
    message: `there is no endpoint '${name}' in the workspace`,
    hint: "Check 'service-name', 'workspace' and 'resource-group', or deploy a model to it first.",
  })
}

/** A deployment that can take traffic. Throws `deployment-not-found` for one that is not there, `deployment-conflict` for one that is not healthy. */
export function demandHealthy(state: ServiceState, name: string): DeploymentState {
  const found = state.deployments.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (!found) {
    const known = state.deployments.map((one) => one.name)
    throw new ActionError({
      code: 'deployment-not-found',
      message: `the service has no deployment '${name}': it has ${listed(state)}.${didYouMean(name, known)}`,
      hint: "Name one of them in 'deployment-name'; 'keep-previous: 1' keeps the one that served before.",
    })
  }
  if (isHealthy(found)) return found
  throw new ActionError({
    code: 'deployment-conflict',
    message: `deployment '${found.name}' is in state ${found.provisioningState} and cannot take traffic`,
    hint: 'Wait until it is ready, or deploy the model again.',
  })
}

/** `blue (100 %), green (0 %, Failed)`, or `none`. */
export function listed({ endpoint, deployments }: ServiceState): string {
  const described = deployments.map(({ name, provisioningState }) => {
    const state = provisioningState === 'Succeeded' ? '' : `, ${provisioningState}`
    return `${name} (${shareOf(endpoint?.traffic ?? {}, name)} %${state})`
  })
  return described.length > 0 ? described.join(', ') : 'none'
}
