/** Access to the workspace's default datastore: shared key, SAS or Entra token, whichever the account allows. */
import {
  AnonymousCredential,
  ContainerClient,
  newPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { ActionError, type Failure } from '../errors.ts'
import type { Datastore } from '../plan/state.ts'
import type { Arm } from './arm.ts'
import { attempting, correlationOf } from './failure.ts'
import { persist } from './patience.ts'

/** The datastore's container, opened with one kind of credential. */
export interface OpenContainer {
  readonly client: ContainerClient
  readonly by: 'shared key' | 'SAS' | 'Entra token'
}

// The client's own retries are off: persist() knows throttling, resets and silence, and can be cancelled.
const pipelineOptions = {
  retryOptions: { maxTries: 1 },
  userAgentOptions: { userAgentPrefix: 'azureml-deploy' },
}

const byToken = (arm: Arm, datastore: Datastore): OpenContainer => ({
  client: new ContainerClient(
    `${datastore.url}/${datastore.container}`,
    newPipeline(arm.credential, pipelineOptions),
  ),
  by: 'Entra token',
})

/** As the datastore says: its key, its SAS, or the caller's own identity. */
async function open(arm: Arm, datastore: Datastore, signal: AbortSignal): Promise<OpenContainer> {
  if (datastore.credentials === 'identity') return byToken(arm, datastore)
  const { resourceGroup, workspace } = arm.where
  const secrets = await attempting(
    {
      doing: `read the credentials of datastore '${datastore.name}'`,
      otherwise: 'permission-denied',
    },
    () =>
      arm.sdk.datastores.listSecrets(resourceGroup, workspace, datastore.name, {
        abortSignal: signal,
      }),
  )
  const url = `${datastore.url}/${datastore.container}`
  if (secrets.secretsType === 'AccountKey') {
    const { key } = secrets as { key?: string }
    if (key) {
      arm.log.hide(key)
      const credential = new StorageSharedKeyCredential(datastore.account, key)
      return {
        client: new ContainerClient(url, newPipeline(credential, pipelineOptions)),
        by: 'shared key',
      }
    }
  }
  if (secrets.secretsType === 'Sas') {
    const sas = (secrets as { sasToken?: string }).sasToken?.replace(/^\?/, '')
    if (sas) {
      arm.log.hide(sas)
      return {
        client: new ContainerClient(
          `${url}?${sas}`,
          newPipeline(new AnonymousCredential(), pipelineOptions),
        ),
        by: 'SAS',
      }
    }
  }
  return byToken(arm, datastore)
}

/**
 * Opens the container and makes sure that it answers. An account whose shared keys are disabled is
 * opened with the Entra token instead.
 */
export async function openDatastore(
  arm: Arm,
  datastore: Datastore,
  signal: AbortSignal,
): Promise<OpenContainer> {
  const opened = await open(arm, datastore, signal)
  const probe = (container: OpenContainer) =>
    persist(
      (abortSignal) => container.client.getBlobClient('LocalUpload').exists({ abortSignal }),
      { signal },
    )
  try {
    await probe(opened)
    return opened
  } catch (error) {
    if (opened.by === 'Entra token' || !keysDisabled(error)) throw storageFailure(error, datastore)
    arm.log.info(
      `storage account '${datastore.account}' does not allow shared keys; using the Entra token`,
    )
    return byToken(arm, datastore)
  }
}

interface StorageError {
  readonly code?: string
  readonly statusCode?: number
  readonly message?: string
  readonly details?: { readonly errorCode?: string }
  readonly response?: { readonly headers?: { get(name: string): string | undefined } }
}

/** A HEAD has no body, so its code stands in a header. */
const codeOf = (error: StorageError) =>
  error.response?.headers?.get('x-ms-error-code') ?? error.details?.errorCode ?? error.code ?? ''

const keysDisabled = (error: unknown) =>
  codeOf(error as StorageError) === 'KeyBasedAuthenticationNotPermitted'

/** What Blob Storage refuses, explained ("Azure Blob Storage error codes"). */
export function storageFailure(thrown: unknown, datastore: Datastore): ActionError {
  if (thrown instanceof ActionError) return thrown
  const error = thrown as StorageError
  const code = codeOf(error)
  const { account, container } = datastore
  const correlation = correlationOf((name) => error.response?.headers?.get(name))
  const failure = (rest: Omit<Failure, 'cause' | 'correlation'>) =>
    new ActionError({ ...rest, correlation, cause: thrown })
  switch (code) {
    case 'AuthorizationPermissionMismatch':
    case 'InsufficientAccountPermissions':
    case 'AuthorizationServiceMismatch':
    case 'AuthorizationResourceTypeMismatch':
      return failure({
        code: 'storage-permission-denied',
        message: `storage account '${account}' refuses the upload (${code}): the identity may not write blobs in container '${container}'`,
        hint: `Grant it the role 'Storage Blob Data Contributor' on the storage account: az role assignment create --assignee <client-id> --role "Storage Blob Data Contributor" --scope <id of ${account}>. A new role takes some minutes to take effect.`,
      })
    case 'AuthorizationFailure':
    case 'PublicAccessNotPermitted':
      return failure({
        code: 'storage-unreachable',
        message: `storage account '${account}' refuses this runner (${code}): its firewall or private endpoint lets only certain networks in`,
        hint: "A GitHub-hosted runner is outside of them. Use a self-hosted runner in the workspace's network, or allow the runner's network in the account's firewall.",
      })
    case 'KeyBasedAuthenticationNotPermitted':
    case 'AuthenticationFailed':
    case 'InvalidAuthenticationInfo':
      return failure({
        code: 'storage-permission-denied',
        message: `storage account '${account}' does not accept the credentials of the datastore (${code})`,
        hint: "If its keys were rotated: az ml workspace sync-keys. If shared keys are disabled: grant the identity 'Storage Blob Data Contributor'.",
      })
    default:
  }
  if (error.statusCode === 403) {
    return failure({
      code: 'storage-permission-denied',
      message: `storage account '${account}' refuses the upload: ${code || 'HTTP 403'}`,
      hint: "Grant the identity 'Storage Blob Data Contributor' on the storage account, and check the account's firewall.",
    })
  }
  return failure({
    code: error.statusCode === undefined ? 'network' : 'upload-failed',
    message: `could not upload to storage account '${account}': ${code || error.message || `HTTP ${error.statusCode}`}`,
    hint: 'Check that the runner reaches the storage account (firewall, proxy, DNS), then run again: what was uploaded is not uploaded twice.',
  })
}
