/** Python environments for the demo and the tests: made once from pinned requirements, kept in .cache/. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { cacheDirectory } from './simulator/container/image/index.ts'
import { install } from './simulator/container/image/installer.ts'
import { withLock } from './simulator/container/image/lock.ts'

const run = promisify(execFile)
const cache = resolve(import.meta.dirname, '../.cache/python')

/** What the demo trains with: scikit-learn 1.6 has wheels for every Python from 3.10 to 3.13. */
export const training = {
  sklearn: '1.6.1',
  requirements: ['scikit-learn==1.6.1', 'numpy==2.2.6', 'scipy==1.15.3', 'joblib==1.5.3'],
} as const

const windows = process.platform === 'win32'

/** The machine's own Python, 3.10 or newer; throws with what to install when there is none. */
async function findPython(): Promise<string> {
  const candidates = windows
    ? ['python', 'py', 'python3']
    : ['python3', 'python3.12', 'python3.11', 'python3.13', 'python3.10', 'python']
  for (const candidate of candidates) {
    try {
      const print =
        'import json, sys, venv; print(json.dumps([sys.version_info[:2], sys.executable]))'
      const [[major, minor], executable] = JSON.parse(await runPython(candidate, '-c', print))
      if (major === 3 && minor >= 10) return executable
    } catch {
      // Not there, or not a Python that works: the next one may be.
    }
  }
  throw new Error(
    'Python 3.10 or newer with its venv module is needed (https://www.python.org/downloads)',
  )
}

/**
 * The interpreter of an environment with exactly these requirements, installed at the first call:
 * by whichever process is first, while the others wait.
 */
export async function pythonWith(
  requirements: readonly string[],
  onInstall: () => void = () => {},
): Promise<string> {
  const digest = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 16)
  const home = join(cache, digest)
  const python = windows ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python')
  const ready = join(home, 'ready')
  if (existsSync(ready)) return python
  await withLock(`${home}.lock`, async () => {
    if (existsSync(ready)) return
    onInstall()
    await rm(home, { recursive: true, force: true })
    const executable = await findPython()
    const { code, output } = await install(cacheDirectory, home, { executable }, requirements)
    if (code !== 0) throw new Error(`${requirements.join(', ')} cannot be installed:\n${output}`)
    await writeFile(`${ready}.new`, '')
    await rename(`${ready}.new`, ready)
  })
  return python
}

/** Runs Python and returns what it prints; when it fails, the error says what it complained of. */
export async function runPython(python: string, ...args: readonly string[]): Promise<string> {
  return (await run(python, args)).stdout
}
