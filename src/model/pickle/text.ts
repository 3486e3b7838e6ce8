/** How protocol 0 spells values as lines of text, and how long integers are packed. */
import type { Value } from './values.ts'

/** "Integer string conversion length limitation": Python refuses longer ones, which take quadratic time. */
const mostDigits = 4_300

/** `int(line, 0)` of Python: decimal or with a prefix; undefined for what is none. */
export function parseInteger(line: string): number | bigint | undefined {
  if (line.length > mostDigits) return undefined
  const match = /^\s*([+-]?)(0[xob][\da-f_]+|[\d_]+)\s*$/i.exec(line)
  if (!match?.[2]) return undefined
  try {
    const size = BigInt(match[2].replaceAll('_', '').toLowerCase())
    return narrow(match[1] === '-' ? -size : size)
  } catch {
    return undefined
  }
}

/** Where PUT and GET point to: a decimal integer. */
export function parseIndex(line: string): number | undefined {
  return /^\s*\+?\d+(?:_\d+)*\s*$/.test(line) ? Number(line.replaceAll('_', '')) : undefined
}

/** `float(line)` of Python; undefined for what is none. */
export function parseFloat64(line: string): number | undefined {
  const text = line.trim().replaceAll('_', '')
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (named) {
    if (named[2]?.toLowerCase() === 'nan') return Number.NaN
    return named[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** A two's complement integer, the lowest byte first. */
export function decodeLong(bytes: Buffer): number | bigint {
  if (bytes.byteLength === 0) return 0
  if (bytes.byteLength <= 6) return bytes.readIntLE(0, bytes.byteLength)
  const magnitude = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
  return narrow(BigInt.asIntN(bytes.byteLength * 8, magnitude))
}

const narrow = (value: bigint): number | bigint =>
  BigInt.asIntN(53, value) === value ? Number(value) : value

/** `str(line, 'raw-unicode-escape')`: backslash-u and backslash-U only. Undefined when cut short. */
export function rawUnicodeEscape(line: Buffer): string | undefined {
  const text = line.toString('latin1')
  if (!text.includes('\\')) return text
  let broken = false
  const decoded = text.replace(
    // Pairs are taken from the left, so that of two backslashes neither begins an escape.
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (whole, short?: string, long?: string, other?: string) => {
      if (other !== undefined && other !== 'u' && other !== 'U') return whole
      const code = Number.parseInt(short ?? long ?? '', 16)
      if (code <= 0x10ffff) return String.fromCodePoint(code)
      broken = true
      return whole
    },
  )
  return broken ? undefined : decoded
}

const escapes: Readonly<Record<string, number>> = {
  '\\': 0x5c,
  "'": 0x27,
  '"': 0x22,
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
}

/** The quoted line of STRING: `codecs.escape_decode` between quotes. Undefined when it is neither. */
export function quotedBytes(line: Buffer): Buffer | undefined {
  const text = line.toString('latin1')
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return undefined
  let broken = false
  const decoded = text
    .slice(1, -1)
    .replace(
      /\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|([\s\S])|$)/g,
      (whole, hex?: string, octal?: string, other?: string) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
        // `\x` without two digits and a lone backslash at the end are errors; others stay as they are.
        if (other === undefined || other === 'x') broken = true
        const code = escapes[other ?? '']
        return code === undefined ? whole : String.fromCharCode(code)
      },
    )
  return broken ? undefined : Buffer.from(decoded, 'latin1')
}

/** A `str` of Python 2: text where it is ASCII, else bytes. */
export function python2String(bytes: Buffer): Value {
  for (const byte of bytes) if (byte > 127) return keptBytes(bytes)
  return bytes.toString('latin1')
}

/** Bytes in memory of their own, so that they do not hold the window they were read from. */
export const keptBytes = (bytes: Buffer): Value => ({
  kind: 'bytes',
  size: bytes.byteLength,
  data: new Uint8Array(bytes),
})
