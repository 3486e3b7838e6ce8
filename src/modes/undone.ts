/** What was begun and failed is taken back, and the run tells how the service was left. */
import type { Arm } from '../azure/arm.ts'
import { Overtaken } from '../azure/lease.ts'
import { apply } from '../execution/apply.ts'
import { recover } from '../execution/recover.ts'
import { runOf } from '../plan/origin.ts'
import type { Status } from '../plan/result.ts'
import type { RolloutPlan } from '../plan/rollout.ts'
import type { Traffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import type { World } from '../world.ts'
import type { Session } from './session.ts'

/** Wraps what was thrown; `status` is how the service was left, when something had to be undone. */
export class Undone extends Error {
  readonly status: Status | undefined

  constructor(cause: unknown, status: Status | undefined) {
    super('failed and undone', { cause })
    this.status = status
  }
}

/**
 * Does what may have to be undone, which `work` says by `remember`. Throws what went wrong, wrapped
 * in Undone once anything was begun; `before` is the traffic to go back to.
 */
export async function undoing<T>(
  before: Traffic,
  { arm, world, journal }: Session,
  work: (remember: World['remember']) => Promise<T>,
): Promise<T> {
  let unsettled: Unsettled | undefined
  const remember = (value: Unsettled | undefined) => {
    unsettled = value
    world.remember(value)
  }
  try {
    return await work(remember)
  } catch (error) {
    if (!unsettled) throw error
    const { traffic, live } = await undo(arm, unsettled, world)
    if (traffic !== 'not-restored' && !world.signal.aborted) remember(undefined)
    const known = live ?? (traffic === 'restored' ? before : undefined)
    if (known) journal.learn({ traffic: known })
    throw new Undone(error, statuses[traffic])
  }
}

/** Carries out a rollout of what is there already. Throws what went wrong, as `undoing` does. */
export function roll(plan: RolloutPlan, session: Session): Promise<Status> {
  const { arm, world, journal, signal } = session
  const { log, origin } = world
  return undoing(plan.traffic.before.traffic, session, (remember) =>
    apply({ arm, plan, journal, log, signal, remember, run: runOf(origin) }),
  )
}

/**
 * Does the work again, from what there is by then, when another run was faster: often nothing is
 * left to do.
 */
export async function unlessOvertaken<T>(
  { world, journal }: Session,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const why = error instanceof Undone ? error.cause : error
      if (!(why instanceof Overtaken)) throw error
      // What could not be undone needs a person, whoever was faster.
      if (error instanceof Undone && error.status === 'rollback-failed') throw error
      world.log.info(`${why.message}; looking again`)
      journal.startOver()
    }
  }
}

const statuses = {
  none: undefined,
  restored: 'rolled-back',
  'not-restored': 'rollback-failed',
} as const

/** A cancelled run has seconds: its post step goes on with what takes longer. */
function undo(arm: Arm, unsettled: Unsettled, { log, signal }: World) {
  const hurry = signal.aborted
  // A deployment that was updated in place is provisioned once more to go back.
  const patience = unsettled.update ? 1_800_000 : 600_000
  return recover(arm, unsettled, log, AbortSignal.timeout(hurry ? 6_000 : patience), hurry)
}
