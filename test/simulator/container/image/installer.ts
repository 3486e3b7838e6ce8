/** Installs packages into a virtual environment: with uv where it can be had, else with pip. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findInterpreter, type Interpreter, programOf } from './interpreter.ts'
import { withLock } from './lock.ts'
import { type Outcome, run, toolEnvironment } from './subprocess.ts'

/** Makes an environment in `directory`, which must not exist yet. */
export async function install(
  cache: string,
  directory: string,
  interpreter: Pick<Interpreter, 'executable'>,
  requirements: readonly string[],
): Promise<Outcome> {
  const uv = await findUv(cache)
  const env = uv === undefined ? toolEnvironment() : await uvEnvironment(interpreter)
  const created =
    uv === undefined
      ? await run(interpreter.executable, ['-m', 'venv', directory], { env })
      : await run(uv, ['venv', '--quiet', '--python', interpreter.executable, directory], { env })
  if (created.code !== 0 || requirements.length === 0) return created
  const file = join(directory, 'requirements.txt')
  await writeFile(file, `${requirements.join('\n')}\n`)
  const python = programOf(directory, 'python')
  const withPip = () => run(python, ['-m', 'pip', 'install', ...brisk, '-r', file], { env })
  if (uv === undefined) return joined(created, await withPip())
  const withUv = (...args: readonly string[]) =>
    run(uv, ['pip', 'install', '--python', python, ...args], { env })
  const installed = await withUv('-r', file)
  // Azure's images are built with pip, which does without an extra index that cannot be reached.
  if (installed.code === 0 || !/^\s*cause: Failed to fetch/m.test(installed.output))
    return joined(created, installed)
  const pip = await withUv('pip')
  return joined(created, pip.code === 0 ? await withPip() : pip)
}

/** With more patience, every package would wait for an index that nobody reaches. */
const brisk = ['--no-input', '--retries=1']

const joined = (first: Outcome, second: Outcome): Outcome => ({
  code: second.code,
  output: first.output + second.output,
})

/** uv on the machine, or one of our own from PyPI. */
async function findUv(cache: string): Promise<string | undefined> {
  if ((await run('uv', ['--version'])).code === 0) return 'uv'
  const directory = join(cache, 'tools')
  const uv = programOf(directory, 'uv')
  await withLock(`${directory}.lock`, async () => {
    if (existsSync(uv)) return
    const { executable } = await findInterpreter('3.12')
    await rm(directory, { recursive: true, force: true })
    await run(executable, ['-m', 'venv', directory])
    await run(programOf(directory, 'python'), ['-m', 'pip', 'install', '--no-input', 'uv'])
  })
  return existsSync(uv) ? uv : undefined
}

/** uv does not read pip's configuration, but that is where a machine's index and certificates are. */
async function uvEnvironment({
  executable,
}: Pick<Interpreter, 'executable'>): Promise<NodeJS.ProcessEnv> {
  const { output } = await run(executable, ['-m', 'pip', 'config', 'list'])
  const pip = (name: string) =>
    new RegExp(`^(?::env:|global|install)\\.${name}='(.*)'$`, 'm').exec(output)?.[1]
  const settings: Record<string, string | undefined> = {
    UV_DEFAULT_INDEX: process.env['UV_DEFAULT_INDEX'] ?? pip('index-url'),
    UV_INDEX: process.env['UV_INDEX'] ?? pip('extra-index-url'),
    UV_FIND_LINKS: process.env['UV_FIND_LINKS'] ?? pip('find-links'),
    SSL_CERT_FILE: process.env['SSL_CERT_FILE'] ?? pip('cert'),
    // pip takes the best version from all indexes.
    UV_INDEX_STRATEGY: 'unsafe-best-match',
    UV_HTTP_TIMEOUT: '180',
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_CONFIG: '1',
    UV_NO_PROGRESS: '1',
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return toolEnvironment(Object.fromEntries(given))
}
