/** Updating the deployment that serves, and going back to what it was. */
import type { Arm } from '../azure/arm.ts'
import { readResource } from '../azure/deployment.ts'
import {
  forgetOriginal,
  originalOf,
  putBack,
  putBackCommand,
  settledDeployment,
} from '../azure/original.ts'
import { ActionError, reasonOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { lostVariables, originalIn, withOriginal, withoutValues } from '../plan/inPlace.ts'
import { tag } from '../plan/naming.ts'
import type { Plan } from '../plan/plan.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import type { Execution, Rollout } from './execution.ts'

/**
 * The tags of the new content, with what the deployment was before: now, or before an update that
 * nobody finished. Throws when that could not be gone back to.
 */
export async function tagsOfUpdate({ arm, plan, signal }: Execution): Promise<Plan['tags']> {
  const { name } = plan.deployment
  const found = await settledDeployment(arm, plan.endpoint.name, name, signal)
  if (!found) throw refusal(`deployment '${name}' is gone: somebody deleted it`)
  const body = originalOf(found)
  const original = originalIn(found.tags ?? {}) ?? withoutValues(body)
  const lost = lostVariables(original, body, plan.container.environmentVariables)
  if (lost.length > 0) {
    throw refusal(
      `the update would change or take away ${lost.join(', ')} of the environment variables of deployment '${name}', and could not bring them back: what was there is kept in tags, which are no place for what may be secret`,
    )
  }
  const tags = withOriginal(plan.tags, original)
  if (tags) return tags
  throw refusal(
    `deployment '${name}' has more settings than fit into its tags, where they are kept to go back to`,
  )
}

const refusal = (message: string) =>
  new ActionError({
    code: 'deployment-conflict',
    message,
    hint: "Nothing was changed. Choose another 'strategy' this once: it makes a deployment beside this one.",
  })

/** Takes back what earlier runs left half-way, and this one does not carry on. */
export async function putBackUnfinished({ arm, plan, journal, log, signal }: Rollout) {
  for (const name of plan.putBack ?? []) {
    await journal.phase(
      'deployment',
      async () => {
        log.info(
          `deployment ${name}: an earlier run left its update unfinished; back to what it was`,
        )
        await putBack(arm, plan.endpoint.name, name, signal)
      },
      () => `${name}: back to what it was`,
    )
  }
}

/** The update has proven itself: nobody will go back any more. */
export async function endUpdate({ arm, plan, signal }: Rollout): Promise<void> {
  const { name, update } = plan.deployment
  if (update) await forgetOriginal(arm, plan.endpoint.name, name, signal)
}

/**
 * Puts a deployment back to what it was before its update, unless that never began, or somebody else
 * has changed the deployment since. Never throws.
 */
export async function restoreContent(
  arm: Arm,
  { endpoint, deployment: name, update }: Unsettled,
  log: Log,
  signal: AbortSignal,
  hurry: boolean,
): Promise<'none' | 'restored' | 'not-restored'> {
  if (!update) return 'none'
  try {
    const found = await readResource(arm, endpoint, name, signal)
    const tags = found?.tags ?? {}
    const digest = tags[tag.deploymentDigest] ?? ''
    if (!originalIn(tags) || !update.digests.includes(digest)) return 'none'
    log.info(`deployment ${name}: back to what it was`)
    await putBack(arm, endpoint, name, signal)
    return 'restored'
  } catch (error) {
    const reason = reasonOf(error)
    if (hurry) {
      log.info(`deployment ${name}: not back yet (${reason}); the post step goes on`)
      return 'not-restored'
    }
    log.warning(`deployment ${name} could not be put back to what it was: ${reason}`)
    log.warning(`put it back by hand: ${putBackCommand(arm, endpoint, name)}`)
    return 'not-restored'
  }
}
