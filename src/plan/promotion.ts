/** Giving the traffic to a deployment that is there: one that was left at 0 % to be tried first. Pure. */
import { ActionError } from '../errors.ts'
import { withPutBack } from './inPlace.ts'
import { mirrorConflict } from './mirror.ts'
import { tag } from './naming.ts'
import { recordIn, withWayBack } from './record.ts'
import type { ServiceRequest } from './request.ts'
import { planRetirement } from './retirement.ts'
import { planRollout, type RolloutPlan, routingAfter, startOf } from './rollout.ts'
import { routingOf } from './routing.ts'
import type { SmokeCase } from './smoke.ts'
import { whatIsThere } from './standing.ts'
import type { ServiceState } from './state.ts'
import { demandEndpoint, demandHealthy, listed } from './target.ts'
import { shareOf } from './traffic.ts'

/**
 * The deployment that is to be promoted: the one that is named, the one whose rollout was left
 * half-way, or the one that was deployed last. Throws where none of them says which.
 */
export function chooseForPromotion(request: ServiceRequest, state: ServiceState): string {
  const endpoint = demandEndpoint(state, request.endpoint.name)
  const { tags } = endpoint
  const named = request.rollout.deploymentName
  const record = recordIn(tags)
  const halfWay =
    record &&
    startOf(routingOf(endpoint), record, record.deployment).unfinished &&
    record.deployment
  const name = named ?? halfWay ?? tags[tag.verified]
  if (name !== undefined) return demandHealthy(state, name).name
  throw new ActionError({
    code: 'deployment-not-found',
    message: `which deployment of '${request.endpoint.name}' is to be promoted is not known: it has ${listed(state)}`,
    hint: "Name it in 'deployment-name', for example with the output of that name of the step that deployed it.",
  })
}

/** The steps that give it the traffic, as `strategy` says; `manual` has waited for exactly this. */
export function planPromotion(
  request: ServiceRequest,
  found: ServiceState,
  name: string,
  smoke: readonly SmokeCase[],
): RolloutPlan {
  const { state, putBack } = withPutBack(found)
  const endpoint = demandEndpoint(state, request.endpoint.name)
  const { strategy, shares } = request.rollout
  const choice = { ...request.rollout, shares: strategy === 'manual' ? [100] : shares }
  const start = startOf(
    routingOf(endpoint),
    withWayBack(recordIn(endpoint.tags), state.deployments),
    name,
  )
  const steps = planRollout(choice, start, name)
  const after = routingAfter(steps, start)
  const conflict = mirrorConflict(request.endpoint.name, { name, action: 'keep' }, start, steps)
  if (conflict) throw new ActionError(conflict)
  return {
    ...whatIsThere(request, state, name, smoke),
    putBack,
    alerts: state.alertRules ?? [],
    traffic: { by: 'rollout', ...start, steps, after },
    retire:
      shareOf(after.traffic, name) === 100
        ? planRetirement(state, name, request.rollout.keepPrevious)
        : [],
  }
}
