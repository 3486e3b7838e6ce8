/** `mode: deploy`: facts → plan → execution, and back again when something fails on the way. */
import type { Arm } from '../azure/arm.ts'
import { ActionError } from '../errors.ts'
import { apply } from '../execution/apply.ts'
import { deploy as make } from '../execution/deploy.ts'
import type { Journal } from '../journal.ts'
import { runOf } from '../plan/origin.ts'
import { makesNothing, type Plan } from '../plan/plan.ts'
import type { Request } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { deviation } from '../plan/view.ts'
import type { World } from '../world.ts'
import { decide, findFacts } from './decide.ts'
import { awaitTurn } from './turn.ts'
import { undoing, unlessOvertaken } from './undone.ts'

/** Deploys; throws what went wrong, wrapped in Undone once anything was begun. */
export async function deploy(
  request: Request,
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
  request: Request,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { log } = world
  const facts = await journal.phase('facts', async () => {
    const found = await findFacts(request, arm, world, journal, signal)
    const waited = await awaitTurn(arm, request, found.state, world, signal)
    return waited ? findFacts(request, arm, world, journal, signal) : found
  })
  const { state } = facts
  const { plan, preflight } = await journal.phase('plan', async () => {
    const decided = await decide(request, facts, world, journal, signal)
    demandApproved(request, decided.plan)
    return decided
  })

  const run = runOf(world.origin)
  return undoing(arm, plan.traffic.before.traffic, world, journal, (remember) => {
    const execution = { arm, plan, state, preflight, journal, log, signal, remember, run }
    return apply(execution, makesNothing(plan) ? undefined : (lease) => make(execution, lease))
  })
}

/** Throws where somebody approved another plan than this. */
function demandApproved({ approved }: Request, plan: Plan): void {
  const why = approved && deviation(plan, approved)
  if (why === undefined) return
  throw new ActionError({
    code: 'plan-changed',
    message: why,
    hint: "Nothing was changed. Make the plan anew ('mode: plan'), have it approved, and deploy that.",
  })
}
