/**
 * One run at a time for an endpoint: the record of the rollout in its tags is the lease.
 *
 * What it is worth: tags know no compare-and-swap (no `If-Match` is documented for endpoints), so two
 * runs that read at the same moment may both write. Each reads again when its write has settled, and
 * whoever finds the other's name goes back and waits. A write that is on its way for longer than
 * the other's takes to settle slips through, so the lease makes it improbable that two runs
 * interleave, and no more. That they do no harm when they do is owed to others: deployments are named by
 * their content, so neither overwrites what the other makes; `moveTraffic` looks at the traffic and at
 * the lease right before its PUT; and Azure deletes no deployment that has traffic. What is left open
 * is the one round trip between that look and that PUT, as it is for everybody who puts an endpoint.
 */
import { ActionError } from '../errors.ts'
import {
  describeHolder,
  heldByAnother,
  type RolloutRecord,
  recordIn,
  withEndedRecord,
  withRecordByPatch,
} from '../plan/record.ts'
import type { EndpointState } from '../plan/state.ts'
import { describeTraffic, positive, sameTraffic, type Traffic } from '../plan/traffic.ts'
import type { Arm } from './arm.ts'
import { patchTags, readEndpoint, tagEndpoint } from './endpoint.ts'

/** Another run was faster: what was planned no longer fits what there is, and is to be planned anew. */
export class Overtaken extends ActionError {
  constructor(endpoint: string, why: string) {
    super({
      code: 'endpoint-busy',
      message: `endpoint '${endpoint}' was taken in the meantime: ${why}`,
      hint: 'Run again when the other run has ended. A concurrency group in the workflow keeps runs apart.',
    })
    this.name = 'Overtaken'
  }
}

type Seen = Pick<EndpointState, 'name' | 'tags' | 'traffic'>

/** Throws Overtaken where the lease is another run's. */
export function demandLease({ name, tags }: Pick<Seen, 'name' | 'tags'>, run: string): void {
  const holder = heldByAnother(tags, run, Date.now())
  if (holder) throw new Overtaken(name, describeHolder(holder))
}

/** Throws Overtaken where another run is at it, or has been since the plan was made for `from`. */
export function demandUntouched(endpoint: Seen, run: string, from: Traffic): void {
  demandLease(endpoint, run)
  const { name, traffic } = endpoint
  if (!sameTraffic(traffic, from))
    throw new Overtaken(name, `its traffic is now ${describeTraffic(traffic)}`)
}

/**
 * Takes the lease of an endpoint that exists, in one PATCH that is not waited for: whoever goes on
 * with the endpoint has to wait until it is idle anyway, and looks at the lease again then.
 * `keepsLeft` says whether what an earlier run left is still to be undone: then the record goes on
 * saying so, under the new name. Returns what was written; throws Overtaken.
 */
export async function takeLease(
  arm: Arm,
  endpoint: string,
  record: RolloutRecord,
  { from, keepsLeft }: { readonly from: Traffic; readonly keepsLeft: boolean },
  signal: AbortSignal,
): Promise<RolloutRecord> {
  const { run, until } = record
  let written = record
  await patchTags(
    arm,
    endpoint,
    (state) => {
      demandUntouched(state, run, from)
      const left = keepsLeft ? recordIn(state.tags) : undefined
      written = left ? { ...left, run, until } : record
      return withRecordByPatch(state.tags, written)
    },
    signal,
  )
  return written
}

/** Ends the lease of a run that was killed; what it left is still to be found. */
export async function endLease(
  arm: Arm,
  endpoint: string,
  record: RolloutRecord,
  signal: AbortSignal,
): Promise<void> {
  const change = ({ tags }: EndpointState) =>
    recordIn(tags)?.run === record.run
      ? withRecordByPatch(tags, { ...record, until: Date.now() - 1 })
      : undefined
  await tagEndpoint(arm, endpoint, change, signal)
}

/** Gives the lease back if this run has it, and does not wait for that to settle; returns the traffic as it was read by the way. */
export async function giveLeaseBack(
  arm: Arm,
  endpoint: string,
  run: string,
  signal: AbortSignal,
): Promise<Traffic> {
  const isOurs = ({ tags }: Seen) => recordIn(tags)?.run === run
  const found = await readEndpoint(arm, endpoint, signal)
  if (found && isOurs(found)) {
    const end = (state: EndpointState) => (isOurs(state) ? withEndedRecord(state.tags) : undefined)
    await patchTags(arm, endpoint, end, signal)
  }
  return positive(found?.traffic ?? {})
}
