/** Where each instruction of a pickle begins, as Python's pickletools has their operands. */

/** Instructions by what follows their byte: so many bytes, a line, two lines, or a counted value. */
const fixed: ReadonlyMap<number, string> = new Map([
  [1, 'Khq\x82\x80'],
  [2, 'M\x83'],
  [4, 'J\x84jr'],
  [8, 'G\x95'],
])
const lines: ReadonlyMap<number, string> = new Map([
  [1, 'IgpLSVFP'],
  [2, 'ci'],
])
/** By the size of the count. */
const counted: ReadonlyMap<number, string> = new Map([
  [1, '\x8aUC\x8c'],
  [4, '\x8bTBX'],
  [8, '\x8e\x96\x8d'],
])

const group = (groups: ReadonlyMap<number, string>, code: string): number =>
  [...groups].find(([, codes]) => codes.includes(code))?.[0] ?? 0

/** The pieces of a pickle, an instruction each; bytes of arrays between them are taken for such. */
export function instructionsOf(pickle: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < pickle.byteLength; ) {
    const end = Math.min(pickle.byteLength, endOf(pickle, at))
    found.push(pickle.subarray(at, end))
    at = end
  }
  return found
}

function endOf(pickle: Buffer, at: number): number {
  const code = String.fromCharCode(pickle[at] ?? 0)
  let end = at + 1 + group(fixed, code)
  for (let left = group(lines, code); left > 0; left--) {
    const feed = pickle.indexOf(0x0a, end)
    end = feed < 0 ? pickle.byteLength : feed + 1
  }
  const width = group(counted, code)
  // Of eight bytes, the first four say all that such a small file can mean.
  if (width > 0 && end + width <= pickle.byteLength)
    end += width + pickle.readUIntLE(end, Math.min(width, 4))
  return end
}
