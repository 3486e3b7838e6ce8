/** JSON that is small enough to be parsed as a whole. */
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'
import type { Kept } from './kept.ts'
import { parseJson } from './parsed.ts'

/** JSON.parse takes some ten times a text's size in memory. */
const largest = 16 << 20

/** Parses all of some bytes, 16 MiB at most; `what` names them for the message. Throws Unreadable. */
export async function readSmallJson(bytes: Bytes, what: string): Promise<Kept> {
  if (bytes.size > largest)
    throw new Unreadable(
      `has ${bytes.size} bytes in ${what}, more than the ${largest} that are looked at`,
    )
  return parseJson(Buffer.from(await bytes.read(0, bytes.size)).toString('utf8'))
}
