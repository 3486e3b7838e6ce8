/** One storage account behind the simulator's own door, for tests with real clients. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import type { TokenCredential } from '@azure/core-auth'
import {
  type AnonymousCredential,
  BlobServiceClient,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { createAuthority } from '../certificates.ts'
import { startProxy } from '../proxy.ts'
import type { BlobStorage, StorageAccess, StorageAccount } from '../types.ts'
import { startBlobStorage } from './index.ts'

/** What a client proves itself with. */
export type Credential = TokenCredential | StorageSharedKeyCredential | AnonymousCredential

export interface Fixture {
  readonly account: StorageAccount
  readonly storage: BlobStorage
  readonly key: StorageSharedKeyCredential
  readonly directory: string
  /** For clients in other processes. */
  readonly environment: NodeJS.ProcessEnv
  client(credential: Credential, sas?: string): BlobServiceClient
  end(): Promise<void>
}

/** A token is worth what its text says: `contributor`, `reader`, or nothing. */
function authorize(token: string, _: StorageAccount, operation: 'read' | 'write'): StorageAccess {
  const role = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).role
  if (role === 'contributor' || (role === 'reader' && operation === 'read')) return { ok: true }
  return {
    ok: false,
    status: 403,
    code: 'AuthorizationPermissionMismatch',
    message: 'This request is not authorized to perform this operation using this permission.',
  }
}

/** An Entra credential with a role. */
export function entra(role: string): TokenCredential {
  const claims = { role, oid: '11111111-1111-1111-1111-111111111111', tid: 'tenant' }
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
}

export async function startFixture(stateDirectory?: string): Promise<Fixture> {
  const account: StorageAccount = {
    name: 'mlstorage',
    key: Buffer.alloc(64, 7).toString('base64'),
    suffix: 'core.windows.net',
    containers: ['azureml-blobstore', 'azureml'],
    allowSharedKeyAccess: true,
    reachable: true,
  }
  const storage = await startBlobStorage({
    accounts: [account],
    authorize,
    ...(stateDirectory !== undefined && { stateDirectory }),
  })
  const authority = createAuthority()
  const proxy = await startProxy({
    port: 0,
    authority,
    knows: (host) => host.endsWith('.blob.core.windows.net'),
    answer: (_host, request, response) => void storage.handle(request, response),
    refuse: () => {},
  })
  const directory = await mkdtemp(join(tmpdir(), 'storage-test-'))
  const ca = join(directory, 'ca.pem')
  await writeFile(ca, authority.pem)
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), authority.pem])
  const { hostname, port } = new URL(proxy.url)
  return {
    account,
    storage,
    directory,
    key: new StorageSharedKeyCredential(account.name, account.key),
    environment: {
      ...process.env,
      HTTPS_PROXY: proxy.url,
      REQUESTS_CA_BUNDLE: ca,
      SSL_CERT_FILE: ca,
      SSL_CERT_DIR: '',
      NODE_EXTRA_CA_CERTS: ca,
    },
    client: (credential, sas) =>
      new BlobServiceClient(
        `https://${account.name}.blob.${account.suffix}${sas === undefined ? '' : `?${sas}`}`,
        credential,
        {
          proxyOptions: { host: `http://${hostname}`, port: Number(port) },
          retryOptions: { maxTries: 1 },
        },
      ),
    async end() {
      await proxy.close()
      await storage.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
