/** The Python environment of a service: made once on a machine, and found again by its content. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunOptions, run, windows } from './child.ts'
import { type InstallOptions, install, type PythonEnvironment, type Unable } from './install.ts'
import type { PythonMaker } from './python.ts'
import type { Requirements } from './requirements.ts'

/**
 * Finds or makes an environment with these packages. Throws `preflight-failed` when they cannot be
 * had together anywhere.
 *
 * Each is made in a folder of its own and then published: a file named by the content says which
 * folder. So nobody waits for anybody, and nothing that a killed run left is ever taken for whole.
 */
export async function provideEnvironment(
  requirements: Requirements,
  maker: PythonMaker,
  cache: string,
  options: InstallOptions,
): Promise<PythonEnvironment | Unable> {
  await mkdir(cache, { recursive: true })
  const marker = join(cache, `${digestOf(requirements, maker)}${published}`)
  const made = await findMade(cache, marker, options)
  if (made) return made
  await removeUnused(cache)
  const name = randomUUID()
  const environment = environmentIn(join(cache, name))
  try {
    const unable = await install(environment, requirements, maker, options)
    if (unable) {
      await remove(environment.folder)
      return unable
    }
  } catch (error) {
    await remove(environment.folder)
    throw error
  }
  await writeFile(`${marker}.${name}`, name)
  await rename(`${marker}.${name}`, marker)
  return environment
}

/** Where an environment keeps a program. */
export const programOf = ({ folder }: { readonly folder: string }, name: string): string =>
  windows ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name)

const published = '.made'

const environmentIn = (folder: string): PythonEnvironment => ({
  folder,
  python: programOf({ folder }, 'python'),
})

const digestOf = ({ python, lines }: Requirements, maker: PythonMaker): string =>
  createHash('sha256')
    .update(JSON.stringify([python, lines, maker.python, process.platform, process.arch]))
    .digest('hex')
    .slice(0, 16)

const readMarker = (marker: string): Promise<string> => readFile(marker, 'utf8').catch(() => '')

async function findMade(
  cache: string,
  marker: string,
  options: RunOptions,
): Promise<PythonEnvironment | undefined> {
  const name = await readMarker(marker)
  if (name === '') return undefined
  const environment = environmentIn(join(cache, name))
  // An environment breaks when the Python that it was made of goes away.
  const { code } = await run([environment.python, '-I', '-c', ''], options)
  if (code !== 0) return undefined
  const now = new Date()
  await utimes(marker, now, now).catch(() => {})
  return environment
}

/** What nobody used for so long is removed: an environment can take gigabytes. */
const keptMs = 14 * 24 * 60 * 60_000

async function removeUnused(cache: string): Promise<void> {
  const names = await readdir(cache)
  const isOld = async (name: string) => {
    const info = await stat(join(cache, name)).catch(() => undefined)
    return info !== undefined && Date.now() - info.mtimeMs > keptMs
  }
  const inUse = new Set<string>()
  for (const marker of names.filter((name) => name.endsWith(published))) {
    if (await isOld(marker)) await remove(join(cache, marker))
    else inUse.add(marker).add(await readMarker(join(cache, marker)))
  }
  for (const name of names)
    if (!inUse.has(name) && (await isOld(name))) await remove(join(cache, name))
}

/** Windows lets nothing go that a scanner still looks at; what stays is removed another day. */
const remove = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
