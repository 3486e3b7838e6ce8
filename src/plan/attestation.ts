/** Whose word on a model's files counts, and whether somebody gave it. Pure. */

import { tag } from './naming.ts'

/** What a file of the checkout says, and its path as the user knows it. */
export interface NamedText {
  readonly path: string
  readonly text: string
}

/** Who must have attested the files, as the user says. */
export interface AttestationChoice {
  /** `owner/name`; absent: the repository whose workflow runs. */
  readonly repository?: string
  /** `owner/name/.github/workflows/train.yml`, optionally `@` and a ref; absent: any of the repository. */
  readonly signerWorkflow?: string
  readonly predicateType: string
  /** The attestations themselves, where GitHub is not to be asked for them. */
  readonly bundles?: NamedText
  /** Whose certificates and timestamps count, where it is not the Sigstore of GitHub or of the public. */
  readonly trustedRoots?: NamedText
}

/** What actions/attest writes unless it is told otherwise. */
export const buildProvenance = 'https://slsa.dev/provenance/v1'

/** The same, with what the run knows. */
export interface Wanted {
  /** Without a slash at its end: `https://github.com`. */
  readonly server: string
  readonly repository: string
  readonly signerWorkflow?: string
  readonly predicateType: string
}

/** What a signature was verified to say. */
export interface Claim {
  /** Who vouches for the signer: for a workflow, the token host of its GitHub. */
  readonly issuer: string
  /** The workflow that signed: `https://github.com/o/r/.github/workflows/train.yml@refs/heads/main`. */
  readonly signer: string
  /** The address of the repository that the workflow ran for. */
  readonly repository: string
  readonly commit: string
  /** The address of the run. */
  readonly run: string
  readonly predicateType: string
  /** SHA-256 of each thing that it speaks of. */
  readonly subjects: ReadonlySet<string>
}

/** Who attested a model, for people and for tags. */
export interface Attested {
  /** `o/r/.github/workflows/train.yml@refs/heads/main`. */
  readonly by: string
  readonly repository: string
  readonly commit: string
  readonly run?: string
}

/** Who signs for the workflows of a server ("OpenID Connect reference"): GitHub, a tenant of it, or the user's own. */
export function issuerOf(server: string): string {
  const { host, hostname } = new URL(server)
  if (hostname === 'github.com') return 'https://token.actions.githubusercontent.com'
  if (hostname.endsWith('.ghe.com')) return `https://token.actions.${hostname}`
  return `https://${host}/_services/token`
}

/** Why a claim does not count, completing "it …"; undefined when it does. */
export function objection(claim: Claim, wanted: Wanted): string | undefined {
  const { server, repository, signerWorkflow, predicateType } = wanted
  const issuer = issuerOf(server)
  // An enterprise may have its own name behind GitHub's.
  if (claim.issuer !== issuer && !claim.issuer.startsWith(`${issuer}/`))
    return `was signed by somebody for whom '${claim.issuer}' vouches, and not ${issuer}`
  const home = `${server}/${repository}`
  if (!same(claim.repository, home))
    return `was made for ${claim.repository || 'no repository'}, and not for ${home}`
  if (signerWorkflow === undefined) {
    if (!same(claim.signer.slice(0, home.length + 1), `${home}/`))
      return `was signed by ${claim.signer}, which is no workflow of ${repository}: name it in 'signer-workflow' if you trust it`
  } else if (!isWorkflow(claim.signer, `${server}/${signerWorkflow}`))
    return `was signed by ${claim.signer}, and not by ${signerWorkflow}`
  if (claim.predicateType !== predicateType)
    return `says '${claim.predicateType}' of it, and not '${predicateType}'`
  return undefined
}

/** GitHub's names are the same in any case. */
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Whether an address with a ref is that of a workflow, whose ref may be left open. */
function isWorkflow(signer: string, workflow: string): boolean {
  const [path, ref] = splitRef(signer)
  const [wantedPath, wantedRef] = splitRef(workflow)
  return same(path, wantedPath) && (wantedRef === undefined || ref === wantedRef)
}

function splitRef(address: string): readonly [path: string, ref?: string] {
  const at = address.indexOf('@')
  return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)]
}

/** A claim in fewer words. */
export const attestedBy = ({ signer, repository, commit, run }: Claim): Attested => ({
  by: withoutServer(signer),
  repository: withoutServer(repository),
  commit,
  ...(run === '' ? {} : { run }),
})

const withoutServer = (address: string) => address.replace(/^https:\/\/[^/]+\//, '')

/** `o/r/.github/workflows/train.yml@refs/heads/main at 1a2b3c4`. */
export const describeAttested = ({ by, commit }: Attested): string =>
  commit === '' ? by : `${by} at ${commit.slice(0, 7)}`

/** The same, as tags. */
export const attestationTags = (
  attested: Attested | undefined,
): Readonly<Record<string, string>> =>
  attested === undefined
    ? {}
    : { [tag.attestedBy]: attested.by, [tag.attestedCommit]: attested.commit }
