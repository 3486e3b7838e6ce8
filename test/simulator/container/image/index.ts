/** Images: virtual environments, built once for the same contents, by whichever process is first. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { install } from './installer.ts'
import { findInterpreter, type Interpreter, programOf } from './interpreter.ts'
import { withLock } from './lock.ts'
import type { Recipe } from './recipe.ts'

export interface Image {
  /** The virtual environment. */
  readonly directory: string
  readonly python: string
  /** The `azmlinfsrv` program, if the packages brought it. */
  readonly server: string | undefined
  /** Real paths that show in tracebacks, and what they are called in Azure's image. */
  readonly aliases: readonly (readonly [real: string, shown: string])[]
  /** How it was built. */
  readonly log: string
}

/** The log of a build that failed. */
export interface FailedBuild {
  readonly log: string
}

const building = new Map<string, Promise<Image | FailedBuild>>()

/** The folder of everything that outlives a run. */
export const cacheDirectory =
  process.env['AZUREML_SIMULATOR_CACHE'] ??
  resolve(import.meta.dirname, '..', '..', '..', '..', '.cache', 'simulator')

/** The identity of an image: its packages in their order, and the Python they are installed for. */
export async function imageId(recipe: Recipe): Promise<string> {
  return digest(recipe, await findInterpreter(recipe.python))
}

/** The image of a recipe, from the cache if it was ever built on this machine. */
export async function buildImage(recipe: Recipe): Promise<Image | FailedBuild> {
  const interpreter = await findInterpreter(recipe.python)
  const id = digest(recipe, interpreter)
  const running = building.get(id)
  if (running !== undefined) return running
  const build = findOrBuild(id, recipe, interpreter).finally(() => building.delete(id))
  building.set(id, build)
  return build
}

async function findOrBuild(
  id: string,
  recipe: Recipe,
  interpreter: Interpreter,
): Promise<Image | FailedBuild> {
  const folder = join(cacheDirectory, 'images')
  // The pointer appears when everything is in place. Environments cannot move: their programs
  // hold their own path.
  const pointer = join(folder, `${id}.json`)
  await mkdir(folder, { recursive: true })
  if (!(await isWhole(pointer))) {
    const failure = await withLock(join(folder, `${id}.lock`), async () => {
      if (await isWhole(pointer)) return undefined
      await discardRemains(folder, id)
      const directory = join(folder, `${id}-${randomUUID().slice(0, 8)}`)
      const outcome = await install(cacheDirectory, directory, interpreter, recipe.requirements)
      const log = describeBuild(recipe, interpreter, showAs(id, outcome.output))
      if (outcome.code !== 0) {
        await rm(directory, { recursive: true, force: true })
        return { log }
      }
      await writeFile(`${pointer}.new`, JSON.stringify({ directory: basename(directory), log }))
      await rename(`${pointer}.new`, pointer)
      return undefined
    })
    if (failure !== undefined) return failure
  }
  const { directory: name, log } = JSON.parse(await readFile(pointer, 'utf8'))
  const directory = join(folder, name)
  const server = programOf(directory, 'azmlinfsrv')
  return {
    directory,
    python: programOf(directory, 'python'),
    server: existsSync(server) ? server : undefined,
    aliases: [
      [directory, shownAs(id)],
      // A conda environment has its own standard library.
      [interpreter.prefix, shownAs(id)],
    ],
    log,
  }
}

/** Somebody may have made room by hand, and left the pointer. */
const isWhole = async (pointer: string): Promise<boolean> =>
  existsSync(pointer) &&
  existsSync(join(dirname(pointer), JSON.parse(await readFile(pointer, 'utf8')).directory))

/** What a killed build left behind. */
async function discardRemains(folder: string, id: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${id}-`)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

function describeBuild(recipe: Recipe, interpreter: Interpreter, output: string): string {
  const substitute = interpreter.version.startsWith(`${recipe.python}.`)
    ? []
    : [`There is no Python ${recipe.python} here: ${interpreter.version} takes its place.`]
  return [
    `Python ${interpreter.version}`,
    ...substitute,
    ...recipe.notes,
    ...recipe.requirements.map((line) => `Requirement: ${line}`),
    output,
  ].join('\n')
}

const digest = ({ requirements }: Recipe, { executable, version }: Interpreter) =>
  createHash('sha256')
    .update(JSON.stringify([process.platform, process.arch, executable, version, requirements]))
    .digest('hex')
    .slice(0, 32)

const shownAs = (id: string) => `/azureml-envs/azureml_${id}`

/** A build's output with Azure's name for the environment, which uv spells relative to anything. */
const showAs = (id: string, output: string) =>
  output.replace(new RegExp(`[^\\s"'\`]*${id}-[0-9a-f]{8}`, 'g'), shownAs(id))
