/** Where attestations come from: GitHub, or a file. */
import { ActionError, reasonOf } from '../errors.ts'
import type { NamedText } from '../plan/attestation.ts'
import { isObject } from '../plan/json.ts'
import type { Download, Downloaded } from './download.ts'
import { unsnap } from './snappy.ts'
import { jsonValues } from './trust.ts'

/** The bundles that may speak of a SHA-256: none, or more than those. */
export type Source = (sha256: string) => Promise<readonly unknown[]>

/** All that a file holds, whatever it speaks of. */
export function givenBundles({ path, text }: NamedText): Source {
  const bundles = jsonValues(text, path, 'bundle')
  return async () => bundles
}

export interface GitHub {
  /** `https://api.github.com`. */
  readonly api: string
  readonly token: string
}

/** Somebody who may attest can attest a thing a thousand times; what is right is among the newest. */
const mostPages = 10

/** What GitHub keeps of a repository's attestations. Throws what keeps them from being read. */
export function githubBundles(
  { api, token }: GitHub,
  repository: string,
  download: Download,
  signal: AbortSignal,
): Source {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  }
  const get = async (url: string, more?: Readonly<Record<string, string>>) => {
    try {
      return await download(url, signal, more)
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      throw unavailable(new URL(url).origin, reasonOf(cause))
    }
  }
  return async (sha256) => {
    const found: unknown[] = []
    let url: string | undefined =
      `${api}/repos/${repository}/attestations/sha256:${sha256}?per_page=100`
    for (let page = 0; url !== undefined && page < mostPages; page++) {
      const answer: Downloaded = await get(url, headers)
      // A file of which GitHub knows nothing, and a repository that the token may not see.
      if (answer.status === 404) break
      if (answer.status !== 200) throw refused(answer, repository)
      const { attestations } = readAnswer(answer)
      for (const { bundle, bundle_url: elsewhere } of attestations ?? [])
        found.push(bundle ?? (elsewhere && unpack(await get(elsewhere), elsewhere)))
      url = nextOf(answer.header('link'), api)
    }
    return found
  }
}

interface Answer {
  readonly attestations?: readonly { readonly bundle?: unknown; readonly bundle_url?: string }[]
}

function readAnswer({ body }: Downloaded): Answer {
  try {
    return JSON.parse(textOf(body)) as Answer
  } catch (cause) {
    throw unavailable('GitHub', reasonOf(cause))
  }
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString()

/** The next page, of the same API: the address gets the token. */
function nextOf(link: string | undefined, api: string): string | undefined {
  const next = /<([^>]+)>;[^,]*\brel="next"/.exec(link ?? '')?.[1]
  return next?.startsWith(`${api}/`) ? next : undefined
}

/** A bundle from GitHub's storage, which needs no token, and packs it. */
function unpack({ status, body }: Downloaded, url: string): unknown {
  const host = new URL(url).origin
  if (status !== 200) throw unavailable(host, `HTTP ${status}`)
  try {
    return JSON.parse(textOf(unsnap(body)))
  } catch (cause) {
    throw unavailable(host, `what it keeps ${reasonOf(cause)}`)
  }
}

const unavailable = (host: string, why: string) =>
  new ActionError({
    code: 'network',
    message: `the attestations of the model could not be read from ${host}: ${why}`,
    hint: "Run again, or let the runner reach that host. Where it never may, give the attestation as a file: 'bundle' of 'verify-attestation'. Nothing was deployed.",
  })

function refused({ status, body }: Downloaded, repository: string): ActionError {
  const said = saidIn(textOf(body))
  if (status >= 500 || status === 429) return unavailable('GitHub', `HTTP ${status} ${said}`)
  return new ActionError({
    code: 'permission-denied',
    message: `GitHub does not let this job read the attestations of ${repository}: HTTP ${status} ${said}`,
    hint:
      status === 401
        ? `Give 'github-token' the job's own: github-token: \${{ github.token }}`
        : "Add to the job:\n  permissions:\n    attestations: read\nThe job's own token reads those of its own repository and of public ones; for another, give 'github-token' a token of a GitHub App that may read them.",
  })
}

function saidIn(text: string): string {
  try {
    const said: unknown = JSON.parse(text)
    return isObject(said) ? String(said['message'] ?? '') : ''
  } catch {
    return ''
  }
}
