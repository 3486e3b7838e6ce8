/** The image of a deployment: built once in a workspace, with its log where Azure writes it. */
import { randomUUID } from 'node:crypto'
import type { ArmError, BlobStorage, Clock, ContainerSpec } from '../types.ts'
import { imageBuildFailure, imagePullFailure } from './failure.ts'
import { buildImage } from './image/index.ts'
import { type Impossible, type Recipe, recipeOf } from './image/recipe.ts'
import { stubBuild } from './image/stub.ts'
import { programOf } from './program.ts'
import { pythonServers } from './python-server.ts'
import type { Report } from './report.ts'
import type { Launch } from './server.ts'
import { type AppRoot, inferenceProgram } from './storage-initializer.ts'
import { stubServers } from './stub-server.ts'
import { stubTritons } from './stub-triton.ts'
import { tritonServers } from './triton-server.ts'

/** What a container needs of the world. */
export interface ContainerServices {
  readonly blobs: BlobStorage
  readonly clock: Clock
  /** `stub`: a function in this process answers instead of Python. */
  readonly scoring: 'python' | 'stub'
  readonly stateDirectory?: string
}

/** An image that was built or pulled, ready to run. */
export interface Runnable {
  servers(root: AppRoot, spec: ContainerSpec, report: Report): Launch
}

type Build = { readonly image: Runnable; readonly log: string } | Impossible

const typicalBuildMs = 5 * 60_000

/** The images that a workspace's registry holds or builds. */
const registries = new WeakMap<BlobStorage, Map<string, Promise<Runnable | ArmError>>>()

/** Builds, finds or pulls the image of a deployment. */
export async function provideImage(
  spec: ContainerSpec,
  services: ContainerServices,
): Promise<Runnable | ArmError> {
  const { environment } = spec
  if (environment.kind !== 'conda') {
    const build = await make(environment, services)
    if ('image' in build) return build.image
    return imagePullFailure(environment.kind === 'image' ? environment.image : 'triton', build.log)
  }
  const registry = registries.get(services.blobs) ?? new Map()
  registries.set(services.blobs, registry)
  const key = JSON.stringify([services.scoring, environment.image, environment.condaFile])
  const image = registry.get(key) ?? buildInWorkspace(spec, services)
  registry.set(key, image)
  // A build that failed is tried again by the next deployment.
  if ('code' in (await image)) registry.delete(key)
  return image
}

async function buildInWorkspace(
  spec: ContainerSpec,
  services: ContainerServices,
): Promise<Runnable | ArmError> {
  const { blobs, clock } = services
  const [build] = await Promise.all([make(spec.environment, services), clock.pass(typicalBuildMs)])
  const id = randomUUID()
  const account = (spec.code ?? spec.model)?.at.account ?? ''
  const path = `ImageLogs/${id}/build.log`
  await blobs.writeText({ account, container: 'azureml', path }, build.log)
  return 'image' in build ? build.image : imageBuildFailure(account, id, build.log)
}

async function make(
  environment: ContainerSpec['environment'],
  { scoring }: ContainerServices,
): Promise<Build> {
  const recipe = recipeOf(environment)
  if ('stage' in recipe) return recipe
  return scoring === 'stub' ? stubImage(recipe) : pythonImage(recipe)
}

async function pythonImage(recipe: Recipe): Promise<Build> {
  const image = await buildImage(recipe)
  if (!('python' in image)) return { stage: 'build', log: image.log }
  return {
    log: image.log,
    image: {
      servers(root, spec, report) {
        for (const [real, shown] of image.aliases) report.alias(real, shown)
        return programOf(spec) === 'triton'
          ? tritonServers(image, root, spec, report)
          : pythonServers(image, root, inferenceProgram(spec), spec.environmentVariables, report)
      },
    },
  }
}

function stubImage(recipe: Recipe): Build {
  const log = stubBuild(recipe)
  if (log !== undefined) return { stage: 'build', log }
  return {
    log: recipe.requirements.join('\n'),
    image: {
      servers: (root, spec, report) =>
        programOf(spec) === 'triton'
          ? stubTritons(root, spec, report)
          : stubServers(recipe, root, inferenceProgram(spec), report),
    },
  }
}
