/** The releases of the repository, and the files that are attached to them. */
import { randomBytes } from 'node:crypto'
import type { Azure } from './azure.ts'
import { apiHost } from './github-api.ts'
import { bearerOf, type Reply, send, urlOf } from './http.ts'
import type { Handler } from './types.ts'
import type { GitHub, ReleaseAsset } from './world.ts'

/** Where GitHub keeps the files; an address there is signed. */
export const releaseHost = 'release-assets.githubusercontent.com'

const signature = randomBytes(12).toString('hex')

/** Answers what is asked of releases; anything else is `others`' to answer. */
export const githubReleases =
  (azure: Azure, others: Handler): Handler =>
  async (request, response) => {
    const { github } = azure.world
    const { pathname } = urlOf(request, apiHost)
    const home = `/repos/${github.owner}/${github.repository}/releases/`
    if (request.method !== 'GET' || !pathname.startsWith(home)) return others(request, response)
    const path = pathname.slice(home.length)
    const binary = request.headers.accept === 'application/octet-stream'
    send(response, reply(github, bearerOf(request), path, binary))
  }

/** Gives away a file to whoever has its signed address, and to nobody who signs in as well. */
export const releaseFiles =
  (azure: Azure): Handler =>
  async (request, response) => {
    const { pathname, searchParams } = urlOf(request, releaseHost)
    const asset = assetOf(azure.world.github, pathname.slice(1))
    if (request.headers.authorization !== undefined || searchParams.get('sig') !== signature)
      send(response, { status: 403 })
    else if (asset === undefined) send(response, { status: 404 })
    else response.end(Buffer.from(asset.content, 'base64'))
  }

const notFound: Reply = { status: 404, body: { message: 'Not Found', status: '404' } }

function reply(github: GitHub, token: string | undefined, path: string, binary: boolean): Reply {
  if (token !== github.token)
    return { status: 401, body: { message: 'Bad credentials', status: '401' } }
  if (github.permissions.contents === 'none')
    return { status: 403, body: { message: 'Resource not accessible by integration' } }
  const [kind, ...rest] = path.split('/')
  const name = decodeURIComponent(rest.join('/'))
  if (kind === 'assets') {
    const asset = assetOf(github, name)
    if (asset === undefined) return notFound
    if (!binary) return { status: 200, body: view(github, asset) }
    const location = `https://${releaseHost}/${asset.id}?sig=${signature}`
    return { status: 302, headers: { location } }
  }
  const release = kind === 'tags' ? github.releases.find(({ tag }) => tag === name) : undefined
  if (release === undefined) return notFound
  const assets = release.assets.map((asset) => view(github, asset))
  return { status: 200, body: { tag_name: release.tag, draft: false, assets } }
}

const assetOf = (github: GitHub, id: string): ReleaseAsset | undefined =>
  github.releases.flatMap(({ assets }) => assets).find((asset) => String(asset.id) === id)

const view = (github: GitHub, { id, name, content }: ReleaseAsset) => ({
  url: `https://${apiHost}/repos/${github.owner}/${github.repository}/releases/assets/${id}`,
  id,
  name,
  size: Buffer.from(content, 'base64').byteLength,
  state: 'uploaded',
})
