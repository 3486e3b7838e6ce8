/**
 * What R's serialize() writes before an object. Source: "R Internals", 1.8 Serialization Formats.
 */
import type { Cursor } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** What stands before the object. */
export interface RHeader {
  readonly form: 'binary' | 'text'
  /** Of the R that wrote it: `4.3.1`. */
  readonly version: string
}

/** The form in a line of its own, and its version: 2, or 3 since R 3.5. */
const beginnings = ['X\n\0\0\0\x02', 'X\n\0\0\0\x03', 'A\n2\n', 'A\n3\n']

/** Whether bytes begin as saveRDS() begins them, once they are unpacked. */
export function looksSerialized(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 6)).toString('latin1')
  return beginnings.some((beginning) => text.startsWith(beginning))
}

/** Reads the header of either form. Throws Unreadable. */
export async function readRHeader(cursor: Cursor): Promise<RHeader> {
  const what = 'the header of an R object'
  const { offset } = cursor
  const isText = (await cursor.read(2, what)).toString('latin1') === 'A\n'
  const number = () => (isText ? readLine(cursor) : readInteger(cursor, what))
  const form = await number()
  const writer = await number()
  await number()
  const isVersion = writer >= 0x10000 && writer <= 0xffffff
  if ((form !== 2 && form !== 3) || !isVersion)
    throw new Unreadable('does not begin as R writes its objects', offset)
  // Since R 3.5, the encoding of the texts that do not say theirs.
  if (form === 3 && !isText) await cursor.skip(await readInteger(cursor, what), what)
  const version = [writer >> 16, (writer >> 8) & 0xff, writer & 0xff].join('.')
  return { form: isText ? 'text' : 'binary', version }
}

async function readInteger(cursor: Cursor, what: string): Promise<number> {
  await cursor.require(4, what)
  return cursor.take(4).readInt32BE()
}

async function readLine(cursor: Cursor): Promise<number> {
  await cursor.ready(16)
  const line = /^\d+\n/.exec(cursor.look().subarray(0, 16).toString('latin1'))?.[0] ?? ''
  cursor.take(line.length)
  return Number.parseInt(line, 10)
}
