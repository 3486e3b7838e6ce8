/** Reading what Azure has. Nothing here writes. */
import { ActionError } from '../errors.ts'
import type { EnvironmentChoice, Request } from '../plan/request.ts'
import type {
  AzureState,
  Datastore,
  ModelVersionState,
  RegisteredState,
  Usage,
  VmSize,
} from '../plan/state.ts'
import type { Arm } from './arm.ts'
import { listDeployments } from './deployment.ts'
import { readEndpoint } from './endpoint.ts'
import { attempting, isNotFound } from './failure.ts'

type Signal = { readonly abortSignal: AbortSignal }

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
    versions,
    nextVersion,
    registered,
    environmentId,
    sizes,
    usages,
  ] = await Promise.all([
    readDatastore(arm, options),
    readEndpoint(arm, request.endpoint.name, signal),
    listDeployments(arm, request.endpoint.name, signal),
    local ? listModelVersions(arm, modelName, options) : [],
    local ? readNextVersion(arm, modelName, options) : '',
    local ? undefined : readRegistered(arm, modelName, source.version, options),
    environment && findEnvironment(arm, environment, options),
    unlessForbidden(listSizes(arm, workspace.location, options)),
    unlessForbidden(listUsages(arm, workspace.location, options)),
  ])
  return {
    workspace,
    datastore,
    ...(endpoint ? { endpoint } : {}),
    deployments,
    models: { versions, nextVersion },
    ...(registered ? { registered } : {}),
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(sizes ? { sizes } : {}),
    ...(usages ? { usages } : {}),
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

/** The versions of a model, newest last; none when there is no such model yet. */
export async function listModelVersions(
  arm: Arm,
  name: string,
  options: Signal,
): Promise<readonly ModelVersionState[]> {
  const { resourceGroup, workspace } = arm.where
  return attempting(
    { doing: `list the versions of model '${name}'`, otherwise: 'azure-refused' },
    async () => {
      const versions: ModelVersionState[] = []
      try {
        for await (const { id, name: version, properties } of arm.sdk.modelVersions.list(
          resourceGroup,
          workspace,
          name,
          options,
        )) {
          versions.push({
            version: version ?? '',
            id: id ?? '',
            uri: properties.modelUri ?? '',
            tags: text(properties.tags),
          })
        }
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
      return versions
    },
  )
}

/** One registered version, or the latest; throws `model-not-found` when there is none. */
async function readRegistered(
  arm: Arm,
  name: string,
  asked: string | undefined,
  options: Signal,
): Promise<RegisteredState> {
  const { resourceGroup, workspace } = arm.where
  const { modelContainers, modelVersions } = arm.sdk
  return attempting({ doing: `read model '${name}'`, otherwise: 'azure-refused' }, async () => {
    try {
      const version =
        asked ??
        (await modelContainers.get(resourceGroup, workspace, name, options)).properties
          .latestVersion ??
        ''
      const { id, properties } = await modelVersions.get(
        resourceGroup,
        workspace,
        name,
        version,
        options,
      )
      return {
        version,
        id: id ?? '',
        uri: properties.modelUri ?? '',
        tags: text(properties.tags),
        type: properties.modelType ?? 'custom_model',
      }
    } catch (error) {
      if (!isNotFound(error)) throw error
      throw new ActionError({
        code: 'model-not-found',
        message: `'model-path' is 'azureml:${name}${asked === undefined ? '@latest' : `:${asked}`}': there is no such model in workspace '${workspace}'`,
        hint: `See what is registered: az ml model list -n ${name} -g ${resourceGroup} -w ${workspace} -o table`,
        cause: error,
      })
    }
  })
}

const text = (map: Readonly<Record<string, string | null>> | undefined) =>
  Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, value ?? '']))

/** The version number that Azure would give next; `1` for a model that does not exist. */
export async function readNextVersion(arm: Arm, name: string, options: Signal): Promise<string> {
  const { resourceGroup, workspace } = arm.where
  return attempting({ doing: `read model '${name}'`, otherwise: 'azure-refused' }, async () => {
    try {
      const { properties } = await arm.sdk.modelContainers.get(
        resourceGroup,
        workspace,
        name,
        options,
      )
      return properties.nextVersion ?? '1'
    } catch (error) {
      if (isNotFound(error)) return '1'
      throw error
    }
  })
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

/** What the identity may not read is not known; any other failure is one. */
async function unlessForbidden<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof ActionError && error.code === 'permission-denied') return undefined
    throw error
  }
}

async function listSizes(arm: Arm, location: string, options: Signal): Promise<readonly VmSize[]> {
  return attempting(
    { doing: `list the VM sizes of ${location}`, otherwise: 'azure-refused' },
    async () => {
      const { value = [] } = await arm.sdk.virtualMachineSizes.list(location, options)
      return value.map((size): VmSize => {
        const linux = size.estimatedVMPrices?.values.find(
          (price) => price.osType === 'Linux' && price.vmTier === 'Standard',
        )
        return {
          name: size.name ?? '',
          family: size.family ?? '',
          vCPUs: size.vCPUs ?? 0,
          gpus: size.gpus ?? 0,
          memoryGB: size.memoryGB ?? 0,
          premiumDisks: size.premiumIO ?? false,
          computeTypes: size.supportedComputeTypes ?? [],
          ...(linux
            ? {
                price: {
                  amount: linux.retailPrice,
                  currency: size.estimatedVMPrices?.billingCurrency ?? 'USD',
                },
              }
            : {}),
        }
      })
    },
  )
}

async function listUsages(arm: Arm, location: string, options: Signal): Promise<readonly Usage[]> {
  return attempting(
    { doing: `read the quota of ${location}`, otherwise: 'azure-refused' },
    async () => {
      const usages: Usage[] = []
      for await (const row of arm.sdk.usages.list(location, options)) {
        usages.push({
          name: row.name?.localizedValue ?? row.name?.value ?? '',
          type: row.type ?? '',
          current: row.currentValue ?? 0,
          limit: row.limit ?? -1,
        })
      }
      return usages
    },
  )
}
