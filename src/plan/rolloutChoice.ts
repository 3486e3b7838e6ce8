/** How the traffic is to move, from the inputs; a rollout that cannot work is refused before it begins. */
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { Wish } from './request.ts'
import type { Strategy } from './rollout.ts'
import { readWatch } from './watchChoice.ts'

/** The steps of a strategy whose user named none: small first, where a mistake hurts few. */
const usualShares: Readonly<Record<Strategy, readonly number[]>> = {
  'all-at-once': [100],
  canary: [10, 100],
  linear: [10, 25, 50, 100],
  shadow: [100],
  // Of the first deployment; after that, it has everything already.
  'in-place': [100],
  manual: [],
}

/** Azure's metrics come by the minute, and the first two of a deployment say little. */
const usualBakeMs: Readonly<Record<Strategy, number>> = {
  'all-at-once': 0,
  canary: 300_000,
  linear: 300_000,
  shadow: 300_000,
  'in-place': 0,
  manual: 0,
}

/** Azure mirrors up to 50 %; what is copied counts in the bandwidth of the endpoint. */
const usualMirror = 10

/** The rollout that is asked for; adds a problem for every part of it that contradicts another. */
export function readRollout(values: Values, problems: Problems): Wish['rollout'] {
  const timeoutMs = (values['timeout-minutes'] ?? 60) * 60_000
  const strategy = values.strategy ?? 'all-at-once'
  const shares = values['traffic-steps'] ?? usualShares[strategy]
  const bakeMs = values['bake-time'] ?? usualBakeMs[strategy]
  const flaw = values['traffic-steps'] && flawOf(strategy, shares)
  if (flaw) problems.add('traffic-steps', `'traffic-steps' is [${shares.join(', ')}]: ${flaw}`)
  if (strategy === 'manual' && values['bake-time'] !== undefined)
    problems.add(
      'bake-time',
      "'bake-time' says how long a step is watched, and 'strategy: manual' takes none: leave it out",
    )
  const mirror = strategy === 'shadow' ? (values['mirror-share'] ?? usualMirror) : undefined
  if (mirror === undefined && values['mirror-share'] !== undefined)
    problems.add(
      'mirror-share',
      `'mirror-share' says how much is copied to the new deployment, and 'strategy: ${strategy}' copies nothing: say 'strategy: shadow', or leave it out`,
    )
  if (mirror !== undefined && bakeMs === 0)
    problems.add(
      'bake-time',
      "'bake-time' is 0, and 'strategy: shadow' is for watching the new deployment on copies of the traffic: give it time",
    )
  const steps = shares.length + (mirror === undefined ? 0 : 1)
  const baking = bakeMs * steps
  if (baking >= timeoutMs) {
    problems.add(
      'bake-time',
      `'bake-time' is ${minutes(bakeMs)} for each of ${steps} steps, ${minutes(baking)} together, and 'timeout-minutes' leaves ${minutes(timeoutMs)} for everything: shorten the one or raise the other`,
    )
  }
  const { 'deployment-name': deploymentName, revision } = values
  return {
    strategy,
    shares,
    bakeMs,
    ...(mirror === undefined ? {} : { mirror }),
    watch: readWatch(values, { strategy, bakeMs }, problems),
    onBusy: values['on-busy'] ?? 'wait',
    // Azure takes `Blue` and `blue` for the same deployment.
    ...(deploymentName === undefined ? {} : { deploymentName: deploymentName.toLowerCase() }),
    keepPrevious: values['keep-previous'] ?? 0,
    onFailure: values['on-failure'] ?? 'delete',
    timeoutMs,
    ...(revision === undefined ? {} : { revision }),
  }
}

/** Why these steps cannot be taken, if so. */
function flawOf(strategy: Strategy, shares: readonly number[]): string | undefined {
  if (strategy === 'all-at-once' || strategy === 'in-place' || strategy === 'manual')
    return `'strategy: ${strategy}' takes no steps. Say 'strategy: canary' (one step, then all) or 'linear'`
  if (shares.at(-1) !== 100)
    return 'the last step must be 100, or the old deployment would serve for ever'
  if (shares.some((share, index) => share <= (shares[index - 1] ?? 0)))
    return 'each step must be larger than the one before'
  if (strategy === 'canary' && shares.length !== 2)
    return "'strategy: canary' takes one step and then all, such as [10, 100]; more are 'linear'"
  return undefined
}

const minutes = (ms: number) => `${Math.round(ms / 6000) / 10} min`
