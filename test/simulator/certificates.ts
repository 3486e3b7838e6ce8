/** The certificate authority that the proxy makes at start, and a certificate for every host it speaks for. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import * as der from './der.ts'

/** Its root certificate is what a client is told to trust. */
export interface Authority {
  readonly pem: string
  contextFor(host: string): SecureContext
}

const day = 86_400_000
const ecdsaWithSha256 = der.sequence(der.oid('1.2.840.10045.4.3.2'))
const keyUsage = {
  sign: der.bits(Buffer.from([0x80]), 7),
  certify: der.bits(Buffer.from([0x06]), 1),
}

/** Makes a new root; keys live in memory only. */
export const createAuthority = (): Authority => {
  const root = newKeys()
  const leaf = newKeys()
  const name = distinguishedName('Azure simulator root')
  const pem = certificate({
    issuer: name,
    subject: name,
    key: root.publicKey,
    signer: root.privateKey,
    extensions: [
      extension('2.5.29.19', der.sequence(der.yes), true),
      extension('2.5.29.15', keyUsage.certify, true),
      extension('2.5.29.14', der.octets(fingerprint(root.publicKey))),
    ],
  })
  const contexts = new Map<string, SecureContext>()

  const contextFor = (host: string): SecureContext => {
    const cert = certificate({
      issuer: name,
      subject: distinguishedName(host.slice(0, 64)),
      key: leaf.publicKey,
      signer: root.privateKey,
      extensions: [
        extension('2.5.29.17', der.sequence(der.implicit(2, Buffer.from(host)))),
        extension('2.5.29.15', keyUsage.sign, true),
        extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.35', der.sequence(der.implicit(0, fingerprint(root.publicKey)))),
      ],
    })
    return createSecureContext({
      cert: cert + pem,
      key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    })
  }
  return {
    pem,
    contextFor: (host) => {
      const context = contexts.get(host) ?? contextFor(host)
      contexts.set(host, context)
      return context
    },
  }
}

interface Certificate {
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly key: KeyObject
  readonly signer: KeyObject
  readonly extensions: readonly Buffer[]
}

/** RFC 5280, section 4.1. */
const certificate = ({ issuer, subject, key, signer, extensions }: Certificate): string => {
  const now = Date.now()
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    issuer,
    der.sequence(der.time(new Date(now - day)), der.time(new Date(now + 365 * day))),
    subject,
    spki(key),
    der.explicit(3, der.sequence(...extensions)),
  )
  const signed = der.sequence(body, ecdsaWithSha256, der.bits(sign('sha256', body, signer)))
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  der.sequence(der.oid(id), ...(critical ? [der.yes] : []), der.octets(value))

const distinguishedName = (commonName: string): Buffer =>
  der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.text(commonName))))

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const fingerprint = (key: KeyObject): Buffer => createHash('sha1').update(spki(key)).digest()
