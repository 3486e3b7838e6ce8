/** Undoing what a failed, cancelled or killed run left: first the traffic, then the deployment. */

import type { Arm } from '../azure/arm.ts'
import { readEndpoint, settleEndpoint } from '../azure/endpoint.ts'
import { giveLeaseBack } from '../azure/lease.ts'
import { moveTraffic } from '../azure/traffic.ts'
import { reasonOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { describeHolder, heldByAnother } from '../plan/record.ts'
import { describeRouting, type Routing, routingOf, sameRouting, undone } from '../plan/routing.ts'
import { describeTraffic, sameTraffic, shareOf, type Traffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { restoreContent } from './inPlace.ts'
import { removeDeployment } from './remove.ts'

export interface Recovery {
  /** `none`: there was nothing to restore. */
  readonly traffic: 'none' | 'restored' | 'not-restored'
  /** The traffic as it was read in the end. */
  readonly live?: Traffic
}

/**
 * Restores the routing that was read at the start, then deletes the new deployment unless it is to
 * be kept, and gives the lease back. Never throws: what could not be undone is said, with the command
 * that does it; then the record stays, for the next run to undo it.
 */
export async function recover(
  arm: Arm,
  unsettled: Unsettled,
  log: Log,
  signal: AbortSignal,
  hurry: boolean,
): Promise<Recovery> {
  const routed = await restoreTraffic(arm, unsettled, log, signal)
  const content = await restoreContent(arm, unsettled, log, signal, hurry)
  const traffic = routed === 'not-restored' || content === 'none' ? routed : content
  if (traffic === 'not-restored') return { traffic }
  if (unsettled.onFailure === 'delete') await takeAway(arm, unsettled, log, signal, hurry)
  try {
    return { traffic, live: await giveLeaseBack(arm, unsettled.endpoint, unsettled.run, signal) }
  } catch (error) {
    log.debug(`the endpoint's tags could not be put back: ${reasonOf(error)}`)
    return { traffic }
  }
}

/** Deletes the new deployment, unless somebody has a use for it. */
async function takeAway(
  arm: Arm,
  { endpoint, run, deployment, before }: Unsettled,
  log: Log,
  signal: AbortSignal,
  hurry: boolean,
): Promise<void> {
  try {
    // What serves, or receives a copy of what is served, is never deleted, whatever its test said.
    const live = await readEndpoint(arm, endpoint, signal)
    const share =
      shareOf(live?.traffic ?? {}, deployment) + shareOf(live?.mirrorTraffic ?? {}, deployment)
    if (share > 0 || shareOf(before.traffic, deployment) > 0) return
    // The same content has the same name: another run may be about to give it the traffic.
    if (heldByAnother(live?.tags ?? {}, run, Date.now())?.deployment === deployment) return
    log.info(`clean-up: deleting deployment ${deployment}`)
    await removeDeployment(arm, endpoint, deployment, signal, hurry)
  } catch (error) {
    log.warning(
      `clean-up: deployment ${deployment} could not be deleted and may cost money: ${reasonOf(error)}`,
    )
  }
}

/** Looks first: a PUT that was refused has moved nothing, and what a third party set is theirs. */
async function restoreTraffic(
  arm: Arm,
  { endpoint, run, before, tried }: Unsettled,
  log: Log,
  signal: AbortSignal,
): Promise<Recovery['traffic']> {
  if (tried.every((routing) => sameRouting(before, routing))) return 'none'
  try {
    const found = await settleEndpoint(arm, endpoint, signal)
    const live = routingOf(found)
    const back = undone(live, before, tried)
    const isTheirs = !sameTraffic(back.traffic, before.traffic)
    if (isTheirs) {
      log.warning(
        `the traffic is now ${describeTraffic(live.traffic)}, which this run did not ask for: it is left as it is`,
      )
    }
    if (sameRouting(live, back)) return 'none'
    const holder = heldByAnother(found.tags, run, Date.now())
    if (holder) {
      log.warning(`the traffic is left to who has taken over: ${describeHolder(holder)}`)
      return 'none'
    }
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
