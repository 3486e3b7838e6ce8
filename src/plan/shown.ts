/** What a run shows of itself in GitHub, beyond its own job. Pure. */
import type { Mode } from './request.ts'
import { isSuccess, type Result } from './result.ts'

/** What there is to show, known as soon as the inputs are read. */
export interface Showing {
  readonly mode: Mode
  /** Empty where it is about no single one. */
  readonly service: string
  /** The environment that a GitHub Deployment is recorded under. */
  readonly environment: string
  /** Whether the service will go some day by itself. */
  readonly isTransient: boolean
  /** Whether a pull request gets a comment. */
  readonly comments: boolean
}

/** Where a GitHub Deployment stands: those of GitHub's words that a run can mean. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive'

/** How GitHub calls what a run does with a service; undefined where that is no deployment. */
export function taskOf(mode: Mode): string | undefined {
  switch (mode) {
    case 'deploy':
    case 'promote':
    case 'rollback':
      return mode
    case 'plan':
    case 'check':
    case 'status':
    case 'delete':
    case 'sweep':
      return undefined
  }
}

/** What became of a deployment, in a word of GitHub's and a few of ours. */
export function outcomeOf({ status, error, scoringUri }: Result): {
  readonly state: DeploymentState
  readonly description: string
  readonly url?: string
} {
  if (!isSuccess(status))
    return { state: 'failure', description: error ? `${status}: ${error.code}` : status }
  return { state: 'success', description: status, ...(scoringUri ? { url: scoringUri } : {}) }
}
