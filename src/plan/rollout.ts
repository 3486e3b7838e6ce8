/** How the traffic moves to the new deployment: step by step, decided before the first is taken. */
import type { AlertRule } from './alerts.ts'
import type { Limits } from './bake.ts'
import type { Expiry } from './expiry.ts'
import type { Exposure } from './exposure.ts'
import type { History } from './history.ts'
import type { Update } from './inPlace.ts'
import type { LiveLimits } from './liveMetrics.ts'
import type { RolloutRecord } from './record.ts'
import { type Routing, sameRouting } from './routing.ts'
import type { SmokeCase } from './smoke.ts'
import { positive, sameTraffic, shareOf, type Traffic } from './traffic.ts'

/** How traffic moves; `shadow` copies some of it first, `in-place` and `manual` leave it where it is. */
export const strategies = [
  'all-at-once',
  'canary',
  'linear',
  'shadow',
  'in-place',
  'manual',
] as const
export type Strategy = (typeof strategies)[number]

/** The new deployment's share after each step, in percent, and how long each is watched. */
export interface RolloutChoice {
  readonly strategy: Strategy
  /** Ascending whole numbers that end at 100; none for `manual`. */
  readonly shares: readonly number[]
  readonly bakeMs: number
  /** Percent of the traffic that is copied to it before it gets any; only for `shadow`. */
  readonly mirror?: number
}

/** What takes the new deployment back while it is watched. */
export interface WatchChoice extends LiveLimits {
  /** Alert rules, by name or id. */
  readonly alerts: readonly string[]
}

/** A routing, and how long it is watched before the next. */
export interface TrafficStep extends Routing {
  /** The new deployment's share of the traffic, in percent. */
  readonly share: number
  readonly bakeMs: number
  /** Nothing is moved: the deployment was updated where it serves. */
  readonly stays?: true
}

/** Where a rollout begins. */
export interface RolloutStart {
  /** The routing as it is. */
  readonly live: Routing
  /** What to go back to. */
  readonly before: Routing
  /**
   * What an earlier run left of its rollout and nobody carries on: `undo` it first, or `resume` it,
   * since it was on its way to the same deployment.
   */
  readonly unfinished?: 'undo' | 'resume'
}

/** What a deployment is put to before and while it gets traffic, and the way back. */
export interface RolloutPlan {
  readonly endpoint: { readonly name: string; readonly action: 'create' | 'keep' }
  readonly deployment: {
    readonly name: string
    /** Whether it was there and healthy before this run, which then does not delete it. */
    readonly isOld: boolean
    /** It serves while it is updated, and goes back to what it was when the new content fails. */
    readonly update?: Update
  }
  /** Deployments whose update in place an earlier run left unfinished, to be taken back first. */
  readonly putBack?: readonly string[]
  readonly smoke: readonly SmokeCase[]
  /** How often each case is asked before there is any traffic. */
  readonly smokeCount: number
  /** The longest that Azure lets a scoring request take. */
  readonly requestTimeoutMs: number
  readonly limits: Limits & LiveLimits
  /** Alert rules that take the deployment back when they fire. */
  readonly alerts?: readonly AlertRule[]
  readonly traffic: RolloutStart & {
    readonly by: History['by']
    readonly steps: readonly TrafficStep[]
    readonly after: Routing
  }
  /** Deployments to delete once the new one is live and verified, in this order. */
  readonly retire: readonly string[]
  /** The last run for this content ended only after it had verified the result. */
  readonly verified: boolean
  readonly onFailure: 'delete' | 'keep'
  /** What becomes of the service's time to live; absent: it stays as it is. */
  readonly expiry?: Expiry
  /** How long the run may take at most. */
  readonly timeoutMs: number
  /** The user's own code: its folder's name, as it is mounted, and where it lies in the checkout. */
  readonly source?: { readonly folder: string; readonly sourceDirectory: string }
}

/** Whether Azure has all of it already, and a run has seen to its end: nothing would be written. */
export const changesNothing = ({
  deployment,
  putBack = [],
  traffic,
  retire,
  verified,
}: RolloutPlan): boolean =>
  deployment.isOld &&
  deployment.update === undefined &&
  putBack.length === 0 &&
  traffic.unfinished === undefined &&
  traffic.steps.length === 0 &&
  retire.length === 0 &&
  verified

/**
 * Makes out where the requests go and what to go back to. A record counts only while the traffic is
 * what its rollout can have set: any other split is somebody's own, and stays.
 */
export function startOf(
  live: Routing,
  record: RolloutRecord | undefined,
  /** The deployment whose rollout can be carried on; any other's is undone. */
  deployment: string | undefined,
): RolloutStart {
  if (!record || !canHaveSet(record, live)) return { live, before: live }
  const same = record.deployment.toLowerCase() === deployment?.toLowerCase()
  const { traffic } = record.before
  // A mirror to anybody else is somebody else's, who may have set it since.
  const mirror = shareOf(live.mirror, record.deployment) > 0 ? record.before.mirror : live.mirror
  return { live, before: { traffic, mirror }, unfinished: same ? 'resume' : 'undo' }
}

function canHaveSet({ deployment, before }: RolloutRecord, live: Routing): boolean {
  if (shareOf(before.traffic, deployment) > 0) return false
  const copied = shareOf(live.mirror, deployment)
  if (copied > 0) return sameRouting(live, { ...before, mirror: { [deployment]: copied } })
  const share = shareOf(live.traffic, deployment)
  return share > 0 && sameTraffic(live.traffic, split(before.traffic, deployment, share))
}

/**
 * The steps from the traffic as it is to the new deployment's share as it is asked for. With nobody
 * to compare it with, the first deployment of an endpoint gets everything at once; what the new
 * deployment has already is not taken away again, and Azure gives it no copies besides.
 */
export function planRollout(
  { shares, bakeMs, mirror: copied }: RolloutChoice,
  { live, before, unfinished }: RolloutStart,
  deployment: string,
): readonly TrafficStep[] {
  const others = Object.fromEntries(
    Object.entries(before.traffic).filter(
      ([name]) => name.toLowerCase() !== deployment.toLowerCase(),
    ),
  )
  const alone = Object.keys(others).length === 0
  const has = shareOf((unfinished === 'undo' ? before : live).traffic, deployment)
  const steps = (alone ? shares.slice(-1) : shares)
    .filter((share) => (unfinished === 'resume' ? share >= has : share > has))
    .map((share) => ({
      share,
      traffic: split(others, deployment, share),
      mirror: before.mirror,
      bakeMs: alone ? 0 : bakeMs,
    }))
  if (copied === undefined || alone || has > 0) return steps
  const { traffic } = before
  return [{ share: 0, traffic, mirror: { [deployment]: copied }, bakeMs }, ...steps]
}

/** The step of a deployment that was updated where it serves: it has its share already, and is watched. */
export function planStay(
  { bakeMs }: RolloutChoice,
  { before }: RolloutStart,
  deployment: string,
): readonly TrafficStep[] {
  const share = shareOf(before.traffic, deployment)
  return bakeMs === 0 ? [] : [{ ...before, share, bakeMs, stays: true }]
}

/** What a step shows the new deployment. */
export function exposureOf({ share, mirror }: TrafficStep, deployment: string): Exposure {
  const copied = shareOf(mirror, deployment)
  return copied > 0 ? { share, copied } : { share }
}

/** The routing when the rollout has ended. */
export function routingAfter(steps: readonly TrafficStep[], { before }: RolloutStart): Routing {
  const { traffic, mirror } = steps.at(-1) ?? before
  return { traffic, mirror }
}

/** The routing when the first step is taken. */
export const currentRouting = ({ traffic }: RolloutPlan): Routing =>
  traffic.unfinished === 'undo' ? traffic.before : traffic.live

/**
 * The new deployment's share, and the rest to the others in the proportion that they had, in whole
 * percents: the largest remainders are rounded up, so that the sum is 100.
 */
export function split(others: Traffic, live: string, share: number): Traffic {
  const rest = 100 - share
  const total = Object.values(others).reduce((sum, value) => sum + value, 0)
  const exact = Object.entries(others).map(([name, value]) => {
    const part = (value * rest) / total
    return { name, floor: Math.floor(part), remainder: part - Math.floor(part) }
  })
  const missing = rest - exact.reduce((sum, { floor }) => sum + floor, 0)
  const raised = new Set(
    exact
      .toSorted((a, b) => b.remainder - a.remainder)
      .slice(0, missing)
      .map(({ name }) => name),
  )
  const parts = exact.map(({ name, floor }) => [name, floor + (raised.has(name) ? 1 : 0)] as const)
  return positive({ ...Object.fromEntries(parts), [live]: share })
}
