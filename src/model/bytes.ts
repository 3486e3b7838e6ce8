/** Reading files that nobody trusts: bounded, in pieces, never all of it at once. */
import { open } from 'node:fs/promises'
import type { ContentFile } from './content.ts'
import { Unreadable } from './unreadable.ts'

/** Bytes that can be read anywhere: a file, a part of one, or something in memory. */
export interface Bytes {
  readonly size: number
  /** The bytes from `offset` on: `length` of them, fewer only at the end. The caller may keep them. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** Bytes that come one piece after the other, such as a decompressed stream. */
export interface Stream {
  /** The next piece, undefined at the end. It is only valid until the next call. */
  next(): Promise<Uint8Array | undefined>
  /** Leaves bytes out without reading them, where that can be done; says how many were. */
  skip?(bytes: number): Promise<number>
}

/** The most that a reader takes into memory at once because a file says so. */
export const largestPiece = 64 << 20

/** Opens a file for `work` and closes it again. */
export async function opened<T>(file: ContentFile, work: (bytes: Bytes) => Promise<T>): Promise<T> {
  if (file.source.kind === 'memory') return work(bytesOf(file.source.data))
  const handle = await open(file.source.path)
  try {
    return await work({
      size: file.bytes,
      async read(offset, length) {
        if (length > largestPiece) throw tooLarge(length, offset)
        const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, file.bytes - offset)))
        let filled = 0
        while (filled < buffer.byteLength) {
          const left = buffer.byteLength - filled
          const { bytesRead } = await handle.read(buffer, filled, left, offset + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return buffer.subarray(0, filled)
      },
    })
  } finally {
    await handle.close()
  }
}

/** Bytes that are in memory already. */
export const bytesOf = (data: Uint8Array): Bytes => ({
  size: data.byteLength,
  read: async (offset, length) => data.subarray(offset, offset + length),
})

/** A part of other bytes. */
export const part = (whole: Bytes, offset: number, size: number): Bytes => ({
  size: Math.max(0, Math.min(size, whole.size - offset)),
  read(at, length) {
    return whole.read(offset + at, Math.max(0, Math.min(length, this.size - at)))
  },
})

/** The bytes from first to last, in pieces of `piece` bytes; leaving some out costs nothing. */
export function streamOf(bytes: Bytes, piece = 1 << 18): Stream {
  let at = 0
  return {
    async next() {
      const data = await bytes.read(at, piece)
      at += data.byteLength
      return data.byteLength === 0 ? undefined : data
    },
    async skip(count) {
      const left = Math.min(count, bytes.size - at)
      at += left
      return left
    },
  }
}

const tooLarge = (length: number, offset: number) =>
  new Unreadable(`claims a piece of ${length} bytes, more than the ${largestPiece} allowed`, offset)

/**
 * Reads a stream from its beginning to its end, looking ahead as far as is asked for.
 *
 * `await cursor.ready(n)` brings n bytes into the window; what takes them out of it is synchronous,
 * so that a format of many small values is not slowed down by a promise for each.
 */
export class Cursor {
  private readonly stream: Stream
  /** What the window lies in, used again and again: fresh memory for each would wait for the collector. */
  private room: Buffer = Buffer.alloc(0)
  private window: Buffer = this.room
  private at = 0
  private ended = false
  /** Offset in the stream of the window's first byte. */
  private base = 0

  constructor(stream: Stream) {
    this.stream = stream
  }

  /** Where the next byte stands in the stream. */
  get offset(): number {
    return this.base + this.at
  }

  /** How many bytes can be taken without waiting. */
  get available(): number {
    return this.window.byteLength - this.at
  }

  /** Brings `count` bytes into the window, fewer only at the end; says how many there are. */
  async ready(count: number): Promise<number> {
    if (count > largestPiece) throw tooLarge(count, this.offset)
    while (this.available < count && !this.ended) {
      const piece = await this.stream.next()
      if (piece === undefined) this.ended = true
      else this.append(piece)
    }
    return this.available
  }

  /** Moves what was not taken yet to the front of the room, and the piece behind it. */
  private append(piece: Uint8Array): void {
    const kept = this.look()
    const total = kept.byteLength + piece.byteLength
    if (this.room.byteLength < total) this.room = Buffer.allocUnsafeSlow(total + kept.byteLength)
    kept.copy(this.room)
    this.room.set(piece, kept.byteLength)
    this.base += this.at
    this.at = 0
    this.window = this.room.subarray(0, total)
  }

  /** Like `ready`, but a stream that ends too early is unreadable: it "ends in the middle of `what`". */
  async require(count: number, what: string): Promise<void> {
    if ((await this.ready(count)) < count)
      throw new Unreadable(`ends in the middle of ${what}`, this.offset + this.available)
  }

  /** A byte of the window, `ahead` of the next one; undefined beyond the window. */
  peek(ahead = 0): number | undefined {
    return this.window[this.at + ahead]
  }

  /** What stands in the window, without taking it. Only valid until the next wait. */
  look(): Buffer {
    return this.window.subarray(this.at)
  }

  /** Takes bytes out of the window, which must hold them. They are only valid until the next wait. */
  take(count: number): Buffer {
    const taken = this.window.subarray(this.at, this.at + count)
    if (taken.byteLength < count)
      throw new Unreadable('ends too early', this.offset + taken.byteLength)
    this.at += count
    return taken
  }

  /** Takes bytes to keep. */
  async read(count: number, what: string): Promise<Buffer> {
    await this.require(count, what)
    return Buffer.from(this.take(count))
  }

  /** Leaves bytes out, however many, in constant memory. */
  async skip(count: number, what: string): Promise<void> {
    const inWindow = Math.min(count, this.available)
    this.at += inWindow
    let left = count - inWindow
    if (left > 0 && this.stream.skip) {
      const skipped = await this.stream.skip(left)
      this.base += this.at + skipped
      this.at = 0
      this.window = Buffer.alloc(0)
      left -= skipped
    }
    while (left > 0) {
      const there = await this.ready(1)
      if (there === 0) throw new Unreadable(`ends in the middle of ${what}`, this.offset)
      const some = Math.min(left, there)
      this.at += some
      left -= some
    }
  }
}
