/** A run that has signed in. */
import type { Arm } from '../azure/arm.ts'
import type { Journal } from '../journal.ts'
import type { World } from '../world.ts'

/** What every mode that asks something of Azure works with. */
export interface Session {
  readonly arm: Arm
  readonly world: World
  readonly journal: Journal
  /** Aborted by whoever cancels the workflow, and at the deadline. */
  readonly signal: AbortSignal
}
