/** Long values: passed over, or read by whoever knows what is inside. */
import { Cursor, type Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import type { WalkOptions } from './walk.ts'

/**
 * Leaves the cursor behind a value of `size` bytes and says what a reader found in it. What is
 * damaged has no content: that is no reason not to look at the rest of the pickle.
 */
export async function readBlob(
  cursor: Cursor,
  size: number,
  { blobs = [], signal }: WalkOptions,
): Promise<unknown> {
  const headSize = Math.min(64, size)
  await cursor.require(headSize, 'a value')
  const head = cursor.look().subarray(0, headSize)
  const reader = blobs.find((candidate) => candidate.recognises(head))
  const inside = new Inside(cursor, size)
  let content: unknown
  try {
    content = await reader?.read(new Cursor(inside), size)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
  }
  signal.throwIfAborted()
  await cursor.skip(inside.left, 'a value')
  return content
}

/** The stream of a part of what a cursor reads. */
class Inside implements Stream {
  left: number
  private readonly cursor: Cursor

  constructor(cursor: Cursor, size: number) {
    this.cursor = cursor
    this.left = size
  }

  async next(): Promise<Uint8Array | undefined> {
    if (this.left === 0) return undefined
    const there = await this.cursor.ready(1)
    if (there === 0) throw new Unreadable('ends in the middle of a value', this.cursor.offset)
    const piece = this.cursor.take(Math.min(there, this.left))
    this.left -= piece.byteLength
    return piece
  }

  async skip(bytes: number): Promise<number> {
    const count = Math.min(bytes, this.left)
    await this.cursor.skip(count, 'a value')
    this.left -= count
    return count
  }
}

/** Leaves the cursor behind the line that it stands in; says how many bytes that has. */
export async function skipLine(cursor: Cursor): Promise<number> {
  let size = 0
  for (;;) {
    if ((await cursor.ready(1)) === 0)
      throw new Unreadable('ends in the middle of a line', cursor.offset)
    const end = cursor.look().indexOf(10)
    size += cursor.take(end < 0 ? cursor.available : end + 1).byteLength
    if (end >= 0) return size - 1
  }
}
