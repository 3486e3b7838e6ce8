/** Carrying a plan out. Whatever happens, the deployment that served before goes on serving. */
import { tagEndpoint } from '../azure/endpoint.ts'
import { tag } from '../plan/naming.ts'
import { changesNothing } from '../plan/plan.ts'
import { withEndedRecord } from '../plan/record.ts'
import type { Status } from '../plan/result.ts'
import { deploy } from './deploy.ts'
import type { Execution } from './execution.ts'
import { retire } from './retire.ts'
import { rollOut, undoUnfinished } from './rollout.ts'
import { openRoute } from './route.ts'
import { smoke } from './smoke.ts'

/** Does everything that the plan says; returns how it ended, throws what went wrong. */
export async function apply(
  execution: Execution,
): Promise<Extract<Status, 'deployed' | 'unchanged'>> {
  const { plan, journal } = execution
  if (plan.traffic.unfinished === 'undo') await undoUnfinished(execution)
  if (plan.deployment.action !== 'keep') await deploy(execution)
  const { endpoint, token } = await journal.phase('smoke', () => openRoute(execution))
  await smoke(execution, endpoint, token)
  await rollOut(execution, endpoint, token)
  // From here on the new deployment is live and proven: nothing would be undone any more.
  execution.remember(undefined)
  await retire(execution)
  journal.learn({ traffic: plan.traffic.after })
  if (changesNothing(plan)) return 'unchanged'
  await markVerified(execution)
  return 'deployed'
}

/** Notes on the endpoint that this content was carried to its end: only then is it `unchanged` next time. */
async function markVerified({ arm, plan, log, signal }: Execution): Promise<void> {
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
