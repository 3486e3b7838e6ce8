/** Deployments for tests: blobs to start from, and a caller. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { startBlobStorage } from '../storage/index.ts'
import type { BlobStorage, Clock, Container, ContainerSpec, Probe } from '../types.ts'
import { buildImage } from './image/index.ts'
import { type Recipe, recipeOf } from './image/recipe.ts'
import { startContainer } from './index.ts'

export const account = 'mlstorage'
export const clock: Clock = { scale: 0, now: () => new Date(), pass: async () => {} }

export const condaFile = `
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.3.1
  - scikit-learn=1.7.0
  - pip
  - pip:
    - azureml-inference-server-http==1.4.1
    - joblib
`

/** Azure's defaults. */
const probe: Probe = {
  initialDelayMs: 10_000,
  periodMs: 10_000,
  timeoutMs: 2_000,
  failureThreshold: 30,
  successThreshold: 1,
}

/** The environment of most tests. */
export const environment = {
  kind: 'conda',
  name: 'sklearn',
  version: '1',
  image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04',
  condaFile,
} as const satisfies ContainerSpec['environment']

export const startStorage = (): Promise<BlobStorage> =>
  startBlobStorage({
    accounts: [
      {
        name: account,
        key: Buffer.alloc(64, 7).toString('base64'),
        suffix: 'core.windows.net',
        containers: ['blobs'],
        allowSharedKeyAccess: true,
        reachable: true,
      },
    ],
    authorize: () => ({ ok: true }),
  })

/** Runs Python in the image of the tests. */
export async function python(script: string): Promise<string> {
  const image = await buildImage(recipeOf(environment) as Recipe)
  if (!('python' in image)) throw new Error(image.log)
  const { stdout } = await promisify(execFile)(image.python, ['-c', script], { encoding: 'utf8' })
  return stdout
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** How it is deployed, besides what. */
export interface Conditions {
  readonly scoring?: 'python' | 'stub'
  readonly stopAfterMs?: number
}

/** A container, and a front door to it. */
export interface Deployed {
  readonly container: Container
  readonly ready: Awaited<Container['ready']>
  score(body: unknown, path?: string): Promise<Answer>
  end(): Promise<void>
}

/** Deploys `src/score.py`, and waits for the outcome. */
export async function deploy(
  blobs: BlobStorage,
  score: string,
  changes: Partial<ContainerSpec> & Conditions = {},
): Promise<Deployed> {
  const path = `code/${crypto.randomUUID()}/src`
  await blobs.writeText({ account, container: 'blobs', path: `${path}/score.py` }, score)
  const code = { at: { account, container: 'blobs', path }, scoringScript: 'score.py' }
  return start(blobs, { code, ...changes })
}

/** A registered model: a folder of the disk with its own name, uploaded. */
export async function upload(
  blobs: BlobStorage,
  folder: string,
  type: string,
): Promise<NonNullable<ContainerSpec['model']>> {
  const at = {
    account,
    container: 'blobs',
    path: `models/${crypto.randomUUID()}/${basename(folder)}`,
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const file of entries.filter((entry) => entry.isFile())) {
    const disk = join(file.parentPath, file.name)
    const path = `${at.path}/${relative(folder, disk).replaceAll('\\', '/')}`
    await blobs.writeBytes({ ...at, path }, await readFile(disk))
  }
  return { name: 'model', version: '1', type, at }
}

/** Starts a container, and waits for the outcome. */
export async function start(
  blobs: BlobStorage,
  changes: Partial<ContainerSpec> & Conditions,
): Promise<Deployed> {
  const { scoring = 'python', stopAfterMs, ...spec } = changes
  const container = startContainer(
    {
      endpoint: 'fraud',
      deployment: 'blue',
      instanceCount: 1,
      gpus: 0,
      environment,
      environmentVariables: {},
      livenessProbe: probe,
      readinessProbe: probe,
      requestTimeoutMs: 5_000,
      maxConcurrentRequests: 1,
      ...spec,
    },
    { blobs, clock, scoring },
  )
  if (stopAfterMs !== undefined) setTimeout(() => void container.stop(), stopAfterMs)
  const ready = await container.ready
  const door = createServer((request, response) => void container.handle(request, response))
  const { port } = await listen(door)
  return {
    container,
    ready,
    async score(body, path = '/score') {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      })
      const text = await response.text()
      const json = response.headers.get('content-type')?.includes('json')
      return {
        status: response.status,
        headers: response.headers,
        body: json ? JSON.parse(text) : text,
      }
    },
    async end() {
      door.closeAllConnections()
      door.close()
      await container.stop()
    },
  }
}

async function listen(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address() as AddressInfo
}
