/** Snappy's block format, in which GitHub keeps bundles (google/snappy, format_description.txt). */

/** A bundle is some kilobytes; what claims to be more is not unpacked. */
const largest = 16 << 20

/** Throws what is wrong with the bytes. */
export function unsnap(packed: Uint8Array): Uint8Array {
  let at = 0
  const byte = () => {
    const value = packed[at++]
    if (value === undefined) throw new Error('ends in the middle')
    return value
  }
  /** Least significant byte first. */
  const number = (bytes: number) => {
    let value = 0
    for (let n = 0; n < bytes; n++) value += byte() * 2 ** (8 * n)
    return value
  }

  const length = readLength(byte)
  if (length > largest) throw new Error(`is ${length} bytes unpacked`)
  const output = new Uint8Array(length)
  let filled = 0
  const room = (bytes: number) => {
    if (filled + bytes > length) throw new Error('is longer than it says')
  }
  const copy = (offset: number, bytes: number) => {
    room(bytes)
    if (offset === 0 || offset > filled) throw new Error('refers to what is before its beginning')
    // Byte by byte: what is copied may overlap what it becomes.
    for (let n = 0; n < bytes; n++, filled++) output[filled] = output[filled - offset] ?? 0
  }

  while (at < packed.length) {
    const tag = byte()
    const upper = tag >> 2
    switch (tag & 3) {
      case 0: {
        const bytes = 1 + (upper < 60 ? upper : number(upper - 59))
        room(bytes)
        if (at + bytes > packed.length) throw new Error('ends in the middle')
        output.set(packed.subarray(at, at + bytes), filled)
        at += bytes
        filled += bytes
        break
      }
      case 1:
        copy(((tag >> 5) << 8) | byte(), 4 + (upper & 7))
        break
      case 2:
        copy(number(2), 1 + upper)
        break
      case 3:
        copy(number(4), 1 + upper)
        break
    }
  }
  if (filled < length) throw new Error('is shorter than it says')
  return output
}

/** Seven bits a byte, least significant first; the high bit says that more follow. */
function readLength(byte: () => number): number {
  let length = 0
  for (let shift = 0; shift <= 28; shift += 7) {
    const next = byte()
    length += (next & 0x7f) * 2 ** shift
    if (next < 0x80) return length
  }
  throw new Error('has no length')
}
