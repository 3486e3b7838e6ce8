/** What unpacks to, claims or nests more than anybody would. */

/** Eight bytes, the low ones first. */
export const uint64 = (value: bigint | number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
/** Texts are their bytes. */
export const bytes = (...pieces: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  )
/** A text so many times over. */
export const times = (count: number, piece: string): Buffer =>
  Buffer.alloc(count * piece.length, piece, 'latin1')
/** Opcodes behind the head of protocol 4. */
export const pickle = (...pieces: readonly (string | Uint8Array)[]) => bytes('\x80\x04', ...pieces)

/** A length in front of protobuf's bytes. */
export function length({ byteLength }: Uint8Array): Uint8Array {
  return byteLength < 0x80
    ? Buffer.of(byteLength)
    : Buffer.of((byteLength & 0x7f) | 0x80, byteLength >> 7)
}

/** Headers of empty folders, all of the same name. */
export function tarOfFolders(count: number): Uint8Array {
  const header = Buffer.alloc(512)
  header.write('d/', 0)
  header.write('0000000\0', 124)
  header.write('5', 156)
  header.write('ustar\x0000', 257)
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148)
  return Buffer.alloc(count * 512, header)
}

/** An archive whose directory claims `size` bytes of each; `at` where it says that all of them stand. */
export function bombZip(
  count: number,
  deflated: Uint8Array,
  size: number,
  at?: number,
): Uint8Array {
  const entries: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (let index = 0; index < count; index++) {
    const name = Buffer.from(`file${100 + index}`)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(deflated.byteLength, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(name.byteLength, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at ?? offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0'), common, place, name)
    if (at !== undefined && index > 0) continue
    entries.push(Buffer.concat([Buffer.from('PK\x03\x04'), common, name, deflated]))
    offset += 30 + name.byteLength + deflated.byteLength
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt32LE(Buffer.concat(directory).byteLength, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...entries, ...directory, end])
}
