/**
 * HDF5, as far as the attributes of the root group need ("HDF5 File Format Specification Version
 * 3.0"): what else is in the file, gigabytes of datasets as a rule, is never looked at.
 */
import { type Bytes, part } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { type AttributeBytes, readAttribute } from './hdf5Attribute.ts'
import { Fields } from './hdf5Fields.ts'

const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')

/** Where the superblock may stand: at the beginning, or behind a block of the user's own ("Superblock"). */
const places = [0, 512, 1024, 2048]

/** Whether a file begins like HDF5. */
export const looksLikeHdf5 = (head: Uint8Array): boolean => superblockAt(head) !== undefined

const superblockAt = (head: Uint8Array): number | undefined =>
  places.find((at) => signature.equals(head.subarray(at, at + signature.byteLength)))

/** The texts among the root group's attributes, by name. Throws Unreadable. */
export async function rootAttributes(
  bytes: Bytes,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AttributeBytes>> {
  const head = await bytes.read(0, 4096)
  const at = superblockAt(head)
  if (at === undefined) throw new Unreadable('is no HDF5 file')
  const { fields, root } = await readSuperblock(bytes, at)
  const found = new Map<string, AttributeBytes>()
  for await (const message of messages(fields, root)) {
    signal.throwIfAborted()
    if (message.type !== attributeMessage) continue
    const attribute = await readAttribute(fields, message)
    if (attribute) found.set(attribute.name, attribute.value)
  }
  return found
}

const attributeMessage = 0x0c
const continuationMessage = 0x10

/** What addresses mean in this file, and where the root group's header is. */
async function readSuperblock(bytes: Bytes, at: number): Promise<{ fields: Fields; root: number }> {
  const block = await new Fields(bytes, 8, 8).at(at, 128)
  const version = block.byte(8)
  if (version > 3) throw new Unreadable(`is HDF5 of an unknown version, ${version}`, at + 8)
  const early = version < 2
  const offsets = early ? 13 : 9
  const fields = new Fields(bytes, block.byte(offsets), block.byte(offsets + 1))
  const sized = await fields.at(at, 128)
  const addresses = early ? (version === 0 ? 24 : 28) : 12
  const base = sized.address(addresses)
  // Version 0 and 1 end with the root group's symbol table entry: its name, then its header.
  const root = sized.address(addresses + (early ? 5 : 3) * fields.addressSize)
  // All addresses count from the base, which is where the superblock is, unless it says otherwise.
  const whole = base === 0 ? bytes : part(bytes, base, bytes.size - base)
  return { fields: new Fields(whole, fields.addressSize, fields.lengthSize), root }
}

/** One message of an object header. */
export interface Message {
  readonly type: number
  /** Where its body stands. */
  readonly start: number
  readonly size: number
}

interface Block {
  readonly start: number
  readonly end: number
}

/** More than any group of a model has. */
const mostBlocks = 1000
const mostMessages = 10_000

/** The messages of an object header, wherever they are continued. */
async function* messages(fields: Fields, header: number): AsyncGenerator<Message> {
  const { first, describe } = await readHeader(fields, header)
  const blocks: Block[] = [first]
  let left = mostMessages
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    for (let at = block.start; at + describe.headSize <= block.end; ) {
      if (--left < 0) throw new Unreadable('has an object with too many messages', at)
      const message = describe.read(await fields.at(at, describe.headSize), at)
      if (message.start + message.size > block.end)
        throw new Unreadable('has a message that goes beyond its block', at)
      if (message.type === continuationMessage) {
        if (blocks.length === mostBlocks) throw new Unreadable('is continued too often', at)
        const next = await fields.at(message.start, fields.addressSize + fields.lengthSize)
        const start = next.address(0)
        const end = start + next.length(fields.addressSize)
        blocks.push({ start: start + describe.blockHead, end: end - describe.blockTail })
      } else yield message
      at = message.start + message.size
    }
  }
}

/** How the messages of a version are written. */
interface MessageLayout {
  readonly headSize: number
  read(head: Fields, at: number): Message
  /** What stands around the messages of a continuation. */
  readonly blockHead: number
  readonly blockTail: number
}

async function readHeader(
  fields: Fields,
  at: number,
): Promise<{ first: Block; describe: MessageLayout }> {
  const head = await fields.at(at, 16)
  if (head.text(0, 4) === 'OHDR') return readNewHeader(fields, at)
  if (head.byte(0) !== 1) throw new Unreadable('has no header where its root group should be', at)
  return {
    first: { start: at + 16, end: at + 16 + head.number(8, 4) },
    describe: {
      headSize: 8,
      read: (message, start) => ({
        type: message.number(0, 2),
        start: start + 8,
        size: message.number(2, 2),
      }),
      blockHead: 0,
      blockTail: 0,
    },
  }
}

/** Version 2: flags say what is there, and every block ends with a checksum. */
async function readNewHeader(
  fields: Fields,
  at: number,
): Promise<{ first: Block; describe: MessageLayout }> {
  const head = await fields.at(at, 64)
  const flags = head.byte(5)
  const times = (flags & 0x20) === 0 ? 0 : 16
  const phases = (flags & 0x10) === 0 ? 0 : 4
  const sizeOfSize = 1 << (flags & 3)
  const before = 6 + times + phases
  const start = at + before + sizeOfSize
  const headSize = (flags & 4) === 0 ? 4 : 6
  return {
    first: { start, end: start + head.number(before, sizeOfSize) },
    describe: {
      headSize,
      read: (message, place) => ({
        type: message.byte(0),
        start: place + headSize,
        size: message.number(1, 2),
      }),
      blockHead: 4,
      blockTail: 4,
    },
  }
}
