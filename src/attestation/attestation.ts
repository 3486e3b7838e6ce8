/** The verification as it is asked for: what a user gave goes first, and GitHub is asked for the rest. */
import type { AttestationChoice, Attested, Wanted } from '../plan/attestation.ts'
import type { Means } from './repository.ts'
import { type GitHub, githubBundles, givenBundles } from './source.ts'
import { fetchedTrust, givenTrust } from './trust.ts'
import { verifyFiles } from './verify.ts'

export interface Order {
  readonly hashes: ReadonlyMap<string, string>
  readonly wanted: Wanted
  readonly choice: Pick<AttestationChoice, 'bundles' | 'trustedRoots'>
  readonly github: GitHub
}

/** Who attested every one of the files; throws why that cannot be said. */
export const verifyAttestations = (
  { hashes, wanted, choice, github }: Order,
  means: Means,
): Promise<readonly Attested[]> =>
  verifyFiles({
    hashes,
    wanted,
    source: choice.bundles
      ? givenBundles(choice.bundles)
      : githubBundles(github, wanted.repository, means.download, means.signal),
    trust: choice.trustedRoots ? givenTrust(choice.trustedRoots) : fetchedTrust(means),
  })
