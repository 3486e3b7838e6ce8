/** GitHub's releases and tags, as far as a release needs them: what is published cannot be changed. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

interface Asset {
  readonly id: number
  readonly name: string
  readonly state: 'uploaded'
  readonly digest: string
}

export interface Release {
  readonly id: number
  readonly tag_name: string
  readonly upload_url: string
  body: string
  draft: boolean
  prerelease: boolean
  assets: Asset[]
}

export interface Releases {
  /** In place of https://api.github.com. */
  readonly api: string
  readonly token: string
  readonly releases: Release[]
  /** Commits by the tags that name them. */
  readonly tags: Record<string, string>
  /** What was asked for, reads left out. */
  readonly written: string[]
  /** Answers the next request that matches with an error of the gateway, and does nothing. */
  breakAt(request: RegExp): void
  /** Forgets everything. */
  clear(): void
  close(): void
}

export const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

interface Reply {
  readonly status: number
  readonly body?: unknown
}
const refused = (message: string): Reply => ({ status: 422, body: { message } })
const absent: Reply = { status: 404, body: { message: 'Not Found' } }

/** Serves `owner/name`. */
export async function startReleases(repository: string): Promise<Releases> {
  const releases: Release[] = []
  const tags: Record<string, string> = {}
  const written: string[] = []
  const token = 'ghs_release'
  let breaks: RegExp | undefined
  const home = `/repos/${repository}`

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', api)
    const { method = '' } = request
    const path = url.pathname.slice(home.length)
    const asked = `${method} ${path}${url.search}`
    const bytes = await buffer(request)
    const reply = (): Reply => {
      if (request.headers.authorization !== `Bearer ${token}`) return { status: 401 }
      if (!url.pathname.startsWith(`${home}/`)) return absent
      if (breaks?.test(asked)) {
        breaks = undefined
        return { status: 502 }
      }
      if (method !== 'GET') written.push(asked)
      return (
        ofReleases(method, path, bytes) ??
        ofAssets(method, path, url.searchParams.get('name') ?? '', bytes) ??
        ofTags(method, path, bytes) ??
        absent
      )
    }
    const { status, body } = reply()
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function ofReleases(method: string, path: string, bytes: Buffer): Reply | undefined {
    const json = () => JSON.parse(bytes.toString()) as Partial<Release>
    if (path === '/releases' && method === 'GET') return { status: 200, body: releases }
    if (path === '/releases' && method === 'POST') {
      const id = releases.length + 1
      const { tag_name = '', body = '', draft = false, prerelease = false } = json()
      const upload_url = `${api}${home}/releases/${id}/assets{?name,label}`
      releases.push({ id, tag_name, body, draft, prerelease, upload_url, assets: [] })
      return { status: 201, body: releases.at(-1) }
    }
    const [, id] = /^\/releases\/(\d+)$/.exec(path) ?? []
    const release = releases.find((one) => String(one.id) === id)
    if (!release || method !== 'PATCH') return undefined
    if (!release.draft) return refused('Cannot change an immutable release')
    return { status: 200, body: Object.assign(release, json()) }
  }

  function ofAssets(method: string, path: string, name: string, bytes: Buffer): Reply | undefined {
    const [, own] = /^\/releases\/assets\/(\d+)$/.exec(path) ?? []
    const [, id] = /^\/releases\/(\d+)\/assets$/.exec(path) ?? []
    const release = releases.find(
      (one) => String(one.id) === id || one.assets.some((asset) => String(asset.id) === own),
    )
    if (!release) return undefined
    if (!release.draft) return refused('Cannot change an immutable release')
    if (method === 'DELETE') {
      release.assets = release.assets.filter((asset) => String(asset.id) !== own)
      return { status: 204 }
    }
    if (release.assets.some((asset) => asset.name === name)) return refused('already_exists')
    const asset = {
      id: 1000 + written.length,
      name,
      state: 'uploaded',
      digest: sha256(bytes),
    } as const
    release.assets.push(asset)
    return { status: 201, body: asset }
  }

  function ofTags(method: string, path: string, bytes: Buffer): Reply | undefined {
    const json = () => JSON.parse(bytes.toString()) as { ref?: string; sha: string }
    const [, prefix] = /^\/git\/matching-refs\/tags\/(.*)$/.exec(path) ?? []
    if (prefix !== undefined) {
      const found = Object.keys(tags).filter((tag) => tag.startsWith(prefix))
      return { status: 200, body: found.map((tag) => ({ ref: `refs/tags/${tag}` })) }
    }
    if (path === '/git/refs' && method === 'POST') {
      const { ref = '', sha } = json()
      const tag = ref.slice('refs/tags/'.length)
      if (tags[tag] !== undefined) return refused('Reference already exists')
      tags[tag] = sha
      return { status: 201, body: { ref } }
    }
    const [, tag = ''] = /^\/git\/refs?\/tags\/(.*)$/.exec(path) ?? []
    if (tags[tag] === undefined) return undefined
    if (method === 'PATCH') tags[tag] = json().sha
    return { status: 200, body: { ref: `refs/tags/${tag}`, object: { sha: tags[tag] } } }
  }

  return {
    api,
    token,
    releases,
    tags,
    written,
    breakAt: (request) => {
      breaks = request
    },
    clear: () => {
      releases.length = 0
      written.length = 0
      breaks = undefined
      for (const tag of Object.keys(tags)) delete tags[tag]
    },
    close: () => void server.close(),
  }
}
