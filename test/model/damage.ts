/** Damaged copies of a file, to show that a reader meets them with a clear error or a right answer. */
import { type Bytes, bytesOf } from '../../src/model/bytes.ts'
import type { FileFormat, Reading } from '../../src/model/format.ts'
import { Unreadable } from '../../src/model/unreadable.ts'

export interface Damage {
  /** Cut off before `at`, or its bits flipped there. */
  readonly kind: 'cut' | 'flipped'
  readonly at: number
  readonly data: Uint8Array
}

/** The same damages every time: dense at the beginning and at the end, where the headers are. */
export function damages(data: Uint8Array, between = 12): readonly Damage[] {
  const edge = [0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 24, 30, 40, 64]
  const last = data.byteLength - 1
  const places = [
    ...edge,
    ...Array.from({ length: between }, (_, index) => Math.floor((index * last) / between)),
    ...edge.map((at) => last - at),
  ].filter((at) => at >= 0 && at <= last)
  return [...new Set(places)].flatMap((at): Damage[] => {
    const flipped = Uint8Array.from(data)
    flipped[at] = (flipped[at] ?? 0) ^ (at % 2 === 0 ? 0xff : 1 << (at % 8))
    return [
      { kind: 'cut', at, data: data.subarray(0, at) },
      { kind: 'flipped', at, data: flipped },
    ]
  })
}

/** What a format makes of bytes: a reading, undefined, or what Unreadable says. Any other error is thrown. */
export async function outcome(
  format: FileFormat,
  path: string,
  bytes: Bytes,
): Promise<Reading | string | undefined> {
  const { signal } = new AbortController()
  try {
    if (!format.recognises(await bytes.read(0, 4096), path)) return undefined
    return await format.read({ path, bytes, signal, siblings: new Map() })
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
}

/** Reads every damaged copy of a file; throws what is no clear error. */
export async function survives(format: FileFormat, path: string, data: Uint8Array): Promise<void> {
  for (const damage of damages(data)) {
    try {
      await outcome(format, path, bytesOf(damage.data))
    } catch (cause) {
      throw new Error(`'${path}', ${damage.kind} at ${damage.at}`, { cause })
    }
  }
}
