/** `mode: sweep`: every service of this repository whose time to live has passed goes. */
import { listEndpoints } from '../azure/endpoint.ts'
import { lookAtService } from '../azure/state.ts'
import { ActionError, reasonOf } from '../errors.ts'
import { environmentOf } from '../plan/expiry.ts'
import type { Status } from '../plan/result.ts'
import { judgeExpiry } from '../plan/sweep.ts'
import { removeService } from './remove.ts'
import type { Session } from './session.ts'

/**
 * Deletes them one after the other; one that cannot be deleted keeps none of the others. Throws what the
 * first of them ran into.
 */
export async function sweep(session: Session): Promise<Status> {
  const { arm, world, journal, signal } = session
  const found = await journal.phase('facts', () => listEndpoints(arm, signal))
  const failed: { readonly name: string; readonly error: unknown }[] = []
  await journal.phase('clean-up', async () => {
    for (const endpoint of found) {
      const { name } = endpoint
      const listed = judgeExpiry({ endpoint, deployments: [] }, world.origin, Date.now())
      if (listed.kind === 'stays') {
        world.log.debug(`clean-up: ${name} stays: ${listed.why}`)
        continue
      }
      try {
        await visit(name, session)
      } catch (error) {
        if (signal.aborted) throw error
        world.log.warning(`clean-up: ${name} could not be deleted: ${reasonOf(error)}`)
        failed.push({ name, error })
      }
    }
  })
  const [first] = failed
  if (first)
    throw summedUp(
      failed.map(({ name }) => name),
      first.error,
    )
  if ((journal.known.removed ?? []).length > 0) return 'deleted'
  journal.note(
    `clean-up: no service of this repository has outlived its time (${found.length} seen)`,
  )
  return 'unchanged'
}

/** Looks at a service once more, as it is now, and deletes it if it is to go. */
async function visit(name: string, session: Session): Promise<void> {
  const { arm, world, journal, signal } = session
  const state = await lookAtService(arm, name, signal)
  const verdict = judgeExpiry(state, world.origin, Date.now())
  switch (verdict.kind) {
    case 'stays':
      return world.log.debug(`clean-up: ${name} stays: ${verdict.why}`)
    case 'waits':
      return journal.note(`clean-up: ${name} is to go, but ${verdict.why}`, 'warning')
    case 'goes': {
      const { endpoint } = state
      await removeService(arm, name, verdict.deployments, signal)
      const environment = endpoint ? environmentOf(endpoint) : name
      journal.learn({
        removed: [...(journal.known.removed ?? []), { service: name, environment }],
      })
      journal.note(`clean-up: deleted ${name}, whose time was up on ${verdict.since}`)
    }
  }
}

/** One failure keeps its own words; of several, the first stands for all. */
function summedUp(names: readonly string[], error: unknown): unknown {
  if (names.length === 1 || !(error instanceof ActionError)) return error
  return new ActionError({
    ...error.failure,
    message: `${names.length} services could not be deleted (${names.join(', ')}). The first: ${error.message}`,
    cause: error,
  })
}
