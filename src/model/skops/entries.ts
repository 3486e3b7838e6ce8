/** What stands beside the schema in a skops file: arrays, and bytes in which boosters keep themselves. */
import { Cursor } from '../bytes.ts'
import { readNpyHeader } from '../encodings/npy.ts'
import type { Zip, ZipEntry } from '../encodings/zip.ts'
import { limits } from '../pickle/limits.ts'
import type { Value } from '../pickle/values.ts'
import type { BlobReader } from '../pickle/walk.ts'
import { Unreadable } from '../unreadable.ts'
import { arrayValue } from './values.ts'

/** A forest of a thousand trees has some five thousand. */
const mostEntries = 20_000
/** All small arrays together, in bytes. */
const mostBytes = 64 << 20

/** The values by the names of their entries, without those that are too many. Throws Unreadable. */
export async function readEntries(
  zip: Zip,
  blobs: readonly BlobReader[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>()
  let left = mostBytes
  for (const entry of zip.entries.values()) {
    signal.throwIfAborted()
    if (values.size === mostEntries) break
    if (entry.name.endsWith('.bin')) values.set(entry.name, await readBytes(zip, entry, blobs))
    if (!entry.name.endsWith('.npy')) continue
    const keeps = entry.size <= limits.piece && entry.size <= left
    if (keeps) left -= entry.size
    values.set(entry.name, await readArray(zip, entry, keeps))
  }
  return values
}

async function readArray(zip: Zip, entry: ZipEntry, keeps: boolean): Promise<Value> {
  const cursor = new Cursor(await zip.stream(entry))
  const header = await readNpyHeader(cursor)
  if (!keeps) return arrayValue(header)
  const data = await cursor.read(Math.max(0, entry.size - cursor.offset), 'an array')
  return arrayValue(header, data)
}

async function readBytes(zip: Zip, entry: ZipEntry, blobs: readonly BlobReader[]): Promise<Value> {
  const cursor = new Cursor(await zip.stream(entry))
  const content = await readContent(cursor, entry.size, blobs)
  return { kind: 'bytes', size: entry.size, ...(content !== undefined && { content }) }
}

/** What a reader finds in bytes; undefined for what none of them reads, or cannot. */
export async function readContent(
  cursor: Cursor,
  size: number,
  blobs: readonly BlobReader[],
): Promise<unknown> {
  await cursor.ready(Math.min(64, size))
  const head = cursor.look().subarray(0, 64)
  try {
    return await blobs.find((reader) => reader.recognises(head))?.read(cursor, size)
  } catch (error) {
    // A damaged booster is no reason not to look at the rest of the model.
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
