/** Autoscale settings as the plan has them: made, changed and taken away. */

import { deleteAutoscale, putAutoscale } from '../azure/autoscale.ts'
import { deploymentExists } from '../azure/deployment.ts'
import { reasonOf } from '../errors.ts'
import { describeAutoscale } from '../plan/autoscale.ts'
import type { AutoscaleState } from '../plan/state.ts'
import type { Execution } from './execution.ts'

/**
 * Takes away what is not to be there, before anything is made: a setting that a deployment of that
 * name has left would scale the new one.
 */
export async function clearAutoscale(execution: Execution): Promise<void> {
  const { arm, plan, journal, log, signal } = execution
  const { setting, orphans } = plan.autoscale
  if (setting.action === 'remove') {
    await journal.phase('clean-up', async () => {
      log.info(`autoscale: deleting ${setting.name}; the number of instances is fixed`)
      await deleteAutoscale(arm, setting.name, signal)
    })
  }
  for (const orphan of orphans) await sweep(execution, orphan)
}

/** An orphan costs nothing, so it stops no deployment. */
async function sweep(
  { arm, plan, log, signal }: Execution,
  { name, deployment }: AutoscaleState,
): Promise<void> {
  try {
    // The list of deployments may have lagged behind one that is being made elsewhere.
    if (await deploymentExists(arm, plan.endpoint.name, deployment, signal)) return
    log.info(`clean-up: deleting autoscale ${name}: its deployment ${deployment} is gone`)
    await deleteAutoscale(arm, name, signal)
  } catch (error) {
    if (signal.aborted) throw error
    log.warning(`clean-up: autoscale ${name} could not be deleted: ${reasonOf(error)}`)
  }
}

/** Before the deployment gets traffic, so that it can take it. */
export async function setAutoscale({ arm, plan, journal, log, signal }: Execution): Promise<void> {
  const { setting } = plan.autoscale
  const { autoscale } = plan.request.compute
  if (setting.action !== 'put' || !autoscale) return
  await journal.phase(
    'deployment',
    async () => {
      await putAutoscale(arm, setting.name, setting.body, signal)
      log.info(`autoscale: ${describeAutoscale(autoscale)}`)
    },
    () => `autoscale: ${autoscale.min} to ${autoscale.max} instances`,
  )
}
