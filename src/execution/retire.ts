/** Taking away the deployments that the new one replaces. */
import { reasonOf } from '../errors.ts'
import type { Rollout } from './execution.ts'
import { removeDeployment } from './remove.ts'

/** Deletes what the plan retires. The new model is live by now, so a failure here is only a warning. */
export async function retire({ arm, plan, journal, log, signal }: Rollout): Promise<void> {
  if (plan.retire.length === 0) return
  await journal.phase('clean-up', async () => {
    for (const name of plan.retire) {
      // The new model is live and proven: a deadline or a cancellation now leaves only this undone.
      if (signal.aborted) {
        log.warning(`clean-up: cut short; deployment ${name} is still there, without traffic`)
        continue
      }
      try {
        log.info(`clean-up: deleting deployment ${name}`)
        await removeDeployment(arm, plan.endpoint.name, name, signal)
      } catch (error) {
        log.warning(
          `clean-up: deployment ${name} could not be deleted and goes on costing money: ${reasonOf(error)}`,
        )
      }
    }
  })
}
