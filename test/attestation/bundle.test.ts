/** What GitHub's own attestations say, and how they are kept. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { compress } from 'snappyjs'
import { expect, test } from 'vitest'
import {
  issuingOrganisation,
  readTrustedRoot,
  Unproven,
  verifyBundle,
} from '../../src/attestation/bundle.ts'
import { unsnap } from '../../src/attestation/snappy.ts'
import { createSigstore } from '../simulator/sigstore.ts'

const kept = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`kept/${name}`, import.meta.url), 'utf8'))

// A release of gh tests itself with these; the root is the one that @sigstore/tuf 5.0.1 begins with.
const roots = [readTrustedRoot(kept('trusted_root.json'))]

test('an attestation that GitHub made of a public repository is verified', () => {
  expect(issuingOrganisation(kept('public.json'))).toBe('sigstore.dev')
  expect(verifyBundle(kept('public.json'), roots)).toEqual({
    issuer: 'https://token.actions.githubusercontent.com',
    signer:
      'https://github.com/github/artifact-attestations-workflows/.github/workflows/attest.yml@09b495c3f12c7881b3cc17209a327792065c1a1d',
    repository: 'https://github.com/malancas/attest-demo',
    commit: '95baf27389e83e6a5c48f42e190d48d7abcea19e',
    run: 'https://github.com/malancas/attest-demo/actions/runs/9228858953/attempts/1',
    predicateType: 'https://slsa.dev/provenance/v1',
    subjects: new Set(['49a3aa6075e0f49f82843e74b5baa614ad2a588e6675612bf108a0a008c5ac25']),
  })
})

test('one of a private repository names whom to ask, and is not believed by the root of the public', () => {
  expect(issuingOrganisation(kept('private.json'))).toBe('GitHub, Inc.')
  expect(() => verifyBundle(kept('private.json'), roots)).toThrow(
    'does not prove when it was signed (timestamp could not be verified)',
  )
})

test('a clock that is trusted does instead of a log, where the root has no log', async () => {
  const [clock, log] = await Promise.all([createSigstore('private'), createSigstore('public')])
  const trusted = [log, clock].map(({ trustedRoot }) => readTrustedRoot(trustedRoot))
  const statement = {
    subjects: { 'model.joblib': 'a'.repeat(64) },
    repository: 'octo-org/train',
    workflow: 'octo-org/train/.github/workflows/train.yml@refs/heads/main',
    commit: 'c'.repeat(40),
  }
  const good = await clock.attest(statement)
  expect(verifyBundle(good, trusted)).toMatchObject({ commit: statement.commit })
  expect(verifyBundle(await log.attest(statement), trusted)).toMatchObject({
    repository: 'https://github.com/octo-org/train',
  })
  const late = await clock.attest({ ...statement, signedAt: new Date(Date.now() + 3_600_000) })
  const { timestampVerificationData, ...undated } = good.verificationMaterial
  const another = (await clock.attest(statement)).verificationMaterial['timestampVerificationData']
  const refused: readonly (readonly [bundle: unknown, why: string])[] = [
    [late, 'not valid or expired at the specified date'],
    [{ ...good, verificationMaterial: undated }, 'expected 1 timestamps, got 0'],
    [
      { ...good, verificationMaterial: { ...undated, timestampVerificationData: another } },
      'timestamp could not be verified',
    ],
  ]
  expect(timestampVerificationData).toBeDefined()
  for (const [bundle, why] of refused)
    expect(() => verifyBundle(bundle, trusted.slice(1))).toThrow(why)
  // Each alone believes only its own.
  expect(() => verifyBundle(good, trusted.slice(0, 1))).toThrow(Unproven)
})

test('no byte of what it says, nor of its signature, can be changed', () => {
  const { dsseEnvelope } = kept('public.json') as { dsseEnvelope: Envelope }
  const { payload, signatures } = dsseEnvelope
  const sig = signatures[0]?.sig ?? ''
  const flipped = (base64: string, bit: number) => {
    const bytes = Buffer.from(base64, 'base64')
    const at = (bit >> 3) % bytes.byteLength
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
    return bytes.toString('base64')
  }
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (bit, says) => {
      const changed = says
        ? { ...dsseEnvelope, payload: flipped(payload, bit) }
        : { ...dsseEnvelope, signatures: [{ ...signatures[0], sig: flipped(sig, bit) }] }
      const bundle = { ...(kept('public.json') as object), dsseEnvelope: changed }
      expect(() => verifyBundle(bundle, roots)).toThrow(Unproven)
    }),
    { numRuns: 40 },
  )
})

interface Envelope {
  readonly payload: string
  readonly signatures: readonly { readonly sig: string }[]
}

test('what is packed comes out as it was', () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom('{"mediaType":"x"}', 'aaaaaaaa', 'abc'), fc.string()),
    { maxLength: 400 },
  )
  fc.assert(
    fc.property(pieces, (texts) => {
      const bytes = Buffer.from(texts.join(''))
      expect(Buffer.from(unsnap(compress(bytes)))).toEqual(bytes)
    }),
    { numRuns: 60 },
  )
  const large = Buffer.from('a line that is often there\n'.repeat(9000))
  expect(Buffer.from(unsnap(compress(large)))).toEqual(large)
})

test.each<[string, readonly number[], string]>([
  ['nothing', [], 'ends in the middle'],
  ['a length without end', [0x80, 0x80, 0x80, 0x80, 0x80], 'has no length'],
  ['gigabytes', [0xff, 0xff, 0xff, 0xff, 0x0f], 'is 4294967295 bytes unpacked'],
  ['a copy of nothing', [4, 0x01, 0x01], 'refers to what is before its beginning'],
  ['a literal that ends early', [4, 0x0c, 97], 'ends in the middle'],
  ['more than it says', [1, 0x04, 97, 98], 'is longer than it says'],
  ['less than it says', [4, 0x00, 97], 'is shorter than it says'],
])('what claims to be packed and is %s is refused', (_, bytes, why) => {
  expect(() => unsnap(Uint8Array.from(bytes))).toThrow(why)
})
