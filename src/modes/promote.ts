/** `mode: promote`: the traffic to a deployment that is there, tested again, by the steps of the strategy. */
import { readAlertRules } from '../azure/alerts.ts'
import { ActionError } from '../errors.ts'
import { chooseForPromotion, planPromotion } from '../plan/promotion.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { smokeRequired } from '../plan/smokeInputs.ts'
import { demandEndpoint } from '../plan/target.ts'
import { findCases, findServiceInTurn } from './service.ts'
import type { Session } from './session.ts'
import { roll } from './undone.ts'

/** Promotes; throws what went wrong, wrapped in Undone once anything was begun. */
export async function promote(request: ServiceRequest, session: Session): Promise<Status> {
  const { arm, journal, signal } = session
  const state = await journal.phase('facts', async () => {
    const found = await findServiceInTurn(request, session)
    const alertRules = await readAlertRules(arm, request.rollout.watch.alerts, signal)
    return { ...found, alertRules }
  })
  const plan = await journal.phase('plan', async () => {
    const name = chooseForPromotion(request, state)
    journal.learn({ deploymentName: name })
    const endpoint = demandEndpoint(state, request.endpoint.name)
    const cases = await findCases(request, endpoint, name, session)
    if (cases.length === 0 && !request.smoke.cases) throw nothingToAsk(name)
    return planPromotion(request, state, name, cases)
  })
  return roll(plan, session)
}

const nothingToAsk = (name: string) =>
  new ActionError({
    code: 'invalid-input',
    message: `${smokeRequired}. Deployment '${name}' has no example in its OpenAPI document`,
    hint: "Give the 'smoke-request' that it was deployed with.",
  })
