/** Carrying a rollout out. Whatever happens, the deployment that served before goes on serving. */
import { tagEndpoint } from '../azure/endpoint.ts'
import { tag } from '../plan/naming.ts'
import { withEndedRecord } from '../plan/record.ts'
import type { Status } from '../plan/result.ts'
import { changesNothing } from '../plan/rollout.ts'
import type { Rollout } from './execution.ts'
import { retire } from './retire.ts'
import { rollOut, undoUnfinished } from './rollout.ts'
import { openRoute } from './route.ts'
import { smoke } from './smoke.ts'

/**
 * Does everything that the plan says; `make` makes the deployment, where it is not there already
 * as it was asked for. Returns how it ended, throws what went wrong.
 */
export async function apply(
  rollout: Rollout,
  make?: () => Promise<void>,
): Promise<Extract<Status, 'deployed' | 'unchanged'>> {
  const { plan, journal } = rollout
  if (plan.traffic.unfinished === 'undo') await undoUnfinished(rollout)
  await make?.()
  const { endpoint, token } = await journal.phase('smoke', () => openRoute(rollout))
  await smoke(rollout, endpoint, token)
  await rollOut(rollout, endpoint, token)
  // From here on the new deployment is live and proven: nothing would be undone any more.
  rollout.remember(undefined)
  await retire(rollout)
  journal.learn({ traffic: plan.traffic.after })
  if (!make && changesNothing(plan)) return 'unchanged'
  await markVerified(rollout)
  return 'deployed'
}

/** Notes on the endpoint that this content was carried to its end: only then is it `unchanged` next time. */
async function markVerified({ arm, plan, log, signal }: Rollout): Promise<void> {
  try {
    const verified = { [tag.verified]: plan.deployment.name }
    await tagEndpoint(
      arm,
      plan.endpoint.name,
      (tags) => ({ ...withEndedRecord(tags), ...verified }),
      signal,
    )
  } catch (error) {
    log.debug(`could not tag the endpoint: ${error instanceof Error ? error.message : error}`)
  }
}
