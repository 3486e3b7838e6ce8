/** Who must have attested the model, as the inputs say. */
import { type AttestationChoice, buildProvenance, type NamedText } from './attestation.ts'
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { ModelSource } from './request.ts'
import type { Files } from './smoke.ts'

/** Undefined where nobody has to. */
export function readAttestation(
  values: Values,
  source: ModelSource | undefined,
  files: Files,
  problems: Problems,
): AttestationChoice | undefined {
  const given = values['verify-attestation']
  if (given === undefined || given === false) return undefined
  const refuse = (why: string) => problems.add('verify-attestation', `'verify-attestation' ${why}`)
  if (source?.kind === 'registered')
    refuse(
      "needs the model's files, and 'model-path' names a registered model: whoever may register one may write any tag on it, so that nothing there proves who made it. Verify it where its files are, before it is registered",
    )
  const choice = given === true ? {} : typeof given === 'string' ? { repository: given } : given
  const text = (key: 'bundle' | 'trusted-root'): NamedText | undefined => {
    const path = choice[key]
    if (path === undefined) return undefined
    if (files.kind(path) === 'file') return { path, text: files.read(path) }
    refuse(`has '${path}' as its '${key}': no such file in the checkout`)
    return undefined
  }
  const bundles = text('bundle')
  const trustedRoots = text('trusted-root')
  if (choice.bundle === undefined && values['github-token'] === undefined)
    refuse(
      `fetches attestations with the job's token, which is not given: add 'github-token: \${{ github.token }}', or name the attestation's file as its 'bundle'`,
    )
  return {
    ...(choice.repository === undefined ? {} : { repository: choice.repository }),
    ...(choice['signer-workflow'] === undefined
      ? {}
      : { signerWorkflow: choice['signer-workflow'] }),
    predicateType: choice['predicate-type'] ?? buildProvenance,
    ...(bundles ? { bundles } : {}),
    ...(trustedRoots ? { trustedRoots } : {}),
  }
}
