/** Datastores: where the workspace keeps its bytes, and the secrets that open it. */
import type { Datastore, Json } from '../world.ts'
import {
  type Call,
  idOf,
  key,
  named,
  provider,
  type Route,
  systemData,
  workspacePath,
} from './call.ts'
import { serviceRefusal } from './errors.ts'
import { paged } from './paging.ts'
import { flag, integer, object, orNull, since } from './validate.ts'
import { speaks } from './versions.ts'

const path = `${workspacePath}/datastores`
const sasHours = 10

export const datastoreRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    answer: (call) => {
      const { datastores } = call.azure.world
      const isDefault = call.url.searchParams.get('isDefault')?.toLowerCase()
      const names = call.url.searchParams.get('names')?.split(',').map(key)
      return paged(
        call,
        datastores
          .filter(
            (datastore) => isDefault === undefined || String(datastore.isDefault) === isDefault,
          )
          .filter((datastore) => names?.includes(key(datastore.name)) ?? true)
          .map((datastore) => view(call, datastore)),
      )
    },
  },
  {
    method: 'GET',
    path: `${path}/:datastore`,
    answer: (call) => ({ status: 200, body: view(call, find(call)) }),
  },
  {
    method: 'POST',
    path: `${path}/:datastore/listSecrets`,
    body: object({
      expirableSecret: since('expirableSecret', orNull(flag)),
      expireAfterHours: since('expirableSecret', orNull(integer())),
    }),
    answer: (call) => ({ status: 200, body: secrets(call, find(call)) }),
  },
]

const find = (call: Call): Datastore => {
  const name = named(call, 'datastore')
  const datastore = call.azure.world.datastores.find((one) => key(one.name) === key(name))
  if (datastore !== undefined) return datastore
  throw serviceRefusal(call.azure, 404, 'ResourceNotFound', `Could not find datastore: ${name}`)
}

const view = ({ azure, cloud, version }: Call, datastore: Datastore): Json => ({
  id: idOf(azure, `/datastores/${datastore.name}`),
  name: datastore.name,
  type: `${provider}/workspaces/datastores`,
  properties: {
    description: null,
    tags: null,
    properties: null,
    isDefault: datastore.isDefault,
    credentials: { credentialsType: datastore.credentials },
    datastoreType: 'AzureBlob',
    accountName: azure.world.storage.name,
    containerName: datastore.container,
    endpoint: cloud.storageSuffix,
    protocol: 'https',
    serviceDataAccessAuthIdentity:
      datastore.credentials === 'None' ? 'WorkspaceSystemAssignedIdentity' : 'None',
    ...(speaks(version, 'datastoreScope')
      ? { subscriptionId: azure.world.subscriptionId, resourceGroup: azure.world.resourceGroup }
      : {}),
  },
  systemData: systemData(azure, datastore.createdAt, datastore.createdAt),
})

/** A client that asks for a secret which expires gets a SAS, even where the account key is on file. */
const secrets = ({ azure, body }: Call, datastore: Datastore): Json => {
  const { storage } = azure.world
  if (datastore.credentials === 'None') {
    throw serviceRefusal(
      azure,
      400,
      'UserError',
      `No secrets for credentials of type None for datastore ${datastore.name}.`,
    )
  }
  if (datastore.credentials === 'AccountKey' && body['expirableSecret'] !== true) {
    return { secretsType: 'AccountKey', key: storage.key }
  }
  const hours = Number(body['expireAfterHours'] ?? sasHours)
  const expires = new Date(azure.clock.now().getTime() + hours * 3_600_000)
  return {
    secretsType: 'Sas',
    sasToken: azure.blobs.sas(storage.name, datastore.container, 'racwdl', expires),
  }
}
