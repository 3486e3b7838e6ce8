/** One rollout of an endpoint at a time: whoever comes second waits until the first has ended. */
import { readEndpoint } from '../azure/endpoint.ts'
import { endLease } from '../azure/lease.ts'
import { pause } from '../azure/patience.ts'
import { ActionError } from '../errors.ts'
import { runOf } from '../plan/origin.ts'
import {
  describeHolder,
  heldByAnother,
  linkOf,
  processOf,
  type RolloutRecord,
} from '../plan/record.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { ServiceState } from '../plan/state.ts'
import type { Session } from './session.ts'

/** Looks often at first, since a run that is nearly done is the most likely, and then rarely. */
const lookAfterMs = (looks: number) => Math.min(10_000, 500 * 1.5 ** looks)

/** GitHub allows a repository's tokens a thousand requests an hour, so it is not asked each time. */
const looksPerQuestion = 6

/**
 * Waits while another run is rolling out to the endpoint, unless that was killed here, beyond its post
 * step, or GitHub knows that it is over; true when there was one. Throws `endpoint-busy` when the user would rather fail than wait.
 */
export async function awaitTurn(
  { endpoint, rollout }: ServiceRequest,
  state: ServiceState,
  { arm, world, signal }: Session,
): Promise<boolean> {
  const { log, origin, hasEnded, github } = world
  const mine = runOf(origin)
  const busy = (tags: Readonly<Record<string, string>> = {}) =>
    heldByAnother(tags, mine, Date.now())
  let looks = 0
  for (let record = busy(state.endpoint?.tags); record; looks++) {
    const lost = hasEnded(processOf(record.run))
      ? 'was killed on this machine'
      : looks % looksPerQuestion === 0 && (await github.isOver(linkOf(record.run)))
        ? 'is over, as GitHub says'
        : undefined
    if (lost !== undefined) {
      log.info(`endpoint: ${describeHolder(record)}, but ${lost}; taking over`)
      await endLease(arm, endpoint.name, record, signal)
      return true
    }
    if (rollout.onBusy === 'fail') throw refusal(endpoint.name, record)
    if (looks === 0) log.info(`endpoint: ${describeHolder(record)}; waiting for it to end`)
    await pause(Math.min(lookAfterMs(looks), Math.max(500, record.until - Date.now())), signal)
    record = busy((await readEndpoint(arm, endpoint.name, signal))?.tags)
  }
  return looks > 0
}

const refusal = (endpoint: string, record: RolloutRecord) =>
  new ActionError({
    code: 'endpoint-busy',
    message: `endpoint '${endpoint}' is taken: ${describeHolder(record)}`,
    hint: "Run again when that run has ended, or leave 'on-busy' out to wait for it. Should it be lost together with its machine, 'github-token' lets GitHub say so; or remove the endpoint's tag 'rollout-until'. A concurrency group in the workflow keeps runs apart.",
  })
