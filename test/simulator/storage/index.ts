/** Azure Blob Storage: Azurite behind the accounts' own host names, policies and identities. */
import { join } from 'node:path'
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import type { BlobStorage, Handler, StorageAccess, StorageAccount } from '../types.ts'
import { startAzurite } from './azurite.ts'
import { credentialOf } from './credential.ts'
import { doors } from './doors.ts'
import { forwarder } from './forward.ts'
import { authorizationOf } from './identity.ts'
import {
  credentialWanted,
  keysNotPermitted,
  publicAccessRefused,
  refuse,
  unreachable,
} from './refusal.ts'

export interface BlobStorageOptions {
  readonly accounts: StorageAccount[]
  /** Blobs outlive the process here; without it they end with it. */
  readonly stateDirectory?: string
  /** Says what a bearer token allows; `operation` tells a reader's role from a contributor's. */
  readonly authorize: (
    bearerToken: string,
    account: StorageAccount,
    operation: 'read' | 'write',
  ) => StorageAccess
}

/** Starts the storage accounts, each with its containers. */
export async function startBlobStorage(options: BlobStorageOptions): Promise<BlobStorage> {
  const { accounts, stateDirectory, authorize } = options
  const azurite = await startAzurite(accounts, stateDirectory && join(stateDirectory, 'blobs'))
  const inside = doors(azurite.origin)
  const { forward, close } = forwarder(azurite.origin)
  for (const { name, containers } of accounts) {
    for (const container of containers) await inside.createContainer(name, container)
  }

  const handle: Handler = async (request, response) => {
    const account = accountOf(request.headers.host, accounts)
    // In Azure the name of an account that does not exist does not even resolve.
    if (account === undefined) return void request.destroy()
    if (!account.reachable) return refuse(response, unreachable)
    const credential = credentialOf(request)
    switch (credential.kind) {
      case 'bearer': {
        const operation = /^(GET|HEAD)$/.test(request.method ?? '') ? 'read' : 'write'
        const access = authorize(credential.token, account, operation)
        if (!access.ok) return refuse(response, access)
        return forward(request, response, authorizationOf(credential.token))
      }
      case 'key':
        if (!account.allowSharedKeyAccess) return refuse(response, keysNotPermitted)
        return forward(request, response)
      case 'delegation':
        return forward(request, response)
      case 'none':
        if (request.method === 'OPTIONS') return forward(request, response)
        return refuse(
          response,
          request.headers['x-ms-version'] === undefined ? publicAccessRefused : credentialWanted,
        )
    }
  }

  return {
    ...inside,
    handle,
    sas(name, container, permissions, expires) {
      const account = accounts.find((candidate) => candidate.name === name)
      if (account === undefined) throw new Error(`There is no storage account ${name}`)
      return generateBlobSASQueryParameters(
        {
          containerName: container,
          permissions: ContainerSASPermissions.parse(permissions),
          protocol: SASProtocol.Https,
          expiresOn: expires,
        },
        new StorageSharedKeyCredential(account.name, account.key),
      ).toString()
    },
    async close() {
      close()
      await azurite.close()
    },
  }
}

function accountOf(
  host: string | undefined,
  accounts: readonly StorageAccount[],
): StorageAccount | undefined {
  const name = host?.toLowerCase().replace(/:\d+$/, '')
  return accounts.find((account) => name === `${account.name}.blob.${account.suffix}`)
}
