/** The rollout of a deployment that is there already: what a promotion and a rollback have in common. Pure. */
import { tag } from './naming.ts'
import { limitsOf } from './plan.ts'
import type { ServiceRequest } from './request.ts'
import type { RolloutPlan } from './rollout.ts'
import { routingOf } from './routing.ts'
import type { SmokeCase } from './smoke.ts'
import type { ServiceState } from './state.ts'

/** Azure lets no scoring request take longer ("Managed online deployments", request_timeout_ms). */
const longestRequestMs = 180_000

/** The part of a plan that is the same for every deployment that was there before. */
export function whatIsThere(
  request: ServiceRequest,
  { endpoint }: ServiceState,
  name: string,
  smoke: readonly SmokeCase[],
): Omit<RolloutPlan, 'traffic' | 'retire'> {
  return {
    endpoint: { name: request.endpoint.name, action: 'keep' },
    deployment: { name, isOld: true },
    smoke,
    smokeCount: request.smoke.count,
    requestTimeoutMs: longestRequestMs,
    limits: limitsOf(request),
    verified: endpoint?.tags[tag.verified] === name,
    onFailure: 'keep',
    timeoutMs: request.rollout.timeoutMs,
  }
}

/** Only its smoke test, and nothing is moved. */
export function planToAsk(
  request: ServiceRequest,
  state: ServiceState,
  name: string,
  smoke: readonly SmokeCase[],
): RolloutPlan {
  const live = routingOf(state.endpoint ?? {})
  return {
    ...whatIsThere(request, state, name, smoke),
    traffic: { by: 'rollout', live, before: live, steps: [], after: live },
    retire: [],
  }
}
