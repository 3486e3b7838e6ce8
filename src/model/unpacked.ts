/** A model that comes in an archive: unpacked, it is the model. */
import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isModelZip, recognisesArchive, unpackArchive } from './archive.ts'
import { type Bytes, Cursor, opened } from './bytes.ts'
import { decompressed } from './compression/index.ts'
import { type Content, type ContentFile, listContent } from './content.ts'
import { looksLikeTar } from './encodings/tar.ts'
import { looksLikeZip, readZip } from './encodings/zip.ts'
import { Unreadable } from './unreadable.ts'

/**
 * What an archive holds, unpacked into a new folder of `scratch`; undefined for what is no archive.
 * Throws Unreadable for a damaged or hostile one.
 */
export async function unpacked(
  content: Content,
  scratch: string,
  signal: AbortSignal,
): Promise<Content | undefined> {
  const [file] = content.files
  if (content.kind !== 'file' || !file || !(await isArchive(file))) return undefined
  const folder = join(await mkdtemp(join(scratch, 'model-')), withoutEnding(content.name))
  await mkdir(folder)
  await unpackArchive(file, folder, signal)
  const names = await readdir(folder)
  if (ofOldTorch.every((name) => names.includes(name)))
    throw new Unreadable(
      'is a tar archive as PyTorch wrote them before 0.1.10: load it with torch.load and save it again with torch.save',
    )
  const [only, ...more] = names
  // An archive of one file or one folder stands for it.
  const root = only !== undefined && more.length === 0 ? join(folder, only) : folder
  return listContent(root, { ignoreFiles: [] })
}

/** torch/serialization.py, `legacy_load`. */
const ofOldTorch = ['sys_info', 'pickle', 'storages', 'tensors']

/** Told by what the file holds; its name only helps. */
const isArchive = (file: ContentFile): Promise<boolean> =>
  opened(file, async (bytes) => {
    const head = await bytes.read(0, 4096)
    if (looksLikeZip(head)) {
      const { entries } = await readZip(bytes)
      return !isModelZip(new Set(entries.keys()))
    }
    return recognisesArchive(head, file.path) || (await holdsTar(bytes))
  })

/** Whether a compressed file holds a tar archive, whatever it is called. */
async function holdsTar(bytes: Bytes): Promise<boolean> {
  try {
    const { stream, compression } = await decompressed(bytes)
    if (compression === 'none') return false
    const cursor = new Cursor(stream)
    return looksLikeTar(cursor.take(Math.min(512, await cursor.ready(512))))
  } catch {
    // Damaged: the reader of whatever it claims to be says where.
    return false
  }
}

const withoutEnding = (name: string) =>
  basename(name).replace(/(\.tar)?\.(zip|tar|gz|tgz|bz2|tbz2?|xz|txz|lzma|tlz|lz4)$/i, '') ||
  'model'
