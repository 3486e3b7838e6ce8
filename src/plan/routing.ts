/** Where an endpoint's requests go, as one value: it is read, changed in one PUT, and restored as a whole. Pure. */
import { describeTraffic, positive, sameTraffic, type Traffic } from './traffic.ts'

export interface Routing {
  /** Who answers. */
  readonly traffic: Traffic
  /** Who gets a copy of how many percent of the requests; what it answers reaches nobody. */
  readonly mirror: Traffic
}

/** The routing of an endpoint as Azure shows it. */
export const routingOf = (endpoint: {
  readonly traffic?: Traffic
  readonly mirrorTraffic?: Traffic
}): Routing => ({
  traffic: positive(endpoint.traffic ?? {}),
  mirror: positive(endpoint.mirrorTraffic ?? {}),
})

export const sameRouting = (a: Routing, b: Routing): boolean =>
  sameTraffic(a.traffic, b.traffic) && sameTraffic(a.mirror, b.mirror)

/** `blue 100 %, 10 % copied to green`. */
export function describeRouting({ traffic, mirror }: Routing): string {
  const copies = Object.entries(positive(mirror)).map(
    ([name, share]) => `, ${share} % copied to ${name}`,
  )
  return `${describeTraffic(traffic)}${copies.join('')}`
}

/** A change from one routing to the next. A mirror that is the same in both is none of its business. */
export interface Move {
  readonly from: Routing
  readonly to: Routing
}

const leavesMirror = ({ from, to }: Move) => sameTraffic(from.mirror, to.mirror)

const isAt = (found: Routing, end: Routing, move: Move) =>
  sameTraffic(found.traffic, end.traffic) &&
  (leavesMirror(move) || sameTraffic(found.mirror, end.mirror))

/** Whether what is found is what the move was made for. */
export const canBegin = (found: Routing, move: Move): boolean => isAt(found, move.from, move)

/** Whether what is found is what the move leads to. */
export const hasArrived = (found: Routing, move: Move): boolean => isAt(found, move.to, move)

/** What to ask for where this is found: a mirror that the move leaves alone is as others have made it. */
export const destination = (found: Routing, move: Move): Routing =>
  leavesMirror(move) ? { traffic: move.to.traffic, mirror: found.mirror } : move.to

/**
 * What is found, with all undone that a rollout has set: each of the two maps goes back where it is
 * still one that the rollout tried, and stays where somebody else has moved it since.
 */
export function undone(found: Routing, before: Routing, tried: readonly Routing[]): Routing {
  const mirrors = tried.filter(({ mirror }) => !sameTraffic(mirror, before.mirror))
  return {
    traffic: tried.some(({ traffic }) => sameTraffic(found.traffic, traffic))
      ? before.traffic
      : found.traffic,
    mirror: mirrors.some(({ mirror }) => sameTraffic(found.mirror, mirror))
      ? before.mirror
      : found.mirror,
  }
}
