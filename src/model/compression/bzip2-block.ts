/**
 * One block of a .bz2 file, from its bits to its bytes: Huffman codes, runs of zeros, move-to-front,
 * sorting (Burrows-Wheeler), runs of equal bytes. The order of "BZIP2: Format Specification", 2.2.
 */
import { Unreadable } from '../unreadable.ts'
import type { BitReader } from './bits.ts'
import { HuffmanTable, longestCode } from './bzip2-huffman.ts'

/** A table may be changed after so many symbols. */
const symbolsPerTable = 50
/** Each piece that is unpacked. */
const pieceSize = 1 << 18

/** A block as it is sorted. */
export interface SortedBlock {
  readonly length: number
  /** Which of the sorted rotations is the block itself. */
  readonly origin: number
}

/**
 * Reads a block's bits. `links` is filled with its sorted bytes, each in the low eight bits, and the
 * place of the byte that follows it in the bits above.
 */
export function readBlock(bits: BitReader, links: Uint32Array): SortedBlock {
  if (bits.take(1) === 1)
    throw new Unreadable('has bzip2 data that is randomised, as no bzip2 since 1997 writes it')
  const origin = bits.take(24)
  const bytes = readAlphabet(bits)
  const tableCount = bits.take(3)
  const selectorCount = bits.take(15)
  if (bytes.length === 0 || tableCount < 2 || tableCount > 6 || selectorCount === 0) throw damaged()
  const selectors = readSelectors(bits, selectorCount, tableCount)
  const tables = Array.from({ length: tableCount }, () => readTable(bits, bytes.length + 2))
  const length = readSymbols(bits, bytes, selectors, tables, links)
  if (origin >= length) throw damaged()
  link(links, length)
  return { length, origin }
}

/** The bytes that occur: 16 bits say in which rows of 16, and 16 bits for each of these rows. */
function readAlphabet(bits: BitReader): Uint8Array {
  const rows = bits.take(16)
  const bytes: number[] = []
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue
    const columns = bits.take(16)
    for (let column = 0; column < 16; column++)
      if ((columns & (0x8000 >> column)) !== 0) bytes.push(row * 16 + column)
  }
  return Uint8Array.from(bytes)
}

/** Which table each 50 symbols use: how far down the list it stood, which then moves it to the front. */
function readSelectors(bits: BitReader, count: number, tables: number): Uint8Array {
  const recent = [0, 1, 2, 3, 4, 5]
  return new Uint8Array(count).map(() => {
    let place = 0
    while (bits.take(1) === 1) if (++place >= tables) throw damaged()
    const [table = 0] = recent.splice(place, 1)
    recent.unshift(table)
    return table
  })
}

/** The length of each code, told by its difference from the one before. */
function readTable(bits: BitReader, symbols: number): HuffmanTable {
  let length = bits.take(5)
  const lengths = new Uint8Array(symbols)
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (true) {
      if (length < 1 || length > longestCode) throw damaged()
      if (bits.take(1) === 0) break
      length += bits.take(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
  }
  return new HuffmanTable(lengths)
}

/** Reads the symbols up to the end of the block and undoes move-to-front; says how many bytes there are. */
function readSymbols(
  bits: BitReader,
  recent: Uint8Array,
  selectors: Uint8Array,
  tables: readonly HuffmanTable[],
  links: Uint32Array,
): number {
  const endOfBlock = recent.length + 1
  let filled = 0
  let run = 0
  let weight = 1
  for (const selector of selectors) {
    const table = tables[selector]
    if (table === undefined) throw damaged()
    for (let left = symbolsPerTable; left > 0; left--) {
      const symbol = table.read(bits)
      if (symbol <= 1) {
        // The two first symbols are the digits, 1 and 2, of a number in base 2: a run's length.
        run += weight << symbol
        weight <<= 1
        if (run > links.length - filled) throw damaged()
        continue
      }
      if (run > 0) {
        links.fill(recent[0] ?? 0, filled, filled + run)
        filled += run
        run = 0
        weight = 1
      }
      if (symbol === endOfBlock) return filled
      if (filled === links.length) throw damaged()
      const place = symbol - 1
      const byte = recent[place] ?? 0
      for (let at = place; at > 0; at--) recent[at] = recent[at - 1] ?? 0
      recent[0] = byte
      links[filled++] = byte
    }
  }
  throw damaged()
}

/** Puts into each place the place of the byte that follows in the block. */
function link(links: Uint32Array, length: number): void {
  const next = new Uint32Array(257)
  for (let at = 0; at < length; at++) {
    const above = ((links[at] ?? 0) & 0xff) + 1
    next[above] = (next[above] ?? 0) + 1
  }
  for (let byte = 1; byte < 257; byte++) next[byte] = (next[byte] ?? 0) + (next[byte - 1] ?? 0)
  for (let at = 0; at < length; at++) {
    const byte = (links[at] ?? 0) & 0xff
    const place = next[byte] ?? 0
    links[place] = (links[place] ?? 0) | (at << 8)
    next[byte] = place + 1
  }
}

/**
 * The bytes of a block: after four equal ones, the fifth says how many more of them there are.
 * Pieces are only valid until the next.
 */
export function* expand(links: Uint32Array, block: SortedBlock): Generator<Uint8Array> {
  const piece = new Uint8Array(pieceSize)
  const full = pieceSize - 255
  let filled = 0
  let last = -1
  let alike = 0
  let place = (links[block.origin] ?? 0) >>> 8
  for (let left = block.length; left > 0; left--) {
    const entry = links[place] ?? 0
    place = entry >>> 8
    const byte = entry & 0xff
    if (alike === 4) {
      piece.fill(last, filled, filled + byte)
      filled += byte
      alike = 0
    } else {
      alike = byte === last ? alike + 1 : 1
      last = byte
      piece[filled++] = byte
    }
    if (filled < full) continue
    yield piece.subarray(0, filled)
    filled = 0
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

const damaged = () => new Unreadable('has damaged bzip2 data')
