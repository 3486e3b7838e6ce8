/** Every pickle in what torch.load reads, walked and judged. */
import { type Bytes, Cursor, streamOf } from '../bytes.ts'
import type { Finding } from '../description.ts'
import { looksLikeZip } from '../encodings/zip.ts'
import { type Walk, walkPickle } from '../pickle/walk.ts'
import { judgePickle } from '../scan/judge.ts'
import { openArchive, type TorchArchive } from './archive.ts'

/** The pickles of a file by their names in it, and what they would import. */
export interface Pickles {
  readonly walks: ReadonlyMap<string, Walk>
  readonly findings: readonly Finding[]
}

/** Where the pickles are: the file's name for the findings, and what stops the reading. */
export interface Place {
  readonly path: string
  readonly signal: AbortSignal
}

/** The number that old files begin with, as pickled: torch/serialization.py, `MAGIC_NUMBER`. */
const magicNumber = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex')

/** What stands before the tensors' bytes of an old file, one pickle each, in this order. */
const legacyPickles = ['magic number', 'protocol', 'system', 'object', 'storages'] as const

/** Whether a file is what torch.save wrote before 1.6, or without `_use_new_zipfile_serialization`. */
export const looksLegacy = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 32)).includes(magicNumber)

/** Walks whatever torch.load would: an archive, an old file, or a pickle and nothing else. */
export async function walkSaved(bytes: Bytes, place: Place): Promise<Pickles> {
  const head = await bytes.read(0, 32)
  if (looksLikeZip(head)) return walkArchive(await openArchive(bytes), place)
  return walkStream(new Cursor(streamOf(bytes)), looksLegacy(head) ? legacyPickles : [''], place)
}

/** Walks all pickles of an archive, those too that torch.load leaves alone: other tools may not. */
export async function walkArchive(
  archive: TorchArchive,
  place: Place,
  imports: (module: string) => boolean = () => true,
): Promise<Pickles> {
  const walks = new Map<string, Walk>()
  const findings: Finding[] = []
  // No name in the folder begins so: the pickles that PyTorch reads keep theirs.
  const beside = archive.elsewhere.map((entry) => [`/${entry.name}`, entry] as const)
  for (const [name, entry] of [...archive.entries, ...beside]) {
    if (!/\.(pkl|debug_pkl)$/i.test(name)) continue
    const inside = { ...place, path: `${place.path}:${entry.name}` }
    const walked = await walkStream(await archive.cursor(entry), [name], inside, imports)
    for (const [key, walk] of walked.walks) walks.set(key, walk)
    findings.push(...walked.findings)
  }
  return { walks, findings }
}

/** Walks pickles that stand one behind the other. */
async function walkStream(
  cursor: Cursor,
  names: readonly string[],
  { path, signal }: Place,
  imports: (module: string) => boolean = () => true,
): Promise<Pickles> {
  const walks = new Map<string, Walk>()
  const findings: Finding[] = []
  for (const name of names) {
    signal.throwIfAborted()
    const walk = await walkPickle(cursor, { signal })
    walks.set(name, walk)
    const globals = walk.globals.filter(({ module }) => imports(module))
    findings.push(...judgePickle(path, { globals, oddities: walk.oddities }))
  }
  return { walks, findings }
}
