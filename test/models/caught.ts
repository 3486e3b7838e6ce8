/** The malicious collection, and what is said of a file of it where every model comes in. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ActionError } from '../../src/errors.ts'
import { inspectModel } from '../../src/model/model.ts'
import { runPython } from '../python.ts'

const script = join(import.meta.dirname, 'malicious.py')

/** By file, the global that must be caught in it; null where it is hidden too well to be named. */
export type Expected = Readonly<Record<string, string | null>>

/** Has the collection built into a folder. */
export async function buildCollection(folder: string): Promise<Expected> {
  await runPython('python3', script, folder)
  return JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'))
}

/** What was found out about a file. */
export interface Outcome {
  /** What is dangerous in it. */
  readonly dangerous: readonly string[]
  /** Why there is no saying what it is. */
  readonly unreadable?: string
}

/** Whether a file would not get through: the expected global was named or, hidden, anything else was. */
export const isCaught = ({ dangerous, unreadable }: Outcome, expected: string | null): boolean =>
  expected === null
    ? dangerous.length > 0 || unreadable !== undefined
    : dangerous.includes(expected)

/** Looks at a file or folder as a deployment does. */
export async function inspect(path: string): Promise<Outcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'inspected-'))
  try {
    const { signal } = new AbortController()
    const { reading } = await inspectModel(path, { scratch, unpack: false, signal })
    const dangerous = reading.findings.filter(({ verdict }) => verdict === 'dangerous')
    const unreadable = reading.failure?.message
    return { dangerous: dangerous.map(({ what }) => what), ...(unreadable ? { unreadable } : {}) }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return { dangerous: [], unreadable: error.message }
  } finally {
    await rm(scratch, { recursive: true })
  }
}
