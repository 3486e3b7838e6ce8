/** What cannot be, however it is planned: said before anything is made. Pure. */
import { ActionError } from '../errors.ts'
import type { DeploymentStep } from './deploymentStep.ts'
import type { Request } from './request.ts'
import { coresNeeded, quotaShortage } from './sizes.ts'
import type { AzureState, VmSize } from './state.ts'

/** An endpoint that is not as it is asked for, or of a kind that this action does not deploy to. */
export function refuseConflicts(request: Request, state: AzureState): void {
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

/**
 * Quota is looked at before anything is made; where it may not be read, Azure has the word. With
 * autoscale there must be room for the most that it may come to, beyond what the deployment has.
 */
export function refuseShortage(
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
export function refuseOtherSize(
  { deployments }: AzureState,
  name: string,
  { name: size }: VmSize,
): void {
  const has = deployments.find((found) => found.name.toLowerCase() === name)?.instanceType
  if (has === undefined || has.toLowerCase() === size.toLowerCase()) return
  throw new ActionError({
    code: 'deployment-conflict',
    message: `deployment '${name}' runs on ${has}, the new model is to run on ${size}, and 'strategy: in-place' cannot change the machines of a deployment`,
    hint: `Say 'instance-type: ${has}', or choose another 'strategy'.`,
  })
}
