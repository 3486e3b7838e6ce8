/** Where an endpoint's requests go, changed in one PUT of the whole. */
import { ActionError } from '../errors.ts'
import { type History, withHistory } from '../plan/history.ts'
import { type RolloutRecord, withRecord } from '../plan/record.ts'
import {
  canBegin,
  describeRouting,
  destination,
  hasArrived,
  type Move,
  type Routing,
  routingOf,
} from '../plan/routing.ts'
import type { EndpointState } from '../plan/state.ts'
import type { Arm, Resource } from './arm.ts'
import { endpointPath, propertiesOf, settleEndpoint, settleResource } from './endpoint.ts'
import { identityBody } from './identity.ts'
import { demandLease } from './lease.ts'
import { follow, until, whenIdle } from './operation.ts'

/**
 * The body that changes nothing of an endpoint but its routing. A PUT replaces the whole, so
 * everything that can be set is repeated; whether one without `traffic` or `mirrorTraffic` keeps
 * them is not established, so both are always there. What only the service may set is left out.
 */
function bodyOf(resource: Resource, { traffic, mirror }: Routing) {
  const { authMode, description, compute, publicNetworkAccess, properties } = propertiesOf(resource)
  return {
    location: resource.location,
    tags: resource.tags ?? {},
    ...identityBody(resource),
    ...(resource.kind ? { kind: resource.kind } : {}),
    properties: {
      authMode,
      ...(description ? { description } : {}),
      ...(compute ? { compute } : {}),
      ...(publicNetworkAccess ? { publicNetworkAccess } : {}),
      ...(properties ? { properties } : {}),
      traffic,
      mirrorTraffic: mirror,
    },
  }
}

/** `from` is what the routing must still be, or the change is somebody else's to make. */
export interface TrafficChange extends Move {
  readonly name: string
  /** What the endpoint's tags say of an unfinished rollout from then on, by whoever holds the lease; undefined: nothing. */
  readonly record?: RolloutRecord
  /** What they say of the traffic before; undefined: what they say already. */
  readonly history?: History
  /** Told right before the PUT: from here on the endpoint may be on `to`. */
  readonly beforePut?: () => void
}

/** Somebody else moved the traffic, which a run goes by and never overwrites. */
export const trafficChanged = (endpoint: string, expected: Routing, found: Routing): ActionError =>
  new ActionError({
    code: 'traffic-changed',
    message: `the traffic of endpoint '${endpoint}' was ${describeRouting(expected)} and is now ${describeRouting(found)}: somebody else changed it`,
    hint: 'Nothing was overwritten. Find out who else deploys to this endpoint (a concurrency group in the workflow keeps runs apart), then run again.',
  })

/**
 * Moves the traffic in one PUT, and returns only when a read shows it. Throws `traffic-changed`
 * when the routing is no longer the one that the plan was made for: it is never overwritten. Throws
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
    const resource = await settleResource(arm, name, signal)
    const found = routingOf(propertiesOf(resource))
    if (change.record) demandLease({ name, tags: resource.tags ?? {} }, change.record.run)
    // An answer that got lost leaves the traffic moved already.
    if (!canBegin(found, change) && !hasArrived(found, change)) {
      throw trafficChanged(name, from, found)
    }
    const body = bodyOf(resource, destination(found, change))
    const tags = withHistory(withRecord(body.tags, change.record), change.history)
    change.beforePut?.()
    return arm.send({
      method: 'PUT',
      path: endpointPath(arm, name),
      body: { ...body, tags },
      attempt,
      signal,
      accept,
    })
  }, signal)
  await follow(arm, answer, { attempt, signal })
  // The operation's end and what a read shows are not the same moment.
  return until(
    () => settleEndpoint(arm, name, signal),
    (endpoint) =>
      endpoint.provisioningState === 'Failed' || hasArrived(routingOf(endpoint), change),
    signal,
  ).then((endpoint) => {
    if (hasArrived(routingOf(endpoint), change)) return endpoint
    throw new ActionError({
      code: 'traffic-not-applied',
      message: `endpoint '${name}' shows traffic ${describeRouting(routingOf(endpoint))} instead of ${describeRouting(to)} and is in state ${endpoint.provisioningState}`,
      hint: 'Look at the endpoint in the studio.',
    })
  })
}
