/** The corridor: request → facts → plan → execution → result. Always ends with a result. */

import type { Arm } from './azure/arm.ts'
import { connect } from './azure/connect.ts'
import type { AskForToken } from './azure/credential.ts'
import { look } from './azure/state.ts'
import { ActionError, asActionError } from './errors.ts'
import { apply } from './execution/apply.ts'
import { recover } from './execution/recover.ts'
import { Journal } from './journal.ts'
import type { Log } from './log.ts'
import { inspectModel, type ModelFacts } from './model/model.ts'
import { registeredModel } from './plan/assets.ts'
import { type Identity, identify } from './plan/framework.ts'
import type { Origin } from './plan/origin.ts'
import { type GivenInputs, parseRequest } from './plan/parse.ts'
import { makePlan, type Plan } from './plan/plan.ts'
import type { Request } from './plan/request.ts'
import type { Result, Status } from './plan/result.ts'
import { judgeScan } from './plan/scan.ts'
import { hasGpu } from './plan/sizes.ts'
import type { Files } from './plan/smoke.ts'
import { chooseSmoke } from './plan/smokeChoice.ts'
import type { AzureState } from './plan/state.ts'
import { describeTraffic } from './plan/traffic.ts'
import type { Unsettled } from './plan/unsettled.ts'
import { type Progress, startProgress } from './progress.ts'
import { prepareService } from './serving/service.ts'
import { together } from './together.ts'

/** The world outside, as a run sees it. */
export interface World {
  readonly inputs: GivenInputs
  readonly files: Files
  readonly origin: Origin
  readonly log: Log
  /** Aborted with an ActionError as its reason when the workflow is cancelled. */
  readonly signal: AbortSignal
  readonly askForToken: AskForToken
  /** Keeps a value for the post step, which runs even when this process is killed. */
  remember(unsettled: Unsettled | undefined): void
}

/** Deploys, and tells how it ended. */
export async function run(world: World): Promise<Result> {
  const { log } = world
  const journal = new Journal(log)
  let undo: (() => Promise<Status | undefined>) | undefined
  try {
    const request = await journal.phase('request', async () => readRequest(world, journal))
    const deadline = deadlineSignal(request.rollout.timeoutMs)
    const signal = AbortSignal.any([world.signal, deadline])

    const arm = await journal.phase('sign-in', () =>
      connect(request.where, request.who, world.askForToken, log, signal),
    )
    const { model, state } = await journal.phase('facts', () => findFacts(request, arm, signal))
    journal.learn({
      modelDigest: model.digest,
      previousDeployment: leading(state.endpoint?.traffic ?? {}) ?? '',
      traffic: state.endpoint?.traffic ?? {},
      portalUrl: portalUrl(arm, request.endpoint.name),
      ...(state.endpoint?.scoringUri ? { scoringUri: state.endpoint.scoringUri } : {}),
    })
    const plan = await journal.phase('plan', async () => {
      const identity = identify(request.model, model)
      journal.learn(named(identity))
      for (const note of judgeScan(findingsOf(model), request.model.scan)) journal.note(note)
      const gpu = hasGpu(request.compute.instanceType, state.sizes)
      const service = await prepareService(request.serving, model, identity, gpu, signal)
      const smoke = chooseSmoke(request, identity)
      const findings = { request, model, identity, service, smoke, state, origin: world.origin }
      const made = makePlan(findings)
      announce(made, service.notes, journal, log)
      return made
    })

    let unsettled: Unsettled | undefined
    const remember = (value: Unsettled | undefined) => {
      unsettled = value
      world.remember(value)
    }
    undo = async () => {
      if (!unsettled) return undefined
      const hurry = world.signal.aborted
      const { traffic } = await recover(
        arm,
        unsettled,
        log,
        AbortSignal.timeout(hurry ? 6_000 : 600_000),
        hurry,
      )
      if (traffic !== 'not-restored' && !hurry) remember(undefined)
      if (traffic === 'restored')
        journal.learn({ traffic: unsettled?.before ?? plan.traffic.before })
      return traffic === 'none'
        ? undefined
        : traffic === 'restored'
          ? 'rolled-back'
          : 'rollback-failed'
    }
    return journal.finish(await apply({ arm, plan, state, journal, log, signal, remember }))
  } catch (thrown) {
    const cancelled = world.signal.aborted
    const error = cancelled ? asActionError(world.signal.reason) : thrown
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      log.debug(cause.stack ?? '')
    const undone = await undo?.()
    // Of a cancelled run the post step undoes what there was no time for.
    return journal.fail(error, cancelled ? 'cancelled' : undone)
  }
}

/** What loading the model would run; of a registered one the files are not at hand. */
const findingsOf = (model: ModelFacts) => (model.kind === 'local' ? model.reading.findings : [])

const named = ({ framework, version }: Identity) => ({
  ...(framework === undefined ? {} : { framework }),
  ...(version === undefined ? {} : { frameworkVersion: version }),
})

/** What the model is and what Azure has; a local model is read while Azure is asked. */
async function findFacts(request: Request, arm: Arm, signal: AbortSignal) {
  const { source } = request.model
  if (source.kind === 'registered') {
    const state = await look(arm, request, signal)
    return { model: registeredModel(state), state }
  }
  const [model, state] = await together<[ModelFacts, AzureState]>(signal, [
    async (signal) => {
      let progress: Progress | undefined
      try {
        return await inspectModel(source.path, signal, (total) => {
          progress = startProgress(arm.log, 'reading the model', total)
          return progress.add
        })
      } finally {
        progress?.stop()
      }
    },
    (signal) => look(arm, request, signal),
  ])
  return { model, state }
}

function readRequest({ inputs, files, log }: World, journal: Journal): Request {
  const named = (name: string) => inputs[name]?.trim() ?? ''
  journal.learn({
    serviceName: named('service-name'),
    framework: named('framework'),
    frameworkVersion: named('framework-version'),
  })
  for (const secret of ['client-secret', 'credentials'])
    if (inputs[secret]) log.hide(inputs[secret])
  const parsed = parseRequest(inputs, files)
  if (!parsed.ok) throw invalid(parsed.problems)
  const { request } = parsed
  if (request.who.kind === 'secret') log.hide(request.who.clientSecret)
  journal.learn({
    serviceName: request.endpoint.name,
    modelName: request.model.name,
    ...(request.model.framework ? { framework: request.model.framework } : {}),
    ...(request.model.frameworkVersion ? { frameworkVersion: request.model.frameworkVersion } : {}),
    instanceCount: request.compute.instanceCount,
  })
  log.info(
    `deploying ${inputs['model-path'] || request.model.name} as ${request.endpoint.name} to workspace ${request.where.workspace}`,
  )
  return request
}

/** One mistake keeps its own code; several are summed up. */
function invalid(problems: readonly { message: string; code: ActionError['code'] }[]): ActionError {
  const [first, ...more] = problems
  return new ActionError({
    code: first && more.length === 0 ? first.code : 'invalid-input',
    message:
      first && more.length === 0
        ? first.message
        : `${problems.length} mistakes in the inputs:\n${problems.map(({ message }) => `- ${message}`).join('\n')}`,
    hint: "Correct them in the workflow's 'with:' or in the config file; nothing was sent to Azure.",
    problems,
  })
}

function deadlineSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(
      new ActionError({
        code: 'deadline-passed',
        message: `the deployment took longer than the ${ms / 60_000} minutes of 'timeout-minutes'`,
        hint: "The service that worked before still works. Run again (what is done is not done twice), or raise 'timeout-minutes'.",
      }),
    )
  }, ms)
  timer.unref()
  return controller.signal
}

/** The deployment with most of the traffic. */
const leading = (traffic: Readonly<Record<string, number>>): string | undefined =>
  Object.entries(traffic)
    .filter(([, share]) => share > 0)
    .sort(([, a], [, b]) => b - a)[0]?.[0]

function portalUrl({ hosts, workspaceId }: Arm, endpoint: string): string {
  return `${hosts.studio}/endpoints/realtime/${endpoint}/detail?wsid=${workspaceId}`
}

/** Says what will be done and why, before anything is. */
function announce(plan: Plan, notes: readonly string[], journal: Journal, log: Log): void {
  for (const note of notes) journal.note(note)
  const { size, deployment, model, endpoint, traffic } = plan
  log.info(
    `model: ${model.action === 'reuse' ? `registered as ${model.name}:${model.version}` : `new, will be ${model.name}:${model.version}`}`,
  )
  log.info(`size: ${size.reason}`)
  for (const other of size.considered) log.info(`size: considered ${other}`)
  log.info(
    `endpoint: ${endpoint.action === 'create' ? 'will be created' : `exists, traffic ${describeTraffic(traffic.before)}`}`,
  )
  const what = {
    create: 'will be created',
    replace: 'will be made anew: what is there failed or has other content',
    resume: 'is being made by an earlier run',
    keep: 'exists with exactly this content',
  }[deployment.action]
  log.info(`deployment: ${deployment.name} ${what}`)
  journal.learn({
    deploymentName: deployment.name,
    instanceType: size.size.name,
    sizeReason: size.reason,
    ...(model.action === 'reuse' ? { modelVersion: model.version, modelId: model.id } : {}),
  })
}
