/** Folders of model files for the readers of folders. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Bytes, bytesOf } from '../../src/model/bytes.ts'
import type { ContentFile } from '../../src/model/content.ts'
import type { FolderFormat, ModelFolder, Reading } from '../../src/model/format.ts'
import { Unreadable } from '../../src/model/unreadable.ts'
import { damages } from './damage.ts'

/** The files of a folder by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>

/** Files whose contents are given as texts. */
export const filesOf = (texts: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]))

/** The files below a folder on disk. */
export const filesIn = (folder: string): Files =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path).replaceAll(sep, '/'), readFileSync(path)]),
  )

/** What a reader is given; `root` is where the folder lies in the content. */
export function folderOf(files: Files, root = ''): ModelFolder {
  const listed = [...files].map(([path, data]): [string, ContentFile] => [
    path,
    { path: root + path, bytes: data.byteLength, source: { kind: 'memory', data } },
  ])
  const open = async <T>(path: string, work: (bytes: Bytes) => Promise<T>): Promise<T> => {
    const data = files.get(path)
    if (!data) throw new Unreadable(`has no file '${path}'`)
    return work(bytesOf(data))
  }
  return {
    root,
    files: new Map(listed),
    signal: new AbortController().signal,
    open,
    text: (path) =>
      open(path, async (bytes) => Buffer.from(await bytes.read(0, bytes.size)).toString('utf8')),
  }
}

/** What a format makes of a folder: a reading, undefined, or what Unreadable says. */
export async function outcome(
  format: FolderFormat,
  files: Files,
  root?: string,
): Promise<Reading | string | undefined> {
  try {
    if (!format.recognises(new Set(files.keys()))) return undefined
    return await format.read(folderOf(files, root))
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
}

/** Reads the folder with each of its files missing, and with damaged copies of the text files. */
export async function survives(format: FolderFormat, files: Files): Promise<void> {
  for (const [path, data] of files) {
    await outcome(format, new Map([...files].filter(([other]) => other !== path)))
    for (const damage of damages(data)) {
      try {
        await outcome(format, new Map([...files, [path, damage.data]]))
      } catch (cause) {
        throw new Error(`'${path}', ${damage.kind} at ${damage.at}`, { cause })
      }
    }
  }
}
