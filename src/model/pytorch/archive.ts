/** The zip archives that PyTorch writes: everything stands below one folder, whose name means nothing. */
import type { Bytes } from '../bytes.ts'
import { Cursor, streamOf } from '../bytes.ts'
import { readZip, type Zip, type ZipEntry } from '../encodings/zip.ts'

/** An archive by the names below its folder: `data.pkl`, `code/__torch__.py`. */
export interface TorchArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>
  /** What stands beside that folder, by its whole name. */
  readonly elsewhere: readonly ZipEntry[]
  /** The unpacked bytes of an entry, from first to last. */
  cursor(entry: ZipEntry): Promise<Cursor>
  /** The unpacked bytes of an entry, at will. */
  open(entry: ZipEntry): Promise<Bytes>
}

/**
 * Opens an archive. PyTorch takes the first entry's folder for the archive's
 * (caffe2/serialize/inline_container.cc, `PyTorchStreamReader::init`), also where that entry is a
 * folder itself, and so does this; what stands elsewhere, PyTorch does not read. Archives of
 * torch.export before 2.8 have no folder.
 */
export async function openArchive(bytes: Bytes): Promise<TorchArchive> {
  const zip = await readZip(bytes)
  const folder = zip.first.slice(0, zip.first.indexOf('/') + 1)
  const entries = new Map<string, ZipEntry>()
  const elsewhere: ZipEntry[] = []
  for (const [name, entry] of zip.entries)
    if (name.startsWith(folder)) entries.set(name.slice(folder.length), entry)
    else elsewhere.push(entry)
  return {
    entries,
    elsewhere,
    cursor: (entry) => cursorOf(zip, entry),
    open: (entry) => zip.open(entry),
  }
}

/** A small text in the archive, trimmed: `version`, `byteorder`; undefined when it is not there. */
export async function shortText(archive: TorchArchive, name: string): Promise<string | undefined> {
  const entry = archive.entries.get(name)
  if (!entry) return undefined
  const cursor = await archive.cursor(entry)
  return cursor
    .take(Math.min(await cursor.ready(64), 64))
    .toString('utf8')
    .trim()
}

const cursorOf = async (zip: Zip, entry: ZipEntry): Promise<Cursor> =>
  // A stored entry can be left out in parts without reading it.
  new Cursor(entry.method === 'stored' ? streamOf(await zip.open(entry)) : await zip.stream(entry))
