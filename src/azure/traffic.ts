/** The traffic of an endpoint, moved in one PUT of the whole. */
import { ActionError } from '../errors.ts'
import { type History, withHistory } from '../plan/history.ts'
import { type RolloutRecord, withRecord } from '../plan/record.ts'
import type { EndpointState } from '../plan/state.ts'
import { describeTraffic, positive, sameTraffic, type Traffic } from '../plan/traffic.ts'
import type { Arm, Resource } from './arm.ts'
import { endpointPath, propertiesOf, readEndpointResource, settleEndpoint } from './endpoint.ts'
import { demandLease } from './lease.ts'
import { follow, until, whenIdle } from './operation.ts'

/**
 * The body that leaves an endpoint as it is. A PUT replaces the whole, so everything that can be
 * set is repeated; whether one without `traffic` keeps the split is not established, so it is
 * always there. What only the service may set is left out.
 */
function bodyOf(resource: Resource) {
  const { authMode, description, compute, publicNetworkAccess, mirrorTraffic, properties } =
    propertiesOf(resource)
  const identity = resource.identity
  const users = Object.keys(identity?.userAssignedIdentities ?? {})
  return {
    location: resource.location,
    tags: resource.tags ?? {},
    ...(identity?.type
      ? {
          identity: {
            type: identity.type,
            ...(users.length > 0
              ? { userAssignedIdentities: Object.fromEntries(users.map((id) => [id, {}])) }
              : {}),
          },
        }
      : {}),
    ...(resource.kind ? { kind: resource.kind } : {}),
    properties: {
      authMode,
      ...(description ? { description } : {}),
      ...(compute ? { compute } : {}),
      ...(publicNetworkAccess ? { publicNetworkAccess } : {}),
      ...(properties ? { properties } : {}),
      ...(mirrorTraffic && Object.keys(positive(mirrorTraffic)).length > 0
        ? { mirrorTraffic: positive(mirrorTraffic) }
        : {}),
    },
  }
}

export interface TrafficChange {
  readonly name: string
  /** What the traffic must still be, or the change is somebody else's to make. */
  readonly from: Traffic
  readonly to: Traffic
  /** What the endpoint's tags say of an unfinished rollout from then on, by whoever holds the lease; undefined: nothing. */
  readonly record?: RolloutRecord
  /** What they say of the traffic before; undefined: what they say already. */
  readonly history?: History
  /** Told right before the PUT: from here on the endpoint may be on `to`. */
  readonly beforePut?: () => void
}

/** Somebody else moved the traffic, which a run goes by and never overwrites. */
export const trafficChanged = (endpoint: string, expected: Traffic, found: Traffic): ActionError =>
  new ActionError({
    code: 'traffic-changed',
    message: `the traffic of endpoint '${endpoint}' was ${describeTraffic(expected)} and is now ${describeTraffic(found)}: somebody else changed it`,
    hint: 'Nothing was overwritten. Find out who else deploys to this endpoint (a concurrency group in the workflow keeps runs apart), then run again.',
  })

/**
 * Moves the traffic in one PUT, and returns only when a read shows it. Throws `traffic-changed`
 * when the split is no longer the one that the plan was made for: it is never overwritten. Throws
 * Overtaken where a record was to be written and another run holds the lease.
 */
export async function moveTraffic(
  arm: Arm,
  change: TrafficChange,
  signal: AbortSignal,
): Promise<EndpointState> {
  const { name, from, to } = change
  const attempt = {
    doing: `move the traffic of endpoint '${name}'`,
    otherwise: 'traffic-not-applied',
  } as const
  const answer = await whenIdle(async (accept) => {
    await settleEndpoint(arm, name, signal)
    const resource = await readEndpointResource(arm, name, signal)
    const current = propertiesOf(resource ?? {}).traffic ?? {}
    if (change.record) demandLease({ name, tags: resource?.tags ?? {} }, change.record.run)
    // An answer that got lost leaves the traffic moved already.
    if (!resource || (!sameTraffic(current, from) && !sameTraffic(current, to))) {
      throw trafficChanged(name, from, current)
    }
    const body = bodyOf(resource)
    const tags = withHistory(withRecord(body.tags, change.record), change.history)
    change.beforePut?.()
    return arm.send({
      method: 'PUT',
      path: endpointPath(arm, name),
      body: { ...body, tags, properties: { ...body.properties, traffic: to } },
      attempt,
      signal,
      accept,
    })
  }, signal)
  await follow(arm, answer, { attempt, signal })
  // The operation's end and what a read shows are not the same moment.
  return until(
    () => settleEndpoint(arm, name, signal),
    (endpoint) => endpoint.provisioningState === 'Failed' || sameTraffic(endpoint.traffic, to),
    signal,
  ).then((endpoint) => {
    if (sameTraffic(endpoint.traffic, to)) return endpoint
    throw new ActionError({
      code: 'traffic-not-applied',
      message: `endpoint '${name}' shows traffic ${describeTraffic(endpoint.traffic)} instead of ${describeTraffic(to)} and is in state ${endpoint.provisioningState}`,
      hint: 'Look at the endpoint in the studio.',
    })
  })
}
