/** What the post step needs to know when the main step was stopped half-way. */
import type { Traffic } from './traffic.ts'

/** What would have to be undone if the run ended now. Plain data: it outlives the process. */
export interface Unsettled {
  readonly endpoint: string
  /** Whose lease of the endpoint is to be given back. */
  readonly run: string
  readonly deployment: string
  /** The traffic to go back to. */
  readonly before: Traffic
  /** Every split that the endpoint may be on because of this rollout; none before the first PUT. */
  readonly tried: readonly Traffic[]
  readonly onFailure: 'delete' | 'keep'
}
