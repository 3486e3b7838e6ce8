/** Which names in an archive may become files: those that mean the same file on every system. */
import { Unreadable } from './unreadable.ts'

/** "Naming and referencing containers, blobs, and metadata": a blob's name has at most 1,024 characters. */
const longestName = 1024

/** NAME_MAX of Linux, in bytes; no other system allows more. */
const longestPart = 255

/** Takes the names of an archive, one after the other, and refuses what would not be a file of its own. */
export class ArchiveNames {
  /** By the path in lower case: how it is spelled, and what it is. */
  private readonly seen = new Map<string, { spelled: string; kind: 'file' | 'folder' }>()

  /**
   * The relative path that a file's name stands for, without '.' and empty parts. Throws Unreadable
   * for a name that leads out of the folder, is taken, or would be on some system.
   */
  add(name: string, offset?: number): string {
    const refuse = (why: string) => new Unreadable(`holds '${name.slice(0, 120)}', ${why}`, offset)
    if (name.length > longestName) throw refuse(`a name of more than ${longestName} characters`)
    if (/^[/\\]|^[a-z]:/i.test(name)) throw refuse('an absolute path')
    if (/[\\\p{Cc}\ufffd]/u.test(name)) throw refuse('whose name is not the same on every system')
    const parts = name.split('/').filter((part) => part !== '' && part !== '.')
    if (parts.includes('..')) throw refuse('which leads out of it')
    if (parts.some((part) => Buffer.byteLength(part) > longestPart))
      throw refuse(`a name of more than ${longestPart} bytes`)
    if (parts.length === 0) throw refuse('which is no name')
    if (parts.some((part) => /[. ]$|:/.test(part)))
      throw refuse('whose name is not the same on every system')
    for (const depth of parts.keys()) {
      const kind = depth === parts.length - 1 ? 'file' : 'folder'
      const spelled = parts.slice(0, depth + 1).join('/')
      const key = spelled.normalize('NFC').toLowerCase()
      const known = this.seen.get(key)
      if (known && known.spelled !== spelled)
        throw refuse(`which on some systems is the same as '${known.spelled.slice(0, 120)}'`)
      if (known?.kind === 'file' && kind === 'file') throw refuse('more than once')
      if (known && known.kind !== kind) throw refuse('which is both a file and a folder')
      this.seen.set(key, { spelled, kind })
    }
    return parts.join('/')
  }
}
