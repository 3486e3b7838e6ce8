/** The decision: request, model, service and Azure's state → everything that will be done, as data. */
import { ActionError, type Failure } from '../errors.ts'
import { type ModelStep, type ProgramStep, planModel, planProgram } from './assets.ts'
import { attestationTags } from './attestation.ts'
import { type AutoscalePlan, isSettled, planAutoscale } from './autoscale.ts'
import {
  canGoOn,
  carriesOn,
  type DeploymentStep,
  deploymentDigest,
  inPlaceName,
  planDeployment,
} from './deploymentStep.ts'
import { planExpiry } from './expiry.ts'
import type { Findings } from './findings.ts'
import { nameFor, withPutBack } from './inPlace.ts'
import { mirrorConflict } from './mirror.ts'
import { tag } from './naming.ts'
import { limitTags, originTags, ownership } from './origin.ts'
import { recordIn, withWayBack } from './record.ts'
import { refuseConflicts, refuseOtherSize, refuseShortage } from './refusals.ts'
import type { Container, Request, Wish } from './request.ts'
import { planRetirement } from './retirement.ts'
import {
  planRollout,
  planStay,
  type RolloutPlan,
  type RolloutStart,
  routingAfter,
  startOf,
} from './rollout.ts'
import { routingOf } from './routing.ts'
import { chooseSize, type SizeChoice } from './sizes.ts'
import type { AuthMode, AzureState } from './state.ts'
import { shareOf } from './traffic.ts'

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
  const moves = planRollout(request.rollout, start, name)
  const isUpdated = deployment.update !== undefined && moves.length === 0
  const steps = isUpdated ? planStay(request.rollout, start, name) : moves
  const after = routingAfter(steps, start)
  const conflict = mirrorConflict(request.endpoint.name, deployment, start, steps)
  if (conflict) throw new ActionError(conflict)
  const autoscale = planAutoscale(request, state, name, findings.origin)
  const expiry = planExpiry(request.endpoint.expiry, endpoint?.tags)

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
    ...(expiry ? { expiry } : {}),
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
      ...limitTags(attestationTags(findings.attestation)),
    },
  }
}

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
