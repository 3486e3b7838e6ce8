/** A cancelled workflow: the runner sends SIGINT, SIGTERM some seconds later, and then kills. */
import { ActionError } from '../errors.ts'

/** A signal that is aborted, with the reason, when the runner cancels the job. */
export function cancellation(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () =>
      controller.abort(
        new ActionError({
          code: 'cancelled',
          message: `the run was cancelled (${name})`,
          hint: 'The service that worked before still works. Run again to deploy.',
        }),
      ),
    )
  }
  return controller.signal
}
