/** The decision: request, model, service and Azure's state → everything that will be done, as data. */
import { ActionError, type Failure } from '../errors.ts'
import { type ModelStep, type ProgramStep, planModel, planProgram } from './assets.ts'
import { type AutoscalePlan, isSettled, planAutoscale } from './autoscale.ts'
import type { Findings } from './findings.ts'
import {
  hasFailed,
  nameFor,
  originalIn,
  servingDeployment,
  type Update,
  withPutBack,
} from './inPlace.ts'
import { mirrorConflict } from './mirror.ts'
import { digestOf, tag } from './naming.ts'
import { originTags, ownership } from './origin.ts'
import { recordIn, withWayBack } from './record.ts'
import type { AuthMode, Container, Request, Wish } from './request.ts'
import { planRetirement } from './retirement.ts'
import {
  planRollout,
  type RolloutPlan,
  type RolloutStart,
  routingAfter,
  startOf,
} from './rollout.ts'
import { routingOf } from './routing.ts'
import { chooseSize, coresNeeded, quotaShortage, type SizeChoice } from './sizes.ts'
import type { AzureState, DeploymentState, VmSize } from './state.ts'
import { shareOf } from './traffic.ts'

export interface DeploymentStep {
  /**
   * `create`; `replace` what failed or is going away; `update` what serves, in place; `resume` what
   * another run began; `keep` what is there and healthy.
   */
  readonly action: 'create' | 'replace' | 'update' | 'resume' | 'keep'
  readonly name: string
  readonly digest: string
}

/** Everything that will be done, and why. Plain data; the same in gives the same out. */
export interface Plan extends RolloutPlan {
  readonly request: Request
  readonly modelDigest: string
  readonly location: string
  readonly model: ModelStep
  readonly program: ProgramStep
  readonly endpoint: {
    readonly action: 'create' | 'keep'
    readonly name: string
    readonly authMode: AuthMode
    readonly tags: Readonly<Record<string, string>>
  }
  readonly size: SizeChoice
  readonly deployment: DeploymentStep & RolloutPlan['deployment']
  readonly container: Container
  readonly autoscale: AutoscalePlan
  readonly tags: Readonly<Record<string, string>>
}

/** A plan, or the reason why there can be none. Pure. */
export function makePlan(findings: Findings): Plan {
  const { request, service } = findings
  refuseConflicts(request, findings.state)
  const gpu = service.kind === 'built-in' && service.gpu !== undefined
  const size = orThrow(chooseSize(findings.state.sizes, { ...request.compute, gpu }))
  const program = planProgram(findings)
  const digest = deploymentDigest(findings, size.size.name, program)
  const { endpoint } = findings.state
  const usual = request.rollout.deploymentName ?? nameFor(digest, findings.state)
  const start = startOf(
    routingOf(endpoint ?? {}),
    withWayBack(recordIn(endpoint?.tags ?? {}), findings.state.deployments),
    canGoOn(findings, usual, digest) ? usual : undefined,
  )
  const undone = settled(findings.state, start)
  const name = inPlaceName(request, undone) ?? usual
  const { state, putBack } = withPutBack(undone, (found) => carriesOn(request, found, name, digest))
  const deployment = planDeployment(request, name, state, digest)
  if (deployment.action === 'update') refuseOtherSize(state, name, size.size)
  const steps = planRollout(request.rollout, start, name)
  const after = routingAfter(steps, start)
  const conflict = mirrorConflict(request.endpoint.name, deployment, start, steps)
  if (conflict) throw new ActionError(conflict)
  const autoscale = planAutoscale(request, state, name, findings.origin)

  if (deployment.action === 'create' || autoscale.setting.action === 'put')
    refuseShortage(request, state, size.size, deployment)
  return {
    request,
    modelDigest: findings.model.digest,
    location: state.workspace.location,
    model: planModel(findings),
    program,
    endpoint: {
      action: endpoint && !isBroken(state) ? 'keep' : 'create',
      name: request.endpoint.name,
      authMode: endpoint?.authMode ?? request.endpoint.authMode ?? 'Key',
      tags: { ...ownership(findings.origin), ...endpoint?.tags },
    },
    size,
    deployment: { ...deployment, isOld: deployment.action === 'keep' },
    putBack,
    container: findings.container,
    autoscale,
    smoke: findings.smoke,
    smokeCount: request.smoke.count,
    requestTimeoutMs: findings.container.requestTimeoutMs,
    limits: limitsOf(request),
    alerts: state.alertRules ?? [],
    onFailure: request.rollout.onFailure,
    timeoutMs: request.rollout.timeoutMs,
    ...sourceOf(request, program),
    traffic: { by: 'rollout', ...start, steps, after },
    retire:
      shareOf(after.traffic, deployment.name) === 100
        ? planRetirement(state, deployment.name, request.rollout.keepPrevious)
        : [],
    verified: endpoint?.tags[tag.verified] === deployment.name,
    tags: {
      ...ownership(findings.origin),
      [tag.deploymentDigest]: digest,
      [tag.modelDigest]: findings.model.digest,
      ...originTags(findings.origin),
    },
  }
}

/**
 * Whether a rollout that an earlier run left to this deployment can be carried on: it is there, with
 * this content, and something is to be done with its traffic.
 */
function canGoOn({ request, state }: Findings, name: string, digest: string): boolean {
  const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name)
  return (
    request.rollout.strategy !== 'manual' &&
    request.rollout.strategy !== 'in-place' &&
    existing?.tags[tag.deploymentDigest] === digest &&
    !hasFailed(existing)
  )
}

/** The deployment that is to be updated, where there is one. */
function inPlaceName({ rollout, endpoint }: Request, state: AzureState): string | undefined {
  if (rollout.strategy !== 'in-place') return undefined
  const { name, failure } = servingDeployment(endpoint.name, state, rollout.deploymentName)
  if (failure) throw new ActionError(failure)
  return name
}

/** Whether this run goes on from an update that is not finished, or from what was there before it. */
const carriesOn = (
  { rollout }: Request,
  found: DeploymentState,
  name: string,
  digest: string,
): boolean =>
  found.name.toLowerCase() === name &&
  (rollout.strategy === 'in-place' ||
    (found.tags[tag.deploymentDigest] === digest && !hasFailed(found)))

/** What Azure has when the rollout that an earlier run left has been undone. */
const settled = (state: AzureState, { before, unfinished }: RolloutStart): AzureState =>
  state.endpoint && unfinished === 'undo'
    ? {
        ...state,
        endpoint: { ...state.endpoint, traffic: before.traffic, mirrorTraffic: before.mirror },
      }
    : state

/** What ends a watch before its time. */
export const limitsOf = ({
  rollout,
  smoke,
}: Pick<Wish, 'rollout' | 'smoke'>): RolloutPlan['limits'] => ({
  maxErrorRate: rollout.watch.maxErrorRate,
  maxLatencyIncrease: rollout.watch.maxLatencyIncrease,
  maxMemory: rollout.watch.maxMemory,
  ...(smoke.maxLatencyMs === undefined ? {} : { maxLatencyMs: smoke.maxLatencyMs }),
})

/** Where the user's own code is found again when a container's log names a file of it. */
function sourceOf({ serving }: Request, program: ProgramStep): Pick<RolloutPlan, 'source'> {
  if (program.kind !== 'scripted' || serving.kind !== 'code') return {}
  const folder = program.code.upload.content.name
  return { source: { folder, sourceDirectory: serving.sourceDirectory } }
}

/** Whether the deployment is there, as it was asked for: there is nothing to make before its tests. */
export const makesNothing = ({ deployment, autoscale }: Plan): boolean =>
  deployment.isOld && isSettled(autoscale)

/** An endpoint whose creation failed and that nothing runs on: it is created again. */
const isBroken = (state: AzureState) =>
  state.endpoint?.provisioningState === 'Failed' && state.deployments.length === 0

function orThrow<T>(chosen: { ok: true; value: T } | { ok: false; failure: Failure }): T {
  if (!chosen.ok) throw new ActionError(chosen.failure)
  return chosen.value
}

/**
 * Quota is looked at before anything is made; where it may not be read, Azure has the word. With
 * autoscale there must be room for the most that it may come to, beyond what the deployment has.
 */
function refuseShortage(
  { compute }: Request,
  { sizes, usages, deployments }: AzureState,
  size: VmSize,
  { name, action }: DeploymentStep,
): void {
  if (!sizes || !usages) return
  const { autoscale, instanceCount } = compute
  const existing =
    action === 'create' ? undefined : deployments.find((other) => other.name.toLowerCase() === name)
  const needed =
    coresNeeded(size, autoscale?.max ?? instanceCount) -
    coresNeeded(size, existing?.instanceCount ?? 0)
  const shortage = needed > 0 ? quotaShortage(usages, sizes, size, needed) : undefined
  if (!shortage) return
  throw new ActionError(
    autoscale
      ? { ...shortage, hint: `Lower the 'max' of 'autoscale', ${autoscale.max}. ${shortage.hint}` }
      : shortage,
  )
}

/** Azure changes everything of a deployment but its machines ("mutability" in its specification). */
function refuseOtherSize({ deployments }: AzureState, name: string, { name: size }: VmSize): void {
  const has = deployments.find((found) => found.name.toLowerCase() === name)?.instanceType
  if (has === undefined || has.toLowerCase() === size.toLowerCase()) return
  throw new ActionError({
    code: 'deployment-conflict',
    message: `deployment '${name}' runs on ${has}, the new model is to run on ${size}, and 'strategy: in-place' cannot change the machines of a deployment`,
    hint: `Say 'instance-type: ${has}', or choose another 'strategy'.`,
  })
}

function refuseConflicts(request: Request, state: AzureState): void {
  const { endpoint } = state
  if (!endpoint) return
  const asked = request.endpoint.authMode
  if (asked !== undefined && asked !== endpoint.authMode) {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `'auth-mode' asks for ${asked}, but endpoint '${endpoint.name}' exists with ${endpoint.authMode}`,
      hint: "Leave 'auth-mode' out to keep the endpoint as it is, or deploy under another 'service-name': its callers would lose access.",
    })
  }
  if (endpoint.kubernetes) {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `endpoint '${endpoint.name}' runs on an attached Kubernetes compute; this action deploys to managed endpoints`,
      hint: "Choose another 'service-name'.",
    })
  }
  if (endpoint.provisioningState === 'Deleting') {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `endpoint '${endpoint.name}' is being deleted`,
      hint: 'Run again in a few minutes, when its name is free, or choose another service-name.',
    })
  }
}

/** Everything that makes a deployment what it is; nothing that changes from run to run. */
function deploymentDigest(
  { request, model, container }: Findings,
  instanceType: string,
  program: ProgramStep,
): string {
  return digestOf({
    model: { name: request.model.name, digest: model.digest, mount: model.mount },
    ...identityOf(program),
    instanceType,
    // With autoscale it is Azure's to move, and the bounds are no part of what is deployed.
    instanceCount: request.compute.autoscale ? undefined : request.compute.instanceCount,
    container,
    revision: request.rollout.revision,
  })
}

function identityOf(program: ProgramStep) {
  if (program.kind === 'built-in') return { server: program.server }
  const { code, environment } = program
  const { content } = code.upload
  return {
    code: { digest: content.digest, script: code.scoringScript, folder: content.name },
    environmentId: environment.id,
  }
}

type PlannedDeployment = DeploymentStep & { readonly update?: Update }

const updateOf = ({ tags }: DeploymentState, digest: string): Update => ({
  digests: [...new Set([digest, tags[tag.deploymentDigest] ?? ''])],
})

/** The update of what serves; undefined where it has this content, or is on the way to it. */
function planUpdate(
  existing: DeploymentState,
  name: string,
  digest: string,
): PlannedDeployment | undefined {
  const unfinished = originalIn(existing.tags) !== undefined
  if (existing.tags[tag.deploymentDigest] === digest && !(unfinished && hasFailed(existing)))
    return undefined
  if (unfinished || !hasFailed(existing))
    return { action: 'update', name, digest, update: updateOf(existing, digest) }
  throw new ActionError({
    code: 'deployment-conflict',
    message: `deployment '${name}' is in state ${existing.provisioningState}, and 'strategy: in-place' must be able to go back to what was there before`,
    hint: "Choose another 'strategy' this once: it makes a deployment beside this one.",
  })
}

function planDeployment(
  { rollout }: Request,
  name: string,
  state: AzureState,
  digest: string,
): PlannedDeployment {
  const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name)
  if (!existing) return { action: 'create', name, digest }
  const share = shareOf(state.endpoint?.traffic ?? {}, name)
  const serves = share > 0
  if (serves && rollout.strategy === 'in-place') {
    const updated = planUpdate(existing, name, digest)
    if (updated) return updated
  }
  const update = originalIn(existing.tags) ? { update: updateOf(existing, digest) } : {}
  if (existing.tags[tag.deploymentDigest] !== digest) {
    if (!serves) return { action: 'replace', name, digest }
    throw new ActionError({
      code: 'deployment-conflict',
      message: `'deployment-name' is '${name}', which serves ${share} % of the traffic with other content`,
      hint: "Leave 'deployment-name' out, or name one that has no traffic: the new model is tested beside the old one before it takes over.",
    })
  }
  switch (existing.provisioningState) {
    case 'Succeeded':
    case 'Scaling':
      return { action: 'keep', name, digest, ...update }
    case 'Creating':
    case 'Updating':
      return { action: 'resume', name, digest, ...update }
    case 'Failed':
    case 'Canceled':
    case 'Deleting':
      // A deployment with traffic cannot be deleted; putting it again mends it in place.
      return { action: serves ? 'create' : 'replace', name, digest }
  }
}
