/** Taking the endpoint for this run before anything of it is changed. */
import { takeLease } from '../azure/lease.ts'
import { type RolloutRecord, slackMs } from '../plan/record.ts'
import { type Rollout, unsettledOf } from './execution.ts'

/**
 * What this run writes into the endpoint's tags when it begins. The lease lasts as long as the run
 * may take, since nothing would renew it while a deployment is made: a PATCH of an endpoint in the middle
 * of that is not established to be harmless, and would cost calls. From the first traffic step on,
 * each PUT says anew how long it is. So only a run whose post step was lost too, with its machine, keeps
 * others waiting, at most for its `timeout-minutes`; and not its own next attempt.
 */
const leaseOf = ({ plan, run }: Rollout): RolloutRecord => ({
  run,
  deployment: plan.deployment.name,
  before: plan.traffic.before,
  until: Date.now() + plan.timeoutMs + slackMs,
})

/** What would have to be undone of a run that has the lease and nothing else yet, or nothing else any more. */
export const onlyLease = (rollout: Rollout) =>
  ({ ...unsettledOf(rollout), onFailure: 'keep' }) as const

/**
 * Takes the lease; returns what the endpoint's tags say now, or are to say in the request that creates
 * it. Who rolls back takes none: it is over in seconds, and does not wait. Throws Overtaken.
 */
export async function begin(rollout: Rollout): Promise<RolloutRecord | undefined> {
  const { arm, plan, journal, signal } = rollout
  const { by, live, unfinished } = plan.traffic
  if (by === 'rollback') return undefined
  rollout.remember(onlyLease(rollout))
  if (plan.endpoint.action === 'create') return leaseOf(rollout)
  return journal.phase('endpoint', () =>
    takeLease(
      arm,
      plan.endpoint.name,
      leaseOf(rollout),
      { from: live.traffic, keepsLeft: unfinished === 'undo' },
      signal,
    ),
  )
}
