/**
 * A Sigstore that nobody knows, which signs whatever it is told. GitHub has two: the one of the public
 * writes down every certificate and signature, its own has only a clock that others can trust.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock'

/** What a workflow says when it attests, as its OIDC token and actions/attest have it. */
export interface Statement {
  /** SHA-256 of what it speaks of, by name. */
  readonly subjects: Readonly<Record<string, string>>
  /** `owner/name` of the repository that it runs for. */
  readonly repository: string
  /** `owner/name/.github/workflows/train.yml@refs/heads/main`. */
  readonly workflow: string
  readonly commit: string
  readonly predicateType?: string
  readonly issuer?: string
  /** When it is signed by the clock; the certificate, which is valid for ten minutes, is made at once. */
  readonly signedAt?: Date
}

export interface Sigstore {
  /** Whom to believe, as `gh attestation trusted-root` prints it. */
  readonly trustedRoot: object
  /** A bundle, as GitHub keeps it. */
  attest(statement: Statement): Promise<Bundle>
}

/** JSON of "application/vnd.dev.sigstore.bundle.v0.3+json". */
export interface Bundle {
  readonly mediaType: string
  readonly verificationMaterial: Record<string, unknown>
  readonly dsseEnvelope: {
    payload: string
    readonly payloadType: string
    signatures: { sig: string }[]
  }
}

const logAddress = 'https://log.example'
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const base64 = (bytes: ArrayBufferView | string) =>
  (typeof bytes === 'string'
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  ).toString('base64')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** `public` has logs, `private` a timestamp authority. */
export async function createSigstore(kind: 'public' | 'private'): Promise<Sigstore> {
  const keys = { authority: newKeys(), certificates: newKeys(), log: newKeys(), clock: newKeys() }
  const logged = kind === 'public'
  const certificates = logged ? await initializeCTLog(keys.certificates) : undefined
  const authority = await initializeCA(keys.authority, certificates)
  const clock = await initializeTSA(keys.clock)

  const certify = async (statement: Statement, key: KeyObject): Promise<string> => {
    const answer = await fulcioHandler(authority).fn(
      JSON.stringify({
        credentials: { oidcIdentityToken: tokenFor(statement) },
        publicKeyRequest: { publicKey: { content: key.export({ type: 'spki', format: 'pem' }) } },
      }),
    )
    const [leaf = ''] = (
      JSON.parse(String(answer.response)) as {
        signedCertificateEmbeddedSct: { chain: { certificates: string[] } }
      }
    ).signedCertificateEmbeddedSct.chain.certificates
    return leaf.replace(/-----[^-]+-----|\s/g, '')
  }

  const stamp = async (signature: Buffer, at?: Date) => {
    // A whole second, as real ones say it.
    const moment = new Date(Math.floor((at?.getTime() ?? Date.now()) / 1000) * 1000)
    const authority = await initializeTSA(keys.clock, moment)
    const { response } = await tsaHandler(authority).fn(
      JSON.stringify({ artifactHash: base64(sha256(signature)), hashAlgorithm: 'sha256' }),
    )
    return { rfc3161Timestamps: [{ signedTimestamp: base64(response) }] }
  }

  const log = async (payload: Buffer, signature: Buffer, certificate: string, at?: Date) => {
    const transparency = await initializeTLog(logAddress, keys.log, at)
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`
    const { response } = await rekorHandler(transparency).fn(
      JSON.stringify({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
          signatures: [{ signature: signature.toString('base64'), verifier: base64(pem) }],
        },
      }),
    )
    const [entry] = Object.values(JSON.parse(String(response)) as Record<string, LogEntry>)
    return entry ? [inBundle(entry)] : []
  }

  const attest = async (statement: Statement): Promise<Bundle> => {
    const { publicKey, privateKey } = newKeys()
    const payloadType = 'application/vnd.in-toto+json'
    const payload = Buffer.from(JSON.stringify(inToto(statement)))
    const signature = sign('sha256', preAuthentication(payloadType, payload), privateKey)
    const certificate = await certify(statement, publicKey)
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: certificate },
        ...(logged
          ? { tlogEntries: await log(payload, signature, certificate, statement.signedAt) }
          : { timestampVerificationData: await stamp(signature, statement.signedAt) }),
      },
      dsseEnvelope: {
        payload: base64(payload),
        payloadType,
        signatures: [{ sig: signature.toString('base64') }],
      },
    }
  }

  const validFor = { start: '2021-01-01T00:00:00Z' }
  const trustedLog = (key: KeyObject) => {
    const rawBytes = key.export({ type: 'spki', format: 'der' })
    return {
      baseUrl: logAddress,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: base64(rawBytes),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor,
      },
      logId: { keyId: base64(sha256(rawBytes)) },
    }
  }
  const trustedAuthority = (...chain: readonly ArrayBufferView[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: 'https://authority.example',
    certChain: { certificates: chain.map((bytes) => ({ rawBytes: base64(bytes) })) },
    validFor,
  })
  return {
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [trustedAuthority(authority.rootCertificate)],
      tlogs: logged ? [trustedLog(keys.log.publicKey)] : [],
      ctlogs: logged ? [trustedLog(keys.certificates.publicKey)] : [],
      timestampAuthorities: logged
        ? []
        : [trustedAuthority(clock.intCertificate, clock.rootCertificate)],
    },
    attest,
  }
}

/** An OIDC token of GitHub Actions, unsigned: this Fulcio believes everybody. */
function tokenFor({ repository, workflow, commit, issuer }: Statement): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: issuer ?? 'https://token.actions.githubusercontent.com',
    sub: `https://github.com/${workflow}`,
    repository,
    job_workflow_ref: workflow,
    sha: commit,
    run_id: '17250911802',
    run_attempt: '1',
  }
  return `${encode({ alg: 'none' })}.${encode(claims)}.`
}

const inToto = ({ subjects, predicateType }: Statement) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: Object.entries(subjects).map(([name, sha256]) => ({ name, digest: { sha256 } })),
  predicateType: predicateType ?? 'https://slsa.dev/provenance/v1',
  predicate: {},
})

/** What is signed of an envelope (DSSE, protocol.md). */
const preAuthentication = (type: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.byteLength} `), payload])

/** An entry as Rekor answers it. */
interface LogEntry {
  readonly body: string
  readonly integratedTime: number
  readonly logID: string
  readonly logIndex: number
  readonly verification: {
    readonly inclusionProof: {
      readonly logIndex: number
      readonly rootHash: string
      readonly treeSize: number
      readonly hashes: readonly string[]
      readonly checkpoint: string
    }
    readonly signedEntryTimestamp: string
  }
}

/** The same, as a bundle carries it. */
const inBundle = ({ body, integratedTime, logID, logIndex, verification }: LogEntry) => {
  const { logIndex: index, rootHash, treeSize, hashes, checkpoint } = verification.inclusionProof
  const ofHex = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
  return {
    logIndex: String(logIndex),
    logId: { keyId: ofHex(logID) },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: verification.signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(index),
      rootHash: ofHex(rootHash),
      treeSize: String(treeSize),
      hashes: hashes.map(ofHex),
      checkpoint: { envelope: checkpoint },
    },
    canonicalizedBody: body,
  }
}
