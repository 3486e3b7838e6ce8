/** A service that is there: what it is, and what it can be asked. */
import { readCallerToken } from '../azure/endpoint.ts'
import { readOpenApi } from '../azure/scoring.ts'
import { lookAtService } from '../azure/state.ts'
import { viewDeployments } from '../plan/deploymentView.ts'
import { inferPath } from '../plan/kserve.ts'
import { exampleIn } from '../plan/openApi.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { SmokeCase } from '../plan/smoke.ts'
import type { EndpointState, ServiceState } from '../plan/state.ts'
import { leading, positive } from '../plan/traffic.ts'
import { portalUrl } from './decide.ts'
import type { Session } from './session.ts'
import { awaitTurn } from './turn.ts'

/** Reads it, and lets the result know of it. */
export async function findService(
  request: ServiceRequest,
  { arm, journal, signal }: Session,
): Promise<ServiceState> {
  const state = await lookAtService(arm, request.endpoint.name, signal)
  const { endpoint } = state
  if (endpoint)
    journal.learn({
      previousDeployment: leading(endpoint.traffic) ?? '',
      traffic: positive(endpoint.traffic),
      before: viewDeployments(state),
      portalUrl: portalUrl(arm, request.endpoint.name),
      authMode: endpoint.authMode,
      ...(endpoint.scoringUri ? { scoringUri: endpoint.scoringUri } : {}),
      ...(endpoint.swaggerUri ? { swaggerUri: endpoint.swaggerUri } : {}),
    })
  return state
}

/** The same, once no other run is at it any more. */
export async function findServiceInTurn(
  request: ServiceRequest,
  session: Session,
): Promise<ServiceState> {
  const found = await findService(request, session)
  const waited = await awaitTurn(request, found, session)
  return waited ? findService(request, session) : found
}

/** What a deployment is asked: what was given, else the example of its OpenAPI document; none where it has none. */
export async function findCases(
  { smoke }: ServiceRequest,
  endpoint: EndpointState,
  deployment: string,
  { arm, signal }: Session,
): Promise<readonly SmokeCase[]> {
  if (smoke.cases)
    return smoke.cases.map(({ model, ...test }) =>
      model === undefined ? test : { ...test, path: inferPath(model) },
    )
  if (!endpoint.swaggerUri) return []
  const token = await readCallerToken(arm, endpoint, signal)
  const document = await readOpenApi(arm, { uri: endpoint.swaggerUri, token, deployment }, signal)
  const example = document === undefined ? undefined : exampleIn(document)
  return example ? [example] : []
}
