/** Reading registered models. */
import { ActionError } from '../errors.ts'
import type { ModelVersionState } from '../plan/state.ts'
import type { Arm } from './arm.ts'
import { attempting, isNotFound } from './failure.ts'

type Signal = { readonly abortSignal: AbortSignal }

/** The versions of a model; none when there is no such model yet. */
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
            type: properties.modelType ?? 'custom_model',
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
export async function readRegistered(
  arm: Arm,
  name: string,
  asked: string | undefined,
  options: Signal,
): Promise<ModelVersionState> {
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
