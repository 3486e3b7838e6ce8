/** The checkout, as far as reading the request needs it. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Files } from '../plan/smoke.ts'

export const checkout: Files = {
  kind(path) {
    try {
      const info = statSync(path, { throwIfNoEntry: false })
      return info?.isFile() ? 'file' : info?.isDirectory() ? 'folder' : undefined
    } catch {
      // A text that cannot be a path at all: too long, or with a NUL in it.
      return undefined
    }
  },
  read: (path) => readFileSync(path, 'utf8'),
}

/** Writes a file of the checkout; throws when it cannot. */
export const writeFile = (path: string, text: string): void => writeFileSync(path, text)
