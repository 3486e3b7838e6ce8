/** Environments with other Pythons than the machine's own, which uv finds or fetches; kept under .cache/. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pythonWith } from '../python.ts'

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
  await makeVenvAt(venv, python, requirements)
  await mkdir(join(venv, 'made'))
  return venv
}

/** The same in a folder of one's own, in place of whatever is there. */
export async function makeVenvAt(
  venv: string,
  python: string,
  requirements: readonly string[],
): Promise<void> {
  await rm(venv, { recursive: true, force: true })
  await uv('venv', '--python', python, venv)
  // Wheels only: a test that compiles numpy for an hour helps nobody.
  const install = ['pip', 'install', '--python', pythonOf(venv), '--only-binary', ':all:']
  if (requirements.length > 0) await uv(...install, ...requirements)
}

/** The interpreter of a virtual environment. */
export const pythonOf = (venv: string): string => join(venv, 'bin/python')

/** A folder with uv in it, which installs in seconds what takes pip minutes, and fetches Pythons. */
export const uvFolder = async (): Promise<string> => dirname(await pythonWith(['uv==0.13.9']))

/** Trusts what the machine trusts, as pip does: behind a company's proxy that is not uv's own list. */
async function uv(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, UV_SYSTEM_CERTS: 'true' }
  await run(join(await uvFolder(), 'uv'), args, { env })
}
