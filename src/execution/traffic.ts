/** Giving the new deployment the traffic, and proving from outside that it has it. */
import { settleEndpoint } from '../azure/endpoint.ts'
import { pause } from '../azure/patience.ts'
import { score } from '../azure/scoring.ts'
import { moveTraffic } from '../azure/traffic.ts'
import { ActionError } from '../errors.ts'
import { judgeAnswer } from '../plan/smoke.ts'
import type { EndpointState } from '../plan/state.ts'
import { describeTraffic, positive, sameTraffic } from '../plan/traffic.ts'
import { type Execution, unsettledOf } from './execution.ts'
import { routeTo } from './route.ts'

/** Moves all traffic to the new deployment, if it has not got it, and proves it from outside. */
export async function shiftTraffic(
  execution: Execution,
  endpoint: EndpointState,
  token: string,
): Promise<boolean> {
  const { arm, plan, journal, log, signal } = execution
  const { before, after } = plan.traffic
  const move = !sameTraffic(before, after)
  if (!move) await confirmTraffic(execution)
  if (move) {
    await journal.phase(
      'traffic',
      async () => {
        log.info(`traffic: ${describeTraffic(before)} → ${describeTraffic(after)}`)
        const moved = await moveTraffic(
          arm,
          {
            name: plan.endpoint.name,
            from: before,
            to: after,
            beforePut: () =>
              execution.remember({ ...unsettledOf(execution), trafficTouched: true }),
          },
          signal,
        )
        journal.learn({ traffic: positive(moved.traffic) })
      },
      () => `${describeTraffic(before)} → ${describeTraffic(after)}`,
    )
  }
  await journal.phase('verify', () => verify(execution, endpoint, token))
  return move
}

/** Without a move, too, success is only said of what a read shows now. */
async function confirmTraffic({ arm, plan, journal, signal }: Execution): Promise<void> {
  const { traffic } = await settleEndpoint(arm, plan.endpoint.name, signal)
  journal.learn({ traffic: positive(traffic) })
  if (sameTraffic(traffic, plan.traffic.after)) return
  throw new ActionError({
    code: 'traffic-changed',
    message: `the traffic of endpoint '${plan.endpoint.name}' was ${describeTraffic(plan.traffic.before)} when this run began and is now ${describeTraffic(traffic)}: somebody else changed it`,
    hint: 'Nothing was overwritten. Find out who else deploys to this endpoint, then run again.',
  })
}

/** How long the front end may go on sending requests to the old deployment. */
const routingMs = 60_000

/** A request without the header, as any caller sends it, must be answered rightly by the new deployment. */
async function verify(execution: Execution, endpoint: EndpointState, token: string): Promise<void> {
  const { arm, plan, log, signal } = execution
  const name = plan.deployment.name
  const [test] = plan.smoke
  if (!test) return
  const route = routeTo(execution, endpoint, token, test)
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
