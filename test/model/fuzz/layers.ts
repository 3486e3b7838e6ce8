/** Changes what is packed into a file, so that not only what unpacks it is put to the test. */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { bytesOf } from '../../../src/model/bytes.ts'
import { looksLikeZip, readZip } from '../../../src/model/encodings/zip.ts'
import { storedZip } from '../zip.ts'
import type { Dice } from './dice.ts'
import { mutated } from './mutations.ts'

/** Changes the file itself or, when it is packed in a way that can be repeated here, what is in it. */
export async function mutatedWithin(data: Buffer, dice: Dice): Promise<Buffer> {
  if (dice.roll(3) === 0) return mutated(data, dice)
  if (looksLikeZip(data)) return mutatedZip(data, dice)
  if (data[0] === 0x1f && data[1] === 0x8b) return gzipSync(mutated(gunzipSync(data), dice))
  if (data[0] === 0x78) return mutatedZlib(data, dice)
  return mutated(data, dice)
}

/** Many a text begins with an x as well. */
function mutatedZlib(data: Buffer, dice: Dice): Buffer {
  try {
    return deflateSync(mutated(inflateSync(data), dice))
  } catch {
    return mutated(data, dice)
  }
}

async function mutatedZip(data: Buffer, dice: Dice): Promise<Buffer> {
  const zip = await readZip(bytesOf(data))
  const files = new Map<string, Buffer>()
  for (const [name, entry] of zip.entries) {
    const bytes = await zip.open(entry)
    files.set(name, Buffer.from(await bytes.read(0, bytes.size)))
  }
  const name = dice.pick([...files.keys()])
  const content = files.get(name) ?? Buffer.alloc(0)
  if (dice.roll(12) === 0) files.delete(name)
  else files.set(name, await mutatedWithin(content, dice))
  return Buffer.from(storedZip(Object.fromEntries(files)))
}
