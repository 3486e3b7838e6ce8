/** Which services have outlived their time: only what this repository has made. Pure. */
import { expiryIn } from './expiry.ts'
import { isOwned, type Origin, runOf } from './origin.ts'
import { describeHolder, heldByAnother } from './record.ts'
import type { EndpointState, ServiceState } from './state.ts'

export type Verdict =
  | { readonly kind: 'stays'; readonly why: string }
  /** Its time is up, but it cannot go now. */
  | { readonly kind: 'waits'; readonly why: string }
  /** `since`: ISO 8601. */
  | { readonly kind: 'goes'; readonly since: string; readonly deployments: readonly string[] }

/** What becomes of a service at a time (milliseconds since 1970). */
export function judgeExpiry(
  { endpoint, deployments }: ServiceState,
  origin: Origin,
  now: number,
): Verdict {
  if (!endpoint) return { kind: 'stays', why: 'it is gone already' }
  const isOurs = ({ tags }: { readonly tags: EndpointState['tags'] }) => isOwned(tags, origin)
  if (!isOurs(endpoint)) return { kind: 'stays', why: 'this repository has not made it' }
  const until = expiryIn(endpoint.tags)
  if (until === undefined) return { kind: 'stays', why: 'it has no time to live' }
  const since = new Date(until).toISOString()
  if (until > now) return { kind: 'stays', why: `it lives until ${since}` }
  const holder = heldByAnother(endpoint.tags, runOf(origin), now)
  if (holder) return { kind: 'waits', why: describeHolder(holder) }
  const others = deployments.filter((one) => !isOurs(one)).map(({ name }) => name)
  if (others.length > 0)
    return { kind: 'waits', why: `has deployments of somebody else: ${others.join(', ')}` }
  return { kind: 'goes', since, deployments: deployments.map(({ name }) => name) }
}
