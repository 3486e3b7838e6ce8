/** Numbers of HDF5: little endian, addresses and lengths as wide as the superblock says. */
import type { Bytes } from '../bytes.ts'
import { Unreadable } from '../unreadable.ts'

/** Bytes in which fields are read by their place. */
export class Fields {
  readonly bytes: Bytes
  readonly addressSize: number
  readonly lengthSize: number
  private readonly data: Buffer
  /** Where the data stands in the file. */
  private readonly base: number

  constructor(
    bytes: Bytes,
    addressSize: number,
    lengthSize: number,
    data: Buffer = Buffer.alloc(0),
    base = 0,
  ) {
    for (const size of [addressSize, lengthSize])
      if (![2, 4, 8].includes(size))
        throw new Unreadable(`is HDF5 with numbers of ${size} bytes, which nobody writes`, base)
    this.bytes = bytes
    this.addressSize = addressSize
    this.lengthSize = lengthSize
    this.data = data
    this.base = base
  }

  /** Reads a few bytes of the file; fewer at its end. */
  async at(offset: number, size: number): Promise<Fields> {
    if (offset > this.bytes.size)
      throw new Unreadable(`points to byte ${offset}, beyond its end`, this.base)
    const data = await this.bytes.read(offset, size)
    const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    return new Fields(this.bytes, this.addressSize, this.lengthSize, view, offset)
  }

  /** A number of so many bytes. */
  number(at: number, size: number): number {
    if (at + size > this.data.byteLength)
      throw new Unreadable('ends too early', this.base + this.data.byteLength)
    return size === 8 ? Number(this.data.readBigUInt64LE(at)) : this.data.readUIntLE(at, size)
  }

  byte(at: number): number {
    return this.number(at, 1)
  }

  /** An address in the file. */
  address(at: number): number {
    return this.number(at, this.addressSize)
  }

  length(at: number): number {
    return this.number(at, this.lengthSize)
  }

  text(at: number, size: number): string {
    return this.data.toString('utf8', at, at + size)
  }
}
