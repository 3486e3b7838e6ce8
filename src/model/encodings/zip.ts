/**
 * Zip archives, read from their directory at the end; nothing is unpacked that nobody asks for.
 *
 * Source: PKWARE, ".ZIP File Format Specification" (APPNOTE.TXT), whose section numbers these are.
 */
import { createInflateRaw } from 'node:zlib'
import { type Bytes, bytesOf, largestPiece, part, type Stream, streamOf } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { inflated } from './inflated.ts'

export interface ZipEntry {
  /** As the directory spells it, with forward slashes. */
  readonly name: string
  readonly size: number
  readonly compressedSize: number
  readonly method: 'stored' | 'deflated' | 'other'
  /** What it is when it is no file: 'a symbolic link'. */
  readonly kind: 'file' | { readonly other: string }
  /** Where the entry's own header stands. */
  readonly offset: number
}

export interface Zip {
  /** In the order of the directory; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>
  /** The name that stands first in the directory, also that of a folder; '' when there is none. */
  readonly first: string
  /** The unpacked bytes, one piece after the other. */
  stream(entry: ZipEntry): Promise<Stream>
  /** The unpacked bytes at will: a part of the archive, or in memory when compressed (64 MiB at most). */
  open(entry: ZipEntry): Promise<Bytes>
}

/** Names beyond these are no archive of a model. */
const mostEntries = 200_000
const endOfDirectory64 = 0x06064b50
const locator64 = 0x07064b50
const directoryEntry = 0x02014b50
const localHeader = 0x04034b50

/** Whether a file begins like a zip archive. */
export const looksLikeZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 &&
  head[1] === 0x4b &&
  ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))

/** Reads the directory. Throws Unreadable for what is no zip archive, or one that lies about itself. */
export async function readZip(bytes: Bytes): Promise<Zip> {
  const directory = await findDirectory(bytes)
  const entries = new Map<string, ZipEntry>()
  const names = new Set<string>()
  let first: string | undefined
  for (const entry of parseDirectory(await directory.read(), directory.offset)) {
    // Which of two equal names is meant depends on who reads: scanners and loaders have disagreed,
    // and PyTorch does not look at the case of letters.
    first ??= entry.name
    const name = entry.name.toLowerCase()
    if (names.has(name)) throw new Unreadable(`holds '${entry.name}' more than once`, entry.offset)
    names.add(name)
    if (!entry.name.endsWith('/')) entries.set(entry.name, entry)
  }
  const locate = async (entry: ZipEntry): Promise<Bytes> => {
    const header = view(await bytes.read(entry.offset, 30))
    if (header.byteLength < 30 || header.readUInt32LE(0) !== localHeader)
      throw new Unreadable(
        `is an archive that lists '${entry.name}' without holding it`,
        entry.offset,
      )
    const length = header.readUInt16LE(26)
    const name = view(await bytes.read(entry.offset + 30, length)).toString('utf8')
    if (name.replaceAll('\\', '/') !== entry.name)
      throw new Unreadable(
        `is an archive whose directory lists '${entry.name}' where '${name}' is`,
        entry.offset,
      )
    const start = entry.offset + 30 + length + header.readUInt16LE(28)
    if (start + entry.compressedSize > bytes.size)
      throw new Unreadable(`ends in the middle of its '${entry.name}'`, entry.offset)
    return part(bytes, start, entry.compressedSize)
  }
  return {
    entries,
    first: first ?? '',
    async stream(entry) {
      const packed = streamOf(await locate(entry))
      return entry.method === 'stored' ? packed : unpack(packed, entry)
    },
    async open(entry) {
      const packed = await locate(entry)
      if (entry.method === 'stored') return packed
      if (entry.size > largestPiece)
        throw new Unreadable(
          `holds '${entry.name}' of ${entry.size} bytes, more than the ${largestPiece} that are looked at`,
        )
      const pieces: Uint8Array[] = []
      const stream = unpack(streamOf(packed), entry)
      for (let piece = await stream.next(); piece; piece = await stream.next())
        pieces.push(piece.slice())
      return bytesOf(Buffer.concat(pieces))
    },
  }
}

/** Unpacks; more bytes than the directory says are a bomb, fewer a truncated file. */
function unpack(packed: Stream, entry: ZipEntry): Stream {
  if (entry.method === 'other')
    throw new Unreadable(
      `holds '${entry.name}', which is encrypted or compressed in a way that Python's zipfile seldom writes`,
    )
  const stream = inflated(packed, createInflateRaw(), `an entry '${entry.name}'`)
  let total = 0
  return {
    async next() {
      const piece = await stream.next()
      total += piece?.byteLength ?? 0
      if (piece === undefined ? total < entry.size : total > entry.size)
        throw new Unreadable(
          `holds '${entry.name}' with ${piece ? 'more' : 'fewer'} bytes than the ${entry.size} that its directory says`,
        )
      return piece
    },
  }
}

interface Directory {
  readonly offset: number
  read(): Promise<Buffer>
}

/**
 * Finds the directory, and refuses what others would look for elsewhere: Python's zipfile goes by the
 * last mark of an end, takes the directory to end where that begins, and believes a 64-bit record
 * wherever there is one (4.3.14 to 4.3.16); PyTorch's reader believes the offsets.
 */
async function findDirectory(bytes: Bytes): Promise<Directory> {
  const tailSize = Math.min(bytes.size, 22 + 0xffff + sizes64)
  const tailAt = bytes.size - tailSize
  const tail = view(await bytes.read(tailAt, tailSize))
  const at = tail.lastIndexOf(endMark, tail.byteLength - 22)
  if (at < 0) throw new Unreadable('is an archive without a directory: it was cut off', bytes.size)
  const lies = (why: string) => new Unreadable(`is an archive ${why}`, tailAt + at)
  if (tail.indexOf(endMark, at + 1) >= 0 || at + 22 + tail.readUInt16LE(at + 20) !== tail.length)
    throw lies('that goes on behind its end')
  const narrow = { size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) }
  const isWide = at >= 20 && tail.readUInt32LE(at - 20) === locator64
  const found = isWide ? await findDirectory64(bytes, tail, at) : narrow
  if (
    (Object.keys(narrow) as (keyof typeof narrow)[]).some((key) => differ(narrow[key], found[key]))
  )
    throw lies('that has two directories')
  if (found.offset + found.size > bytes.size) throw lies('whose directory goes beyond its end')
  if (found.offset + found.size + (isWide ? sizes64 : 0) !== tailAt + at)
    throw lies('whose directory is not where it should be')
  return {
    offset: found.offset,
    read: async () => view(await bytes.read(found.offset, found.size)),
  }
}

const endMark = Buffer.from('PK\x05\x06', 'latin1')
/** Of the 64-bit record and its locator, which stand between the directory and its end. */
const sizes64 = 56 + 20

/** Whether a value says something else than the one that has more room. */
const differ = (narrow: number, wide: number) => narrow !== wide && narrow !== 0xffffffff

async function findDirectory64(bytes: Bytes, tail: Buffer, end: number) {
  const offset = Number(tail.readBigUInt64LE(end - 20 + 8))
  const record = view(await bytes.read(offset, 56))
  if (record.byteLength < 56 || record.readUInt32LE(0) !== endOfDirectory64)
    throw new Unreadable('is an archive whose directory is not where it should be', offset)
  return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) }
}

function* parseDirectory(directory: Buffer, base: number): Generator<ZipEntry> {
  let count = 0
  for (let at = 0; at < directory.byteLength; ) {
    if (at + 46 > directory.byteLength || directory.readUInt32LE(at) !== directoryEntry)
      throw new Unreadable('is an archive with a damaged directory', base + at)
    if (++count > mostEntries)
      throw new Unreadable(`is an archive of more than ${mostEntries} entries`, base + at)
    const nameLength = directory.readUInt16LE(at + 28)
    const extraLength = directory.readUInt16LE(at + 30)
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32)
    if (next > directory.byteLength)
      throw new Unreadable('is an archive with a damaged directory', base + at)
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1
    const method = directory.readUInt16LE(at + 10)
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)
    const [size, compressedSize, offset] = widen(extra, [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ])
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    if (name.includes('\0') || hasOtherName(extra, name))
      throw new Unreadable(
        `is an archive that holds '${name}', which some read as another name`,
        base + at,
      )
    yield {
      name,
      size,
      compressedSize,
      method: encrypted ? 'other' : method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other',
      kind: kindOf(directory.subarray(at, at + 46)),
      offset,
    }
    at = next
  }
}

/** 4.4.2: where a Unix wrote the entry, the upper half of its attributes is the file's mode (stat.h). */
function kindOf(entry: Buffer): ZipEntry['kind'] {
  const unix = entry.readUInt8(5) === 3 || entry.readUInt8(5) === 19
  const type = unix ? (entry.readUInt32LE(38) >>> 28) & 0xf : 0
  // Python's zipfile leaves the type out when it is given nothing but a name.
  if (type === 0 || type === 8 || type === 4) return 'file'
  return { other: type === 10 ? 'a symbolic link' : 'a device or a pipe' }
}

/** Newer versions of Python's zipfile take the name from the extra field 0x7075 ("Info-ZIP Unicode Path"). */
function hasOtherName(extra: Buffer, name: string): boolean {
  for (const [kind, content] of fieldsOf(extra)) {
    if (kind !== 0x7075) continue
    const other = content.toString('utf8', 5)
    // Honest archives have it for what the name itself cannot spell.
    if (other !== name && (isAscii(other) || isAscii(name))) return true
  }
  return false
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text)

/** 4.5.1: the extra fields of an entry. */
function* fieldsOf(extra: Buffer): Generator<[kind: number, content: Buffer]> {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.readUInt16LE(at + 2))
    yield [extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))]
}

type Sizes = [size: number, compressedSize: number, offset: number]

/** What does not fit into 32 bits stands in the extra field 1, in this order. */
function widen(extra: Buffer, narrow: Sizes): Sizes {
  for (const [kind, content] of fieldsOf(extra)) {
    if (kind !== 1) continue
    let from = 0
    return narrow.map((value) => {
      if (value !== 0xffffffff || from + 8 > content.byteLength) return value
      from += 8
      return Number(content.readBigUInt64LE(from - 8))
    }) as Sizes
  }
  return narrow
}

const view = (data: Uint8Array): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength)
