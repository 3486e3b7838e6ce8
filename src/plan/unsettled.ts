/** What the post step needs to know when the main step was stopped half-way. */
import type { Update } from './inPlace.ts'
import type { Routing } from './routing.ts'

/** What would have to be undone if the run ended now. Plain data: it outlives the process. */
export interface Unsettled {
  readonly endpoint: string
  /** Whose lease of the endpoint is to be given back. */
  readonly run: string
  readonly deployment: string
  /** The routing to go back to. */
  readonly before: Routing
  /** Every routing that the endpoint may have because of this rollout; none before the first PUT. */
  readonly tried: readonly Routing[]
  readonly onFailure: 'delete' | 'keep'
  /** An update of the deployment in place, and what to go back to. */
  readonly update?: Update
}
