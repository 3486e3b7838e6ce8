/** What may be taken away: only what this repository has made. Pure. */
import { ActionError } from '../errors.ts'
import { environmentOf } from './expiry.ts'
import { isOwned, type Origin } from './origin.ts'
import type { ServiceRequest } from './request.ts'
import type { EndpointState, ServiceState } from './state.ts'
import { shareOf } from './traffic.ts'

/** What is to be deleted; `nothing` where it is gone already. */
export type Deletion =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'deployment'; readonly name: string }
  /** With all its deployments. */
  | {
      readonly kind: 'service'
      readonly deployments: readonly string[]
      /** The GitHub environment that shows it. */
      readonly environment: string
    }

/**
 * The deployment that is named, or the whole service. Throws `not-owned` for what somebody else has
 * made, `deployment-conflict` for a deployment that serves.
 */
export function planDeletion(
  { endpoint: { name: service }, rollout: { deploymentName } }: ServiceRequest,
  state: ServiceState,
  origin: Origin,
): Deletion {
  const { endpoint, deployments } = state
  if (!endpoint) return { kind: 'nothing' }
  const isOurs = ({ tags }: { readonly tags: EndpointState['tags'] }) => isOwned(tags, origin)
  const who =
    origin.repository === undefined ? 'outside of a repository' : `from ${origin.repository}`
  if (deploymentName !== undefined) {
    const found = deployments.find(({ name }) => name.toLowerCase() === deploymentName)
    if (!found) return { kind: 'nothing' }
    if (!isOurs(found)) throw foreign(`deployment '${found.name}' was not made ${who}`)
    const share =
      shareOf(endpoint.traffic, found.name) + shareOf(endpoint.mirrorTraffic, found.name)
    if (share === 0) return { kind: 'deployment', name: found.name }
    throw new ActionError({
      code: 'deployment-conflict',
      message: `deployment '${found.name}' serves ${share} % of the traffic of '${service}'`,
      hint: "Give its traffic to another first ('mode: promote' or 'mode: rollback' with 'deployment-name'), or leave 'deployment-name' out to delete the whole service.",
    })
  }
  if (!isOurs(endpoint)) throw foreign(`endpoint '${service}' was not made ${who}`)
  const others = deployments.filter((deployment) => !isOurs(deployment)).map(({ name }) => name)
  if (others.length > 0)
    throw foreign(
      `endpoint '${service}' has deployments that were not made ${who}: ${others.join(', ')}`,
    )
  return {
    kind: 'service',
    deployments: deployments.map(({ name }) => name),
    environment: environmentOf(endpoint),
  }
}

const foreign = (message: string) =>
  new ActionError({
    code: 'not-owned',
    message: `${message}, so it is not deleted`,
    hint: "Only what carries the tags 'created-by' and 'repository' of this repository is. Delete it in the studio or with az ml if it is to go.",
  })
