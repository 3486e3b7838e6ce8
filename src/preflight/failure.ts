/** Why the service failed on this machine, traced back to the user's own script. */
import { relative } from 'node:path'
import { ActionError, type Place } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Content } from '../model/content.ts'
import {
  complaint,
  firstTraceback,
  placeInCode,
  remedyFor,
  type Traceback,
} from '../plan/containerLog.ts'
import { formatTime } from '../progress.ts'
import type { Start } from './server.ts'

/** A server that did not get ready. */
export const notReady = (start: Exclude<Start, 'ready'>, deadlineMs: number): ActionError =>
  new ActionError({
    code: 'preflight-failed',
    message:
      start === 'ended'
        ? 'the service does not start: its server ended before it was ready'
        : `the service did not get ready within ${formatTime(deadlineMs)} on this runner`,
    hint: "The log above has what the server said. If it is this runner's fault, 'preflight: off' goes without.",
  })

/** A failure with what the server's log says of it: the traceback, its place, its remedy. */
export function explain(error: unknown, serverLog: string, code: Content, log: Log): unknown {
  if (!(error instanceof ActionError)) return error
  if (serverLog.trim() !== '') log.block('Log of the scoring server on this runner', serverLog)
  const logs = [{ title: 'Log of the scoring server on this runner', text: serverLog.trim() }]
  const said = complaint(serverLog)
  if (said === undefined || error.code === 'smoke-wrong-answer')
    return new ActionError({ ...error.failure, logs, cause: error })
  const traceback = firstTraceback(serverLog)
  const remedy = remedyFor(said)
  const place = traceback && ownPlace(traceback, code)
  return new ActionError({
    ...error.failure,
    message: `${error.failure.message}\n${traceback?.text ?? said}`,
    ...(remedy === undefined ? {} : { hint: remedy }),
    ...(place === undefined ? {} : { place }),
    logs,
    cause: error,
  })
}

/** The innermost line of code that is the user's: a file of the checkout, not one that was written for them. */
function ownPlace(traceback: Traceback, code: Content): Place | undefined {
  const place = placeInCode(traceback, code.name, '.')
  const file = code.files.find(({ path }) => path === place?.file)
  if (!place || file?.source.kind !== 'disk') return undefined
  return { ...place, file: relative('', file.source.path).replaceAll('\\', '/') }
}
