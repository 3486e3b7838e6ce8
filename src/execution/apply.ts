/** Carrying a rollout out. Whatever happens, the deployment that served before goes on serving. */

import { tagEndpoint } from '../azure/endpoint.ts'
import { trafficChanged } from '../azure/traffic.ts'
import { reasonOf } from '../errors.ts'
import { expiryIn, withExpiry } from '../plan/expiry.ts'
import { tag } from '../plan/naming.ts'
import { type RolloutRecord, recordIn, withEndedRecord } from '../plan/record.ts'
import type { Status } from '../plan/result.ts'
import { changesNothing } from '../plan/rollout.ts'
import { routingOf } from '../plan/routing.ts'
import type { EndpointState } from '../plan/state.ts'
import { sameTraffic } from '../plan/traffic.ts'
import { begin, onlyLease } from './claim.ts'
import { type Rollout, unsettledOf } from './execution.ts'
import { endUpdate, putBackUnfinished } from './inPlace.ts'
import { retire } from './retire.ts'
import { rollOut, undoUnfinished } from './rollout.ts'
import { openRoute } from './route.ts'
import { smoke } from './smoke.ts'
import { openWatch } from './watch.ts'

/**
 * Does everything that the plan says; `make` makes the deployment, where it is not there already
 * as it was asked for. Returns how it ended, throws what went wrong.
 */
export async function apply(
  rollout: Rollout,
  make?: (lease: RolloutRecord) => Promise<void>,
): Promise<Extract<Status, 'deployed' | 'unchanged'>> {
  const { plan, journal } = rollout
  const isIdle = !make && changesNothing(plan)
  const lease = isIdle ? undefined : await begin(rollout)
  if (plan.traffic.unfinished === 'undo') await undoUnfinished(rollout, lease)
  await putBackUnfinished(rollout)
  const watch = openWatch(rollout)
  if (plan.deployment.update) rollout.remember(unsettledOf(rollout))
  if (lease) await make?.(lease)
  const { endpoint, token } = await journal.phase('smoke', () => openRoute(rollout))
  await smoke(rollout, endpoint, token)
  await rollOut(rollout, watch, endpoint, token)
  journal.learn({ traffic: plan.traffic.after.traffic })
  if (isIdle) {
    await prolong(rollout)
    return 'unchanged'
  }
  // From here on the new deployment is live and proven: only the lease is still to be given back.
  const { update: _, ...held } = onlyLease(rollout)
  rollout.remember({ ...held, tried: [] })
  await endUpdate(rollout)
  await retire(rollout)
  await journal.phase('clean-up', () => markVerified(rollout))
  rollout.remember(undefined)
  return 'deployed'
}

/**
 * Notes on the endpoint that this content was carried to its end (only then is it `unchanged` next
 * time), and gives the lease back. Throws `traffic-changed` where somebody has moved the traffic while
 * the previous deployments were taken away: what would be said of it is no longer so.
 */
async function markVerified(rollout: Rollout): Promise<void> {
  const { arm, plan, run, journal, log, signal } = rollout
  const { endpoint, deployment, traffic } = plan
  let live = traffic.after
  const change = (found: EndpointState) => {
    live = routingOf(found)
    const ended = recordIn(found.tags)?.run === run ? withEndedRecord(found.tags) : found.tags
    const tags = timed(rollout, ended)
    return sameTraffic(live.traffic, traffic.after.traffic)
      ? { ...tags, [tag.verified]: deployment.name }
      : tags
  }
  try {
    await tagEndpoint(arm, endpoint.name, change, signal)
  } catch (error) {
    const said = `could not tag the endpoint: ${reasonOf(error)}`
    if (plan.expiry)
      log.warning(`${said}; 'mode: sweep' goes by what the tag 'expires-at' said before`)
    else log.debug(said)
  }
  journal.learn({ traffic: live.traffic })
  if (!sameTraffic(live.traffic, traffic.after.traffic))
    throw trafficChanged(endpoint.name, traffic.after, live)
}

/** Says anew how long a service is wanted that is otherwise as it was asked for. */
async function prolong(rollout: Rollout): Promise<void> {
  const { arm, plan, journal, signal } = rollout
  if (!plan.expiry) return
  const change = ({ tags }: EndpointState) => timed(rollout, tags)
  await journal.phase('clean-up', () => tagEndpoint(arm, plan.endpoint.name, change, signal))
}

/** An endpoint's tags with the time until which it is wanted, of which the result learns. */
function timed({ plan, journal }: Rollout, tags: EndpointState['tags']): EndpointState['tags'] {
  const then = withExpiry(tags, plan.expiry, Date.now())
  const until = expiryIn(then)
  if (until !== undefined) journal.learn({ expiresAt: new Date(until).toISOString() })
  return then
}
