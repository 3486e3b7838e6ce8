/** `mode: deploy`: facts → plan → execution, and back again when something fails on the way. */
import type { Arm } from '../azure/arm.ts'
import { connect } from '../azure/connect.ts'
import { look } from '../azure/state.ts'
import { apply } from '../execution/apply.ts'
import { recover } from '../execution/recover.ts'
import type { Journal } from '../journal.ts'
import type { Log } from '../log.ts'
import type { ModelFacts } from '../model/model.ts'
import { registeredModel } from '../plan/assets.ts'
import { runOf } from '../plan/origin.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { givenSize, type Size, withSize } from '../plan/preflight.ts'
import type { Request } from '../plan/request.ts'
import type { Status } from '../plan/result.ts'
import { hasGpu, usableMemory } from '../plan/sizes.ts'
import type { AzureState } from '../plan/state.ts'
import { describeTraffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { together } from '../together.ts'
import type { World } from '../world.ts'
import { readLocalModel } from './model.ts'
import { compare, demandSize, type Proof, type Trial, tryOut } from './preflight.ts'
import { prepare } from './prepare.ts'
import { awaitTurn } from './turn.ts'
import { Undone } from './undone.ts'

/** Deploys; throws what went wrong, wrapped in Undone once anything was begun. */
export async function deploy(
  request: Request,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Status> {
  const { log } = world
  const arm = await journal.phase('sign-in', () =>
    connect(request.where, request.who, world.askForToken, log, signal),
  )
  const { model, state } = await journal.phase('facts', () =>
    findFacts(request, arm, world, signal),
  )
  journal.learn({
    modelDigest: model.digest,
    previousDeployment: leading(state.endpoint?.traffic ?? {}) ?? '',
    traffic: state.endpoint?.traffic ?? {},
    portalUrl: portalUrl(arm, request.endpoint.name),
    ...(state.endpoint?.scoringUri ? { scoringUri: state.endpoint.scoringUri } : {}),
  })
  const { plan, preflight } = await journal.phase('plan', () =>
    decide(request, model, state, world, journal, signal),
  )

  let unsettled: Unsettled | undefined
  const remember = (value: Unsettled | undefined) => {
    unsettled = value
    world.remember(value)
  }
  try {
    return await apply({
      arm,
      plan,
      state,
      preflight,
      journal,
      log,
      signal,
      remember,
      run: runOf(world.origin),
    })
  } catch (error) {
    if (!unsettled) throw error
    const { traffic } = await undo(arm, unsettled, world)
    if (traffic !== 'not-restored' && !world.signal.aborted) remember(undefined)
    if (traffic === 'restored') journal.learn({ traffic: plan.traffic.before })
    throw new Undone(error, statuses[traffic])
  }
}

const statuses = {
  none: undefined,
  restored: 'rolled-back',
  'not-restored': 'rollback-failed',
} as const

/** A cancelled run has seconds: its post step goes on with what takes longer. */
function undo(arm: Arm, unsettled: Unsettled, { log, signal }: World) {
  const hurry = signal.aborted
  return recover(arm, unsettled, log, AbortSignal.timeout(hurry ? 6_000 : 600_000), hurry)
}

/** What the model is and what Azure has; a local model is read while Azure is asked. */
async function findFacts(request: Request, arm: Arm, world: World, signal: AbortSignal) {
  const { source } = request.model
  const lookInTurn = async (signal: AbortSignal) => {
    const state = await look(arm, request, signal)
    const waited = await awaitTurn(arm, request, state, world, signal)
    return waited ? look(arm, request, signal) : state
  }
  if (source.kind === 'registered') {
    const state = await lookInTurn(signal)
    return { model: registeredModel(state), state }
  }
  const [model, state] = await together<[ModelFacts, AzureState]>(signal, [
    (signal) =>
      readLocalModel({ path: source.path, unpack: request.serving.kind !== 'code' }, world, signal),
    lookInTurn,
  ])
  return { model, state }
}

/** The plan, and the preflight for the time when its first steps are taken. */
async function decide(
  request: Request,
  model: ModelFacts,
  state: AzureState,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; preflight(signal: AbortSignal): Promise<void> }> {
  const gpu = hasGpu(request.compute.instanceType, state.sizes)
  const prepared = await prepare(request, model, gpu, journal, signal)
  const trial: Trial = { wish: request, model, prepared, gpu }
  // Where the size is to be measured, there can be no plan before.
  const measured = givenSize(request.compute) === undefined
  const proof = measured ? await tryOut(trial, world, journal, signal) : undefined
  const size = demandSize(request, proof, journal)
  const sized = withSize(request, size)
  const plan = makePlan({ request: sized, model, ...prepared, state, origin: world.origin })
  announce(plan, journal, world.log)
  const judge = (proof: Proof | undefined) => {
    const actual = instanceSize(plan, size)
    if (proof && actual) compare(request, proof, actual, journal)
  }
  judge(proof)
  return {
    plan,
    preflight: async (signal) => {
      if (!measured) judge(await tryOut(trial, world, journal, signal))
    },
  }
}

/** What an instance has: what was asked for, unless a VM size was named; undefined for one that Azure may not describe. */
function instanceSize({ request, size: { size } }: Plan, asked: Size): Size | undefined {
  if (request.compute.instanceType === undefined) return asked
  return size.memoryGB > 0 ? { cpu: size.vCPUs, memory: usableMemory(size) } : undefined
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
function announce(plan: Plan, journal: Journal, log: Log): void {
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
