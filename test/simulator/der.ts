/** The few ASN.1 shapes that an X.509 certificate is written in (DER, ITU-T X.690). */

const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

const lengthOf = (content: Buffer): number[] =>
  content.length < 0x80
    ? [content.length]
    : content.length < 0x100
      ? [0x81, content.length]
      : [0x82, content.length >> 8, content.length & 0xff]

/** Base-128 digits, most significant first, every one but the last with its high bit set. */
const base128 = (value: number): number[] =>
  value < 0x80 ? [value] : [...base128(value >> 7).map((d) => d | 0x80), value & 0x7f]

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts)
export const octets = (...parts: readonly Uint8Array[]): Buffer => tagged(0x04, ...parts)
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value))
export const yes: Buffer = tagged(0x01, Buffer.from([0xff]))

/** A positive integer: a leading zero keeps the sign bit clear. */
export const integer = (bytes: Uint8Array): Buffer =>
  (bytes[0] ?? 0) < 0x80 ? tagged(0x02, bytes) : tagged(0x02, Buffer.from([0]), bytes)

export const bits = (bytes: Uint8Array, unused = 0): Buffer =>
  tagged(0x03, Buffer.from([unused]), bytes)

/** UTCTime, `YYMMDDhhmmssZ`. */
export const time = (at: Date): Buffer =>
  tagged(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))

/** `[n]` around its content (EXPLICIT). */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Buffer =>
  tagged(0xa0 + n, ...parts)

/** `[n]` in place of the content's own tag (IMPLICIT). */
export const implicit = (n: number, bytes: Uint8Array): Buffer => tagged(0x80 + n, bytes)

export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}
