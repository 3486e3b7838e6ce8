/** A mirror that somebody else set: where it stands in a rollout's way. Pure. */
import type { Failure } from '../errors.ts'
import type { RolloutStart, TrafficStep } from './rollout.ts'
import { sameTraffic, shareOf } from './traffic.ts'

/** Why a rollout cannot be while the endpoint mirrors as it does; undefined when it can. */
export function mirrorConflict(
  endpoint: string,
  { name, action }: { readonly name: string; readonly action: string },
  { before: { mirror } }: RolloutStart,
  steps: readonly TrafficStep[],
): Failure | undefined {
  const [theirs] = Object.entries(mirror)
  if (!theirs) return undefined
  const [other, share] = theirs
  const hint = `Take the mirror away first: az ml online-endpoint update -n ${endpoint} --mirror-traffic "${other}=0"`
  if (shareOf(mirror, name) > 0 && (steps.length > 0 || action === 'replace')) {
    return {
      code: 'deployment-conflict',
      message: `deployment '${name}' gets a copy of ${share} % of the traffic, which this action did not set, and Azure gives no deployment both copies and traffic`,
      hint,
    }
  }
  if (steps.some((step) => !sameTraffic(step.mirror, mirror))) {
    return {
      code: 'endpoint-conflict',
      message: `'strategy: shadow' copies traffic to '${name}', but endpoint '${endpoint}' copies ${share} % to '${other}' already, and Azure copies to one deployment only`,
      hint: `${hint}, or choose another 'strategy', which leaves it as it is.`,
    }
  }
  return undefined
}
