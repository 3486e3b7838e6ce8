/** `mode: plan`: what a deployment would change, for somebody to approve. Nothing is written to Azure. */
import { ActionError, reasonOf } from '../errors.ts'
import { makesNothing } from '../plan/plan.ts'
import type { Request } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { changesNothing } from '../plan/rollout.ts'
import { planFile } from '../plan/view.ts'
import { attest } from './attest.ts'
import { decide, findFacts } from './decide.ts'
import type { Session } from './session.ts'

/** Decides, says what was decided, and writes it to a file that a deployment can be held to. */
export async function plan(request: Request, file: string, session: Session): Promise<Status> {
  const { world, journal, signal } = session
  const facts = await journal.phase('facts', () => findFacts(request, session))
  const attested = await attest(request, facts.model, world, journal, signal)
  const { plan } = await journal.phase('plan', () => decide(request, facts, attested, session))
  try {
    world.write(file, planFile(plan))
  } catch (error) {
    throw new ActionError({
      code: 'invalid-input',
      message: `'plan-file' is '${file}', which cannot be written: ${reasonOf(error)}`,
      hint: 'Name a file in the checkout.',
      cause: error,
    })
  }
  world.log.info(`plan: written to ${file}`)
  return makesNothing(plan) && changesNothing(plan) ? 'unchanged' : 'planned'
}
