/** The way to the endpoint that its callers take. */
import { readCallerToken, settleEndpoint } from '../azure/endpoint.ts'
import type { Route } from '../azure/scoring.ts'
import { ActionError } from '../errors.ts'
import type { SmokeCase } from '../plan/smoke.ts'
import type { EndpointState } from '../plan/state.ts'
import type { Rollout } from './execution.ts'

/** The endpoint as callers see it, and what they authenticate with. */
export async function openRoute({ arm, plan, journal, signal }: Rollout) {
  const endpoint = await settleEndpoint(arm, plan.endpoint.name, signal)
  journal.learn({
    ...(endpoint.scoringUri ? { scoringUri: endpoint.scoringUri } : {}),
    ...(endpoint.swaggerUri ? { swaggerUri: endpoint.swaggerUri } : {}),
    authMode: endpoint.authMode,
  })
  const token = plan.smoke.length > 0 ? await readCallerToken(arm, endpoint, signal) : ''
  return { endpoint, token }
}

/** Where a case goes; Azure itself gives up on a request before the action does. */
export function routeTo(
  { plan }: Rollout,
  endpoint: EndpointState,
  token: string,
  { path }: SmokeCase,
): Route {
  if (!endpoint.scoringUri) {
    throw new ActionError({
      code: 'endpoint-failed',
      message: `endpoint '${endpoint.name}' has no scoring URI`,
      hint: 'Look at the endpoint in the studio.',
    })
  }
  return {
    uri: path === undefined ? endpoint.scoringUri : new URL(path, endpoint.scoringUri).href,
    token,
    timeoutMs: plan.requestTimeoutMs + 30_000,
  }
}
