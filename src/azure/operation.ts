/**
 * Following a long-running operation to its end. The SDK's pollers throw away the details of a
 * failed one, so the operation's document is read here, and its nested errors are unwrapped.
 */
import { ActionError } from '../errors.ts'
import { readAzureError } from '../plan/azureError.ts'
import { type Attempt, explain } from '../plan/explain.ts'
import type { Arm, ArmAnswer, ArmCall } from './arm.ts'
import { correlationOf } from './failure.ts'
import { pause, retryAfterMs } from './patience.ts'

/** Polling begins quickly and slows down: most operations take minutes, an unchanged one takes none. */
const firstPollMs = 200
const slowestPollMs = 10_000
const backOff = (poll: number) => Math.min(slowestPollMs, firstPollMs * 1.4 ** poll)

export interface Following {
  readonly attempt: Attempt
  readonly signal: AbortSignal
  /** Told of every answer's status. */
  readonly onPoll?: (status: string) => Promise<void>
}

interface OperationDocument {
  readonly status?: string
  readonly error?: unknown
  readonly properties?: { readonly provisioningState?: string }
}

/** Where an answer says that its operation can be followed. */
export const operationUrl = (answer: ArmAnswer): string | undefined =>
  answer.header('azure-asyncoperation') ??
  answer.header('operation-location') ??
  answer.header('location')

/** As long as Azure asks for, but never so short as to poll without a pause. */
const waitAfter = (answer: ArmAnswer, poll: number): number =>
  Math.max(retryAfterMs((name) => answer.header(name)) ?? 0, backOff(poll))

/** Waits until the operation behind `first` has succeeded; throws what Azure says when it fails. */
export async function follow(arm: Arm, first: ArmAnswer, following: Following): Promise<void> {
  const url = operationUrl(first)
  if (url !== undefined) await followUrl(arm, url, following, first)
}

/** Follows an operation by its URL, for example one that an earlier run has begun. */
export async function followUrl(
  arm: Arm,
  url: string,
  following: Following,
  first?: ArmAnswer,
): Promise<void> {
  const { attempt, signal, onPoll } = following
  let answer = first
  for (let poll = 0; ; poll++) {
    await pause(answer ? waitAfter(answer, poll) : 0, signal)
    // A finished operation's document may already be gone, and it lies outside of the workspace, where
    // a role on the workspace alone may not reach: the caller then goes by the resource's own state.
    answer = await arm.send({ method: 'GET', path: url, attempt, signal, accept: [403, 404] })
    if (answer.status === 403 || answer.status === 404) return
    const document = (answer.body ?? {}) as OperationDocument
    const status =
      document.status ??
      document.properties?.provisioningState ??
      (answer.status === 202 ? 'InProgress' : 'Succeeded')
    await onPoll?.(status)
    switch (status) {
      case 'Succeeded':
        return
      case 'Failed':
      case 'Canceled':
        throw new ActionError({
          ...explain(readAzureError(document.error ?? document), attempt),
          correlation: correlationFrom(document.error, answer),
        })
      default:
    }
  }
}

/** The ids of an operation's `additionalInfo`, over those of the poll's own headers. */
function correlationFrom(error: unknown, answer: ArmAnswer): Record<string, string> {
  const { info } = readAzureError(error)
  const wrapped = (info['Correlation'] as { value?: unknown } | undefined)?.value
  const ids = typeof wrapped === 'object' && wrapped !== null ? Object.entries(wrapped) : []
  return {
    ...correlationOf((name) => answer.header(name)),
    ...Object.fromEntries(ids.map(([key, value]) => [key, String(value)])),
  }
}

/** Reads a resource until `done` says so; for what no operation document exists of, or reads that lag. */
export async function until<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (let poll = 0; ; poll++) {
    const value = await read()
    if (done(value)) return value
    await pause(backOff(poll), signal)
  }
}

/**
 * Sends what another operation on the same resource may be in the way of: a conflict passes. `send`
 * is called with the statuses to accept, and reads anew each time whatever it is going to write; it
 * may find that there is nothing to send.
 */
export async function whenIdle<T extends ArmAnswer | undefined>(
  send: (accept: readonly number[]) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; tries < 4; tries++) {
    const answer = await send([409])
    if (answer?.status !== 409) return answer
    await pause(1000 * 2 ** tries, signal)
  }
  return send([])
}

/** Deletes a resource, and waits until `read` finds it no more; one that is gone already is fine. */
export async function deleteResource(
  arm: Arm,
  call: Pick<ArmCall, 'path' | 'attempt' | 'signal'>,
  read: () => Promise<unknown>,
): Promise<void> {
  const { attempt, signal } = call
  const answer = await whenIdle(
    (accept) => arm.send({ ...call, method: 'DELETE', accept: [404, ...accept] }),
    signal,
  )
  if (answer.status === 404 || answer.status === 204) return
  await follow(arm, answer, { attempt, signal })
  await until(read, (found) => found === undefined, signal)
}
