/** Python environments for the demo and the tests: made once from pinned requirements, kept in .cache/. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'

const cache = resolve(import.meta.dirname, '../.cache/python')

/** What the demo trains with: scikit-learn 1.6 has wheels for every Python from 3.10 to 3.13. */
export const training = {
  sklearn: '1.6.1',
  requirements: ['scikit-learn==1.6.1', 'numpy==2.2.6', 'scipy==1.15.3', 'joblib==1.5.3'],
} as const

const windows = process.platform === 'win32'

/** The machine's own Python, 3.10 or newer; throws with what to install when there is none. */
export function findPython(): string {
  const candidates = windows
    ? ['python', 'py', 'python3']
    : ['python3', 'python3.12', 'python3.11', 'python3.13', 'python3.10', 'python']
  for (const candidate of candidates) {
    try {
      const version = execFileSync(
        candidate,
        ['-c', 'import sys, venv; print(*sys.version_info[:2])'],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      const [major = 0, minor = 0] = version.trim().split(' ').map(Number)
      if (major === 3 && minor >= 10) return candidate
    } catch {
      // Not there, or not a Python that works: the next one may be.
    }
  }
  throw new Error(
    'Python 3.10 or newer with its venv module is needed (https://www.python.org/downloads)',
  )
}

/** The interpreter of an environment with exactly these requirements, installed at the first call. */
export function pythonWith(
  requirements: readonly string[],
  onInstall: () => void = () => {},
): string {
  const digest = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 16)
  const home = join(cache, digest)
  const python = windows ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python')
  const ready = join(home, 'ready')
  if (existsSync(ready)) return python
  const lock = `${home}.lock`
  mkdirSync(cache, { recursive: true })
  while (!acquire(lock)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    if (existsSync(ready)) return python
  }
  try {
    if (existsSync(ready)) return python
    onInstall()
    rmSync(home, { recursive: true, force: true })
    execFileSync(findPython(), ['-m', 'venv', home], { stdio: ['ignore', 'ignore', 'inherit'] })
    execFileSync(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    writeFileSync(`${ready}.new`, '')
    renameSync(`${ready}.new`, ready)
    return python
  } finally {
    rmdirSync(lock)
  }
}

function acquire(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    // Who held it may have been killed: no installation takes ten minutes.
    const held = statSync(lock, { throwIfNoEntry: false })
    if (held && Date.now() - held.mtimeMs > 600_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

/** Runs a script and returns what it prints. */
export const runPython = (python: string, ...args: readonly string[]): string =>
  execFileSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
