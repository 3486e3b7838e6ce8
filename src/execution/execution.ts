/** What carrying out a plan needs: the plan, the connection, and somebody to tell. */
import type { Arm } from '../azure/arm.ts'
import { type Explaining, withLogs } from '../azure/deploymentLog.ts'
import type { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { Log } from '../log.ts'
import type { Plan } from '../plan/plan.ts'
import type { AzureState } from '../plan/state.ts'
import type { Unsettled } from '../plan/unsettled.ts'

export interface Execution {
  readonly arm: Arm
  readonly plan: Plan
  readonly state: AzureState
  readonly journal: Journal
  readonly log: Log
  readonly signal: AbortSignal
  /** Who is at it, for the next run to know: a link to this run, where there is one. */
  readonly run: string
  /** Runs the service on the runner, beside the steps that a deployment needs; throws what fails there. */
  preflight?(signal: AbortSignal): Promise<void>
  /** Remembers, beyond the process, what would have to be undone if it ended now. */
  remember(unsettled: Unsettled | undefined): void
}

/** What would have to be undone if the run ended now. */
export const unsettledOf = ({ plan }: Pick<Execution, 'plan'>): Unsettled => ({
  endpoint: plan.endpoint.name,
  deployment: plan.deployment.name,
  before: plan.traffic.before,
  tried: plan.traffic.unfinished === 'resume' ? [plan.traffic.live] : [],
  // What was there and healthy before this run is not this run's to delete.
  onFailure: plan.deployment.action === 'keep' ? 'keep' : plan.request.rollout.onFailure,
})

/** How a failure of the deployment is traced back to the checkout. */
export const explainingOf = ({ plan: { program, request } }: Execution): Explaining =>
  program.kind === 'scripted' && request.serving.kind === 'code'
    ? {
        code: {
          folder: program.code.upload.content.name,
          sourceDirectory: request.serving.sourceDirectory,
        },
      }
    : {}

/** A failure of the new deployment with what its containers logged, which goes when the deployment does. */
export const withContainerLogs = (
  execution: Execution,
  error: ActionError,
): Promise<ActionError> => {
  const { arm, plan, signal } = execution
  const explaining = explainingOf(execution)
  return withLogs(arm, plan.endpoint.name, plan.deployment.name, explaining, error, signal)
}
