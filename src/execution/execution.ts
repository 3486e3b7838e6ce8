/** What carrying out a plan needs: the plan, the connection, and somebody to tell. */
import type { Arm } from '../azure/arm.ts'
import { withLogs } from '../azure/deploymentLog.ts'
import type { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { Log } from '../log.ts'
import type { Plan } from '../plan/plan.ts'
import type { RolloutPlan } from '../plan/rollout.ts'
import type { AzureState } from '../plan/state.ts'
import type { Unsettled } from '../plan/unsettled.ts'

/** For a deployment that is there: its tests, its traffic, and the way back. */
export interface Rollout {
  readonly arm: Arm
  readonly plan: RolloutPlan
  readonly journal: Journal
  readonly log: Log
  readonly signal: AbortSignal
  /** Who is at it, for other runs to know, as `runOf` names it. */
  readonly run: string
  /** Remembers, beyond the process, what would have to be undone if it ended now. */
  remember(unsettled: Unsettled | undefined): void
}

/** For a deployment that is to be made first. */
export interface Execution extends Rollout {
  readonly plan: Plan
  readonly state: AzureState
  /** Runs the service on the runner, beside the steps that a deployment needs; throws what fails there. */
  preflight?(signal: AbortSignal): Promise<void>
}

/** What would have to be undone if the run ended now. */
export const unsettledOf = ({ plan, run }: Pick<Rollout, 'plan' | 'run'>): Unsettled => ({
  endpoint: plan.endpoint.name,
  run,
  deployment: plan.deployment.name,
  before: plan.traffic.before,
  tried: plan.traffic.unfinished === 'resume' ? [plan.traffic.live] : [],
  // What was there and healthy before this run is not this run's to delete.
  onFailure: plan.deployment.isOld || plan.deployment.update ? 'keep' : plan.onFailure,
  ...(plan.deployment.update ? { update: plan.deployment.update } : {}),
})

/** A failure of the new deployment with what its containers logged, which goes when the deployment does. */
export const withContainerLogs = (
  { arm, plan, signal }: Rollout,
  error: ActionError,
): Promise<ActionError> =>
  withLogs(arm, plan.endpoint.name, plan.deployment.name, plan, error, signal)
