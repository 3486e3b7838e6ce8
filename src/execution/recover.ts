/** Undoing what a failed, cancelled or killed run left: first the traffic, then the deployment. */
import type { Arm } from '../azure/arm.ts'
import { deleteDeployment, requestDeletion } from '../azure/deployment.ts'
import { readEndpoint, settleEndpoint } from '../azure/endpoint.ts'
import { moveTraffic } from '../azure/traffic.ts'
import type { Log } from '../log.ts'
import { describeRouting, type Routing, routingOf, sameRouting, undone } from '../plan/routing.ts'
import { describeTraffic, sameTraffic, shareOf, type Traffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { restoreContent } from './inPlace.ts'

export interface Recovery {
  /** `none`: there was nothing to restore. */
  readonly traffic: 'none' | 'restored' | 'not-restored'
}

/**
 * Restores the routing that was read at the start, then deletes the new deployment unless it is to
 * be kept. Never throws: what could not be undone is said, with the command that does it.
 */
export async function recover(
  arm: Arm,
  unsettled: Unsettled,
  log: Log,
  signal: AbortSignal,
  hurry: boolean,
): Promise<Recovery> {
  const { endpoint, deployment } = unsettled
  const routed = await restoreTraffic(arm, unsettled, log, signal)
  const content = await restoreContent(arm, unsettled, log, signal, hurry)
  const traffic = routed === 'not-restored' || content === 'none' ? routed : content
  if (traffic === 'not-restored' || unsettled.onFailure === 'keep') return { traffic }
  try {
    // What serves, or receives a copy of what is served, is never deleted, whatever its test said.
    const live = await readEndpoint(arm, endpoint, signal)
    const share =
      shareOf(live?.traffic ?? {}, deployment) + shareOf(live?.mirrorTraffic ?? {}, deployment)
    if (share > 0 || shareOf(unsettled.before.traffic, deployment) > 0) return { traffic }
    log.info(`clean-up: deleting deployment ${deployment}`)
    await (hurry ? requestDeletion : deleteDeployment)(arm, endpoint, deployment, signal)
  } catch (error) {
    log.warning(
      `clean-up: deployment ${deployment} could not be deleted and may cost money: ${reasonOf(error)}`,
    )
  }
  return { traffic }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Looks first: a PUT that was refused has moved nothing, and what a third party set is theirs. */
async function restoreTraffic(
  arm: Arm,
  { endpoint, before, tried }: Unsettled,
  log: Log,
  signal: AbortSignal,
): Promise<Recovery['traffic']> {
  if (tried.every((routing) => sameRouting(before, routing))) return 'none'
  try {
    const live = routingOf(await settleEndpoint(arm, endpoint, signal))
    const back = undone(live, before, tried)
    const isTheirs = !sameTraffic(back.traffic, before.traffic)
    if (isTheirs) {
      log.warning(
        `the traffic is now ${describeTraffic(live.traffic)}, which this run did not ask for: it is left as it is`,
      )
    }
    if (sameRouting(live, back)) return 'none'
    log.info(`traffic: back to ${describeRouting(back)}`)
    await moveTraffic(arm, { name: endpoint, from: live, to: back }, signal)
    return isTheirs ? 'none' : 'restored'
  } catch (error) {
    log.warning(`the traffic could not be restored: ${reasonOf(error)}`)
    log.warning(`restore it by hand: ${restoreCommand(arm, endpoint, before, tried)}`)
    return 'not-restored'
  }
}

/** The one command that a person must run when the action could not. */
export function restoreCommand(
  arm: Arm,
  endpoint: string,
  before: Routing,
  tried: readonly Routing[],
): string {
  const { traffic, mirror } = before
  // A mirror is ended by setting it to 0 ("Safe rollout for online endpoints").
  const set = Object.fromEntries(
    tried.flatMap((routing) => Object.keys(routing.mirror)).map((name) => [name, 0]),
  )
  const spelt = (shares: Traffic) =>
    Object.entries(shares)
      .map(([name, share]) => `${name}=${share}`)
      .join(' ')
  const mirrored = tried.some((routing) => !sameTraffic(routing.mirror, mirror))
    ? ` --mirror-traffic "${spelt({ ...set, ...mirror })}"`
    : ''
  return `az ml online-endpoint update -n ${endpoint} -g ${arm.where.resourceGroup} -w ${arm.where.workspace} --traffic "${spelt(traffic)}"${mirrored}`
}
