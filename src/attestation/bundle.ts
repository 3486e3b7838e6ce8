/** A Sigstore bundle: its signature is verified here, and what it then says is told. The only importer of @sigstore/*. */
import { X509Certificate } from 'node:crypto'
import { type Bundle, bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { type Signer, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import { reasonOf } from '../errors.ts'
import type { Claim } from '../plan/attestation.ts'
import { isObject } from '../plan/json.ts'

export type { TrustedRoot }

/** Reads the JSON of a trusted root; throws for anything else. */
export function readTrustedRoot(json: unknown): TrustedRoot {
  const root = TrustedRoot.fromJSON(json)
  if (root.certificateAuthorities.length === 0) throw new Error('names no certificate authority')
  return root
}

/** Why a bundle proves nothing: completes "it …". */
export class Unproven extends Error {}

/** Which Sigstore signed: the organisation that its certificate names as its issuer. */
export function issuingOrganisation(json: unknown): string | undefined {
  const { content } = parse(json).verificationMaterial
  const certificate =
    content.$case === 'certificate'
      ? content.certificate
      : content.$case === 'x509CertificateChain'
        ? content.x509CertificateChain.certificates[0]
        : undefined
  if (!certificate) throw new Unproven('is signed with a key, and not by a workflow')
  try {
    const { issuer } = new X509Certificate(certificate.rawBytes)
    return /^O=(.*)$/m.exec(issuer)?.[1]?.replaceAll('\\', '')
  } catch (error) {
    throw new Unproven(`has a damaged certificate: ${reasonOf(error)}`)
  }
}

/**
 * Verifies a bundle by one of the roots and reads it: certificate, time, log and signature. Throws
 * Unproven where none of them does.
 */
export function verifyBundle(json: unknown, roots: readonly TrustedRoot[]): Claim {
  const bundle = parse(json)
  if (!isBundleWithDsseEnvelope(bundle))
    throw new Unproven('is the signature of a file, and says nothing of it')
  const logged = issuingOrganisation(json) !== githubsOwn
  let why = 'no trusted root was given'
  for (const root of roots) {
    try {
      return {
        ...identityOf(verifierBy(root, logged).verify(toSignedEntity(bundle))),
        ...statementOf(bundle),
      }
    } catch (error) {
      if (error instanceof Unproven) throw error
      why = explain(error)
    }
  }
  throw new Unproven(why)
}

function parse(json: unknown): Bundle {
  try {
    return bundleFromJSON(json)
  } catch (error) {
    throw new Unproven(`is no Sigstore bundle: ${reasonOf(error).split('\n')[0]}`)
  }
}

/** The Sigstore for what is not public: it writes nothing down, so that nobody can read it there. */
export const githubsOwn = 'GitHub, Inc.'

/**
 * Logs that a root has must be used, unless it is for what is not public. One time that somebody else
 * vouches for is needed in any case, since a certificate is valid for minutes.
 */
const verifierBy = (root: TrustedRoot, logged: boolean): Verifier =>
  new Verifier(toTrustMaterial(root), {
    tlogThreshold: logged && root.tlogs.length > 0 ? 1 : 0,
    ctlogThreshold: logged && root.ctlogs.length > 0 ? 1 : 0,
    timestampThreshold: 1,
  })

const meanings: Readonly<Record<string, string>> = {
  SIGNATURE_ERROR: 'has a signature that does not match what it says',
  CERTIFICATE_ERROR: 'has a certificate that does not count',
  PUBLIC_KEY_ERROR: 'is signed with a key, and not by a workflow',
  TIMESTAMP_ERROR: 'does not prove when it was signed',
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const means =
    meanings[code] ??
    (code.startsWith('TLOG') ? 'is not what the transparency log has' : 'cannot be verified')
  const causes: string[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message)
  return `${means} (${causes.join(': ')})`
}

/** Fulcio's extensions of a certificate ("OID information"). */
const extension = {
  sourceRepository: '1.3.6.1.4.1.57264.1.12',
  sourceCommit: '1.3.6.1.4.1.57264.1.13',
  run: '1.3.6.1.4.1.57264.1.21',
} as const

function identityOf({ identity }: Signer) {
  const text = (oid: string) => {
    const found = identity?.oids?.find(({ oid: own }) => own?.id.join('.') === oid)
    return found ? textIn(found.value) : ''
  }
  return {
    issuer: identity?.extensions?.issuer ?? '',
    signer: identity?.subjectAlternativeName ?? '',
    repository: text(extension.sourceRepository),
    commit: text(extension.sourceCommit),
    run: text(extension.run),
  }
}

/** A UTF8String of DER: its tag, its length in one byte or more, its bytes. */
function textIn(der: Uint8Array): string {
  const [tag, first = 0] = der
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f)
  return tag === 0x0c ? Buffer.from(der.subarray(header)).toString() : ''
}

/** An in-toto statement, as its envelope carries it. */
function statementOf({ content }: Bundle): Pick<Claim, 'predicateType' | 'subjects'> {
  if (content.$case !== 'dsseEnvelope') throw new Unproven('says nothing')
  const { payloadType, payload } = content.dsseEnvelope
  if (payloadType !== 'application/vnd.in-toto+json')
    throw new Unproven(`is of type '${payloadType}', and not an in-toto statement`)
  const statement = parseJson(Buffer.from(payload).toString())
  const type = isObject(statement) ? statement['_type'] : undefined
  if (!isObject(statement) || !/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/.test(String(type)))
    throw new Unproven('holds no in-toto statement')
  const { subject, predicateType } = statement
  const subjects = (Array.isArray(subject) ? subject : []).flatMap((one: unknown) => {
    const digest = isObject(one) && isObject(one['digest']) ? one['digest']['sha256'] : undefined
    return typeof digest === 'string' ? [digest.toLowerCase()] : []
  })
  return { predicateType: String(predicateType), subjects: new Set(subjects) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
