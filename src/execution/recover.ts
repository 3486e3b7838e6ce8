/** Undoing what a failed, cancelled or killed run left: first the traffic, then the deployment. */
import type { Arm } from '../azure/arm.ts'
import { readEndpoint, settleEndpoint } from '../azure/endpoint.ts'
import { giveLeaseBack } from '../azure/lease.ts'
import { moveTraffic } from '../azure/traffic.ts'
import type { Log } from '../log.ts'
import { describeHolder, heldByAnother } from '../plan/record.ts'
import { describeTraffic, sameTraffic, shareOf, type Traffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { removeDeployment } from './remove.ts'

export interface Recovery {
  /** `none`: there was nothing to restore. */
  readonly traffic: 'none' | 'restored' | 'not-restored'
  /** The traffic as it was read in the end. */
  readonly live?: Traffic
}

/**
 * Restores the traffic that was read at the start, then deletes the new deployment unless it is to
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
  const traffic = await restoreTraffic(arm, unsettled, log, signal)
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
    if (share > 0 || shareOf(before, deployment) > 0) return
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

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Looks first: a PUT that was refused has moved nothing, and a split that a third party set is theirs. */
async function restoreTraffic(
  arm: Arm,
  { endpoint, run, before, tried }: Unsettled,
  log: Log,
  signal: AbortSignal,
): Promise<Recovery['traffic']> {
  if (tried.every((traffic) => sameTraffic(before, traffic))) return 'none'
  try {
    const live = await settleEndpoint(arm, endpoint, signal)
    if (sameTraffic(live.traffic, before)) return 'none'
    if (!tried.some((traffic) => sameTraffic(live.traffic, traffic))) {
      log.warning(
        `the traffic is now ${describeTraffic(live.traffic)}, which this run did not ask for: it is left as it is`,
      )
      return 'none'
    }
    const holder = heldByAnother(live.tags, run, Date.now())
    if (holder) {
      log.warning(`the traffic is left to who has taken over: ${describeHolder(holder)}`)
      return 'none'
    }
    log.info(`traffic: back to ${describeTraffic(before)}`)
    await moveTraffic(arm, { name: endpoint, from: live.traffic, to: before }, signal)
    return 'restored'
  } catch (error) {
    log.warning(`the traffic could not be restored: ${reasonOf(error)}`)
    log.warning(`restore it by hand: ${restoreCommand(arm, endpoint, before)}`)
    return 'not-restored'
  }
}

/** The one command that a person must run when the action could not. */
export function restoreCommand(arm: Arm, endpoint: string, traffic: Traffic): string {
  const split = Object.entries(traffic)
    .map(([name, share]) => `${name}=${share}`)
    .join(' ')
  return `az ml online-endpoint update -n ${endpoint} -g ${arm.where.resourceGroup} -w ${arm.where.workspace} --traffic "${split}"`
}
