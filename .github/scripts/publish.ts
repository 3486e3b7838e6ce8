/**
 * `node .github/scripts/publish.ts v1.2.3 <folder>`: publishes a release with the files of a folder.
 * First as a draft, which nobody sees; then, complete, for everybody; then the tag of the major version
 * is moved. What is done already is left as it is, so that a job that broke off can be run again. A
 * published release is never changed: with immutable releases it could not be.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Release, readRelease } from './release.ts'

/** Where to publish, and as whom. */
export interface Target {
  /** `https://api.github.com` */
  readonly api: string
  /** `owner/name` */
  readonly repository: string
  readonly token: string
  /** The commit that is released. */
  readonly commit: string
}

interface Asset {
  readonly id: number
  readonly name: string
  readonly state: string
  /** `sha256:…` */
  readonly digest?: string | null
}

interface Published {
  readonly id: number
  readonly tag_name: string
  readonly draft: boolean
  readonly upload_url: string
  readonly assets: readonly Asset[]
}

type Files = ReadonlyMap<string, Uint8Array>

/** A call to GitHub's API; undefined where there is no such thing. */
async function call(
  { token }: Target,
  method: string,
  url: string,
  body?: Uint8Array | object,
): Promise<unknown> {
  const isBytes = body instanceof Uint8Array
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      ...(body && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as unknown)
}

const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** The files that a release does not have as they are here. */
const missingFrom = (
  { assets }: Published,
  files: Files,
): readonly (readonly [string, Uint8Array])[] =>
  [...files].filter(([name, bytes]) => {
    const asset = assets.find((one) => one.name === name)
    return asset?.state !== 'uploaded' || asset.digest !== digestOf(bytes)
  })

/** The release of a tag, drafts too, which cannot be asked for by their tag. */
async function find(target: Target, tag: string): Promise<Published | undefined> {
  for (let page = 1; ; page++) {
    const url = `${target.api}/repos/${target.repository}/releases?per_page=100&page=${page}`
    const list = ((await call(target, 'GET', url)) ?? []) as readonly Published[]
    const found = list.find((one) => one.tag_name === tag)
    if (found || list.length < 100) return found
  }
}

/** Publishes what is not published yet; `say` hears what is done. */
export async function publish(
  release: Release,
  files: Files,
  target: Target,
  say: (line: string) => void,
): Promise<void> {
  const { tag, notes, isPrerelease } = release
  const releases = `${target.api}/repos/${target.repository}/releases`
  const content = { tag_name: tag, name: tag, body: notes, prerelease: isPrerelease }
  const found = await find(target, tag)
  if (found && !found.draft) {
    const other = missingFrom(found, files).map(([name]) => name)
    if (other.length > 0)
      throw new Error(
        `${tag} is published already, with another content of ${other.join(', ')}: a release is never changed, so give the next one a new version`,
      )
    say(`${tag} is published already`)
  } else {
    const draft =
      found ?? ((await call(target, 'POST', releases, { ...content, draft: true })) as Published)
    say(found ? `${tag}: goes on with the draft that is there` : `${tag}: made a draft`)
    for (const [name, bytes] of missingFrom(draft, files)) {
      const left = draft.assets.find((one) => one.name === name)
      if (left) await call(target, 'DELETE', `${releases}/assets/${left.id}`)
      const [upload = ''] = draft.upload_url.split('{')
      await call(target, 'POST', `${upload}?name=${encodeURIComponent(name)}`, bytes)
      say(`${tag}: uploaded ${name}`)
    }
    await call(target, 'PATCH', `${releases}/${draft.id}`, { ...content, draft: false })
    say(`${tag}: published`)
  }
  await moveMajor(release, target, say)
}

/** Lets `v1` name the newest release of its major version: an older one that is run again takes nothing back. */
async function moveMajor(
  { tag, major, isPrerelease }: Release,
  target: Target,
  say: (line: string) => void,
): Promise<void> {
  if (isPrerelease) return
  const git = `${target.api}/repos/${target.repository}/git`
  const refs = (await call(target, 'GET', `${git}/matching-refs/tags/${major}.`)) ?? []
  const tags = (refs as readonly { readonly ref: string }[])
    .map(({ ref }) => ref.slice('refs/tags/'.length))
    .filter((name) => /^v\d+\.\d+\.\d+$/.test(name))
  const newest = tags.toSorted(byVersion).at(-1)
  if (newest !== undefined && byVersion(newest, tag) > 0)
    return say(`${major}: stays with ${newest}, which is newer`)
  const there = await call(target, 'GET', `${git}/ref/tags/${major}`)
  if (there === undefined)
    await call(target, 'POST', `${git}/refs`, { ref: `refs/tags/${major}`, sha: target.commit })
  else await call(target, 'PATCH', `${git}/refs/tags/${major}`, { sha: target.commit, force: true })
  say(`${major}: is ${tag}`)
}

/** By numbers: v1.10.0 is newer than v1.9.0. */
function byVersion(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map((tag) => tag.slice(1).split('.').map(Number))
  const at = left.findIndex((part, index) => part !== right[index])
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}

/** The files of a folder by their names. */
async function readFiles(folder: string): Promise<Files> {
  const names = (await readdir(folder)).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return new Map(names.map((name, index) => [name, contents[index] ?? new Uint8Array()]))
}

if (import.meta.main) {
  const [tag = '', folder = ''] = process.argv.slice(2)
  const {
    GITHUB_API_URL = '',
    GITHUB_REPOSITORY = '',
    GITHUB_SHA = '',
    GH_TOKEN = '',
  } = process.env
  try {
    await publish(
      await readRelease(tag),
      await readFiles(folder),
      { api: GITHUB_API_URL, repository: GITHUB_REPOSITORY, token: GH_TOKEN, commit: GITHUB_SHA },
      console.log,
    )
  } catch (error) {
    console.error(`::error::${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
