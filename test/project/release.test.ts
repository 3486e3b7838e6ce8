/** A tag releases what package.json and CHANGELOG.md name, once, however often the job is run. */
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publish, type Target } from '../../.github/scripts/publish.ts'
import { type Release, releaseOf, sectionOf } from '../../.github/scripts/release.ts'

const changelog = `# Changelog

## [Unreleased]

### Added

- Something new.

## [1.2.0] - 2026-11-30

### Fixed

- Something old.

## [1.1.0]

- Without a date.

## [1.0.0] - 2026-10-01

[1.2.0]: https://example.com
`
const at = (version: string) => JSON.stringify({ version })

describe('what a tag releases', () => {
  test('is the section of its version', () => {
    expect(releaseOf('v1.2.0', at('1.2.0'), changelog)).toEqual({
      tag: 'v1.2.0',
      major: 'v1',
      isPrerelease: false,
      notes: '### Fixed\n\n- Something old.',
    })
  })

  test.each([
    ['no version', '1.2.0', '1.2.0', "'1.2.0' is no version such as v1.2.3"],
    ['something to run', 'v1.2.0$(id)', '1.2.0', 'is no version'],
    ['another version', 'v1.2.0', '1.1.9', 'package.json has version 1.1.9'],
    [
      'what is nowhere written, and another version',
      'v1.3.0',
      '1.2.0',
      "package.json has version 1.2.0; CHANGELOG.md says nothing under '## [1.3.0]'",
    ],
    ['a section without content', 'v1.0.0', '1.0.0', 'says nothing'],
    ['a section without a date', 'v1.1.0', '1.1.0', 'has no date'],
  ])('is refused: %s', (_, tag, version, message) => {
    expect(() => releaseOf(tag, at(version), changelog)).toThrow(message)
  })

  test('is whatever stands under its heading, and no other', () => {
    const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((parts) => parts.join('.'))
    const text = fc.stringMatching(/^[a-z][a-z #-]{0,20}[a-z]$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(version, text), { minLength: 1, selector: ([v]) => v }),
        (all) => {
          const written = all.map(([v, t]) => `## [${v}] - 2026-01-31\n\n${t}\n\n`).join('')
          for (const [v, t] of all) {
            expect(sectionOf(`# Changelog\n\n${written}`, v)).toBe(t)
            expect(releaseOf(`v${v}`, at(v), written).notes).toBe(t)
          }
        },
      ),
    )
  })
})

interface StoredAsset {
  readonly id: number
  readonly name: string
  readonly state: string
  readonly digest: string
}
interface StoredRelease {
  id: number
  tag_name: string
  body: string
  draft: boolean
  prerelease: boolean
  upload_url: string
  assets: StoredAsset[]
}

/** GitHub's releases and tags, as far as a release needs them: a published release cannot be changed. */
let server: Server
let api = ''
let releases: StoredRelease[] = []
let tags: Record<string, string> = {}
/** What was asked for, reads left out. */
let written: string[] = []
/** Breaks off at the first request that matches. */
let breaks: RegExp | undefined

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

function answer(method: string, url: URL, bytes: Buffer): { status: number; body?: unknown } {
  const path = url.pathname.replace('/repos/o/r', '')
  const json = () => JSON.parse(bytes.toString()) as Record<string, unknown>
  const [, id, , uploads] = /^\/releases\/(\d+)((\/assets)?)$/.exec(path) ?? []
  const release = releases.find((one) => String(one.id) === id)
  if (path === '/releases' && method === 'GET') return { status: 200, body: releases }
  if (path === '/releases' && method === 'POST') {
    const made = { ...json(), id: releases.length + 1, assets: [] as StoredAsset[] }
    releases.push({
      ...made,
      upload_url: `${api}/repos/o/r/releases/${made.id}/assets{?name,label}`,
    } as unknown as StoredRelease)
    return { status: 201, body: releases.at(-1) }
  }
  const [, asset] = /^\/releases\/assets\/(\d+)$/.exec(path) ?? []
  if (asset && method === 'DELETE') {
    for (const one of releases) one.assets = one.assets.filter(({ id }) => String(id) !== asset)
    return { status: 204 }
  }
  if (release && !release.draft)
    return { status: 422, body: { message: 'Cannot change an immutable release' } }
  if (release && uploads && method === 'POST') {
    const name = url.searchParams.get('name') ?? ''
    if (release.assets.some((one) => one.name === name))
      return { status: 422, body: { message: 'already_exists' } }
    release.assets.push({
      id: 100 + release.assets.length,
      name,
      state: 'uploaded',
      digest: sha256(bytes),
    })
    return { status: 201, body: {} }
  }
  if (release && method === 'PATCH') {
    Object.assign(release, json())
    return { status: 200, body: release }
  }
  const [, prefix] = /^\/git\/matching-refs\/tags\/(.*)$/.exec(path) ?? []
  if (prefix !== undefined)
    return {
      status: 200,
      body: Object.keys(tags)
        .filter((tag) => tag.startsWith(prefix))
        .map((tag) => ({ ref: `refs/tags/${tag}` })),
    }
  const [, tag = ''] = /^\/git\/refs?\/tags\/(.*)$/.exec(path) ?? []
  if (path === '/git/refs' && method === 'POST') {
    const { ref, sha } = json()
    tags[String(ref).slice('refs/tags/'.length)] = String(sha)
    return { status: 201, body: {} }
  }
  if (tags[tag] === undefined) return { status: 404, body: { message: 'Not Found' } }
  if (method === 'PATCH') tags[tag] = String(json()['sha'])
  return { status: 200, body: { object: { sha: tags[tag] } } }
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', api)
    const asked = `${request.method} ${url.pathname.replace('/repos/o/r', '')}${url.search}`
    const bytes = await buffer(request)
    expect(request.headers.authorization).toBe('Bearer token')
    if (breaks?.test(asked)) {
      breaks = undefined
      response.writeHead(502).end()
      return
    }
    if (request.method !== 'GET') written.push(asked)
    const { status, body } = answer(request.method ?? '', url, bytes)
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  releases = []
  tags = { 'v1.2.0': 'commit' }
  written = []
  breaks = undefined
})

describe('publishing', () => {
  const release: Release = { tag: 'v1.2.0', major: 'v1', isPrerelease: false, notes: 'Better.' }
  const files = new Map([
    ['a.tar.gz', Buffer.from('archive')],
    ['a.cdx.json', Buffer.from('{}')],
  ])
  const run = async (
    more: Partial<Release> = {},
    content: ReadonlyMap<string, Uint8Array> = files,
  ) => {
    const said: string[] = []
    const target: Target = { api, repository: 'o/r', token: 'token', commit: 'commit' }
    await publish({ ...release, ...more }, content, target, (line) => said.push(line))
    return said
  }

  test('is a draft until all files are there, then final; and `v1` follows', async () => {
    expect(await run()).toEqual([
      'v1.2.0: made a draft',
      'v1.2.0: uploaded a.tar.gz',
      'v1.2.0: uploaded a.cdx.json',
      'v1.2.0: published',
      'v1: is v1.2.0',
    ])
    expect(written).toEqual([
      'POST /releases',
      'POST /releases/1/assets?name=a.tar.gz',
      'POST /releases/1/assets?name=a.cdx.json',
      'PATCH /releases/1',
      'POST /git/refs',
    ])
    expect(releases).toMatchObject([
      { tag_name: 'v1.2.0', body: 'Better.', draft: false, prerelease: false },
    ])
    expect(tags).toEqual({ 'v1.2.0': 'commit', v1: 'commit' })
  })

  test.each([
    'POST /releases$',
    'name=a.tar.gz',
    'name=a.cdx.json',
    'PATCH /releases',
    'POST /git',
  ])('that broke off at %s goes on there', async (where) => {
    breaks = new RegExp(where)
    await expect(run()).rejects.toThrow('HTTP 502')
    await run()
    expect(releases).toHaveLength(1)
    expect(releases[0]).toMatchObject({ draft: false })
    expect(releases[0]?.assets.map(({ name }) => name)).toEqual(['a.tar.gz', 'a.cdx.json'])
    expect(tags['v1']).toBe('commit')
  })

  test('replaces a file of the draft that is not what was built now', async () => {
    breaks = /PATCH/
    await expect(run({}, new Map([['a.tar.gz', Buffer.from('another')]]))).rejects.toThrow()
    await run()
    expect(releases[0]?.assets.map(({ digest }) => digest)).toEqual([...files.values()].map(sha256))
  })

  test('again changes nothing, and with other content is refused', async () => {
    await run()
    written = []
    expect(await run()).toEqual(['v1.2.0 is published already', 'v1: is v1.2.0'])
    expect(written).toEqual(['PATCH /git/refs/tags/v1'])
    const other = new Map([...files, ['a.tar.gz', Buffer.from('another')] as const])
    await expect(run({}, other)).rejects.toThrow('another content of a.tar.gz')
  })

  test('takes `v1` forward only, and for no prerelease', async () => {
    tags = {
      'v1.2.0': 'commit',
      'v1.10.0': 'newer',
      'v1.11.0-rc.1': 'not yet',
      'v2.0.0': 'other',
      v1: 'newer',
    }
    expect((await run()).at(-1)).toBe('v1: stays with v1.10.0, which is newer')
    expect((await run({ tag: 'v1.11.0-rc.1', isPrerelease: true })).at(-1)).toBe(
      'v1.11.0-rc.1: published',
    )
    expect(tags['v1']).toBe('newer')
    expect(releases.at(-1)).toMatchObject({ prerelease: true })
  })
})
