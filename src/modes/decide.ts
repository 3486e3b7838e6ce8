/** From the request to a plan: what there is, and what follows from it. */
import type { Arm } from '../azure/arm.ts'
import { look } from '../azure/state.ts'
import type { Journal } from '../journal.ts'
import type { Log } from '../log.ts'
import type { ModelFacts } from '../model/model.ts'
import { registeredModel } from '../plan/assets.ts'
import type { Attested } from '../plan/attestation.ts'
import { describeAutoscale } from '../plan/autoscale.ts'
import { viewDeployments } from '../plan/deploymentView.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { givenSize, type Size, withSize } from '../plan/preflight.ts'
import type { Request } from '../plan/request.ts'
import { describeRouting } from '../plan/routing.ts'
import { hasGpu, usableMemory } from '../plan/sizes.ts'
import type { AzureState } from '../plan/state.ts'
import { leading } from '../plan/traffic.ts'
import { planDigest, viewOf } from '../plan/view.ts'
import { formatTime } from '../progress.ts'
import { together } from '../together.ts'
import { readLocalModel } from './model.ts'
import { compare, demandSize, type Proof, type Trial, tryOut } from './preflight.ts'
import { prepare } from './prepare.ts'
import type { Session } from './session.ts'

/** What the model is and what Azure has. */
export interface Facts {
  readonly model: ModelFacts
  readonly state: AzureState
}

/** Reads both, a local model while Azure is asked. */
export async function findFacts(request: Request, session: Session): Promise<Facts> {
  const { arm, journal } = session
  const facts = await read(request, session)
  const { endpoint } = facts.state
  journal.learn({
    modelDigest: facts.model.digest,
    previousDeployment: leading(endpoint?.traffic ?? {}) ?? '',
    traffic: endpoint?.traffic ?? {},
    before: viewDeployments(facts.state),
    portalUrl: portalUrl(arm, request.endpoint.name),
    ...(endpoint?.scoringUri ? { scoringUri: endpoint.scoringUri } : {}),
  })
  return facts
}

async function read(request: Request, { arm, world, signal }: Session): Promise<Facts> {
  const { source } = request.model
  if (source.kind === 'registered') {
    const state = await look(arm, request, signal)
    return { model: registeredModel(state), state }
  }
  const unpack = request.serving.kind !== 'code'
  const [model, state] = await together<[ModelFacts, AzureState]>(signal, [
    (signal) => readLocalModel({ path: source.path, unpack }, world, signal),
    (signal) => look(arm, request, signal),
  ])
  return { model, state }
}

/** The plan, and the preflight for the time when its first steps are taken. */
export async function decide(
  request: Request,
  { model, state }: Facts,
  attestation: Attested | undefined,
  { world, journal, signal }: Session,
): Promise<{ readonly plan: Plan; preflight(signal: AbortSignal): Promise<void> }> {
  const gpu = hasGpu(request.compute.instanceType, state.sizes)
  const prepared = await prepare(request, model, gpu, journal, signal)
  const trial: Trial = { wish: request, model, prepared, gpu }
  // Where the size is to be measured, there can be no plan before.
  const measured = givenSize(request.compute) === undefined
  const proof = measured ? await tryOut(trial, world, journal, signal) : undefined
  const size = demandSize(request, proof, journal)
  const sized = withSize(request, size)
  const plan = makePlan({
    request: sized,
    model,
    ...(attestation ? { attestation } : {}),
    ...prepared,
    state,
    origin: world.origin,
  })
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

/** The endpoint in the studio. */
export function portalUrl({ hosts, workspaceId }: Arm, endpoint: string): string {
  return `${hosts.studio}/endpoints/realtime/${endpoint}/detail?wsid=${workspaceId}`
}

/** Says what will be done and why, before anything is. */
function announce(plan: Plan, journal: Journal, log: Log): void {
  const { request, size, deployment, model, endpoint, traffic } = plan
  log.info(
    `model: ${model.action === 'reuse' ? `registered as ${model.name}:${model.version}` : `new, will be ${model.name}:${model.version}`}`,
  )
  log.info(`size: ${size.reason}`)
  for (const other of size.considered) log.info(`size: considered ${other}`)
  log.info(
    `endpoint: ${endpoint.action === 'create' ? 'will be created' : `exists, traffic ${describeRouting(traffic.before)}`}`,
  )
  const what = {
    create: 'will be created',
    replace: 'will be made anew: what is there failed or has other content',
    update: 'serves, and will be updated in place',
    resume: 'is being made by an earlier run',
    keep: 'exists with exactly this content',
  }[deployment.action]
  log.info(`deployment: ${deployment.name} ${what}`)
  const { autoscale } = plan.request.compute
  if (autoscale) log.info(`autoscale: to be ${describeAutoscale(autoscale)}`)
  if (deployment.update && deployment.action !== 'update')
    log.info(`deployment: ${deployment.name} was updated in place by a run that did not finish`)
  if (deployment.action === 'update')
    journal.note(
      `deployment: ${deployment.name} is updated in place, so nobody can test the new model before it serves; it is tested right after, and taken back if it fails`,
    )
  for (const step of traffic.steps)
    log.debug(`traffic: to become ${describeRouting(step)}, watched for ${formatTime(step.bakeMs)}`)
  const [first] = traffic.steps
  if (request.rollout.mirror !== undefined && first && first.share > 0) {
    const isFirst = Object.keys(traffic.before.traffic).length === 0
    journal.note(
      `traffic: 'strategy: shadow' copies nothing: ${isFirst ? 'there is no traffic yet that could be copied' : `${deployment.name} has a share of it already`}`,
    )
  }
  journal.learn({
    plan: { digest: planDigest(plan), view: viewOf(plan) },
    deploymentName: deployment.name,
    instanceType: size.size.name,
    sizeReason: size.reason,
    ...(model.action === 'reuse' ? { modelVersion: model.version, modelId: model.id } : {}),
  })
}
