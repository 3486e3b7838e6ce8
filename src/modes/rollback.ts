/** `mode: rollback`: back to what served before, which is still there: seconds, and nothing is made. */
import type { Arm } from '../azure/arm.ts'
import { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { chooseForRollback, planRollback } from '../plan/rollback.ts'
import { demandEndpoint } from '../plan/target.ts'
import { describeTraffic } from '../plan/traffic.ts'
import type { World } from '../world.ts'
import { findCases, findService } from './service.ts'
import { roll } from './undone.ts'

/** A rollout that is under way moves the traffic itself: whoever rolls back looks again, so often. */
const mostTries = 3

/**
 * Rolls back, without waiting for a rollout that is under way: that one notices, and ends. Throws
 * what went wrong, wrapped in Undone once anything was begun.
 */
export async function rollback(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  for (let tries = 1; ; tries++) {
    try {
      return await flip(request, arm, world, journal, signal)
    } catch (error) {
      const moved = error instanceof ActionError && error.code === 'traffic-changed'
      if (!moved || tries >= mostTries) throw error
      world.log.info('traffic: it was moved meanwhile; looking again')
    }
  }
}

async function flip(
  request: ServiceRequest,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const state = await journal.phase('facts', () => findService(request, arm, journal, signal))
  const plan = await journal.phase('plan', async () => {
    const goal = chooseForRollback(request, state)
    world.log.info(`traffic: back to ${describeTraffic(goal.to)}`)
    journal.learn({ deploymentName: goal.deployment })
    const endpoint = demandEndpoint(state, request.endpoint.name)
    const cases = await findCases(request, arm, endpoint, goal.deployment, signal)
    return planRollback(request, state, goal, cases)
  })
  return roll(plan, arm, world, journal, signal)
}
