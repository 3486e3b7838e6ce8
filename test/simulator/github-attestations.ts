/** What GitHub keeps of attestations: a list for each digest, and the bundles themselves elsewhere, packed. */
import { compress } from 'snappyjs'
import type { Azure } from './azure.ts'
import { type Reply, urlOf } from './http.ts'
import type { Handler } from './types.ts'
import type { GitHub } from './world.ts'

/** Where a bundle lies whose list names only its address. */
export const bundleHost = 'tmaproduction.blob.core.windows.net'

const nothing: Reply = { status: 404, body: { message: 'Not Found', status: '404' } }
const forbidden: Reply = {
  status: 403,
  body: { message: 'Resource not accessible by integration', status: '403' },
}

/** Answers a request for a repository's attestations; undefined for any other. */
export function attestationsReply(github: GitHub, url: URL): Reply | undefined {
  const [, repository = '', digest = ''] =
    /^\/repos\/([^/]+\/[^/]+)\/attestations\/sha256:([0-9a-f]{64})$/.exec(url.pathname) ?? []
  if (repository === '') return undefined
  const own = `${github.owner}/${github.repository}`.toLowerCase()
  // What is public, everybody may read. Here the workflow's own repository is private.
  const isOwn = repository.toLowerCase() === own
  if (isOwn && github.permissions.attestations === 'none') return forbidden
  const all = github.attestations
    .map((attestation, id) => ({ ...attestation, id }))
    .filter(
      (one) => one.sha256 === digest && one.repository.toLowerCase() === repository.toLowerCase(),
    )
    .reverse()
  if (all.length === 0) return nothing
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30), github.attestationPage)
  const begin = Number(url.searchParams.get('after') ?? 0)
  const next = new URL(url)
  next.searchParams.set('after', String(begin + size))
  return {
    status: 200,
    headers: begin + size < all.length ? { link: `<${next}>; rel="next"` } : {},
    body: {
      attestations: all.slice(begin, begin + size).map(({ bundle, inline, id }) => ({
        ...(inline
          ? { bundle }
          : { bundle: null, bundle_url: `https://${bundleHost}/attestations/${id}.json.sn` }),
        repository_id: Number(github.repositoryId),
        initiator: 'user',
      })),
    },
  }
}

/** Serves bundles to whoever has their address; whoever shows a token there gives it away. */
export const bundleStorage =
  ({ world }: Azure): Handler =>
  async (request, response) => {
    const id = /^\/attestations\/(\d+)\.json\.sn$/.exec(urlOf(request, bundleHost).pathname)?.[1]
    const { bundle } = world.github.attestations[Number(id ?? -1)] ?? {}
    if (bundle === undefined || request.headers.authorization !== undefined) {
      response.writeHead(403).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/x-snappy' })
    response.end(compress(Buffer.from(JSON.stringify(bundle))))
  }
