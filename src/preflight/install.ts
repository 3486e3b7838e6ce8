/** Filling an environment with packages, and understanding what pip says when it cannot. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActionError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Ran, type RunOptions, run } from './child.ts'
import type { PythonMaker } from './python.ts'
import type { Requirements } from './requirements.ts'

/** A virtual environment. */
export interface PythonEnvironment {
  readonly folder: string
  readonly python: string
}

/** How packages are installed, and where it is said what comes in the way. */
export interface InstallOptions extends RunOptions {
  readonly log: Log
}

/** Why an environment could not be made, through no fault of what was asked for. */
export interface Unable {
  readonly unable: string
}

/**
 * Makes a virtual environment with these packages. Throws `preflight-failed` when they do not exist
 * or contradict each other, so that no image could be built of them either.
 */
export async function install(
  { folder, python }: PythonEnvironment,
  { lines, exact }: Requirements,
  maker: PythonMaker,
  options: InstallOptions,
): Promise<Unable | undefined> {
  const create = maker.uv
    ? ['uv', 'venv', '--quiet', '--python', maker.python, folder]
    : [maker.python, '-m', 'venv', folder]
  const created = await run(create, options)
  if (created.code !== 0) {
    return { unable: `Python ${maker.python} made no environment: ${complaintOf(created.output)}` }
  }
  const file = join(folder, 'requirements.txt')
  await writeFile(file, `${lines.join('\n')}\n`)
  if (maker.uv) {
    const uv = withUv(python, options)
    // As pip does: the best version of all indexes, and modules compiled, as they are in the image.
    const asPip = ['--index-strategy', 'unsafe-best-match', '--compile-bytecode']
    if ((await uv(...asPip, '-r', file)).code === 0) return undefined
    // pip has the word: it builds the image, and it heeds settings of the machine that uv does not know.
    const pip = await uv('pip')
    if (pip.code !== 0) return { unable: `pip could not be had: ${complaintOf(pip.output)}` }
  }
  const reachable = await withoutDeadIndexes(python, lines, options)
  await writeFile(file, `${reachable.join('\n')}\n`)
  const pip = [python, '-m', 'pip', 'install', ...brisk, '-r', file]
  const { code, output } = await run(pip, options)
  return code === 0 ? undefined : understand(output, exact)
}

/**
 * The lines without the extra indexes that nobody reaches from here. pip does without them too, but
 * only after it has waited for each of them with every single package: that can take ten minutes.
 */
async function withoutDeadIndexes(
  python: string,
  lines: readonly string[],
  { log, ...options }: InstallOptions,
): Promise<readonly string[]> {
  const dead = new Set<string>()
  for (const line of lines) {
    const index = /^--extra-index-url[ =](\S+)$/.exec(line)?.[1]
    if (index === undefined || (await answers(python, index, options))) continue
    dead.add(line)
    log.warning(
      `preflight: ${index} cannot be reached from this runner: taking the packages from the other indexes, whose builds may bring gigabytes for GPUs. To avoid that, let the runner reach it, name a mirror in PIP_EXTRA_INDEX_URL, or set 'preflight: off'.`,
    )
  }
  return lines.filter((line) => !dead.has(line))
}

/** Whether an index can be reached, be it to say that it has no such package. */
async function answers(python: string, index: string, options: RunOptions): Promise<boolean> {
  const ask = ['index', 'versions', 'pip', '--index-url', index]
  // With no retry, pip would keep to itself why it found nothing.
  const brisk = ['--disable-pip-version-check', '--no-input', '--retries=1', '--timeout=10']
  const { code, output } = await run([python, '-m', 'pip', ...ask, ...brisk], options)
  return code === 0 || !network.test(output)
}

/** Where there is no way to an index, that is to be known soon. */
const brisk = [
  '--disable-pip-version-check',
  '--no-input',
  '--progress-bar=off',
  '--retries=2',
  '--timeout=15',
]

/** `uv pip install` into an environment, with the machine's settings for pip where it has none for uv. */
function withUv(python: string, options: RunOptions): (...args: string[]) => Promise<Ran> {
  const { PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS, PIP_CERT } = options.variables
  const variables = {
    ...(PIP_INDEX_URL ? { UV_DEFAULT_INDEX: PIP_INDEX_URL } : {}),
    ...(PIP_EXTRA_INDEX_URL ? { UV_INDEX: PIP_EXTRA_INDEX_URL } : {}),
    ...(PIP_FIND_LINKS ? { UV_FIND_LINKS: PIP_FIND_LINKS } : {}),
    ...(PIP_CERT ? { SSL_CERT_FILE: PIP_CERT } : {}),
    UV_HTTP_TIMEOUT: '15',
    UV_HTTP_RETRIES: '2',
    ...options.variables,
  }
  const install = ['uv', 'pip', 'install', '--quiet', '--python', python]
  return (...args) => run([...install, ...args], { ...options, variables })
}

/** Whether pip's failure is the requirements' fault, which is thrown, or this runner's. */
function understand(output: string, exact: boolean): Unable {
  const complaint = complaintOf(output)
  // A wheel can be missing for this system and be there for the one that the image is built on.
  const alike = process.platform === 'linux' && process.arch === 'x64'
  if (!exact || !alike || network.test(output) || !unresolvable.test(output)) {
    return { unable: `its packages could not be installed: ${complaint}` }
  }
  throw new ActionError({
    code: 'preflight-failed',
    message: `the environment of the service cannot be made: ${complaint}`,
    hint: "Correct the package or version in the conda file, or 'framework-version': the build of the image would fail in the same way.",
  })
}

const network =
  /Max retries exceeded|NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|SSLError|name resolution|getaddrinfo|Connection (refused|reset|aborted|broken)|HTTP error|\d{3} (Client|Server) Error/i

/** pip's words for what cannot be had anywhere. */
const unresolvable =
  /^ERROR: (No matching distribution found|ResolutionImpossible|Invalid requirement|Cannot install .* conflicting dependencies)/m

/** What a tool says in the end: its errors, without lists of all the versions that there are. */
function complaintOf(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '')
  const first = lines.findIndex((line) => /^error:/i.test(line))
  const errors = first < 0 ? lines.slice(-1) : lines.slice(first, first + 15)
  const needless = /^\[notice\]|^ERROR: (Could not find a version|ResolutionImpossible)/
  return errors
    .filter((line) => !needless.test(line))
    .map((line) => line.replace(/^error: /i, '').slice(0, 300))
    .join('\n')
}
