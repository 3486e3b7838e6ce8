/** Reading what Azure has. Nothing here writes. */
import { ActionError } from '../errors.ts'
import type { EnvironmentChoice, Request } from '../plan/request.ts'
import type { AzureState, Datastore, ServiceState } from '../plan/state.ts'
import { readAlertRules } from './alerts.ts'
import type { Arm } from './arm.ts'
import { readAutoscale } from './autoscale.ts'
import { readSizes, readUsages } from './capacity.ts'
import { listDeployments } from './deployment.ts'
import { readEndpoint } from './endpoint.ts'
import { attempting, isNotFound } from './failure.ts'
import { listModelVersions, readNextVersion, readRegistered } from './models.ts'

type Signal = { readonly abortSignal: AbortSignal }

/** A service, and nothing else: for who neither registers nor deploys. */
export async function lookAtService(
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<ServiceState> {
  const [endpoint, deployments] = await Promise.all([
    readEndpoint(arm, name, signal),
    listDeployments(arm, name, signal),
  ])
  return { ...(endpoint ? { endpoint } : {}), deployments }
}

/** Everything that the planner needs to know, read side by side. */
export async function look(arm: Arm, request: Request, signal: AbortSignal): Promise<AzureState> {
  const options = { abortSignal: signal }
  const workspace = await readWorkspace(arm, options)
  const environment =
    request.serving.kind === 'code' && request.serving.environment.kind === 'registered'
      ? request.serving.environment
      : undefined
  const { source, name: modelName } = request.model
  const local = source.kind === 'local'
  const [
    datastore,
    endpoint,
    deployments,
    autoscale,
    versions,
    nextVersion,
    registered,
    environmentId,
    sizes,
    usages,
    alertRules,
  ] = await Promise.all([
    readDatastore(arm, options),
    readEndpoint(arm, request.endpoint.name, signal),
    listDeployments(arm, request.endpoint.name, signal),
    readAutoscale(arm, request.endpoint.name, signal),
    local ? listModelVersions(arm, modelName, options) : [],
    local ? readNextVersion(arm, modelName, options) : '',
    local ? undefined : readRegistered(arm, modelName, source.version, options),
    environment && findEnvironment(arm, environment, options),
    readSizes(arm, workspace.location, options),
    readUsages(arm, workspace.location, options),
    readAlertRules(arm, request.rollout.watch.alerts, signal),
  ])
  return {
    workspace,
    datastore,
    ...(endpoint ? { endpoint } : {}),
    deployments,
    autoscale,
    models: { versions, nextVersion },
    ...(registered ? { registered } : {}),
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(sizes ? { sizes } : {}),
    ...(usages ? { usages } : {}),
    alertRules,
  }
}

async function readWorkspace(arm: Arm, options: Signal): Promise<AzureState['workspace']> {
  const { resourceGroup, workspace: name } = arm.where
  try {
    const workspace = await arm.sdk.workspaces.get(resourceGroup, name, options)
    return {
      id: arm.workspaceId,
      location: workspace.location ?? '',
      ...(workspace.workspaceId === undefined ? {} : { guid: workspace.workspaceId }),
    }
  } catch (error) {
    if (isNotFound(error)) {
      throw new ActionError({
        code: 'workspace-not-found',
        message: `there is no workspace '${name}' in resource group '${resourceGroup}' of subscription ${arm.where.subscriptionId}`,
        hint: "Check 'workspace', 'resource-group' and 'subscription-id' (az ml workspace list -o table). Azure also answers so when the identity that signs in has no role there.",
        cause: error,
      })
    }
    return attempting({ doing: `read workspace '${name}'`, otherwise: 'azure-refused' }, () =>
      Promise.reject(error),
    )
  }
}

async function readDatastore(arm: Arm, options: Signal): Promise<Datastore> {
  const { resourceGroup, workspace } = arm.where
  return attempting(
    { doing: 'read the default datastore', otherwise: 'azure-refused' },
    async () => {
      const list = arm.sdk.datastores.list(resourceGroup, workspace, {
        ...options,
        isDefault: true,
      })
      for await (const { name, properties } of list) {
        if (properties.datastoreType !== 'AzureBlob') {
          throw new ActionError({
            code: 'datastore-unsupported',
            message: `the default datastore '${name}' is of type ${properties.datastoreType}; models are uploaded to Azure Blob Storage`,
            hint: 'Make a blob datastore the default of the workspace (normally workspaceblobstore).',
          })
        }
        const { accountName, containerName, endpoint, protocol } = properties as {
          accountName?: string
          containerName?: string
          endpoint?: string
          protocol?: string
        }
        const account = accountName ?? ''
        return {
          name: name ?? '',
          account,
          container: containerName ?? '',
          url: `${protocol ?? 'https'}://${account}.blob.${endpoint ?? arm.hosts.storageSuffix}`,
          credentials: properties.credentials?.credentialsType === 'None' ? 'identity' : 'secrets',
        }
      }
      throw new ActionError({
        code: 'datastore-unsupported',
        message: `workspace '${workspace}' has no default datastore`,
        hint: 'Make a blob datastore the default of the workspace.',
      })
    },
  )
}

async function findEnvironment(
  arm: Arm,
  choice: Extract<EnvironmentChoice, { kind: 'registered' }>,
  options: Signal,
): Promise<string | undefined> {
  const { resourceGroup, workspace } = arm.where
  const { name } = choice
  return attempting(
    { doing: `read environment '${name}'`, otherwise: 'azure-refused' },
    async () => {
      try {
        const version =
          choice.version ??
          (await arm.sdk.environmentContainers.get(resourceGroup, workspace, name, options))
            .properties.latestVersion
        if (!version) return undefined
        return (
          await arm.sdk.environmentVersions.get(resourceGroup, workspace, name, version, options)
        ).id
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
  )
}
