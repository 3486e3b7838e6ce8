/** The header of a safetensors file: every tensor with its type, its shape and its place. */
import { type Bytes, part } from '../bytes.ts'
import { type Kept, listAt, textAt } from '../encodings/kept.ts'
import { readSmallJson } from '../encodings/small-json.ts'
import { Unreadable } from '../unreadable.ts'

/** A tensor in the file. */
export interface SafeTensor {
  readonly name: string
  readonly shape: readonly number[]
}

/** Bits per element, by the names of the format (safetensors, src/tensor.rs, `Dtype`). */
const bits: ReadonlyMap<string, number> = new Map([
  ...['F4'].map((type): [string, number] => [type, 4]),
  ...['F6_E2M3', 'F6_E3M2'].map((type): [string, number] => [type, 6]),
  ...['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'].map(
    (type): [string, number] => [type, 8],
  ),
  ...['I16', 'U16', 'F16', 'BF16'].map((type): [string, number] => [type, 16]),
  ...['I32', 'U32', 'F32'].map((type): [string, number] => [type, 32]),
  ...['I64', 'U64', 'F64', 'C64'].map((type): [string, number] => [type, 64]),
])

/** Whether a file begins with the length of a header and a header. */
export const looksLikeSafetensors = (head: Uint8Array): boolean =>
  head.byteLength >= 10 && headerSize(head) < 1e8 && head[8] === 0x7b

/** The first eight bytes, little end first; the format allows a header of 100 MB. */
const headerSize = (head: Uint8Array): number =>
  Number(Buffer.from(head.subarray(0, 8)).readBigUInt64LE())

/**
 * Reads the header and checks that every tensor lies in the file, as the library does
 * (safetensors README, "Format"). Throws Unreadable.
 */
export async function readSafetensors(bytes: Bytes): Promise<readonly SafeTensor[]> {
  const size = headerSize(await bytes.read(0, 8))
  const end = bytes.size - 8 - size
  if (end < 0) throw new Unreadable('ends in the middle of its header', bytes.size)
  const header = await readSmallJson(part(bytes, 8, size), 'the header')
  if (!(header instanceof Map)) throw new Unreadable('has a header that names no tensors', 8)
  const tensors: SafeTensor[] = []
  let total = 0
  for (const [name, entry] of header) {
    if (name === '__metadata__') continue
    const { shape, from, to } = readEntry(name, entry)
    if (from > to || to > end)
      throw new Unreadable(`has the tensor '${name}' beyond its end: it was cut off`, bytes.size)
    total += to - from
    tensors.push({ name, shape })
  }
  if (total !== end)
    throw new Unreadable(`has ${end} bytes of tensors, but its header names ${total}`)
  return tensors
}

function readEntry(name: string, entry: Kept) {
  const shape = listAt(entry, 'shape').map(Number)
  const [from = Number.NaN, to = Number.NaN] = listAt(entry, 'data_offsets').map(Number)
  const width = bits.get(textAt(entry, 'dtype') ?? '')
  const count = shape.reduce((product, axis) => product * axis, 1)
  const sound = [from, to, ...shape].every((number) => Number.isSafeInteger(number) && number >= 0)
  // A type of a later version has a size that is not known here.
  if (!sound || (width !== undefined && Math.ceil((count * width) / 8) !== to - from))
    throw new Unreadable(`has a header that makes no sense of the tensor '${name}'`)
  return { shape, from, to }
}
