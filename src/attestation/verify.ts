/** Whether every file of a model was attested by whom the user trusts. */
import { ActionError } from '../errors.ts'
import { printable } from '../model/printable.ts'
import {
  type Attested,
  attestedBy,
  type Claim,
  objection,
  type Wanted,
} from '../plan/attestation.ts'
import { Unproven, verifyBundle } from './bundle.ts'
import type { Source } from './source.ts'
import type { Trust } from './trust.ts'

export interface Verification {
  /** SHA-256 of each file, by its path. */
  readonly hashes: ReadonlyMap<string, string>
  readonly wanted: Wanted
  readonly source: Source
  readonly trust: Trust
}

/** A folder of a thousand files without attestations is told by a few of them. */
const mostFaults = 5

interface Fault {
  readonly path: string
  readonly sha256: string
  /** What each attestation that there is lacks; none when there is none. */
  readonly reasons: readonly string[]
}

/**
 * Who attested the files. Throws `attestation-missing` where there is none for one of them, and
 * `attestation-invalid` where there are some, but none that counts.
 */
export async function verifyFiles(verification: Verification): Promise<readonly Attested[]> {
  const { hashes, wanted } = verification
  const judge = judging(verification)
  const accepted: Claim[] = []
  const faults: Fault[] = []
  for (const [path, sha256] of hashes) {
    // One attestation may speak of a whole folder.
    if (accepted.some(({ subjects }) => subjects.has(sha256))) continue
    const { claim, reasons } = await judge(sha256)
    if (claim) accepted.push(claim)
    else faults.push({ path, sha256, reasons })
    if (faults.length >= mostFaults) break
  }
  if (faults.length > 0) throw failure(faults, hashes.size, wanted)
  const all = new Map(accepted.map(attestedBy).map((one) => [`${one.by} ${one.commit}`, one]))
  return [...all.values()]
}

/** Looks for an attestation of a SHA-256 that counts. What was verified is not verified again. */
function judging({ wanted, source, trust }: Verification) {
  const read = new Map<unknown, Promise<Claim | Unproven>>()
  const claimOf = async (bundle: unknown): Promise<Claim | Unproven> => {
    try {
      return verifyBundle(bundle, await trust(bundle))
    } catch (error) {
      if (error instanceof Unproven) return error
      throw error
    }
  }
  return async (sha256: string) => {
    const reasons = new Set<string>()
    for (const bundle of await source(sha256)) {
      const claim = read.get(bundle) ?? claimOf(bundle)
      read.set(bundle, claim)
      const why = lack(await claim, sha256, wanted)
      if (typeof why !== 'string') return { claim: why, reasons: [] }
      reasons.add(printable(why))
    }
    return { reasons: [...reasons] }
  }
}

/** The claim, or what it lacks to count for a file. */
function lack(claim: Claim | Unproven, sha256: string, wanted: Wanted): Claim | string {
  if (claim instanceof Unproven) return claim.message
  if (!claim.subjects.has(sha256))
    return `speaks of ${[...claim.subjects][0] ?? 'nothing'}${claim.subjects.size > 1 ? ' and others' : ''}, and not of this file`
  return objection(claim, wanted) ?? claim
}

function failure(faults: readonly Fault[], files: number, wanted: Wanted): ActionError {
  const invalid = faults.some(({ reasons }) => reasons.length > 0)
  const listed = faults.map(
    ({ path, sha256, reasons }) =>
      `\n- ${printable(path)} (sha256:${sha256})${reasons.length === 0 ? ': none' : reasons.map((why) => `\n  - one ${why}`).join('')}`,
  )
  const more = faults.length >= mostFaults && files > faults.length ? '\n- and maybe others' : ''
  const signer = wanted.signerWorkflow ?? `a workflow of ${wanted.repository}`
  return new ActionError({
    code: invalid ? 'attestation-invalid' : 'attestation-missing',
    message: invalid
      ? `no attestation of the model counts; wanted is one for ${wanted.repository} by ${signer}:${listed.join('')}${more}`
      : `the model is not attested by ${signer}:${listed.join('')}${more}`,
    hint: invalid ? whenInvalid : whenMissing(wanted.repository),
  })
}

const whenInvalid =
  "Nothing was deployed. If the file is the one that the training workflow made, correct 'repository' or 'signer-workflow' of 'verify-attestation'; if not, find out where it comes from."

const whenMissing = (repository: string) =>
  `Nothing was deployed. Attest the model where it is made, after the step that writes it, and change no byte of it since:
  permissions:
    id-token: write
    attestations: write
  steps:
    - uses: actions/attest@v4
      with:
        subject-path: <the model file, or a pattern for the files of a folder>
If it is attested, this job's token may not see ${repository}: 'permissions: attestations: read' lets it see its own repository.`
