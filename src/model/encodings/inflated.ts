/** What Node's zlib unpacks, pulled piece by piece: memory stays constant whatever comes out. */
import { pipeline, Readable, type Transform } from 'node:stream'
import type { Stream } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** Feeds `packed` to a decompressor as fast as its output is taken. `what` names it in errors. */
export function inflated(packed: Stream, decompressor: Transform, what: string): Stream {
  let pieces: AsyncIterator<Uint8Array> | undefined
  return {
    async next() {
      // What goes wrong on the way destroys the decompressor, and so ends the iteration.
      pieces ??= pipeline(Readable.from(copies(packed)), decompressor, () => {})[
        Symbol.asyncIterator
      ]()
      try {
        const { done, value } = await pieces.next()
        return done ? undefined : value
      } catch (error) {
        if (error instanceof Unreadable) throw error
        throw new Unreadable(`holds ${what} that cannot be unpacked: ${(error as Error).message}`)
      }
    },
  }
}

/** A piece is only lent until the next call, and a decompressor may keep it longer. */
async function* copies(stream: Stream): AsyncGenerator<Uint8Array> {
  for (let piece = await stream.next(); piece; piece = await stream.next()) yield piece.slice()
}
