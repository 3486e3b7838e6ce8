/** `mode: rollback`: back to what served before, which is still there: seconds, and nothing is made. */
import { ActionError } from '../errors.ts'
import { withPutBack } from '../plan/inPlace.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { chooseForRollback, planRollback } from '../plan/rollback.ts'
import { demandEndpoint } from '../plan/target.ts'
import { describeTraffic } from '../plan/traffic.ts'
import { findCases, findService, findServiceInTurn } from './service.ts'
import type { Session } from './session.ts'
import { roll } from './undone.ts'

/** A rollout that is under way moves the traffic itself: whoever rolls back looks again, so often. */
const mostTries = 3

/**
 * Rolls back, without waiting for a rollout that is under way: that one notices, and ends. Throws
 * what went wrong, wrapped in Undone once anything was begun.
 */
export async function rollback(request: ServiceRequest, session: Session): Promise<Status> {
  for (let tries = 1; ; tries++) {
    try {
      return await flip(request, session)
    } catch (error) {
      const moved = error instanceof ActionError && error.code === 'traffic-changed'
      if (!moved || tries >= mostTries) throw error
      session.world.log.info('traffic: it was moved meanwhile; looking again')
    }
  }
}

async function flip(request: ServiceRequest, session: Session): Promise<Status> {
  const { journal, world } = session
  const state = await journal.phase('facts', async () => {
    const found = await findService(request, session)
    // There is nothing to flip to while a deployment is updated: whoever is at it ends that, or takes it back.
    const isUpdated = withPutBack(found).putBack.length > 0
    return isUpdated ? findServiceInTurn(request, session) : found
  })
  const plan = await journal.phase('plan', async () => {
    const goal = chooseForRollback(request, state)
    world.log.info(`traffic: back to ${describeTraffic(goal.to)}`)
    journal.learn({ deploymentName: goal.deployment })
    const endpoint = demandEndpoint(state, request.endpoint.name)
    const cases = await findCases(request, endpoint, goal.deployment, session)
    return planRollback(request, state, goal, cases)
  })
  return roll(plan, session)
}
