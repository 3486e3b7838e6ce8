import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import {
  AnonymousCredential,
  BlobSASPermissions,
  type BlockBlobClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { buildImage } from '../container/image/index.ts'
import { type Credential, entra, type Fixture, startFixture } from './fixture.ts'

// Azurite starts in a process of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.end())
beforeEach(() => {
  fixture.account.allowSharedKeyAccess = true
  fixture.account.reachable = true
})

const container = 'azureml-blobstore'
const anonymous = new AnonymousCredential()
const contributor = entra('contributor')
const soon = () => new Date(Date.now() + 3_600_000)
const at = (path: string) => ({ account: 'mlstorage', container, path })

const blob = (credential: Credential, name: string, sas?: string) =>
  fixture.client(credential, sas).getContainerClient(container).getBlockBlobClient(name)

const write = (client: BlockBlobClient, text = 'hello') => client.upload(text, text.length)

async function refusal(attempt: Promise<unknown>): Promise<[status: number, code: string]> {
  const error = await attempt.then(
    () => new Error('it was accepted'),
    (reason) => reason,
  )
  return [error.statusCode, error.details?.errorCode ?? error.message]
}

describe('the account key', () => {
  test('writes and reads, metadata and all', async () => {
    const client = blob(fixture.key, 'LocalUpload/ab c/ö+1 %.txt')
    await client.upload('hello', 5, { metadata: { upload_status: 'completed', Name: 'm' } })
    expect((await client.downloadToBuffer()).toString()).toBe('hello')
    expect((await client.getProperties()).metadata).toMatchObject({ upload_status: 'completed' })
  })

  test('uploads in blocks what does not fit in one request', async () => {
    const bytes = randomBytes(20 * 1024 * 1024)
    const client = blob(fixture.key, 'blocks.bin')
    await client.uploadStream(Readable.from([bytes]), 4 * 1024 * 1024, 4)
    expect(digest(await client.downloadToBuffer())).toBe(digest(bytes))
  })

  test('finds its containers there, and no others', async () => {
    expect(await fixture.client(fixture.key).getContainerClient(container).exists()).toBe(true)
    expect(await fixture.client(fixture.key).getContainerClient('other').exists()).toBe(false)
  })

  test('is refused when it is another account’s', async () => {
    const wrong = new StorageSharedKeyCredential('mlstorage', Buffer.alloc(64).toString('base64'))
    expect(await refusal(write(blob(wrong, 'x')))).toEqual([403, 'AuthenticationFailed'])
  })

  test('is refused where policy forbids keys', async () => {
    fixture.account.allowSharedKeyAccess = false
    const code = 'KeyBasedAuthenticationNotPermitted'
    expect(await refusal(write(blob(fixture.key, 'x')))).toEqual([403, code])
    const sas = fixture.storage.sas('mlstorage', container, 'rcwl', soon())
    expect(await refusal(write(blob(anonymous, 'x', sas)))).toEqual([403, code])
  })
})

describe('a SAS', () => {
  test('allows what it says', async () => {
    const sas = fixture.storage.sas('mlstorage', container, 'rcwl', soon())
    await write(blob(anonymous, 'sas.txt', sas))
    expect((await blob(anonymous, 'sas.txt', sas).downloadToBuffer()).toString()).toBe('hello')
  })

  test('allows no more', async () => {
    const sas = fixture.storage.sas('mlstorage', container, 'rl', soon())
    const expected = [403, 'AuthorizationPermissionMismatch']
    expect(await refusal(write(blob(anonymous, 'x', sas)))).toEqual(expected)
  })

  test('ends', async () => {
    const sas = fixture.storage.sas('mlstorage', container, 'rcwl', new Date(Date.now() - 60_000))
    const expected = [403, 'AuthenticationFailed']
    expect(await refusal(write(blob(anonymous, 'x', sas)))).toEqual(expected)
  })

  test('can be signed for an Entra identity, which works without keys', async () => {
    fixture.account.allowSharedKeyAccess = false
    const service = fixture.client(contributor)
    const key = await service.getUserDelegationKey(new Date(Date.now() - 60_000), soon())
    const sas = generateBlobSASQueryParameters(
      {
        containerName: container,
        permissions: ContainerSASPermissions.parse('rcw'),
        protocol: SASProtocol.Https,
        expiresOn: soon(),
      },
      key,
      'mlstorage',
    ).toString()
    await write(blob(anonymous, 'delegated.txt', sas))
  })

  test('opens the source of a copy', async () => {
    await write(blob(fixture.key, 'source.txt'), 'copied')
    const sas = await blob(fixture.key, 'source.txt').generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      expiresOn: soon(),
    })
    const target = blob(fixture.key, 'target.txt')
    const id = Buffer.from('block-1').toString('base64')
    await target.stageBlockFromURL(id, sas)
    await target.commitBlockList([id])
    expect((await target.downloadToBuffer()).toString()).toBe('copied')
  })
})

describe('an Entra token', () => {
  test('of a contributor writes, by any spelling of the path', async () => {
    const client = blob(contributor, 'folder one/ü (1).txt')
    await client.upload('hello', 5, { metadata: { a: '1' } })
    expect((await client.downloadToBuffer(1, 3)).toString()).toBe('ell')
    const names: string[] = []
    const listed = fixture.client(entra('reader')).getContainerClient(container).listBlobsFlat()
    for await (const { name } of listed) names.push(name)
    expect(names).toContain('folder one/ü (1).txt')
  })

  test('of a reader does not', async () => {
    const expected = [403, 'AuthorizationPermissionMismatch']
    expect(await refusal(write(blob(entra('reader'), 'x')))).toEqual(expected)
    expect(await refusal(blob(entra('nobody'), 'x').getProperties())).toEqual(expected)
  })

  test('works where policy forbids keys', async () => {
    fixture.account.allowSharedKeyAccess = false
    await write(blob(contributor, 'token.txt'))
  })
})

describe('without a credential', () => {
  test('a client is challenged', async () => {
    const expected = [401, 'NoAuthenticationInformation']
    expect(await refusal(blob(anonymous, 'x').downloadToBuffer())).toEqual(expected)
  })
})

test('Python’s client works unchanged, with a key, a token and a SAS', async () => {
  const image = await buildImage({
    python: '3.12',
    requirements: ['azure-storage-blob'],
    notes: [],
  })
  if (!('python' in image)) throw new Error(image.log)
  const sas = fixture.storage.sas('mlstorage', container, 'rcwl', soon())
  const { token } = (await contributor.getToken('')) ?? { token: '' }
  const args = ['-c', pythonClient, fixture.account.key, token, sas]
  const { stdout } = await promisify(execFile)(image.python, args, {
    env: fixture.environment,
    encoding: 'utf8',
  })
  expect(stdout.trim().split('\n')).toEqual(['9000000 True', 'hi', 'x', '403 AuthenticationFailed'])
})

const pythonClient = `
import os, sys, time
from azure.core.credentials import AccessToken
from azure.storage.blob import BlobServiceClient
key, token, sas = sys.argv[1:]
class Entra:
    def get_token(self, *scopes, **options):
        return AccessToken(token, int(time.time()) + 3600)
def service(credential):
    return BlobServiceClient("https://mlstorage.blob.core.windows.net", credential=credential)
bytes = os.urandom(9_000_000)
blob = service(key).get_blob_client("azureml-blobstore", "py/a b.bin")
blob.upload_blob(bytes, overwrite=True, validate_content=True, max_concurrency=4)
print(blob.get_blob_properties().size, blob.download_blob().readall() == bytes)
container = service(Entra()).get_container_client("azureml-blobstore")
container.upload_blob("py/t.txt", b"hi", overwrite=True)
print(container.download_blob("py/t.txt").readall().decode())
blob = service(sas).get_blob_client("azureml-blobstore", "py/sas.txt")
blob.upload_blob(b"x", overwrite=True)
print(blob.download_blob().readall().decode())
try:
    service("AAAA").get_container_client("other").create_container()
except Exception as error:
    print(error.status_code, error.response.headers["x-ms-error-code"])
`

describe('a firewall', () => {
  test('refuses everybody outside', async () => {
    fixture.account.reachable = false
    const expected = [403, 'AuthorizationFailure']
    expect(await refusal(write(blob(fixture.key, 'x')))).toEqual(expected)
    expect(await refusal(write(blob(contributor, 'x')))).toEqual(expected)
  })

  test('does not refuse Azure’s own services', async () => {
    fixture.account.reachable = false
    await fixture.storage.writeText({ ...at('ImageLogs/1/build.log'), container: 'azureml' }, 'log')
    const text = fixture.storage.readText({ ...at('ImageLogs/1/build.log'), container: 'azureml' })
    expect(await text).toBe('log')
  })
})

describe('what Azure mounts', () => {
  const root = 'LocalUpload/0123'

  test('is a blob under its base name', async () => {
    await write(blob(fixture.key, `${root}/model.pkl`), 'pickle')
    await write(blob(fixture.key, `${root}/model.pkl.sig`))
    await fixture.storage.download(at(`${root}/model.pkl`), join(fixture.directory, 'file'))
    expect(await readdir(join(fixture.directory, 'file'))).toEqual(['model.pkl'])
  })

  test('is a folder under its last segment', async () => {
    await write(blob(fixture.key, `${root}/src & co/score.py`), 'a')
    await write(blob(fixture.key, `${root}/src & co/lib/<x>.py`), 'b')
    expect(await fixture.storage.list(at(`${root}/src & co`))).toEqual([
      { path: `${root}/src & co/lib/<x>.py`, bytes: 1 },
      { path: `${root}/src & co/score.py`, bytes: 1 },
    ])
    await fixture.storage.download(at(`${root}/src & co`), fixture.directory)
    const copy = join(fixture.directory, 'src & co', 'lib', '<x>.py')
    expect(await readFile(copy, 'utf8')).toBe('b')
  })

  test('must be there', async () => {
    const missing = fixture.storage.download(at(`${root}/absent`), fixture.directory)
    await expect(missing).rejects.toThrow('BlobNotFound')
  })
})

describe('a state directory', () => {
  test('keeps the blobs', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'storage-state-'))
    const first = await startFixture(directory)
    await first.storage.writeText(at('kept.txt'), 'still here')
    await first.end()
    const second = await startFixture(directory)
    expect(await second.storage.readText(at('kept.txt'))).toBe('still here')
    await second.end()
    await rm(directory, { recursive: true })
  })
})

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
