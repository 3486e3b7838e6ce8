/**
 * Tar archives, read from the first byte to the last: what Python's tarfile, GNU tar and bsdtar write.
 *
 * Sources: POSIX "pax", "ustar Interchange Format" and "pax Extended Header"; "GNU tar: Basic Tar
 * Format" for long names and large numbers.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

const block = 512
/** Extended headers and long names beyond this are no description of a file. */
const longestExtension = 1 << 20
/** What may follow the end: tar fills up to a whole record, of 10 KiB unless somebody asks for another. */
const mostPadding = 1 << 20

export interface TarEntry {
  /** As the archive spells it. */
  readonly name: string
  readonly size: number
  /** What it is when it is neither a file nor a folder: 'a symbolic link'. */
  readonly kind: 'file' | 'folder' | { readonly other: string }
  /** Where its header stands, in the unpacked archive. */
  readonly offset: number
  /** The bytes, to be read before the next entry. A piece is only valid until the next. */
  readonly pieces: AsyncGenerator<Uint8Array>
}

/** Whether a file begins like a tar archive of this century: the magic stands in its first header. */
export const looksLikeTar = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar'

/** The entries in their order. Throws Unreadable for what is damaged, cut off, or no tar archive. */
export async function* readTar(cursor: Cursor): AsyncGenerator<TarEntry> {
  let extension: Extension = {}
  let extensionBytes = 0
  while (true) {
    const { offset } = cursor
    const header = await cursor.read(block, 'a tar archive')
    if (header.every((byte) => byte === 0)) return await readEnd(cursor)
    verify(header, offset)
    const type = header.toString('latin1', 156, 157)
    const size = extension.size ?? readNumber(header.subarray(124, 136), offset + 124)
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      extensionBytes += size
      if (extensionBytes > longestExtension)
        throw new Unreadable('is a tar archive that says too much of one entry', offset)
      const data = await cursor.read(size, 'a tar archive')
      await cursor.skip(padding(size), 'a tar archive')
      extension = extend(extension, type, data, offset)
      continue
    }
    const name = extension.name ?? readName(header)
    const end = cursor.offset + size
    const pieces = readPieces(cursor, end)
    yield { name, size, kind: extension.sparse ? sparse : kindOf(type, name), offset, pieces }
    await cursor.skip(end - cursor.offset + padding(size), `'${name}' in a tar archive`)
    extension = {}
    extensionBytes = 0
  }
}

/** What the headers before an entry say of it. */
interface Extension {
  readonly name?: string
  readonly size?: number
  readonly sparse?: boolean
}

const sparse = { other: 'a sparse file' }

/** "ustar Interchange Format", typeflag; 'S' is GNU's. */
function kindOf(type: string, name: string): TarEntry['kind'] {
  // Archives older than ustar mark a folder by its name alone.
  if (type === '\0') return name.endsWith('/') ? 'folder' : 'file'
  if (type === '0' || type === '7') return 'file'
  if (type === '5') return 'folder'
  if (type === 'S') return sparse
  return { other: others[type] ?? `of the unknown type '${type}'` }
}

const others: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
}

const padding = (size: number) => (block - (size % block)) % block

async function* readPieces(cursor: Cursor, end: number): AsyncGenerator<Uint8Array> {
  while (cursor.offset < end) {
    await cursor.require(1, 'a tar archive')
    yield cursor.take(Math.min(cursor.available, end - cursor.offset))
  }
}

/** The sum of the header's bytes, its own field counted as spaces. */
function verify(header: Buffer, offset: number): void {
  let sum = 0
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte
  if (sum !== readNumber(header.subarray(148, 156), offset + 148))
    throw new Unreadable('is no tar archive, or one with a damaged header', offset)
}

/** Octal digits; or, where the first bit is set, the number itself, as GNU tar writes large ones. */
function readNumber(field: Buffer, offset: number): number {
  const text = textOf(field).trim()
  const value =
    ((field[0] ?? 0) & 0x80) === 0
      ? Number.parseInt(text === '' ? '0' : text, 8)
      : field.readUInt8(0) === 0x80
        ? Number(`0x${field.subarray(1).toString('hex')}`)
        : Number.NaN
  if (Number.isSafeInteger(value)) return value
  throw new Unreadable('is no tar archive, or one with a number that is none', offset)
}

function readName(header: Buffer): string {
  const name = textOf(header.subarray(0, 100))
  // Only POSIX's own format ends the magic with a zero; GNU's has other things where the prefix is.
  const prefix = header[262] === 0 && looksLikeTar(header) ? textOf(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

function extend(before: Extension, type: string, data: Buffer, offset: number): Extension {
  if (type === 'K') return before
  if (type === 'L') return { ...before, name: textOf(data) }
  const records = readRecords(data, offset + block)
  const name = records.get('path')
  const size = records.get('size')
  // One for all that follow (git writes its commit there) cannot say what each is.
  if (type === 'g' && (name !== undefined || size !== undefined))
    throw new Unreadable('is a tar archive that gives all its entries one name or size', offset)
  return {
    ...before,
    ...(name !== undefined && { name }),
    ...(size !== undefined && { size: readSize(size, offset) }),
    ...([...records.keys()].some((key) => key.startsWith('GNU.sparse.')) && { sparse: true }),
  }
}

function readSize(text: string, offset: number): number {
  const size = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(size)) return size
  throw new Unreadable(`is a tar archive that says '${text.slice(0, 20)}' for a size`, offset)
}

/** "pax Extended Header": lines of `length key=value`, the length in bytes and of the whole line. */
function readRecords(data: Buffer, offset: number): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < data.byteLength; ) {
    const space = data.indexOf(0x20, at)
    const length = /^\d{1,7}$/.exec(data.toString('latin1', at, Math.max(at, space)))
    const end = at + Number(length?.[0] ?? 0)
    const equals = data.indexOf(0x3d, space)
    if (equals < 0 || equals >= end || data[end - 1] !== 0x0a)
      throw new Unreadable('is a tar archive with a damaged extended header', offset + at)
    records.set(
      data.toString('utf8', space + 1, equals),
      data.toString('utf8', equals + 1, end - 1),
    )
    at = end
  }
  return records
}

/** Up to the first zero. */
function textOf(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.byteLength : end)
}

/** Reads on to the end, since only there a compressed stream proves that it is whole. */
async function readEnd(cursor: Cursor): Promise<void> {
  const from = cursor.offset
  while ((await cursor.ready(1)) > 0) {
    cursor.take(cursor.available)
    if (cursor.offset - from > mostPadding)
      throw new Unreadable('is a tar archive that goes on after its end', from)
  }
}
