/** Archives that hold a model: unpacked into a folder, and trusted in nothing. */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ArchiveNames } from './archive-names.ts'
import { type Bytes, Cursor, opened, type Stream } from './bytes.ts'
import { compressionOf, decompressed } from './compression/index.ts'
import type { ContentFile, OnBytes } from './content.ts'
import { looksLikeTar, readTar } from './encodings/tar.ts'
import { looksLikeZip, readZip, type ZipEntry } from './encodings/zip.ts'
import { Unreadable } from './unreadable.ts'

/** "Manage quotas": files in one model version. */
const mostFiles = 1500
/** Folders and what is left out count here. */
const mostEntries = 100_000
const GiB = 2 ** 30
/** More than any runner has room for. */
const mostBytes = 64 * GiB
/** Beyond this, what is unpacked must stand in proportion to what was packed. */
const harmless = GiB
/** deflate packs zeros 1,032 to 1, and no model so well. */
const largestRatio = 1000

/**
 * Whether a file may be an archive of a model, by its first bytes (4,096, fewer for a short file)
 * and its name. A zip archive may be a model itself: its names decide, see `isModelZip`.
 */
export function recognisesArchive(head: Uint8Array, name: string): boolean {
  if (looksLikeZip(head) || looksLikeTar(head)) return true
  if (compressionOf(head) === 'none') return /\.tar$/i.test(name)
  return /\.(tar\.\w+|tgz|tbz2?|txz|tlz)$/i.test(name)
}

/** Whether a zip archive with these entries is a model of its own: PyTorch, Keras, skops or NumPy. */
export function isModelZip(names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false
  const all = [...names]
  const inTop = (file: string) =>
    all.some((name) => name.split('/').length === 2 && name.endsWith(`/${file}`))
  return (
    // torch.save and torch.jit.save: all in one folder, with a pickle and the version of the form.
    (inTop('data.pkl') && inTop('version')) ||
    // torch.export.save, before and since PyTorch 2.8.
    names.has('serialized_exported_program.json') ||
    inTop('archive_format') ||
    (names.has('config.json') && names.has('metadata.json') && all.some(isKerasWeights)) ||
    (names.has('schema.json') && all.every((name) => !name.includes('/'))) ||
    all.every((name) => name.endsWith('.npy'))
  )
}

const isKerasWeights = (name: string) => /^model\.weights\.(h5|npz|json)$/.test(name)

/**
 * Unpacks an archive (.zip, or .tar with any compression or none) into an existing, empty folder, in
 * constant memory. `watch` is told of the bytes that are written.
 *
 * Throws Unreadable for a damaged archive, for a bomb, and for anything but files and folders that
 * stay within the folder; what was written until then is the caller's to remove.
 */
export function unpackArchive(
  file: ContentFile,
  into: string,
  signal: AbortSignal,
  watch: OnBytes = () => {},
): Promise<void> {
  return opened(file, async (bytes) => {
    const unpacking = new Unpacking(bytes.size, into, signal, watch)
    if (looksLikeZip(await bytes.read(0, 4))) await unpackZip(bytes, unpacking)
    else await unpackTar(bytes, unpacking)
    if (unpacking.files === 0) throw new Unreadable('is an archive that holds no files')
  })
}

async function unpackZip(bytes: Bytes, unpacking: Unpacking): Promise<void> {
  const zip = await readZip(bytes)
  // Its directory gives a bomb away before anything is written.
  const ahead = new Bounds(bytes.size)
  for (const entry of zip.entries.values()) ahead.count(entry, !isMacMetadata(entry.name))
  for (const entry of zip.entries.values()) {
    if (entry.kind !== 'file') throw refused(entry, entry.kind.other)
    await unpacking.take(entry, async function* () {
      const stream = await zip.stream(entry)
      for (let piece = await stream.next(); piece; piece = await stream.next()) yield piece
    })
  }
}

async function unpackTar(bytes: Bytes, unpacking: Unpacking): Promise<void> {
  const { stream } = await decompressed(bytes)
  const entries = readTar(new Cursor(stoppable(stream, unpacking.signal)))
  for await (const entry of entries) {
    if (typeof entry.kind === 'object') throw refused(entry, entry.kind.other)
    await unpacking.take(entry, entry.kind === 'file' ? () => entry.pieces : undefined)
  }
}

const refused = ({ name, offset }: Entry, what: string) =>
  new Unreadable(`holds '${name}', ${what}: only files and folders are unpacked`, offset)

/** Ends with the signal also where nothing is written. */
const stoppable = (stream: Stream, signal: AbortSignal): Stream => ({
  next() {
    signal.throwIfAborted()
    return stream.next()
  },
})

/** One archive on its way to the disk. */
class Unpacking {
  readonly signal: AbortSignal

  private readonly names = new ArchiveNames()
  private readonly bounds: Bounds
  private readonly into: string
  private readonly watch: OnBytes

  constructor(packed: number, into: string, signal: AbortSignal, watch: OnBytes) {
    this.bounds = new Bounds(packed)
    this.into = into
    this.signal = signal
    this.watch = watch
  }

  /** How many were written. */
  get files(): number {
    return this.bounds.files
  }

  /**
   * Takes the next entry, a folder when there are no pieces, and writes a file; throws Unreadable
   * before the first byte of one that must not be.
   */
  async take(entry: Entry, pieces?: () => AsyncGenerator<Uint8Array>): Promise<void> {
    const written = pieces !== undefined && !isMacMetadata(entry.name)
    this.bounds.count(entry, written)
    // A folder comes into being with its first file: Azure knows no empty ones.
    if (!written) return
    const path = join(this.into, this.names.add(entry.name, entry.offset))
    await mkdir(dirname(path), { recursive: true })
    const handle = await create(path, entry)
    try {
      for await (const piece of pieces()) {
        this.signal.throwIfAborted()
        await handle.writeFile(piece)
        this.watch(piece.byteLength)
      }
    } finally {
      await handle.close()
    }
  }
}

/** What an archive may hold at most, counted entry by entry. */
class Bounds {
  /** How many are written. */
  files = 0

  private readonly packed: number
  private entries = 0
  private bytes = 0

  constructor(packed: number) {
    this.packed = packed
  }

  /** Throws Unreadable for an entry too many. What is left out counts as well: unpacking it takes just as long. */
  count({ name, size, offset }: Entry, written: boolean): void {
    this.entries += 1
    this.files += written ? 1 : 0
    this.bytes += size
    const refuse = (why: string) => new Unreadable(`${why} with '${name}'`, offset)
    if (this.entries > mostEntries) throw refuse(`goes beyond ${mostEntries} entries`)
    if (this.files > mostFiles) throw refuse(`goes beyond the ${mostFiles} files that Azure takes`)
    if (this.bytes > mostBytes) throw refuse(`goes beyond ${mostBytes / GiB} GiB`)
    if (this.bytes > harmless && this.bytes > largestRatio * this.packed)
      throw refuse(`goes beyond ${largestRatio} times its ${this.packed} bytes`)
  }
}

/** Never writes through what is there already: file systems know more equal names than anybody else. */
async function create(path: string, { name, offset }: Entry): Promise<FileHandle> {
  try {
    return await open(path, 'wx')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new Unreadable(`holds '${name}', which is another file's name here`, offset)
  }
}

type Entry = Pick<ZipEntry, 'name' | 'size' | 'offset'>

/** What macOS adds to archives, beside each file and in a folder of its own. */
const isMacMetadata = (name: string) => /(^|\/)(\._[^/]*$|__MACOSX\/)/.test(name)
