/** Environments with other Pythons than the machine's own, which uv finds or fetches; kept under .cache/. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cache = join(import.meta.dirname, '../../.cache/python-versions')

/**
 * The folder of a virtual environment with these requirements, in pip's own notation. Its name is
 * their digest, so it is only made when they change.
 */
export async function makeVenv(python: string, requirements: readonly string[]): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([python, requirements]))
    .digest('hex')
  const venv = join(cache, key.slice(0, 16))
  if (existsSync(join(venv, 'made'))) return venv
  const uv = await findUv()
  await rm(venv, { recursive: true, force: true })
  await uv('venv', '--python', python, venv)
  // Wheels only: a test that compiles numpy for an hour helps nobody.
  await uv('pip', 'install', '--python', pythonOf(venv), '--only-binary', ':all:', ...requirements)
  await mkdir(join(venv, 'made'))
  return venv
}

/** The interpreter of a virtual environment. */
export const pythonOf = (venv: string): string => join(venv, 'bin/python')

/** uv installs in seconds what takes pip minutes; the machine's Python fetches it when there is none. */
async function findUv(): Promise<(...args: string[]) => Promise<unknown>> {
  const own = join(cache, 'uv')
  // Trust what the machine trusts, as pip does: behind a company's proxy that is not uv's own list.
  const env = { ...process.env, UV_SYSTEM_CERTS: 'true' }
  const uv =
    (path: string) =>
    (...args: string[]) =>
      run(path, args, { env })
  try {
    await uv('uv')('--version')
    return uv('uv')
  } catch {
    if (!existsSync(own)) {
      const making = `${own}-${process.pid}`
      await run('python3', ['-m', 'venv', making])
      await run(join(making, 'bin/python'), ['-m', 'pip', 'install', '--quiet', 'uv==0.13.9'])
      await rename(making, own)
    }
    return uv(join(own, 'bin/uv'))
  }
}
