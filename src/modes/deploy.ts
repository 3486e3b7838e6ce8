/** `mode: deploy`: facts → plan → execution, and back again when something fails on the way. */
import { ActionError } from '../errors.ts'
import { apply } from '../execution/apply.ts'
import { deploy as make } from '../execution/deploy.ts'
import { runOf } from '../plan/origin.ts'
import { makesNothing, type Plan } from '../plan/plan.ts'
import type { Request } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { deviation } from '../plan/view.ts'
import { attest } from './attest.ts'
import { decide, findFacts } from './decide.ts'
import type { Session } from './session.ts'
import { awaitTurn } from './turn.ts'
import { undoing } from './undone.ts'

/** Deploys; throws what went wrong, wrapped in Undone once anything was begun. */
export async function deploy(request: Request, session: Session): Promise<Status> {
  const { arm, world, journal, signal } = session
  const facts = await journal.phase('facts', async () => {
    const found = await findFacts(request, session)
    const waited = await awaitTurn(request, found.state, session)
    return waited ? findFacts(request, session) : found
  })
  const { state } = facts
  const attested = await attest(request, facts.model, world, journal, signal)
  const { plan, preflight } = await journal.phase('plan', async () => {
    const decided = await decide(request, facts, attested, session)
    demandApproved(request, decided.plan)
    return decided
  })

  const { log, origin } = world
  const run = runOf(origin)
  return undoing(plan.traffic.before.traffic, session, (remember) => {
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
