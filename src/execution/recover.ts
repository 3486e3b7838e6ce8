/** Undoing what a failed, cancelled or killed run left: first the traffic, then the deployment. */
import type { Arm } from '../azure/arm.ts'
import { deleteDeployment, requestDeletion } from '../azure/deployment.ts'
import { moveTraffic } from '../azure/traffic.ts'
import type { Log } from '../log.ts'
import type { Traffic } from '../plan/state.ts'
import { describeTraffic, sameTraffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'

export interface Recovery {
  /** `none`: the traffic was never touched. */
  readonly traffic: 'none' | 'restored' | 'not-restored'
}

/**
 * Restores the traffic that was read at the start, then deletes the new deployment unless it is to
 * be kept. Never throws: what could not be undone is said, with the command that does it.
 */
export async function recover(
  arm: Arm,
  unsettled: Unsettled,
  log: Log,
  signal: AbortSignal,
  hurry: boolean,
): Promise<Recovery> {
  const { endpoint, deployment, before, after } = unsettled
  let traffic: Recovery['traffic'] = 'none'
  if (unsettled.trafficTouched && !sameTraffic(before, after)) {
    try {
      log.info(`traffic: back to ${describeTraffic(before)}`)
      await moveTraffic(arm, { name: endpoint, from: after, to: before }, signal)
      traffic = 'restored'
    } catch (error) {
      log.warning(
        `the traffic could not be restored: ${error instanceof Error ? error.message : error}`,
      )
      log.warning(`restore it by hand: ${restoreCommand(arm, endpoint, before)}`)
      return { traffic: 'not-restored' }
    }
  }
  // What served before this run is never deleted, whatever its smoke test said.
  const served = (before[deployment] ?? 0) > 0
  if (unsettled.onFailure === 'keep' || served) return { traffic }
  try {
    log.info(`clean-up: deleting deployment ${deployment}`)
    await (hurry ? requestDeletion : deleteDeployment)(arm, endpoint, deployment, signal)
  } catch (error) {
    log.warning(
      `clean-up: deployment ${deployment} could not be deleted and may cost money: ${error instanceof Error ? error.message : error}`,
    )
  }
  return { traffic }
}

/** The one command that a person must run when the action could not. */
export function restoreCommand(arm: Arm, endpoint: string, traffic: Traffic): string {
  const split = Object.entries(traffic)
    .map(([name, share]) => `${name}=${share}`)
    .join(' ')
  return `az ml online-endpoint update -n ${endpoint} -g ${arm.where.resourceGroup} -w ${arm.where.workspace} --traffic "${split}"`
}
