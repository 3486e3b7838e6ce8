/** Bytes that are to be uploaded: which files, how many bytes, and what they hash to. Never executed. */
import { createHash } from 'node:crypto'
import { lstat, open, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import ignore from 'ignore'
import { ActionError } from '../errors.ts'
import { printable } from './printable.ts'

export interface ContentFile {
  /** Relative to the content's root, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly source:
    | { readonly kind: 'disk'; readonly path: string }
    | { readonly kind: 'memory'; readonly data: Uint8Array }
}

export interface Content {
  /** The file's or folder's own name: the last segment under which Azure mounts it. */
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** Sorted by path, by UTF-16 code unit. */
  readonly files: readonly ContentFile[]
  readonly bytes: number
}

/** Content whose bytes were read once: every file's SHA-256 and the digest of the whole. */
export interface Digested extends Content {
  readonly digest: string
  readonly hashes: ReadonlyMap<string, string>
}

export interface ListOptions {
  /** Whether the folder's own `.amlignore`, else its `.gitignore`, leaves files out, as Azure's clients do. */
  readonly ignoreFiles: readonly string[]
}

/**
 * The files of a file or folder. Symbolic links are followed, as Azure's clients follow them. A
 * missing path is the caller's to report.
 */
export async function listContent(path: string, options: ListOptions): Promise<Content> {
  const root = resolve(path)
  const info = await stat(root)
  if (!info.isFile() && !info.isDirectory())
    throw unreadable(path, 'is neither a file nor a folder')
  if (info.isFile()) {
    const file: ContentFile = {
      path: basename(root),
      bytes: info.size,
      source: { kind: 'disk', path: root },
    }
    return { name: basename(root), kind: 'file', files: [file], bytes: info.size }
  }
  const ignored = await readIgnoreFile(root, options.ignoreFiles)
  const files: ContentFile[] = []
  let met = 0
  for await (const file of walk(root, '', ignored, new Set([await realpath(root)]))) {
    if (++met > mostEntries)
      throw unreadable(path, `has more than ${mostEntries} files and folders in it, links followed`)
    if (file) files.push(file)
  }
  return folder(basename(root), files)
}

/** Links between a dozen folders are enough for a listing without end. */
const mostEntries = 50_000

const unreadable = (path: string, why: string) =>
  new ActionError({
    code: 'model-unreadable',
    message: `'${printable(path)}' ${why}`,
    hint: 'Check what the training step left there.',
  })

/** Files that exist only in memory, as a folder. */
export function memoryFolder(name: string, texts: Readonly<Record<string, string>>): Content {
  const files = Object.entries(texts).map(([path, text]): ContentFile => {
    const data = new TextEncoder().encode(text)
    return { path, bytes: data.byteLength, source: { kind: 'memory', data } }
  })
  return folder(name, files)
}

function folder(name: string, unsorted: readonly ContentFile[]): Content {
  const files = [...unsorted].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { name, kind: 'folder', files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

type Ignored = (path: string) => boolean

/** People write a few lines. */
const largestIgnoreFile = 1 << 20

async function readIgnoreFile(root: string, names: readonly string[]): Promise<Ignored> {
  for (const name of names) {
    try {
      const file = join(root, name)
      const info = await stat(file)
      // A pipe would wait for a writer, and a device has no end.
      if (!info.isFile() || info.size > largestIgnoreFile)
        throw unreadable(file, 'is no list of names that are left out')
      const rules = ignore().add(await readFile(file, 'utf8'))
      return (path) => rules.ignores(path)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error
    }
  }
  return () => false
}

/**
 * Never part of what is served, whatever the ignore file says. `.azureml-deploy` is where
 * deploy-model.yml keeps this action and what it downloads: another version of it is no other model.
 */
const leftOut = new Set(['.git', '.azureml-deploy', '__pycache__', '.ipynb_checkpoints'])

/** The files, and for everything else that was looked at undefined. */
async function* walk(
  directory: string,
  prefix: string,
  ignored: Ignored,
  above: ReadonlySet<string>,
): AsyncGenerator<ContentFile | undefined> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (leftOut.has(entry.name)) continue
    const path = prefix + entry.name
    const disk = join(directory, entry.name)
    const info = entry.isSymbolicLink() ? await follow(disk) : await lstat(disk)
    if (info.isDirectory()) {
      yield undefined
      if (ignored(`${path}/`)) continue
      const real = await realpath(disk)
      // A link back to a folder above would never end.
      if (above.has(real)) continue
      yield* walk(disk, `${path}/`, ignored, new Set([...above, real]))
    } else if (info.isFile() && !ignored(path)) {
      yield { path, bytes: info.size, source: { kind: 'disk', path: disk } }
    } else yield undefined
  }
}

async function follow(link: string) {
  try {
    return await stat(link)
  } catch (cause) {
    const leads = hasCode(cause, 'ELOOP') ? 'that leads back to itself' : 'to nothing'
    throw new ActionError({
      code: 'model-unreadable',
      message: `'${printable(link)}' is a symbolic link ${leads}`,
      hint: 'Remove the link, or make sure that what it points to is part of the checkout.',
      cause,
    })
  }
}

/** Fills a buffer with the file's next bytes and says how many; fewer than it holds only at the end. */
export type Fill = (buffer: Uint8Array) => Promise<number>

/**
 * Opens a file for `work`. Reading into the caller's buffers, which are used again, keeps the memory
 * constant: a stream would leave a gigabyte of pieces to the garbage collector.
 */
export async function reading<T>(file: ContentFile, work: (fill: Fill) => Promise<T>): Promise<T> {
  if (file.source.kind === 'memory') {
    let rest = file.source.data
    return work(async (buffer) => {
      const piece = rest.subarray(0, buffer.byteLength)
      buffer.set(piece)
      rest = rest.subarray(piece.byteLength)
      return piece.byteLength
    })
  }
  const handle = await open(file.source.path)
  try {
    return await work(async (buffer) => {
      let filled = 0
      while (filled < buffer.byteLength) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return filled
    })
  } finally {
    await handle.close()
  }
}

/** A file as text. It is held in memory: for what people write, not for weights. */
export const readText = ({ source }: ContentFile): Promise<string> =>
  source.kind === 'memory'
    ? Promise.resolve(new TextDecoder().decode(source.data))
    : readFile(source.path, 'utf8')

/** Told how many bytes have been read since the last call. */
export type OnBytes = (bytes: number) => void

/**
 * Reads every byte once, in constant memory. The digest is the SHA-256 of the listing that
 * `sha256sum` prints for the sorted relative paths, so that anybody can compute it:
 * `find . -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 */
export async function digest(
  content: Content,
  signal: AbortSignal,
  onBytes: OnBytes = () => {},
): Promise<Digested> {
  const hashes = new Map<string, string>()
  const buffer = Buffer.allocUnsafeSlow(1 << 20)
  for (const file of content.files) {
    const hash = createHash('sha256')
    await reading(file, async (fill) => {
      for (let bytes = await fill(buffer); bytes > 0; bytes = await fill(buffer)) {
        signal.throwIfAborted()
        hash.update(buffer.subarray(0, bytes))
        onBytes(bytes)
      }
    })
    hashes.set(file.path, hash.digest('hex'))
  }
  return withDigest(content, hashes)
}

function withDigest(content: Content, hashes: ReadonlyMap<string, string>): Digested {
  const whole = createHash('sha256')
  for (const { path } of content.files) whole.update(`${hashes.get(path)}  ${path}\n`)
  return { ...content, digest: whole.digest('hex'), hashes }
}

/** One folder of a folder, by itself and under a name of its own; '' is all of it. */
export function subfolder(content: Digested, path: string, name: string): Digested {
  const prefix = path === '' ? '' : `${path}/`
  const inside = content.files.filter((file) => file.path.startsWith(prefix))
  const files = inside.map((file) => ({ ...file, path: file.path.slice(prefix.length) }))
  const hashes = files.map(
    (file) => [file.path, content.hashes.get(prefix + file.path) ?? ''] as const,
  )
  return withDigest(folder(name, files), new Map(hashes))
}
