/** Deployments of an endpoint: made, watched, explained when they fail, and taken away. */
import { ActionError } from '../errors.ts'
import type { Container, Probe } from '../plan/request.ts'
import type { DeploymentState, ProvisioningState } from '../plan/state.ts'
import type { Arm, Resource } from './arm.ts'
import { type Explaining, explained, watchProgress } from './deploymentLog.ts'
import { deleteResource, follow, followUrl, until, whenIdle } from './operation.ts'
import { listAll } from './paging.ts'
import { pause } from './patience.ts'

export const pathOf = (arm: Arm, endpoint: string, name = '') =>
  `${arm.workspaceId}/onlineEndpoints/${endpoint}/deployments${name && `/${name}`}`

export const stateOf = (resource: Resource): ProvisioningState =>
  (resource.properties?.['provisioningState'] as ProvisioningState | undefined) ?? 'Succeeded'

const ended = new Set<ProvisioningState>(['Succeeded', 'Failed', 'Canceled'])
/** Whether nothing is changing it. */
export const hasEnded = (resource: Resource): boolean => ended.has(stateOf(resource))

function toState(resource: Resource): DeploymentState {
  const { instanceType, model } = resource.properties ?? {}
  const createdAt = resource.systemData?.createdAt
  return {
    name: resource.name ?? '',
    provisioningState: stateOf(resource),
    tags: resource.tags ?? {},
    ...(typeof model === 'string' ? { modelId: model } : {}),
    ...(typeof instanceType === 'string' ? { instanceType } : {}),
    ...(createdAt === undefined ? {} : { createdAt }),
    instanceCount: resource.sku?.capacity ?? 1,
  }
}

/** Every deployment of an endpoint. */
export async function listDeployments(
  arm: Arm,
  endpoint: string,
  signal: AbortSignal,
): Promise<readonly DeploymentState[]> {
  const resources = await listAll(arm, {
    path: pathOf(arm, endpoint),
    attempt: {
      doing: `list the deployments of endpoint '${endpoint}'`,
      otherwise: 'azure-refused',
    },
    signal,
    accept: [404],
  })
  return resources.map(toState)
}

export async function readResource(
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<Resource | undefined> {
  const answer = await arm.send({
    method: 'GET',
    path: pathOf(arm, endpoint, name),
    attempt: { doing: `read deployment '${name}'`, otherwise: 'azure-refused' },
    signal,
    accept: [404],
  })
  return answer.status === 404 ? undefined : (answer.body as Resource)
}

/** Whether there is such a deployment, in whatever state. */
export const deploymentExists = async (
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<boolean> => (await readResource(arm, endpoint, name, signal)) !== undefined

/** Everything that a managed deployment is made of. */
export interface NewDeployment {
  readonly endpoint: string
  readonly name: string
  readonly location: string
  readonly modelId: string
  /** The script and its environment; absent where Azure serves the model's type by itself. */
  readonly program?: {
    readonly codeId: string
    readonly scoringScript: string
    readonly environmentId: string
  }
  readonly instanceType: string
  readonly instanceCount: number
  readonly container: Container
  readonly tags: Readonly<Record<string, string>>
}

/** ISO 8601, in seconds with up to three decimals. */
const iso = (ms: number) => `PT${ms / 1000}S`

const probeBody = (probe: Probe) => ({
  initialDelay: iso(probe.initialDelayMs),
  period: iso(probe.periodMs),
  timeout: iso(probe.timeoutMs),
  failureThreshold: probe.failureThreshold,
  successThreshold: probe.successThreshold,
})

const programBody = ({
  codeId,
  scoringScript,
  environmentId,
}: NonNullable<NewDeployment['program']>) => ({
  codeConfiguration: { codeId, scoringScript },
  environmentId,
})

const bodyOf = (deployment: NewDeployment) => ({
  location: deployment.location,
  tags: deployment.tags,
  sku: { name: 'Default', capacity: deployment.instanceCount },
  properties: {
    endpointComputeType: 'Managed',
    model: deployment.modelId,
    ...(deployment.program && programBody(deployment.program)),
    environmentVariables: deployment.container.environmentVariables,
    instanceType: deployment.instanceType,
    requestSettings: {
      requestTimeout: iso(deployment.container.requestTimeoutMs),
      maxConcurrentRequestsPerInstance: deployment.container.maxConcurrentRequests,
    },
    livenessProbe: probeBody(deployment.container.livenessProbe),
    readinessProbe: probeBody(deployment.container.readinessProbe),
    scaleSettings: { scaleType: 'Default' },
  },
})

const attemptAt = (name: string) =>
  ({ doing: `deploy '${name}'`, otherwise: 'deployment-failed' }) as const

/** Creates a deployment and waits until it serves. Its own failure comes with the container's log. */
export async function createDeployment(
  arm: Arm,
  deployment: NewDeployment,
  explaining: Explaining,
  signal: AbortSignal,
): Promise<void> {
  const { endpoint, name } = deployment
  await explained(arm, endpoint, name, explaining, signal, async () => {
    const onPoll = watchProgress(arm, endpoint, name, explaining, signal)
    for (let tries = 1; ; tries++) {
      const answer = await putWhenIdle(arm, deployment, signal)
      try {
        await follow(arm, answer, { attempt: attemptAt(name), signal, onPoll })
        return await settle(arm, endpoint, name, signal)
      } catch (error) {
        if (tries >= mostTries || !isSpreading(error)) throw error
        arm.log.info(
          `deployment ${name}: the endpoint's own roles are still spreading; trying again`,
        )
        await pause(spreadingMs, signal)
      }
    }
  })
}

/**
 * A new endpoint's identity gets its roles from Azure itself, which takes some minutes to be true
 * everywhere ("Authentication and authorization for online endpoints").
 */
const isSpreading = (error: unknown) =>
  error instanceof ActionError && /role assignment takes some time/i.test(error.message)
const spreadingMs = 20_000
const mostTries = 12

/** Waits for a deployment that another run began. */
export async function resumeDeployment(
  arm: Arm,
  endpoint: string,
  name: string,
  explaining: Explaining,
  signal: AbortSignal,
): Promise<void> {
  await explained(arm, endpoint, name, explaining, signal, async () => {
    const resource = await readResource(arm, endpoint, name, signal)
    const properties = resource?.properties?.['properties'] as Record<string, unknown> | undefined
    const url = properties?.['AzureAsyncOperationUri']
    const onPoll = watchProgress(arm, endpoint, name, explaining, signal)
    // The map is whoever's wrote the deployment; only ARM's own address is followed.
    if (typeof url === 'string' && new URL(url, arm.hosts.arm).origin === arm.hosts.arm)
      await followUrl(arm, url, { attempt: attemptAt(name), signal, onPoll })
    await settle(arm, endpoint, name, signal)
  })
}

const busyRefusal = /because it is in \w+ provisioning state/i

/** Azure refuses a deployment while its endpoint is changing: that passes. */
async function putWhenIdle(arm: Arm, deployment: NewDeployment, signal: AbortSignal) {
  for (let tries = 0; ; tries++) {
    try {
      return await whenIdle(
        (accept) =>
          arm.send({
            method: 'PUT',
            path: pathOf(arm, deployment.endpoint, deployment.name),
            body: bodyOf(deployment),
            attempt: attemptAt(deployment.name),
            signal,
            accept,
          }),
        signal,
      )
    } catch (error) {
      const busy = error instanceof ActionError && busyRefusal.test(error.message)
      if (!busy || tries >= 20) throw error
      arm.log.info(`endpoint '${deployment.endpoint}' is still being changed; waiting`)
      await pause(Math.min(15_000, 500 * 2 ** tries), signal)
    }
  }
}

/** The operation's success is not yet the resource's: only its own state counts. */
async function settle(
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  // Right after its creation a deployment can be "not found" for a moment.
  let missing = 0
  const resource = await until(
    () => readResource(arm, endpoint, name, signal),
    (found) => (found ? hasEnded(found) : ++missing > 12),
    signal,
  )
  const state = resource ? stateOf(resource) : 'gone'
  if (state !== 'Succeeded') {
    throw new ActionError({
      code: 'deployment-failed',
      message: `deployment '${name}' ended in state ${state}`,
      hint: 'Its log says why, if the container was started at all.',
    })
  }
}

const deletionOf = (arm: Arm, endpoint: string, name: string) =>
  ({
    path: pathOf(arm, endpoint, name),
    attempt: { doing: `delete deployment '${name}'`, otherwise: 'deployment-failed' },
  }) as const

/** Deletes a deployment and waits until it is gone; one that is already gone is fine. */
export const deleteDeployment = (
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<void> =>
  deleteResource(arm, { ...deletionOf(arm, endpoint, name), signal }, () =>
    readResource(arm, endpoint, name, signal),
  )

/** Asks for a deployment's deletion without waiting for it: there are only seconds left. */
export async function requestDeletion(
  arm: Arm,
  endpoint: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await arm.send({
    ...deletionOf(arm, endpoint, name),
    method: 'DELETE',
    signal,
    accept: [404],
  })
}
