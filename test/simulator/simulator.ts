/** Starts the whole simulation inside this process; tests use it directly, the command line wraps it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resume } from './arm/resume.ts'
import type { Azure } from './azure.ts'
import { createAuthority } from './certificates.ts'
import { type SimulatedClock, simulatedClock } from './clock.ts'
import { startContainer } from './container/index.ts'
import { environmentFor } from './environment.ts'
import { type Fault, faultList, suffer } from './faults.ts'
import { gateway } from './gateway.ts'
import { hosts } from './hosts.ts'
import { storageAccess } from './identity.ts'
import { issuerWith } from './jwt.ts'
import { startMonitor } from './monitor/index.ts'
import { createTelemetry } from './monitor/telemetry.ts'
import { startProxy } from './proxy.ts'
import { type Exchange, recorder } from './recorder.ts'
import { endpointAt } from './scoring.ts'
import { newWorld } from './seed.ts'
import { readWorld, writeWorld } from './state.ts'
import { startBlobStorage } from './storage/index.ts'
import { trustBundle } from './trust.ts'
import { type World, type WorldData, worldOf } from './world.ts'

export interface SimulatorOptions {
  /** 0 or absent: any free one. */
  readonly port?: number
  /** Multiplies Azure's durations; 0 or absent: as fast as it goes. */
  readonly timeScale?: number
  readonly scoring?: 'python' | 'stub'
  /** Every exchange is written there too. */
  readonly recordFile?: string
  /** State and blobs outlive the simulator there. */
  readonly stateDirectory?: string
  readonly faults?: readonly Fault[]
  /** Changes the world before anything is served. */
  readonly arrange?: (world: WorldData) => void
}

export interface Simulator {
  readonly proxy: string
  /** What a client is started with. */
  readonly env: Readonly<Record<string, string>>
  readonly azure: AzureCoordinates
  readonly world: World
  readonly clock: SimulatedClock
  /** What was said, in order of arrival. */
  readonly exchanges: readonly Exchange[]
  /** Hosts that were asked for and do not exist here. */
  readonly refused: readonly string[]
  /** From now on, requests that match meet this accident, until the function that is returned is called. */
  fault(rule: Fault): () => void
  close(): Promise<void>
}

/** What a user of the workspace knows about it. */
export interface AzureCoordinates {
  readonly subscriptionId: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly resourceGroup: string
  readonly workspace: string
  readonly location: string
}

export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const { port = 0, timeScale = 0, scoring = 'python', stateDirectory } = options
  const clock = simulatedClock(timeScale)
  const data = (stateDirectory && readWorld(stateDirectory)) || (await newWorld(clock.now()))
  options.arrange?.(data)
  const world = worldOf(data, clock.now)
  const state = stateDirectory === undefined ? {} : { stateDirectory }
  let open = true

  const blobs = await startBlobStorage({
    accounts: [world.storage],
    ...state,
    authorize: (token, account, operation) => storageAccess(azure, token, account, operation),
  })
  const azure: Azure = {
    world,
    clock,
    blobs,
    issuers: {
      github: issuerWith(world.signingKeys.github),
      entra: issuerWith(world.signingKeys.entra),
      endpoints: issuerWith(world.signingKeys.endpoints),
    },
    running: new Map(),
    telemetry: createTelemetry(clock.now),
    startContainer: (spec, pace = clock) =>
      startContainer(spec, { blobs, clock: pace, scoring, ...state }),
    save: () => {
      if (open && stateDirectory !== undefined) writeWorld(stateDirectory, world)
    },
  }
  azure.save()
  await resume(azure)
  const monitor = startMonitor(azure)

  const authority = createAuthority()
  const directory = mkdtempSync(join(tmpdir(), 'azure-simulator-'))
  const trusted = { root: join(directory, 'ca.pem'), bundle: join(directory, 'trusted.pem') }
  writeFileSync(trusted.root, authority.pem)
  writeFileSync(trusted.bundle, trustBundle(authority.pem))

  const record = recorder(clock.now, options.recordFile)
  const faults = faultList(options.faults)
  const refused: string[] = []
  const handlerOf = hosts(azure, gateway(endpointAt(azure)))

  const proxy = await startProxy({
    port,
    authority,
    knows: (host) => handlerOf(host) !== undefined,
    answer: (host, request, response) => {
      const handler = handlerOf(host)
      if (handler === undefined) return
      const exchange = record.open(host, request)
      const accident = faults.strike(request.method ?? '', `https://${host}${request.url}`)
      if (accident === undefined) exchange.watch(response)
      const answered =
        accident === undefined
          ? handler(request, response)
          : suffer(accident, handler, request, response, exchange)
      answered.catch((error: unknown) => {
        console.error(error)
        request.socket.destroy()
      })
    },
    refuse: (target) => {
      refused.push(target)
      record.refused(target)
      console.error(`refused: ${target} is not a host of the simulator`)
    },
  })

  return {
    proxy: proxy.url,
    env: environmentFor(proxy.url, trusted, world.github),
    azure: coordinates(world),
    world,
    clock,
    exchanges: record.exchanges,
    refused,
    fault: faults.add,
    close: async () => {
      if (!open) return
      open = false
      await Promise.all([proxy.close(), monitor.stop()])
      const containers = [...azure.running.values()].flatMap(({ serving, latest }) => [
        serving,
        latest,
      ])
      await Promise.all([...new Set(containers)].map((container) => container?.stop()))
      await blobs.close()
      record.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const coordinates = ({
  subscriptionId,
  tenantId,
  application,
  ...world
}: World): AzureCoordinates => ({
  subscriptionId,
  tenantId,
  clientId: application.clientId,
  clientSecret: application.secrets[0]?.value ?? '',
  resourceGroup: world.resourceGroup,
  workspace: world.workspace.name,
  location: world.location,
})
