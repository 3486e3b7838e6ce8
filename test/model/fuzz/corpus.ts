/** The models that are changed: what the libraries saved, with the files around it. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesIn } from '../folder.ts'

/** A model as it lies on a disk. */
export interface Specimen {
  readonly name: string
  /** By their paths; of a model that is one file, that file. */
  readonly files: ReadonlyMap<string, Buffer>
  readonly kind: 'file' | 'folder'
}

const kept = join(import.meta.dirname, '../../models/kept')

/** All kept models, in the same order everywhere. */
export function specimens(): readonly Specimen[] {
  return readdirSync(kept)
    .sort()
    .flatMap((framework) => specimensIn(join(kept, framework)))
}

function specimensIn(folder: string): readonly Specimen[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory())
    .map((path) => {
      const files = new Map([...filesIn(path)].map(([name, data]) => [name, Buffer.from(data)]))
      const [only = ''] = files.keys()
      const kind = files.size === 1 && !only.includes('/') ? 'file' : 'folder'
      return { name: `${basename(folder)}/${basename(path)}`, files, kind }
    })
}
