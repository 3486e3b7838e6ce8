/** Taking a deployment away, with the autoscale setting that was made for it. */

import type { Arm } from '../azure/arm.ts'
import { deleteAutoscale, readAutoscale } from '../azure/autoscale.ts'
import { deleteDeployment, requestDeletion } from '../azure/deployment.ts'
import { reasonOf } from '../errors.ts'
import { autoscaleName, isOurs } from '../plan/autoscale.ts'

/**
 * The setting goes first. Killed in between, a run leaves a deployment without traffic that keeps
 * its number of instances, which the next run finds and deletes, as it would have anyway; the other
 * way round it would leave a setting that scales nothing. Nor can Azure begin to scale what is being
 * deleted. `hurry`: asks for the deployment's deletion without waiting for it.
 */
export async function removeDeployment(
  arm: Arm,
  endpoint: string,
  deployment: string,
  signal: AbortSignal,
  hurry = false,
): Promise<void> {
  await removeSetting(arm, autoscaleName(arm.workspaceId, endpoint, deployment), signal)
  await (hurry ? requestDeletion : deleteDeployment)(arm, endpoint, deployment, signal)
}

/** Every setting of an endpoint's deployments, before it goes: afterwards nobody would look for them. */
export async function removeSettings(
  arm: Arm,
  endpoint: string,
  signal: AbortSignal,
): Promise<void> {
  const settings = await readAutoscale(arm, endpoint, signal)
  if (typeof settings === 'string') return
  for (const { name } of settings.filter(isOurs)) await removeSetting(arm, name, signal)
}

/** A setting that cannot be deleted costs nothing, and the deployment does: the next run tries again. */
async function removeSetting(arm: Arm, name: string, signal: AbortSignal): Promise<void> {
  try {
    if (await deleteAutoscale(arm, name, signal))
      arm.log.info(`clean-up: deleted autoscale ${name}`)
  } catch (error) {
    if (signal.aborted) throw error
    arm.log.warning(`clean-up: autoscale ${name} could not be deleted: ${reasonOf(error)}`)
  }
}
