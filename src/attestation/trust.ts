/** Whom to believe: the trusted roots that a bundle may be verified by. */
import { ActionError, reasonOf } from '../errors.ts'
import type { NamedText } from '../plan/attestation.ts'
import {
  githubsOwn,
  issuingOrganisation,
  readTrustedRoot,
  type TrustedRoot,
  Unproven,
} from './bundle.ts'
import { fetchTrustedRoot, type Means, type TufRepository } from './repository.ts'
import githubRoot from './roots/github.json' with { type: 'json' }
import sigstoreRoot from './roots/sigstore.json' with { type: 'json' }

/** The roots for a bundle. Throws Unproven for one of a Sigstore that nobody knows. */
export type Trust = (bundle: unknown) => Promise<readonly TrustedRoot[]>

/**
 * By whom actions/attest has its bundles signed: of public repositories and of others. What is trusted
 * to begin with is what @sigstore/tuf 5.0.1 and gh 2.90.0 begin with; newer is found from there.
 */
const repositories: Readonly<Record<string, TufRepository>> = {
  'sigstore.dev': { url: 'https://tuf-repo-cdn.sigstore.dev', root: sigstoreRoot },
  [githubsOwn]: { url: 'https://tuf-repo.github.com', root: githubRoot },
}

/** Of the two that GitHub uses, each fetched once and only when it is needed. */
export function fetchedTrust(means: Means): Trust {
  const fetched = new Map<string, Promise<readonly TrustedRoot[]>>()
  return async (bundle) => {
    const organisation = issuingOrganisation(bundle) ?? 'nobody'
    const repository = repositories[organisation]
    if (!repository)
      throw new Unproven(
        `has a certificate of '${organisation}', and not of the Sigstore that GitHub uses: give its 'trusted-root' if you trust it`,
      )
    const roots =
      fetched.get(organisation) ??
      fetchTrustedRoot(repository, means).then((json) => [readTrustedRoot(json)])
    fetched.set(organisation, roots)
    return roots
  }
}

/** Of a file: a trusted root, or one a line as `gh attestation trusted-root` prints them. */
export function givenTrust({ path, text }: NamedText): Trust {
  const roots = jsonValues(text, path, 'trusted-root').map((json) => {
    try {
      return readTrustedRoot(json)
    } catch (cause) {
      throw unreadable(path, 'trusted-root', reasonOf(cause))
    }
  })
  return async () => roots
}

/** The values of a JSON file, or of one with a value on each line. */
export function jsonValues(text: string, path: string, what: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    try {
      const lines = text.split('\n').filter((line) => line.trim() !== '')
      if (lines.length > 0) return lines.map((line) => JSON.parse(line) as unknown)
    } catch (cause) {
      throw unreadable(path, what, reasonOf(cause))
    }
    throw unreadable(path, what, 'it is empty')
  }
}

const unreadable = (path: string, what: string, why: string) =>
  new ActionError({
    code: 'invalid-input',
    message: `'${what}' of 'verify-attestation' is '${path}', which cannot be read: ${why}`,
    hint:
      what === 'bundle'
        ? "Name a file that actions/attest wrote (its output 'bundle-path') or that 'gh attestation download' did."
        : "Name a file that 'gh attestation trusted-root' wrote.",
    place: { file: path },
  })
