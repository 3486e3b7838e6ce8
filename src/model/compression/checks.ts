/** The checksums that .xz files carry, by the numbers of "The .xz File Format 1.2", 2.1.1.2. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Takes pieces, and says what they sum up to, in the order in which it is stored. */
export interface Check {
  readonly bytes: number
  update(piece: Uint8Array): void
  value(): Uint8Array
}

/** A new check of a type from 0 to 15; those that nobody has defined yet are passed over. */
export function xzCheck(type: number): Check {
  if (type === 1) return crc32Check()
  if (type === 4) return crc64Check()
  if (type === 10) return sha256Check()
  return { bytes: sizes[type] ?? 0, update: () => {}, value: () => new Uint8Array(0) }
}

/** How many bytes a check of each type takes, known or not. */
const sizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]

function crc32Check(): Check {
  let sum = 0
  return {
    bytes: 4,
    update(piece) {
      sum = crc32(piece, sum)
    },
    value() {
      const stored = Buffer.alloc(4)
      stored.writeUInt32LE(sum)
      return stored
    },
  }
}

function sha256Check(): Check {
  const hash = createHash('sha256')
  return {
    bytes: 32,
    update(piece) {
      hash.update(piece)
    },
    value: () => hash.digest(),
  }
}

/** ECMA-182, as two halves of 32 bits: JavaScript's 64-bit integers are ten times slower. */
function crc64Check(): Check {
  let low = -1
  let high = -1
  return {
    bytes: 8,
    update(piece) {
      let [l, h] = [low, high]
      for (let at = 0; at < piece.byteLength; at++) {
        const index = (l ^ (piece[at] ?? 0)) & 0xff
        l = ((l >>> 8) | (h << 24)) ^ (crc64Low[index] ?? 0)
        h = (h >>> 8) ^ (crc64High[index] ?? 0)
      }
      low = l
      high = h
    },
    value() {
      const stored = Buffer.alloc(8)
      stored.writeInt32LE(~low)
      stored.writeInt32LE(~high, 4)
      return stored
    },
  }
}

const crc64Low = new Int32Array(256)
const crc64High = new Int32Array(256)
for (let index = 0; index < 256; index++) {
  let [low, high] = [index, 0]
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1
    low = (low >>> 1) | (high << 31)
    high >>>= 1
    if (odd === 1) {
      low ^= 0xd7870f42
      high ^= 0xc96c5795
    }
  }
  crc64Low[index] = low
  crc64High[index] = high
}
