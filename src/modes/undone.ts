/** A run that failed after it had begun to change something, and what became of that. */
import type { Status } from '../plan/result.ts'

/** Wraps what was thrown; `status` is how the service was left, when something had to be undone. */
export class Undone extends Error {
  readonly status: Status | undefined

  constructor(cause: unknown, status: Status | undefined) {
    super('failed and undone', { cause })
    this.status = status
  }
}
