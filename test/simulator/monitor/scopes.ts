/** Where Azure Monitor's resources hang: on a subscription, a resource group, or what is monitored. */
import { type Call, idOf, key, named, workspacePath } from '../arm/call.ts'
import { type Refusal, resourceNotFound } from '../arm/errors.ts'
import { endpointPath } from '../arm/the-endpoint.ts'
import type { Azure } from '../azure.ts'
import type { Deployment, Endpoint } from '../world.ts'
import { definitions, type Metric } from './definitions.ts'

export const insights = 'Microsoft.Insights'
export const subscriptionPath = '/subscriptions/:subscription'
export const groupPath = `${subscriptionPath}/resourceGroups/:group`
export const deploymentPath = `${endpointPath}/deployments/:deployment`
export { endpointPath, workspacePath }

export const groupId = ({ world }: Azure): string =>
  `/subscriptions/${world.subscriptionId}/resourceGroups/${world.resourceGroup}`

/** Something that has metrics. */
export interface Target {
  readonly id: string
  readonly namespace: string
  readonly metrics: readonly Metric[]
  readonly endpoint: Endpoint
  readonly deployment?: Deployment
}

/** The endpoint or deployment with these names, if it exists. */
const target = (azure: Azure, endpoint: string, deployment?: string): Target | undefined => {
  const found = azure.world.endpoints[key(endpoint)]
  if (found === undefined) return undefined
  const id = idOf(azure, `/onlineEndpoints/${found.name}`)
  if (deployment === undefined) return { id, endpoint: found, ...definitions.endpoint }
  const within = found.deployments[key(deployment)]
  return (
    within && {
      id: `${id}/deployments/${within.name}`,
      endpoint: found,
      deployment: within,
      ...definitions.deployment,
    }
  )
}

/** The endpoint or deployment that has this id. */
export const targetWithId = (azure: Azure, id: string): Target | undefined => {
  if (!key(id).startsWith(key(idOf(azure, '/onlineEndpoints/')))) return undefined
  const [endpoint = '', deployments, deployment, ...rest] = id
    .slice(idOf(azure, '/onlineEndpoints/').length)
    .split('/')
  if (rest.length > 0 || (deployments && key(deployments) !== 'deployments')) return undefined
  return target(azure, endpoint, deployment)
}

/** What a rule watches that names an endpoint, a deployment, or all of a type below some scope. */
export const targetsWithin = (
  azure: Azure,
  scope: string,
  type: string | undefined,
): readonly Target[] => {
  const named = targetWithId(azure, scope)
  if (named !== undefined) return [named]
  return Object.values(azure.world.endpoints)
    .flatMap(({ name, deployments }) => [
      target(azure, name),
      ...Object.values(deployments).map((deployment) => target(azure, name, deployment.name)),
    ])
    .filter((one) => one !== undefined)
    .filter(
      ({ id, namespace }) =>
        key(id).startsWith(`${key(scope)}/`) && key(namespace) === key(type ?? ''),
    )
}

/** The one in the path, or a refusal. */
export const theTarget = (call: Call): Target => {
  const { azure, names } = call
  const found = target(azure, named(call, 'endpoint'), names['deployment'])
  if (found !== undefined) return found
  throw notFound(call)
}

const notFound = ({ azure, names }: Call): Refusal => {
  const { world } = azure
  const type = names['deployment'] === undefined ? definitions.endpoint : definitions.deployment
  const name = [world.workspace.name, names['endpoint'], names['deployment']].filter(Boolean)
  return resourceNotFound(type.namespace, name.join('/'), world.resourceGroup)
}
