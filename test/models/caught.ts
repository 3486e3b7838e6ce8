/** The malicious collection, and what the readers say of a file of it. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isModelZip, recognisesArchive, unpackArchive } from '../../src/model/archive.ts'
import { opened } from '../../src/model/bytes.ts'
import { type ContentFile, listContent } from '../../src/model/content.ts'
import { looksLikeZip, readZip } from '../../src/model/encodings/zip.ts'
import type { Reading } from '../../src/model/format.ts'
import { pickleFormat } from '../../src/model/formats/pickle.ts'
import { torchFormat } from '../../src/model/formats/pytorch.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { runPython } from '../python.ts'

const script = join(import.meta.dirname, 'malicious.py')

/** The readers of what the collection consists of. */
const formats = [torchFormat, pickleFormat]

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
  /** Why it is not read at all. */
  readonly unreadable?: string
}

/** Whether a file would not get through: the expected global was named or, hidden, anything else was. */
export const isCaught = ({ dangerous, unreadable }: Outcome, expected: string | null): boolean =>
  expected === null
    ? dangerous.length > 0 || unreadable !== undefined
    : dangerous.includes(expected)

/** Reads a file, and the files in it when it is an archive; anything but Unreadable is thrown. */
export async function inspect(path: string): Promise<Outcome> {
  const { size } = await stat(path)
  const file = { path: basename(path), bytes: size, source: { kind: 'disk', path } } as const
  try {
    const readings = (await isArchive(file)) ? await readArchive(file) : [await readFormats(file)]
    const made = readings.filter((reading) => reading !== undefined)
    if (made.length === 0) return { dangerous: [], unreadable: 'is of no format that is known' }
    const findings = made.flatMap((reading) => reading.findings)
    const dangerous = findings.filter(({ verdict }) => verdict === 'dangerous')
    return { dangerous: dangerous.map(({ what }) => what) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { dangerous: [], unreadable: error.message }
  }
}

const isArchive = (file: ContentFile): Promise<boolean> =>
  opened(file, async (bytes) => {
    const head = await bytes.read(0, 4096)
    if (!recognisesArchive(head, file.path)) return false
    return !looksLikeZip(head) || !isModelZip(new Set((await readZip(bytes)).entries.keys()))
  })

async function readArchive(file: ContentFile): Promise<readonly (Reading | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'))
  try {
    await unpackArchive(file, folder, new AbortController().signal)
    const { files } = await listContent(folder, { ignoreFiles: [] })
    const readings: (Reading | undefined)[] = []
    for (const inner of files) readings.push(await readFormats(inner))
    return readings
  } finally {
    await rm(folder, { recursive: true })
  }
}

const readFormats = (file: ContentFile): Promise<Reading | undefined> =>
  opened(file, async (bytes) => {
    const head = await bytes.read(0, 4096)
    const { signal } = new AbortController()
    for (const format of formats) {
      if (!format.recognises(head, file.path)) continue
      const reading = await format.read({ path: file.path, bytes, signal, siblings: new Map() })
      if (reading) return reading
    }
    return undefined
  })
