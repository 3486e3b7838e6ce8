/** The zoo: scripts that train and save small real models, and what each of them is installed with. */

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { makeVenv, pythonOf } from './venv.ts'

const run = promisify(execFile)

/** One framework in one version. */
export interface Exhibit {
  readonly name: string
  /** In zoo/: `python <script> <folder>` writes models and cases there. */
  readonly script: string
  readonly args?: readonly string[]
  readonly python: string
  readonly requirements: readonly string[]
  /** `npm test` visits the light ones; the heavy ones are a matter of gigabytes. */
  readonly weight: 'light' | 'heavy'
}

/** A model, a request, and what the library itself answers. */
export interface ZooCase {
  readonly name: string
  /** The model's file or folder. */
  readonly model: string
  readonly request: unknown
  readonly answer: unknown
  /** What the model's file must give away, in the words of the Description. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Trains and saves everything that an exhibit shows. */
export async function visit(exhibit: Exhibit): Promise<readonly ZooCase[]> {
  const folder = await mkdtemp(join(tmpdir(), 'zoo-'))
  const venv = await makeVenv(exhibit.python, exhibit.requirements)
  const script = join(import.meta.dirname, 'zoo', exhibit.script)
  await run(pythonOf(venv), ['-W', 'ignore', script, folder, ...(exhibit.args ?? [])], {
    maxBuffer: 64 << 20,
  })
  return readCases(folder)
}

/** The cases in a folder as the scripts write them: `<case>.json` beside `<case>/`. */
export async function readCases(folder: string): Promise<readonly ZooCase[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (record) => {
      const name = record.replace(/\.json$/, '')
      const { request, answer, facts } = JSON.parse(await readFile(join(folder, record), 'utf8'))
      const [only, ...more] = await readdir(join(folder, name), { withFileTypes: true })
      const file = more.length === 0 && only?.isFile() ? only.name : ''
      return {
        name,
        model: resolve(folder, name, file),
        request,
        answer,
        facts: facts ?? {},
      }
    }),
  )
}

/** Equal, but for the last digits, in which versions of a library may differ. */
export function agree(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a))
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return left.length === right.length && left.every(([key, value]) => agree(value, Object(b)[key]))
}
