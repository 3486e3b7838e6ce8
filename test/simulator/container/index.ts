/** What Azure runs for one deployment: an image, model and code where Azure mounts them, servers. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArmError, Container, ContainerSpec } from '../types.ts'
import { type ContainerServices, provideImage } from './environment.ts'
import { canceled, internalError, missingDriverProgram } from './failure.ts'
import { createFront } from './front.ts'
import { type Instance, startInstance } from './instance.ts'
import { programOf, routes } from './program.ts'
import { createReport } from './report.ts'
import { makeScratch } from './scratch.ts'
import { initializeStorage, layOut } from './storage-initializer.ts'

const minute = 60_000

/** More real processes than this would say nothing new about a deployment. */
const mostProcesses = 2

/** Starts the container of a deployment. Everything that goes wrong arrives in `ready`. */
export function startContainer(spec: ContainerSpec, services: ContainerServices): Container {
  const { blobs, clock, stateDirectory } = services
  const report = createReport(clock)
  const program = programOf(spec)
  const paths = routes[program ?? 'script']
  const stopped = Promise.withResolvers<ArmError>()
  const instances: Instance[] = []
  let scratch: string | undefined
  let downloaded: Promise<unknown> = Promise.resolve()
  let stopping = false

  async function bringUp(): Promise<ArmError | undefined> {
    if (program === undefined) return missingDriverProgram
    const image = await provideImage(spec, services)
    if ('code' in image) {
      report.event('ImagePullFailed', 'Image pull failed, retrying.', 'Warning')
      return image
    }

    report.step('SystemSetup', 'InProgress')
    await clock.pass(5 * minute)
    if (stopping) return canceled
    report.step('SystemSetup', 'Succeeded')
    report.step('UserContainerImagePull', 'InProgress')
    report.event('Pulling', 'Start pulling container image')

    scratch = await makeScratch(stateDirectory)
    const root = layOut(spec, join(scratch, 'azureml-app'))
    report.alias(root.path, '/var/azureml-app')
    const downloading = initializeStorage(spec, root, blobs, report)
    downloaded = downloading
    const [failure] = await Promise.all([downloading, clock.pass(2 * minute)])
    report.step('UserContainerImagePull', 'Succeeded')
    report.event('Pulled', 'Container image is pulled successfully')
    if (stopping) await discard()
    if (failure !== undefined || stopping) return failure

    report.step('UserContainerStart', 'InProgress')
    await clock.pass(minute)
    const launch = image.servers(root, spec, report)
    for (let each = 0; each < Math.min(spec.instanceCount, mostProcesses) && !stopping; each++) {
      instances.push(startInstance(spec, paths, launch, clock, report))
    }
    const outcomes = await Promise.all(instances.map(({ started }) => started))
    const lost = outcomes.find((outcome) => outcome !== undefined)
    report.step('UserContainerStart', lost === undefined ? 'Succeeded' : 'Failed')
    return lost
  }

  /** Waits for the downloads: a folder that is still written to cannot be removed (ENOTEMPTY). */
  async function discard(): Promise<void> {
    await downloaded
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true })
  }

  const brought = bringUp().catch(internalError)
  return {
    ready: Promise.race([brought, stopped.promise]).then((error) =>
      error === undefined ? { ok: true } : { ok: false, error },
    ),
    logs: report.text,
    processes: () => instances.flatMap((instance) => instance.pid() ?? []),
    handle: createFront(spec, paths, instances),
    async stop() {
      stopping = true
      stopped.resolve(canceled)
      await Promise.all(instances.map((instance) => instance.stop()))
      await discard()
    },
  }
}
