/** Attributes of HDF5 ("IV.A.2.m. The Attribute Message"), of which only texts are read. */
import { type Bytes, part } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import type { Message } from './hdf5.ts'
import type { Fields } from './hdf5Fields.ts'

/** The bytes of an attribute that is one text, with nothing behind it. */
export type AttributeBytes = Bytes

const classes = { string: 3, variableLength: 9 } as const
const longestName = 1 << 12

/** Reads an attribute; undefined for one that is no single text. */
export async function readAttribute(
  fields: Fields,
  { start, size }: Message,
): Promise<{ name: string; value: AttributeBytes } | undefined> {
  const head = await fields.at(start, Math.min(size, 9))
  const version = head.byte(0)
  if (version < 1 || version > 3)
    throw new Unreadable(`has an attribute of an unknown version, ${version}`, start)
  const [nameSize, typeSize, spaceSize] = [head.number(2, 2), head.number(4, 2), head.number(6, 2)]
  if (nameSize > longestName) throw new Unreadable('has an attribute of too long a name', start)
  // Only version 1 fills up to eight bytes; version 3 says how the name is encoded.
  const filled = (length: number) => (version === 1 ? Math.ceil(length / 8) * 8 : length)
  const nameAt = version === 3 ? 9 : 8
  const typeAt = nameAt + filled(nameSize)
  const spaceAt = typeAt + filled(typeSize)
  const dataAt = spaceAt + filled(spaceSize)
  const body = await fields.at(start, Math.min(size, dataAt))
  const name = body.text(nameAt, nameSize).replace(/\0.*$/s, '')
  const shared = version > 1 && head.byte(1) !== 0
  if (shared || !isSingle(body, spaceAt)) return undefined
  const value = await readText(fields, body, typeAt, start + dataAt)
  return value && { name, value }
}

/** Whether a dataspace holds one element. */
function isSingle(body: Fields, at: number): boolean {
  const version = body.byte(at)
  const rank = body.byte(at + 1)
  const dimensions = at + (version === 1 ? 8 : 4)
  if (version === 2 && body.byte(at + 3) === 2) return false
  return rank === 0 || (rank === 1 && body.length(dimensions) === 1)
}

async function readText(
  fields: Fields,
  body: Fields,
  typeAt: number,
  dataAt: number,
): Promise<Bytes | undefined> {
  const kind = body.byte(typeAt) & 0x0f
  if (kind === classes.string) {
    const size = body.number(typeAt + 4, 4)
    return withoutFilling(checked(fields, dataAt, size))
  }
  const isText = kind === classes.variableLength && (body.byte(typeAt + 1) & 0x0f) === 1
  if (!isText) return undefined
  const reference = await fields.at(dataAt, 8 + fields.addressSize)
  const collection = reference.address(4)
  return fromGlobalHeap(fields, collection, reference.number(4 + fields.addressSize, 4))
}

/** A part of the file that is all there. */
function checked(fields: Fields, at: number, size: number): Bytes {
  if (at + size > fields.bytes.size)
    throw new Unreadable('ends in the middle of an attribute', fields.bytes.size)
  return part(fields.bytes, at, size)
}

/** Texts of a fixed size are filled up with zeros. */
async function withoutFilling(text: Bytes): Promise<Bytes> {
  const piece = 1 << 12
  let end = text.size
  while (end > 0) {
    const start = Math.max(0, end - piece)
    const last = (await text.read(start, end - start)).findLastIndex((byte) => byte !== 0)
    if (last >= 0) return part(text, 0, start + last + 1)
    end = start
  }
  return part(text, 0, 0)
}

/** More objects than a collection of a model's names has. */
const mostObjects = 100_000

/** "III.E. Disk Format: Level 1E - Global Heap": an object of a collection, by its number. */
async function fromGlobalHeap(fields: Fields, at: number, index: number): Promise<Bytes> {
  const head = await fields.at(at, 8 + fields.lengthSize)
  if (head.text(0, 4) !== 'GCOL')
    throw new Unreadable('has a text that points to no heap of texts', at)
  const end = at + head.length(8)
  const headSize = 8 + fields.lengthSize
  let place = at + headSize
  for (let count = 0; place + headSize <= end && count < mostObjects; count++) {
    const object = await fields.at(place, headSize)
    const number = object.number(0, 2)
    if (number === 0) break
    const size = object.length(8)
    if (number === index) return withoutFilling(checked(fields, place + headSize, size))
    place += headSize + Math.ceil(size / 8) * 8
  }
  throw new Unreadable('has a text that is not in its heap', at)
}
