/** PyTorch: everything that torch.save, torch.jit.save and torch.export.save write. */
import type { Bytes } from '../bytes.ts'
import { looksLikeZip } from '../encodings/zip.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import { openArchive } from '../pytorch/archive.ts'
import { isExport, readExport } from '../pytorch/export.ts'
import { describeSaved } from '../pytorch/pickled.ts'
import { looksLegacy, type Pickles, walkArchive, walkSaved } from '../pytorch/pickles.ts'
import { isTorchScript, readTorchScript } from '../pytorch/torchscript.ts'
import { Unreadable } from '../unreadable.ts'

/** TorchScript, exported programs, weights, checkpoints and pickled modules. */
export const torchFormat: FileFormat = {
  name: 'PyTorch model',
  recognises: (head) => looksLikeZip(head) || looksLegacy(head),
  async read(file) {
    if (!looksLikeZip(await head(file.bytes))) return readLegacy(file)
    const archive = await openArchive(file.bytes)
    if (isExport(archive)) return readExport(archive, file)
    if (isTorchScript(archive)) return readTorchScript(archive, file)
    if (!archive.entries.has('data.pkl')) return undefined
    return reading(file, await walkArchive(archive, file), 'data.pkl')
  },
}

const head = (bytes: Bytes): Promise<Uint8Array> => bytes.read(0, 32)

/** What torch.save wrote before PyTorch 1.6. */
async function readLegacy(file: ModelFile): Promise<Reading> {
  return reading(file, await walkSaved(file.bytes, file), 'object')
}

function reading(file: ModelFile, { walks, findings }: Pickles, name: string): Reading {
  const walk = walks.get(name)
  if (!walk) throw new Unreadable('holds no object')
  return {
    description: {
      framework: 'pytorch',
      format: 'torch-pickle',
      path: file.path,
      pickleProtocol: walk.protocol,
      output: { kind: 'unknown' },
      ...describeSaved(file.path, walk),
    },
    findings,
  }
}
