/**
 * .lz4 files: frames of blocks, of up to 4 MiB each.
 *
 * Source: "LZ4 Frame Format Description" 1.6 and "LZ4 Block Format Description" (github.com/lz4/lz4,
 * doc). Checksums (xxHash) are passed over: they are not written unless somebody asks for them.
 */
import { Cursor, type Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import { unpackLz4Block } from './lz4-block.ts'

const frameMagic = 0x184d2204
const skippableMagic = 0x184d2a50
/** A block may refer to this many bytes of those before it. */
const history = 1 << 16
const blockSizes: Readonly<Record<number, number>> = {
  4: 1 << 16,
  5: 1 << 18,
  6: 1 << 20,
  7: 1 << 22,
}

/** Whether an lz4 frame begins here. */
export const looksLikeLz4 = (head: Uint8Array): boolean =>
  [4, 0x22, 0x4d, 0x18].every((byte, at) => head[at] === byte)

/** Unpacks lz4 frames, one after the other. Pieces are only valid until the next. */
export async function* lz4(packed: Stream): AsyncGenerator<Uint8Array> {
  const cursor = new Cursor(packed)
  while ((await cursor.ready(4)) > 0) {
    await cursor.require(4, 'the header of an lz4 frame')
    const { offset } = cursor
    const magic = cursor.take(4).readUInt32LE()
    if (magic === frameMagic) yield* frame(cursor)
    else if ((magic & ~15) === skippableMagic)
      await cursor.skip((await cursor.read(4, 'an lz4 frame')).readUInt32LE(), 'an lz4 frame')
    else throw new Unreadable('goes on after an lz4 frame with what is not another one', offset)
  }
}

interface FrameHeader {
  readonly linked: boolean
  readonly blockChecksums: boolean
  readonly contentChecksum: boolean
  readonly contentSize: bigint | undefined
  readonly blockSize: number
}

async function readHeader(cursor: Cursor): Promise<FrameHeader> {
  const what = 'the header of an lz4 frame'
  const { offset } = cursor
  const descriptor = await cursor.read(2, what)
  const flags = descriptor.readUInt8(0)
  const blockSize = blockSizes[(descriptor.readUInt8(1) >> 4) & 7]
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || blockSize === undefined)
    throw new Unreadable('has a damaged header of an lz4 frame', offset)
  if ((flags & 1) !== 0) throw new Unreadable('needs a dictionary to unpack lz4 data', offset)
  const contentSize = (flags & 8) === 0 ? undefined : (await cursor.read(8, what)).readBigUInt64LE()
  await cursor.skip(1, what)
  return {
    linked: (flags & 0x20) === 0,
    blockChecksums: (flags & 0x10) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentSize,
    blockSize,
  }
}

async function* frame(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const header = await readHeader(cursor)
  const window = new Uint8Array(history + header.blockSize)
  /** How much of what came before stands at the window's beginning. */
  let before = 0
  let total = 0n
  while (true) {
    await cursor.require(4, 'an lz4 frame')
    const { offset } = cursor
    const word = cursor.take(4).readUInt32LE()
    if (word === 0) break
    const size = word & 0x7fffffff
    if (size > header.blockSize) throw new Unreadable('has an lz4 block that is too long', offset)
    await cursor.require(size, 'an lz4 block')
    const packed = cursor.take(size)
    const stored = word !== size
    if (stored) window.set(packed, before)
    const end = stored
      ? before + size
      : unpackLz4Block(packed, window.subarray(0, before + header.blockSize), before, offset)
    total += BigInt(end - before)
    yield window.subarray(before, end)
    if (header.linked) {
      const from = Math.max(0, end - history)
      window.copyWithin(0, from, end)
      before = end - from
    }
    if (header.blockChecksums) await cursor.skip(4, 'an lz4 block')
  }
  if (header.contentChecksum) await cursor.skip(4, 'an lz4 frame')
  if (header.contentSize !== undefined && header.contentSize !== total)
    throw new Unreadable(
      `has an lz4 frame of ${total} bytes, not the ${header.contentSize} that it says`,
      cursor.offset,
    )
}
