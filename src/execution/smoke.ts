/** Asking the new deployment before it gets traffic. */
import { type Route, score } from '../azure/scoring.ts'
import { ActionError } from '../errors.ts'
import { shortened } from '../plan/result.ts'
import { judge, judgeAnswer, report, type SmokeReport } from '../plan/smoke.ts'
import type { EndpointState } from '../plan/state.ts'
import { shareOf } from '../plan/traffic.ts'
import { type Rollout, withContainerLogs } from './execution.ts'
import { routeTo } from './route.ts'

/** Every case against the deployment itself, whatever the traffic. Throws the first verdict that is not "passed". */
export async function smoke(
  rollout: Rollout,
  endpoint: EndpointState,
  token: string,
): Promise<void> {
  const { arm, plan, journal, log, signal } = rollout
  const { smoke: cases, smokeCount: count, limits } = plan
  if (cases.length === 0) {
    log.warning('smoke: none asked for, so nobody knows whether the model answers rightly')
    return
  }
  await journal.phase(
    'smoke',
    async () => {
      const reports: SmokeReport[] = []
      for (const test of cases) {
        const route: Route = {
          ...routeTo(rollout, endpoint, token, test),
          deployment: plan.deployment.name,
        }
        const answers = []
        for (let time = 0; time < count; time++) {
          const answer = await score(arm, route, test.body, signal)
          answers.push(answer)
          if (!judgeAnswer(test, answer).passed) break
        }
        const summary = report(test, answers)
        reports.push(shortened(summary))
        journal.learn({ smoke: [...reports] })
        const verdict = judge(summary, limits.maxLatencyMs)
        if (!verdict.passed) throw await explainSmoke(rollout, verdict)
        log.info(
          `smoke: ${test.name} passed, ${answers.length} × HTTP ${answers.at(-1)?.status}, p50 ${Math.round(summary.p50Ms)} ms, p95 ${Math.round(summary.p95Ms)} ms`,
        )
      }
      return reports
    },
    (reports) => `${reports.length} ${reports.length === 1 ? 'request' : 'requests'} × ${count}`,
  )
}

type Refused = Exclude<ReturnType<typeof judge>, { passed: true }>

/** A failed smoke test, with what the container logged: the log goes when the deployment does. */
async function explainSmoke(rollout: Rollout, verdict: Refused): Promise<ActionError> {
  const { plan } = rollout
  const error = new ActionError({
    code: verdict.code,
    message: `smoke test of deployment '${plan.deployment.name}' failed: ${verdict.message}`,
    hint: hintFor(plan, verdict.code),
  })
  return withContainerLogs(rollout, error)
}

function hintFor({ deployment, traffic }: Rollout['plan'], code: Refused['code']): string {
  if (deployment.update)
    return 'The deployment goes back to what it was before the update. Callers may have had the new answers in between.'
  return shareOf(traffic.before.traffic, deployment.name) > 0
    ? 'This deployment is serving already and is left as it is. Look at its log in the studio.'
    : smokeHints[code]
}

const smokeHints: Readonly<Record<Refused['code'], string>> = {
  'smoke-error':
    "Look at the container's log above, and check that 'smoke-request' is what the service expects.",
  'smoke-wrong-answer':
    "Either the model or 'smoke-expect' is wrong. The new deployment got no traffic.",
  'smoke-too-slow':
    "Give it more 'cpu', choose another 'instance-type', or allow more with 'smoke-max-latency-ms'.",
}
