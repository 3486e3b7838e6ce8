/** AzCopy against the simulator's Blob Storage, and models that it carries. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administer } from '../caller.ts'
import {
  ask,
  type Checkout,
  deployByAction,
  type Ended,
  makeCheckout,
  proxyOf,
  type RecordedSimulator,
  runClient,
  runPythonSdk,
  startRecordedSimulator,
} from './clients.ts'

/** Larger than what AzCopy sends in one request, and than one block. */
const largeBytes = 260 << 20

let checkout: Checkout
let simulator: RecordedSimulator
let container = ''
let sas: (permissions: string) => string

beforeAll(async () => {
  checkout = await makeCheckout()
  simulator = await startRecordedSimulator()
  const { env, azure } = simulator
  const store = JSON.parse(
    (await administer(env, azure, 'GET', '/datastores/workspaceblobstore')).text,
  ) as { properties: { accountName: string; containerName: string; endpoint: string } }
  const { key } = JSON.parse(
    (await administer(env, azure, 'POST', '/datastores/workspaceblobstore/listSecrets')).text,
  ) as { key: string }
  const { accountName, containerName, endpoint } = store.properties
  container = `https://${accountName}.blob.${endpoint}/${containerName}`
  sas = (permissions) =>
    generateBlobSASQueryParameters(
      {
        containerName,
        permissions: ContainerSASPermissions.parse(permissions),
        protocol: SASProtocol.Https,
        expiresOn: new Date(Date.now() + 3_600_000),
      },
      new StorageSharedKeyCredential(accountName, key),
    ).toString()
  await makeFolder(checkout.scratch('data'))
}, 600_000)

afterAll(async () => {
  await simulator.stop()
  checkout.remove()
}, 60_000)

/** What a folder can hold: depth, names that need quoting, nothing at all, and a lot. */
async function makeFolder(folder: string): Promise<void> {
  mkdirSync(join(folder, 'a/b c'), { recursive: true })
  writeFileSync(join(folder, 'empty.txt'), '')
  writeFileSync(join(folder, 'a/größe + 100%.txt'), 'Maße')
  writeFileSync(join(folder, 'a/b c/note.txt'), 'deep down')
  const block = Buffer.alloc(1 << 20)
  const file = await open(join(folder, 'large.bin'), 'w')
  for (let at = 0; at < largeBytes; at += block.length) {
    for (let i = 0; i < block.length; i += 4) block.writeUInt32LE((at + i * 2_654_435_761) >>> 0, i)
    await file.write(block)
  }
  await file.close()
}

/**
 * The program: npm brings it to Linux, elsewhere it must have been installed. 10.17.0 is the newest
 * on npm that needs no library which a plain Linux lacks: later ones want libsecret.
 */
function findAzCopy(): string {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { AzCopyExe } = createRequire(import.meta.url)('@azure-tools/azcopy-linux') as {
      AzCopyExe: string
    }
    // It comes as a plain file.
    chmodSync(AzCopyExe, 0o755)
    return AzCopyExe
  }
  try {
    execFileSync('azcopy', ['--version'], { stdio: 'ignore' })
    return 'azcopy'
  } catch {
    throw new Error(
      `no azcopy on the PATH: npm has none for ${process.platform} on ${process.arch}, so install it (https://aka.ms/downloadazcopy)`,
    )
  }
}

/** Runs AzCopy, which of the network knows HTTPS_PROXY and SSL_CERT_FILE. */
function azcopy(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const own = checkout.scratch('azcopy')
  return runClient(findAzCopy(), [...args, '--skip-version-check'], {
    ...proxyOf(simulator.env),
    SSL_CERT_FILE: simulator.env['SSL_CERT_FILE'] ?? '',
    AZCOPY_LOG_LOCATION: own,
    AZCOPY_JOB_PLAN_LOCATION: own,
    AZCOPY_DISABLE_SYSLOG: 'true',
    ...more,
  })
}

async function succeed(
  args: readonly string[],
  more?: Readonly<Record<string, string>>,
): Promise<string> {
  const { code, output, errors } = await azcopy(args, more)
  if (code !== 0) throw new Error(`azcopy ${args[0]} ended with ${code}:\n${output}${errors}`)
  return output
}

const at = (path: string, permissions = 'racwdl') => `${container}/${path}?${sas(permissions)}`

/** What AzCopy lists under a path, with the number of bytes. */
async function list(path: string): Promise<Record<string, number>> {
  const output = await succeed(['list', at(path, 'rl'), '--machine-readable'])
  const lines = output.matchAll(/^(?:INFO: )?(.+);\s+Content Length: (\d+)$/gm)
  return Object.fromEntries([...lines].map(([, name = '', bytes]) => [name, Number(bytes)]))
}

/** Every file below a folder, with forward slashes. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort()

const sizesOf = (folder: string): Record<string, number> =>
  Object.fromEntries(filesOf(folder).map((path) => [path, statSync(join(folder, path)).size]))

function expectSame(folder: string, other: string): void {
  expect(filesOf(other)).toEqual(filesOf(folder))
  for (const path of filesOf(folder)) {
    const same = readFileSync(join(folder, path)).equals(readFileSync(join(other, path)))
    expect(same, path).toBe(true)
  }
}

test('uploads a folder in blocks, lists it, and brings back the same bytes', async () => {
  const data = checkout.scratch('data')
  await succeed(['copy', `${data}/*`, at('copied'), '--recursive', '--put-md5'])
  const blocks = simulator
    .exchanges()
    .filter(({ url }) => /large\.bin\?.*comp=block(&|$)/.test(url))
  expect(blocks.length).toBeGreaterThan(1)
  expect(await list('copied')).toEqual(sizesOf(data))

  const back = checkout.scratch('back')
  await succeed([
    'copy',
    at('copied/*', 'rl'),
    back,
    '--recursive',
    '--check-md5=FailIfDifferentOrMissing',
  ])
  expectSame(data, back)
}, 180_000)

test('synchronises: sends what changed, deletes what is gone', async () => {
  const folder = checkout.scratch('synced')
  cpSync(checkout.scratch('data'), folder, { recursive: true })
  rmSync(join(folder, 'large.bin'))
  // AzCopy goes by times, which the service keeps in whole seconds.
  const earlier = new Date(Date.now() - 60_000)
  for (const path of filesOf(folder)) utimesSync(join(folder, path), earlier, earlier)
  await succeed(['sync', folder, at('synced/'), '--recursive'])
  expect(await list('synced')).toEqual(sizesOf(folder))

  const before = simulator.exchanges().length
  appendFileSync(join(folder, 'a/b c/note.txt'), ', and more')
  rmSync(join(folder, 'empty.txt'))
  await succeed(['sync', folder, at('synced/'), '--recursive', '--delete-destination=true'])
  expect(await list('synced')).toEqual(sizesOf(folder))
  const written = simulator
    .exchanges()
    .slice(before)
    .filter(({ method }) => method === 'PUT' || method === 'DELETE')
    .map(({ method, url }) => `${method} ${decodeURIComponent(new URL(url).pathname)}`)
  expect(written.sort()).toEqual([
    expect.stringMatching(/^DELETE .*\/synced\/empty\.txt$/),
    expect.stringMatching(/^PUT .*\/synced\/a\/b c\/note\.txt$/),
  ])
}, 180_000)

test('signs in to Microsoft Entra ID itself', async () => {
  const { azure } = simulator
  const file = join(checkout.folder, 'conda.yaml')
  await succeed(['copy', file, `${container}/signed-in/conda.yaml`], {
    AZCOPY_AUTO_LOGIN_TYPE: 'SPN',
    AZCOPY_TENANT_ID: azure.tenantId,
    AZCOPY_SPA_APPLICATION_ID: azure.clientId,
    AZCOPY_SPA_CLIENT_SECRET: azure.clientSecret,
  })
  expect(await list('signed-in')).toEqual({ 'conda.yaml': statSync(file).size })
}, 60_000)

test('is refused what its SAS does not allow', async () => {
  const { code, output } = await azcopy([
    'copy',
    join(checkout.folder, 'conda.yaml'),
    at('refused/conda.yaml', 'rl'),
  ])
  expect(code).not.toBe(0)
  expect(output).toMatch(/AuthorizationPermissionMismatch/)
}, 60_000)

test('carries a model that is then registered in place and deployed by the action', async () => {
  const { folder, answers } = checkout
  await succeed(['copy', join(folder, 'tree.joblib'), at('models/2026/tree.joblib')])
  const [model] = await runPythonSdk(
    simulator,
    'register',
    'by-azcopy',
    'azureml://datastores/workspaceblobstore/paths/models/2026/tree.joblib',
  )
  expect(model).toMatchObject({ name: 'by-azcopy', version: '1' })
  const { outputs } = await deployByAction(simulator, checkout, 'tree', {
    'model-path': 'azureml:by-azcopy:1',
    'service-name': 'carried',
  })
  expect(outputs).toMatchObject({ status: 'deployed', 'model-id': model?.['id'] })
  expect((await ask(simulator, 'carried', answers)).predict).toEqual(answers.tree)
}, 300_000)

test('lists and downloads what the action uploaded', async () => {
  const { env, azure } = simulator
  const { outputs } = await deployByAction(simulator, checkout, 'forest', {
    'model-path': 'forest',
    'service-name': 'uploaded',
  })
  const path = `/models/${outputs['model-name']}/versions/${outputs['model-version']}`
  const { properties } = JSON.parse((await administer(env, azure, 'GET', path)).text) as {
    properties: { modelUri: string }
  }
  const [, blobs = ''] = properties.modelUri.split('/paths/')
  const forest = join(checkout.folder, 'forest')
  expect(await list(blobs)).toEqual(sizesOf(forest))
  const back = checkout.scratch('uploaded')
  await succeed(['copy', at(`${blobs}/*`, 'rl'), back, '--recursive'])
  expectSame(forest, back)
}, 300_000)

test('contacts no host that Azure does not have', () => {
  expect(simulator.refused()).toEqual([])
})
