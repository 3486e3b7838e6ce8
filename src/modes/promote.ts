/** `mode: promote`: the traffic to a deployment that is there, tested again, by the steps of the strategy. */
import { readAlertRules } from '../azure/alerts.ts'
import type { Arm } from '../azure/arm.ts'
import { connect } from '../azure/connect.ts'
import { ActionError } from '../errors.ts'
import { apply } from '../execution/apply.ts'
import type { Journal } from '../journal.ts'
import { runOf } from '../plan/origin.ts'
import { chooseForPromotion, planPromotion } from '../plan/promotion.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { smokeRequired } from '../plan/smokeInputs.ts'
import { demandEndpoint } from '../plan/target.ts'
import type { World } from '../world.ts'
import { findCases, findService } from './service.ts'
import { awaitTurn } from './turn.ts'
import { undoing, unlessOvertaken } from './undone.ts'

/** Promotes; throws what went wrong, wrapped in Undone once anything was begun. */
export async function promote(
  request: ServiceRequest,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { log } = world
  const arm = await journal.phase('sign-in', () =>
    connect(request.where, request.who, world.askForToken, log, signal),
  )
  return unlessOvertaken(log, journal, () => decideAndApply(request, arm, world, journal, signal))
}

async function decideAndApply(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { log } = world
  const state = await journal.phase('facts', async () => {
    const found = await findService(request, arm, journal, signal)
    const waited = await awaitTurn(arm, request, found, world, signal)
    const now = waited ? await findService(request, arm, journal, signal) : found
    const alertRules = await readAlertRules(arm, request.rollout.watch.alerts, signal)
    return { ...now, alertRules }
  })
  const plan = await journal.phase('plan', async () => {
    const name = chooseForPromotion(request, state)
    journal.learn({ deploymentName: name })
    const endpoint = demandEndpoint(state, request.endpoint.name)
    const cases = await findCases(request, arm, endpoint, name, signal)
    if (cases.length === 0 && !request.smoke.cases) throw nothingToAsk(name)
    return planPromotion(request, state, name, cases)
  })
  const run = runOf(world.origin)
  return undoing(arm, plan.traffic.before.traffic, world, journal, (remember) =>
    apply({ arm, plan, journal, log, signal, remember, run }),
  )
}

const nothingToAsk = (name: string) =>
  new ActionError({
    code: 'invalid-input',
    message: `${smokeRequired}. Deployment '${name}' has no example in its OpenAPI document`,
    hint: "Give the 'smoke-request' that it was deployed with.",
  })
