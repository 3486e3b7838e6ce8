/** JSON Web Tokens signed with RS256, as GitHub and Entra ID issue them. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  sign,
  verify,
} from 'node:crypto'
import { promisify } from 'node:util'

export type Claims = Readonly<Record<string, unknown>>

/** Signs tokens and recognises its own. */
export interface Issuer {
  /** What its JWKS endpoint publishes. */
  readonly keys: readonly Readonly<Record<string, unknown>>[]
  sign(claims: Claims): string
  /** The claims of a token, or undefined when this issuer did not sign it. Says nothing about expiry. */
  verify(token: string): Claims | undefined
}

/** A private key as plain data, so that it can be kept with the rest of the state. */
export const newSigningKey = async (): Promise<JsonWebKey> => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ format: 'jwk' })
}

export const issuerWith = (jwk: JsonWebKey): Issuer => {
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  const publicKey = createPublicKey(privateKey)
  const { kty, n, e } = jwk
  const kid = createHash('sha256').update(String(n)).digest('base64url').slice(0, 27)
  const header = encode({ typ: 'JWT', alg: 'RS256', kid, x5t: kid })
  return {
    keys: [{ kty, use: 'sig', alg: 'RS256', kid, x5t: kid, n, e }],
    sign: (claims) => {
      const text = `${header}.${encode(claims)}`
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
    },
    verify: (token) => {
      const [head = '', body = '', signature = ''] = token.split('.')
      const signed = Buffer.from(`${head}.${body}`)
      if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url')))
        return undefined
      return decode(body)
    },
  }
}

/** The claims of any token, unverified; undefined when it is not a token at all. */
export const claimsOf = (token: string): Claims | undefined => decode(token.split('.')[1] ?? '')

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (part: string): Claims | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined
  } catch {
    return undefined
  }
}
