/** One rollout of an endpoint at a time: whoever comes second waits until the first has ended. */
import type { Arm } from '../azure/arm.ts'
import { readEndpoint } from '../azure/endpoint.ts'
import { pause } from '../azure/patience.ts'
import { ActionError } from '../errors.ts'
import { runOf } from '../plan/origin.ts'
import { isAlive, type RolloutRecord, recordIn } from '../plan/record.ts'
import type { ServiceRequest } from '../plan/request.ts'
import type { ServiceState } from '../plan/state.ts'
import type { World } from '../world.ts'

const lookEveryMs = 10_000

/**
 * Waits while another run is rolling out to the endpoint; true when there was one. Throws
 * `endpoint-busy` when the user would rather fail than wait.
 */
export async function awaitTurn(
  arm: Arm,
  { endpoint, rollout }: ServiceRequest,
  state: ServiceState,
  { log, origin }: Pick<World, 'log' | 'origin'>,
  signal: AbortSignal,
): Promise<boolean> {
  const mine = runOf(origin)
  const busy = (tags: Readonly<Record<string, string>> = {}) => {
    const record = recordIn(tags)
    return record && isAlive(record, mine, Date.now()) ? record : undefined
  }
  let waited = false
  let record = busy(state.endpoint?.tags)
  for (; record; waited = true) {
    if (rollout.onBusy === 'fail') throw refusal(endpoint.name, record)
    if (!waited) log.info(`endpoint: ${describe(record)}; waiting for it to end`)
    await pause(Math.min(lookEveryMs, Math.max(1000, record.until - Date.now())), signal)
    record = busy((await readEndpoint(arm, endpoint.name, signal))?.tags)
  }
  return waited
}

const describe = ({ run, deployment, until }: RolloutRecord) =>
  `${run === '' ? 'another run' : run} is rolling out ${deployment} (until ${new Date(until).toISOString()} unless it says more)`

const refusal = (endpoint: string, record: RolloutRecord) =>
  new ActionError({
    code: 'endpoint-busy',
    message: `endpoint '${endpoint}' is taken: ${describe(record)}`,
    hint: "Run again when that run has ended, or leave 'on-busy' out to wait for it. A concurrency group in the workflow keeps runs apart.",
  })
