/** `mode: promote`: the traffic to a deployment that is there, tested again, by the steps of the strategy. */
import { readAlertRules } from '../azure/alerts.ts'
import type { Arm } from '../azure/arm.ts'
import { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import { chooseForPromotion, planPromotion } from '../plan/promotion.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { smokeRequired } from '../plan/smokeInputs.ts'
import { demandEndpoint } from '../plan/target.ts'
import type { World } from '../world.ts'
import { findCases, findServiceInTurn } from './service.ts'
import { roll, unlessOvertaken } from './undone.ts'

/** Promotes; throws what went wrong, wrapped in Undone once anything was begun. */
export async function promote(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  return unlessOvertaken(world.log, journal, () =>
    decideAndApply(request, arm, world, journal, signal),
  )
}

async function decideAndApply(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const state = await journal.phase('facts', async () => {
    const found = await findServiceInTurn(request, arm, world, journal, signal)
    const alertRules = await readAlertRules(arm, request.rollout.watch.alerts, signal)
    return { ...found, alertRules }
  })
  const plan = await journal.phase('plan', async () => {
    const name = chooseForPromotion(request, state)
    journal.learn({ deploymentName: name })
    const endpoint = demandEndpoint(state, request.endpoint.name)
    const cases = await findCases(request, arm, endpoint, name, signal)
    if (cases.length === 0 && !request.smoke.cases) throw nothingToAsk(name)
    return planPromotion(request, state, name, cases)
  })
  return roll(plan, arm, world, journal, signal)
}

const nothingToAsk = (name: string) =>
  new ActionError({
    code: 'invalid-input',
    message: `${smokeRequired}. Deployment '${name}' has no example in its OpenAPI document`,
    hint: "Give the 'smoke-request' that it was deployed with.",
  })
