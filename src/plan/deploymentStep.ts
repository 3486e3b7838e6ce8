/** What becomes of the deployment: made, made anew, updated, waited for, or kept. Pure. */
import { ActionError } from '../errors.ts'
import type { ProgramStep } from './assets.ts'
import type { Findings } from './findings.ts'
import { hasFailed, originalIn, servingDeployment, type Update } from './inPlace.ts'
import { digestOf, tag } from './naming.ts'
import type { Request } from './request.ts'
import type { AzureState, DeploymentState } from './state.ts'
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

type PlannedDeployment = DeploymentStep & { readonly update?: Update }

/** Everything that makes a deployment what it is; nothing that changes from run to run. */
export function deploymentDigest(
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

/** Decides; throws `deployment-conflict` where something else serves under that name. */
export function planDeployment(
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

/**
 * Whether a rollout that an earlier run left to this deployment can be carried on: it is there, with
 * this content, and something is to be done with its traffic.
 */
export function canGoOn({ request, state }: Findings, name: string, digest: string): boolean {
  const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name)
  return (
    request.rollout.strategy !== 'manual' &&
    request.rollout.strategy !== 'in-place' &&
    existing?.tags[tag.deploymentDigest] === digest &&
    !hasFailed(existing)
  )
}

/** The deployment that is to be updated, where there is one. */
export function inPlaceName({ rollout, endpoint }: Request, state: AzureState): string | undefined {
  if (rollout.strategy !== 'in-place') return undefined
  const { name, failure } = servingDeployment(endpoint.name, state, rollout.deploymentName)
  if (failure) throw new ActionError(failure)
  return name
}

/** Whether this run goes on from an update that is not finished, or from what was there before it. */
export const carriesOn = (
  { rollout }: Request,
  found: DeploymentState,
  name: string,
  digest: string,
): boolean =>
  found.name.toLowerCase() === name &&
  (rollout.strategy === 'in-place' ||
    (found.tags[tag.deploymentDigest] === digest && !hasFailed(found)))
