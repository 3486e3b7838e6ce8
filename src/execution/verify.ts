/** Proving from outside that the endpoint is what it was made: its traffic read back, a caller's request answered. */
import { settleEndpoint } from '../azure/endpoint.ts'
import { pause } from '../azure/patience.ts'
import { score } from '../azure/scoring.ts'
import { trafficChanged } from '../azure/traffic.ts'
import { ActionError } from '../errors.ts'
import { type Routing, routingOf } from '../plan/routing.ts'
import { judgeAnswer } from '../plan/smoke.ts'
import type { EndpointState } from '../plan/state.ts'
import { sameTraffic, shareOf } from '../plan/traffic.ts'
import type { Rollout } from './execution.ts'
import { routeTo } from './route.ts'

/**
 * Reads the traffic back, and what is copied to the new deployment. Throws `traffic-changed` for
 * any other than this: whoever moved it takes over.
 */
export async function confirmTraffic(
  { arm, plan, journal, signal }: Rollout,
  expected: Routing,
): Promise<void> {
  const found = routingOf(await settleEndpoint(arm, plan.endpoint.name, signal))
  journal.learn({ traffic: found.traffic })
  const copied = ({ mirror }: Routing) => shareOf(mirror, plan.deployment.name)
  if (!sameTraffic(found.traffic, expected.traffic) || copied(found) !== copied(expected))
    throw trafficChanged(plan.endpoint.name, expected, found)
}

/** How long the front end may go on sending requests to the old deployment. */
const routingMs = 60_000

/** A request without the header, as any caller sends it, must be answered rightly by the new deployment. */
export async function verify(
  rollout: Rollout,
  endpoint: EndpointState,
  token: string,
): Promise<void> {
  const { arm, plan, log, signal } = rollout
  const name = plan.deployment.name
  const [test] = plan.smoke
  if (!test) return
  const route = routeTo(rollout, endpoint, token, test)
  const deadline = Date.now() + routingMs
  for (;;) {
    const answer = await score(arm, route, test.body, signal)
    const verdict = judgeAnswer(test, answer)
    // Without the header in the answer, the read-back of the traffic is all the proof there is.
    if (answer.deployment === undefined || answer.deployment === name) {
      if (verdict.passed) {
        log.info(`verified: ${route.uri} is answered by ${answer.deployment ?? name}`)
        return
      }
      throw new ActionError({
        code: 'verification-failed',
        message: `deployment '${name}' passed its smoke test, but the same request through the endpoint did not: ${verdict.message}`,
        hint: 'Look at the endpoint and its log in the studio.',
      })
    }
    // Either the front end is late, or somebody has moved the traffic away again.
    await confirmTraffic(rollout, { traffic: { [name]: 100 }, mirror: {} })
    if (Date.now() > deadline) {
      throw new ActionError({
        code: 'verification-failed',
        message: `endpoint '${plan.endpoint.name}' shows all traffic on '${name}', but requests are still answered by '${answer.deployment}'`,
        hint: 'Look at the endpoint in the studio.',
      })
    }
    await pause(1000, signal)
  }
}
