/** `mode: status`: what a service is, and whether it answers. Nothing is written. */
import { openRoute } from '../execution/route.ts'
import { smoke } from '../execution/smoke.ts'
import { viewDeployments } from '../plan/deploymentView.ts'
import { runOf } from '../plan/origin.ts'
import { isAlive, linkOf, recordIn } from '../plan/record.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { planToAsk } from '../plan/standing.ts'
import type { EndpointState, ServiceState } from '../plan/state.ts'
import { demandEndpoint } from '../plan/target.ts'
import { describeTraffic, positive } from '../plan/traffic.ts'
import { findCases, findService } from './service.ts'
import type { Session } from './session.ts'

/** Looks, and asks every deployment that serves. Throws what a caller would run into. */
export async function showStatus(request: ServiceRequest, session: Session): Promise<Status> {
  const { journal } = session
  const state = await journal.phase('facts', () => findService(request, session))
  const endpoint = demandEndpoint(state, request.endpoint.name)
  journal.learn({ deployments: viewDeployments(state) })
  tell(endpoint, state, session)
  const serving = Object.keys(positive(endpoint.traffic))
  if (serving.length === 0)
    journal.note('traffic: no deployment has any, so callers get no answer', 'warning')
  for (const name of serving) await ask(request, state, endpoint, name, session)
  return 'unchanged'
}

function tell(
  { traffic, tags, provisioningState }: EndpointState,
  { deployments }: ServiceState,
  { world: { log, origin }, journal }: Session,
): void {
  log.info(`endpoint: ${provisioningState}, traffic ${describeTraffic(traffic)}`)
  for (const { name, provisioningState: state, instanceCount, instanceType } of deployments)
    log.info(`deployment: ${name} ${state}, ${instanceCount} × ${instanceType ?? 'unknown size'}`)
  const record = recordIn(tags)
  if (!record) return
  const { deployment, run } = record
  const who = linkOf(run) || 'a run'
  const alive = isAlive(record, runOf(origin), Date.now())
  journal.note(
    alive
      ? `traffic: ${who} is rolling out ${deployment}`
      : `traffic: ${who} left its rollout of ${deployment} half-way; the next run settles it, or 'mode: rollback'`,
    alive ? 'info' : 'warning',
  )
}

async function ask(
  request: ServiceRequest,
  state: ServiceState,
  endpoint: EndpointState,
  name: string,
  session: Session,
): Promise<void> {
  const { arm, world, journal, signal } = session
  const { log, origin } = world
  const cases = await findCases(request, endpoint, name, session)
  const plan = planToAsk(request, state, name, cases)
  const asking = { arm, plan, journal, log, signal, run: runOf(origin), remember: () => {} }
  const { token } = await openRoute(asking)
  await smoke(asking, endpoint, token)
}
