/** Carrying a plan out. Whatever happens, the deployment that served before goes on serving. */
import type { Arm } from './azure/arm.ts'
import { registerCode, registerEnvironment, registerModel } from './azure/assets.ts'
import {
  createDeployment,
  deleteDeployment,
  resumeDeployment,
  withLogs,
} from './azure/deployment.ts'
import {
  createEndpoint,
  moveTraffic,
  readCallerToken,
  settleEndpoint,
  tagEndpoint,
} from './azure/endpoint.ts'
import { pause } from './azure/patience.ts'
import { type Route, score } from './azure/scoring.ts'
import { makeUploader } from './azure/upload.ts'
import { ActionError } from './errors.ts'
import type { Journal } from './journal.ts'
import { type Log, labelled } from './log.ts'
import { tag } from './plan/naming.ts'
import type { Plan } from './plan/plan.ts'
import type { Status } from './plan/result.ts'
import { judge, judgeAnswer, report, type SmokeReport } from './plan/smoke.ts'
import type { AzureState, EndpointState } from './plan/state.ts'
import { describeTraffic, positive, sameTraffic } from './plan/traffic.ts'
import type { Unsettled } from './plan/unsettled.ts'
import { formatBytes } from './progress.ts'
import { together } from './together.ts'

export interface Execution {
  readonly arm: Arm
  readonly plan: Plan
  readonly state: AzureState
  readonly journal: Journal
  readonly log: Log
  readonly signal: AbortSignal
  /** Remembers, beyond the process, what would have to be undone if it ended now. */
  remember(unsettled: Unsettled | undefined): void
}

/** Does everything that the plan says; returns how it ended, throws what went wrong. */
export async function apply(
  execution: Execution,
): Promise<Extract<Status, 'deployed' | 'unchanged'>> {
  const { plan, journal } = execution
  const fresh = plan.deployment.action !== 'keep'
  if (fresh) await deploy(execution)
  const { endpoint, token } = await openRoute(execution)
  await smoke(execution, endpoint, token)
  const moved = await shiftTraffic(execution, endpoint, token)
  // From here on the new deployment is live and proven: nothing would be undone any more.
  execution.remember(undefined)
  const retired = await retire(execution)
  const settled = fresh || moved || retired || !plan.verified
  if (settled) await markVerified(execution)
  journal.learn({ traffic: plan.traffic.after })
  return settled ? 'deployed' : 'unchanged'
}

const unsettledOf = ({ plan }: Execution): Unsettled => ({
  endpoint: plan.endpoint.name,
  deployment: plan.deployment.name,
  before: plan.traffic.before,
  after: plan.traffic.after,
  onFailure: plan.request.rollout.onFailure,
})

/** Model, code, environment and endpoint side by side; then the deployment that needs them all. */
async function deploy(execution: Execution): Promise<void> {
  const { arm, plan, journal, log, signal } = execution
  const explaining = {
    codeFolder: plan.code.upload.content.name,
    ...(plan.request.serving.kind === 'code'
      ? { sourceDirectory: plan.request.serving.sourceDirectory }
      : {}),
  }
  const { name, action } = plan.deployment
  if (action === 'resume') {
    execution.remember(unsettledOf(execution))
    return journal.phase('deployment', async () => {
      log.info(`deployment ${name}: an earlier run began it; waiting for it`)
      await resumeDeployment(arm, plan.endpoint.name, name, explaining, signal)
    })
  }
  const [model] = await prepare(execution)
  execution.remember(unsettledOf(execution))
  await journal.phase(
    'deployment',
    async () => {
      log.info(
        `deployment ${name}: ${plan.request.compute.instanceCount} × ${plan.size.size.name}, beside what serves now`,
      )
      await createDeployment(
        arm,
        {
          endpoint: plan.endpoint.name,
          name,
          location: plan.location,
          modelId: model.id,
          codeId: plan.code.id,
          scoringScript: plan.code.scoringScript,
          environmentId: plan.environment.id,
          instanceType: plan.size.size.name,
          instanceCount: plan.request.compute.instanceCount,
          container: plan.request.container,
          tags: plan.tags,
        },
        explaining,
        signal,
      )
    },
    () => name,
  )
}

function prepare(execution: Execution) {
  const { arm, plan, state, journal, log, signal } = execution
  const uploader = makeUploader(arm, state.datastore)
  return together<[{ id: string }, unknown, unknown, unknown]>(signal, [
    (signal) => journal.phase('model', () => prepareModel(execution, uploader, signal)),
    (signal) => journal.phase('code', () => registerCode(arm, uploader, plan.code, signal)),
    (signal) =>
      journal.phase('environment', async () => {
        if (plan.environment.action === 'register')
          await registerEnvironment(arm, plan.environment, signal)
        log.info(
          `environment: ${plan.environment.id.split('/environments/').at(-1)?.replace('/versions/', ':')}`,
        )
      }),
    (signal) => journal.phase('endpoint', () => prepareEndpoint(execution, signal)),
  ])
}

async function prepareModel(
  { arm, plan, journal, log }: Execution,
  uploader: ReturnType<typeof makeUploader>,
  signal: AbortSignal,
): Promise<{ id: string }> {
  const step = plan.model
  if (step.action === 'reuse') {
    log.info(`model: ${step.name}:${step.version} has this content already; nothing uploaded`)
    return { id: step.id }
  }
  const { content } = step.upload
  const files =
    content.files.length === 1 ? content.name : `${content.files.length} files of ${content.name}`
  log.info(`model: ${files}, ${formatBytes(content.bytes)}`)
  const model = await registerModel(labelledArm(arm, 'model'), uploader, step, signal)
  log.info(
    `model: registered as ${step.name}:${model.version}${model.uploaded ? '' : ' (uploaded by an earlier run)'}`,
  )
  journal.learn({ modelVersion: model.version, modelId: model.id })
  return { id: model.id }
}

const labelledArm = (arm: Arm, label: string): Arm => ({ ...arm, log: labelled(arm.log, label) })

/** The endpoint, ready for a deployment; and room under the deployment's name. */
async function prepareEndpoint({ arm, plan, log }: Execution, signal: AbortSignal): Promise<void> {
  const { name, action, authMode, tags } = plan.endpoint
  if (action === 'create') {
    log.info(`endpoint: creating ${name} in ${plan.location} (about 90 s)`)
    await createEndpoint(arm, { name, location: plan.location, authMode, tags }, signal)
    log.info(`endpoint: ${name} is ready`)
  } else {
    await settleEndpoint(arm, name, signal)
  }
  if (plan.deployment.action === 'replace') {
    log.info(`endpoint: deleting what an earlier run left of deployment ${plan.deployment.name}`)
    await deleteDeployment(arm, name, plan.deployment.name, signal)
  }
}

/** The endpoint as callers see it, and what they authenticate with. */
async function openRoute({ arm, plan, journal, signal }: Execution) {
  const endpoint = await settleEndpoint(arm, plan.endpoint.name, signal)
  journal.learn({
    ...(endpoint.scoringUri ? { scoringUri: endpoint.scoringUri } : {}),
    ...(endpoint.swaggerUri ? { swaggerUri: endpoint.swaggerUri } : {}),
    authMode: endpoint.authMode,
  })
  const token =
    plan.request.smoke.cases.length > 0 ? await readCallerToken(arm, endpoint, signal) : ''
  return { endpoint, token }
}

function routeTo({ plan }: Execution, endpoint: EndpointState, token: string): Route {
  if (!endpoint.scoringUri) {
    throw new ActionError({
      code: 'endpoint-failed',
      message: `endpoint '${endpoint.name}' has no scoring URI`,
      hint: 'Look at the endpoint in the studio.',
    })
  }
  return {
    uri: endpoint.scoringUri,
    token,
    // The service itself gives up first.
    timeoutMs: plan.request.container.requestTimeoutMs + 30_000,
  }
}

/** Every case against the deployment itself, whatever the traffic. Throws the first verdict that is not "passed". */
async function smoke(execution: Execution, endpoint: EndpointState, token: string): Promise<void> {
  const { arm, plan, journal, log, signal } = execution
  const { cases, count, maxLatencyMs } = plan.request.smoke
  if (cases.length === 0) {
    log.warning('smoke: none asked for, so nobody knows whether the model answers rightly')
    return
  }
  await journal.phase(
    'smoke',
    async () => {
      const route: Route = {
        ...routeTo(execution, endpoint, token),
        deployment: plan.deployment.name,
      }
      const reports: SmokeReport[] = []
      for (const test of cases) {
        const answers = []
        for (let time = 0; time < count; time++) {
          const answer = await score(arm, route, test.body, signal)
          answers.push(answer)
          if (!judgeAnswer(test, answer).passed) break
        }
        const summary = report(test, answers)
        reports.push(summary)
        journal.learn({ smoke: [...reports] })
        const verdict = judge(summary, maxLatencyMs)
        if (!verdict.passed) throw await explainSmoke(execution, verdict)
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

/** A failed smoke test, with what the container logged about it. */
async function explainSmoke(
  { arm, plan, signal }: Execution,
  verdict: Refused,
): Promise<ActionError> {
  const error = new ActionError({
    code: verdict.code,
    message: `smoke test of deployment '${plan.deployment.name}' failed: ${verdict.message}`,
    hint: smokeHints[verdict.code],
  })
  if (verdict.code !== 'smoke-error') return error
  const explaining = {
    codeFolder: plan.code.upload.content.name,
    ...(plan.request.serving.kind === 'code'
      ? { sourceDirectory: plan.request.serving.sourceDirectory }
      : {}),
  }
  return withLogs(arm, plan.endpoint.name, plan.deployment.name, explaining, error, signal)
}

const smokeHints: Readonly<Record<Refused['code'], string>> = {
  'smoke-error':
    "Look at the container's log above, and check that 'smoke-request' is what the scoring script expects.",
  'smoke-wrong-answer':
    "Either the model or 'smoke-expect' is wrong. The new deployment got no traffic.",
  'smoke-too-slow':
    "Give it more 'cpu', choose another 'instance-type', or allow more with 'smoke-max-latency-ms'.",
}

/** Moves all traffic to the new deployment, if it has not got it, and proves it from outside. */
async function shiftTraffic(
  execution: Execution,
  endpoint: EndpointState,
  token: string,
): Promise<boolean> {
  const { arm, plan, journal, log, signal } = execution
  const { before, after } = plan.traffic
  const move = !sameTraffic(before, after)
  if (move) {
    await journal.phase(
      'traffic',
      async () => {
        execution.remember({ ...unsettledOf(execution), trafficTouched: true })
        log.info(`traffic: ${describeTraffic(before)} → ${describeTraffic(after)}`)
        const moved = await moveTraffic(
          arm,
          { name: plan.endpoint.name, from: before, to: after },
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

/** How long the front end may go on sending requests to the old deployment. */
const routingMs = 60_000

/** A request without the header, as any caller sends it, must be answered rightly by the new deployment. */
async function verify(execution: Execution, endpoint: EndpointState, token: string): Promise<void> {
  const { arm, plan, log, signal } = execution
  const name = plan.deployment.name
  const [test] = plan.request.smoke.cases
  if (!test) return
  const route = routeTo(execution, endpoint, token)
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

/** Deletes what the plan retires. The new model is live by now, so a failure here is only a warning. */
async function retire({ arm, plan, journal, log, signal }: Execution): Promise<boolean> {
  if (plan.retire.length === 0) return false
  return journal.phase('clean-up', async () => {
    for (const name of plan.retire) {
      try {
        log.info(`clean-up: deleting deployment ${name}`)
        await deleteDeployment(arm, plan.endpoint.name, name, signal)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const reason = error instanceof Error ? error.message : String(error)
        log.warning(
          `clean-up: deployment ${name} could not be deleted and goes on costing money: ${reason}`,
        )
      }
    }
    return true
  })
}

/** Notes on the endpoint that this content was carried to its end: only then is it `unchanged` next time. */
async function markVerified({ arm, plan, log, signal }: Execution): Promise<void> {
  try {
    await tagEndpoint(arm, plan.endpoint.name, { [tag.verified]: plan.deployment.name }, signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    log.debug(`could not tag the endpoint: ${error instanceof Error ? error.message : error}`)
  }
}
