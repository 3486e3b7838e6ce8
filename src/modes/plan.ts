/** `mode: plan`: what a deployment would change, for somebody to approve. Nothing is written to Azure. */
import type { Arm } from '../azure/arm.ts'
import { ActionError, reasonOf } from '../errors.ts'
import type { Journal } from '../journal.ts'
import { makesNothing } from '../plan/plan.ts'
import type { Request } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { changesNothing } from '../plan/rollout.ts'
import { planFile } from '../plan/view.ts'
import type { World } from '../world.ts'
import { decide, findFacts } from './decide.ts'

/** Decides, says what was decided, and writes it to a file that a deployment can be held to. */
export async function plan(
  request: Request,
  file: string,
  arm: Arm,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const facts = await journal.phase('facts', () => findFacts(request, arm, world, journal, signal))
  const { plan } = await journal.phase('plan', () => decide(request, facts, world, journal, signal))
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
