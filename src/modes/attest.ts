/** Whether the model is the one that a trusted workflow made: asked before anything is decided about it. */
import { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import { digest } from '../model/content.ts'
import type { ModelFacts } from '../model/model.ts'
import { type Attested, describeAttested, type Wanted } from '../plan/attestation.ts'
import type { Wish } from '../plan/request.ts'
import type { World } from '../world.ts'

/**
 * Verifies the attestations of every file that the user gave. Undefined where that is not asked for;
 * throws `attestation-missing`, `attestation-invalid`, or what kept them from being verified.
 */
export async function attest(
  { model: { attestation: choice } }: Pick<Wish, 'model'>,
  model: ModelFacts,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Attested | undefined> {
  if (!choice || model.kind === 'registered') return undefined
  return journal.phase(
    'attestation',
    async () => {
      const server = world.environment['GITHUB_SERVER_URL'] ?? 'https://github.com'
      const repository = choice.repository ?? world.origin.repository
      if (repository === undefined) throw noRepository()
      if (!choice.bundles) demandGitHub(server)
      const { signerWorkflow, predicateType } = choice
      const wanted: Wanted = {
        server,
        repository,
        predicateType,
        ...(signerWorkflow === undefined ? {} : { signerWorkflow }),
      }
      // The verification is as heavy as it is rare: only who asks for it loads it.
      const { verifyAttestations } = await import('../attestation/attestation.ts')
      const given = model.archive ? await digest(model.archive, signal) : model.content
      const github = {
        api: world.environment['GITHUB_API_URL'] ?? 'https://api.github.com',
        token: world.inputs['github-token']?.trim() ?? '',
      }
      const [attested, ...others] = await verifyAttestations(
        { hashes: given.hashes, wanted, choice, github },
        { download: world.download, scratch: world.scratch, signal },
      )
      if (!attested) throw new Error('a model without files was attested')
      for (const one of [attested, ...others])
        journal.note(`attestation: attested by ${describeAttested(one)}`)
      journal.learn({ attestation: attested })
      return attested
    },
    (attested) => (attested ? describeAttested(attested) : ''),
  )
}

const noRepository = () =>
  new ActionError({
    code: 'invalid-input',
    message:
      "'verify-attestation' is 'true', which means the repository of the workflow, and this is none",
    hint: "Name the repository: 'verify-attestation: owner/name'.",
  })

/** A server of one's own has no attestations ("Artifact attestations", availability). */
function demandGitHub(server: string): void {
  if (/(^|\.)(github|ghe)\.com$/.test(new URL(server).hostname)) return
  throw new ActionError({
    code: 'attestation-missing',
    message: `${server} is a GitHub Enterprise Server, which keeps no attestations`,
    hint: "Give the attestation and whom to trust as files: 'bundle' and 'trusted-root' of 'verify-attestation'.",
  })
}
