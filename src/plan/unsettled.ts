/** What the post step needs to know when the main step was stopped half-way. */
import type { Traffic } from './state.ts'

/** What would have to be undone if the run ended now. Plain data: it outlives the process. */
export interface Unsettled {
  readonly endpoint: string
  readonly deployment: string
  readonly before: Traffic
  readonly after: Traffic
  readonly onFailure: 'delete' | 'keep'
  /** A traffic PUT was sent, so the endpoint may be on `after`. */
  readonly trafficTouched?: boolean
}
