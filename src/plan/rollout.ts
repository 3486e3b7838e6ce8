/** How the traffic moves to the new deployment: step by step, decided before the first is taken. */
import type { AlertRule } from './alerts.ts'
import type { Limits } from './bake.ts'
import type { History } from './history.ts'
import type { LiveLimits } from './liveMetrics.ts'
import type { RolloutRecord } from './record.ts'
import type { SmokeCase } from './smoke.ts'
import { positive, sameTraffic, shareOf, type Traffic } from './traffic.ts'

/** How traffic moves; `manual` leaves it where it is. */
export const strategies = ['all-at-once', 'canary', 'linear', 'manual'] as const
export type Strategy = (typeof strategies)[number]

/** The new deployment's share after each step, in percent, and how long each is watched. */
export interface RolloutChoice {
  readonly strategy: Strategy
  /** Ascending whole numbers that end at 100; none for `manual`. */
  readonly shares: readonly number[]
  readonly bakeMs: number
}

/** One change of the traffic, and how long it is watched before the next. */
export interface TrafficStep {
  /** The new deployment's share, in percent. */
  readonly share: number
  readonly traffic: Traffic
  readonly bakeMs: number
}

/** Where a rollout begins. */
export interface RolloutStart {
  /** The traffic as it is. */
  readonly live: Traffic
  /** What to go back to. */
  readonly before: Traffic
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
  }
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
    readonly after: Traffic
  }
  /** Deployments to delete once the new one is live and verified, in this order. */
  readonly retire: readonly string[]
  /** The last run for this content ended only after it had verified the result. */
  readonly verified: boolean
  readonly onFailure: 'delete' | 'keep'
  /** How long the run may take at most. */
  readonly timeoutMs: number
  /** The user's own code: its folder's name, as it is mounted, and where it lies in the checkout. */
  readonly source?: { readonly folder: string; readonly sourceDirectory: string }
}

/** Whether Azure has all of it already, and a run has seen to its end: nothing would be written. */
export const changesNothing = ({ deployment, traffic, retire, verified }: RolloutPlan): boolean =>
  deployment.isOld &&
  traffic.unfinished === undefined &&
  traffic.steps.length === 0 &&
  retire.length === 0 &&
  verified

/**
 * Makes out what the traffic is and what it should go back to. A record counts only while the
 * traffic is what its rollout can have set: any other split is somebody's own, and stays.
 */
export function startOf(
  traffic: Traffic,
  record: RolloutRecord | undefined,
  deployment: string,
): RolloutStart {
  const live = positive(traffic)
  const share = record ? shareOf(live, record.deployment) : 0
  if (!record || share === 0 || shareOf(record.before, record.deployment) > 0)
    return { live, before: live }
  if (!sameTraffic(live, split(record.before, record.deployment, share)))
    return { live, before: live }
  const same = record.deployment.toLowerCase() === deployment.toLowerCase()
  return { live, before: record.before, unfinished: same ? 'resume' : 'undo' }
}

/**
 * The steps from the traffic as it is to the new deployment's share as it is asked for. With nobody
 * to compare it with, the first deployment of an endpoint gets everything at once; what the new
 * deployment has already is not taken away again.
 */
export function planRollout(
  { shares, bakeMs }: RolloutChoice,
  { live, before, unfinished }: RolloutStart,
  deployment: string,
): readonly TrafficStep[] {
  const others = Object.fromEntries(
    Object.entries(before).filter(([name]) => name.toLowerCase() !== deployment.toLowerCase()),
  )
  const alone = Object.keys(others).length === 0
  const has = shareOf(unfinished === 'undo' ? before : live, deployment)
  return (alone ? shares.slice(-1) : shares)
    .filter((share) => (unfinished === 'resume' ? share >= has : share > has))
    .map((share) => ({
      share,
      traffic: split(others, deployment, share),
      bakeMs: alone ? 0 : bakeMs,
    }))
}

/** The traffic when the first step is taken. */
export const currentTraffic = ({ traffic }: RolloutPlan): Traffic =>
  traffic.unfinished === 'undo' ? traffic.before : traffic.live

/** The traffic when the rollout has ended. */
export const trafficAfter = (steps: readonly TrafficStep[], { before }: RolloutStart): Traffic =>
  steps.at(-1)?.traffic ?? before

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
