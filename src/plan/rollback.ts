/** Going back to what served before: a flip of the traffic, for deployments that are still there. Pure. */
import { ActionError } from '../errors.ts'
import { historyIn } from './history.ts'
import { withPutBack } from './inPlace.ts'
import { recordIn, withWayBack } from './record.ts'
import type { ServiceRequest } from './request.ts'
import { type RolloutPlan, type RolloutStart, startOf } from './rollout.ts'
import { describeRouting, routingOf } from './routing.ts'
import type { SmokeCase } from './smoke.ts'
import { whatIsThere } from './standing.ts'
import type { EndpointState, ServiceState } from './state.ts'
import { demandEndpoint, demandHealthy, listed } from './target.ts'
import { leading, sameTraffic, shareOf, type Traffic } from './traffic.ts'

/** Where a rollback begins and ends. */
export interface RollbackGoal extends RolloutStart {
  readonly to: Traffic
  /** Deployments whose update in place nobody has finished, to be taken back. */
  readonly putBack: readonly string[]
  /** The deployment that will have most of the traffic. */
  readonly deployment: string
}

/**
 * What to go back to: all the traffic to the deployment that is named; what was before a rollout or
 * an update that was left half-way; or what was before the last rollout. A rollback that has been done is where it
 * should be, so that running it twice does not undo it. Throws where there is nothing to go back to.
 */
export function chooseForRollback(request: ServiceRequest, found: ServiceState): RollbackGoal {
  const { state, putBack } = withPutBack(found)
  const endpoint = demandEndpoint(state, request.endpoint.name)
  const start = startOf(
    routingOf(endpoint),
    withWayBack(recordIn(endpoint.tags), state.deployments),
    '',
  )
  const named = request.rollout.deploymentName
  const updated = putBack.some((name) => shareOf(start.live.traffic, name) > 0)
  const to =
    named !== undefined
      ? { [named]: 100 }
      : updated && !start.unfinished
        ? start.live.traffic
        : before(endpoint, start, state)
  for (const name of Object.keys(to)) demandHealthy(state, name)
  return { ...start, to, putBack, deployment: leading(to) ?? '' }
}

function before(endpoint: EndpointState, start: RolloutStart, state: ServiceState): Traffic {
  if (start.unfinished) return start.before.traffic
  const history = historyIn(endpoint.tags)
  if (history?.by === 'rollback') return start.live.traffic
  const moved =
    history && leading(history.before) && !sameTraffic(history.before, start.live.traffic)
  if (moved) return history.before
  throw new ActionError({
    code: 'deployment-not-found',
    message: `nothing is known to have served '${endpoint.name}' before: its traffic is ${describeRouting(start.live)}, and it has ${listed(state)}`,
    hint: "Name the deployment to go back to in 'deployment-name'.",
  })
}

/** One step back; the deployments that it leaves stay, since they are to be looked at. */
export function planRollback(
  request: ServiceRequest,
  state: ServiceState,
  { to, deployment, putBack, ...start }: RollbackGoal,
  smoke: readonly SmokeCase[],
): RolloutPlan {
  const { traffic: from, mirror } = start.unfinished ? start.before : start.live
  const share = to[deployment] ?? 0
  return {
    ...whatIsThere(request, state, deployment, smoke),
    putBack,
    traffic: {
      by: 'rollback',
      ...start,
      steps: sameTraffic(from, to) ? [] : [{ share, traffic: to, mirror, bakeMs: 0 }],
      after: { traffic: to, mirror },
    },
    retire: [],
  }
}
