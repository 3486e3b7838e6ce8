/** A tag releases what package.json and CHANGELOG.md name, once, however often the job is run. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publish, type Target } from '../../.github/scripts/publish.ts'
import { type Release, releaseOf, sectionOf } from '../../.github/scripts/release.ts'
import { type Releases, sha256, startReleases } from './releases.ts'

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

let github: Releases
beforeAll(async () => {
  github = await startReleases('o/r')
})
afterAll(() => github.close())
beforeEach(() => {
  github.clear()
  github.tags['v1.2.0'] = 'commit'
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
    const { api, token } = github
    const target: Target = { api, repository: 'o/r', token, commit: 'commit' }
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
    expect(github.written).toEqual([
      'POST /releases',
      'POST /releases/1/assets?name=a.tar.gz',
      'POST /releases/1/assets?name=a.cdx.json',
      'PATCH /releases/1',
      'POST /git/refs',
    ])
    expect(github.releases).toMatchObject([
      { tag_name: 'v1.2.0', body: 'Better.', draft: false, prerelease: false },
    ])
    expect(github.tags).toEqual({ 'v1.2.0': 'commit', v1: 'commit' })
  })

  test.each([
    'POST /releases$',
    'name=a.tar.gz',
    'name=a.cdx.json',
    'PATCH /releases',
    'POST /git',
  ])('that broke off at %s goes on there', async (where) => {
    github.breakAt(new RegExp(where))
    await expect(run()).rejects.toThrow('HTTP 502')
    await run()
    expect(github.releases).toHaveLength(1)
    expect(github.releases[0]).toMatchObject({ draft: false })
    expect(github.releases[0]?.assets.map(({ name }) => name)).toEqual(['a.tar.gz', 'a.cdx.json'])
    expect(github.tags['v1']).toBe('commit')
  })

  test('replaces a file of the draft that is not what was built now', async () => {
    github.breakAt(/PATCH/)
    await expect(run({}, new Map([['a.tar.gz', Buffer.from('another')]]))).rejects.toThrow()
    await run()
    expect(github.releases[0]?.assets.map(({ digest }) => digest)).toEqual(
      [...files.values()].map(sha256),
    )
  })

  test('again changes nothing, and with other content is refused', async () => {
    await run()
    github.written.length = 0
    expect(await run()).toEqual(['v1.2.0 is published already', 'v1: is v1.2.0'])
    expect(github.written).toEqual(['PATCH /git/refs/tags/v1'])
    const other = new Map([...files, ['a.tar.gz', Buffer.from('another')] as const])
    await expect(run({}, other)).rejects.toThrow('another content of a.tar.gz')
  })

  test('takes `v1` forward only, and for no prerelease', async () => {
    Object.assign(github.tags, {
      'v1.2.0': 'commit',
      'v1.10.0': 'newer',
      'v1.11.0-rc.1': 'not yet',
      'v2.0.0': 'other',
      v1: 'newer',
    })
    expect((await run()).at(-1)).toBe('v1: stays with v1.10.0, which is newer')
    expect((await run({ tag: 'v1.11.0-rc.1', isPrerelease: true })).at(-1)).toBe(
      'v1.11.0-rc.1: published',
    )
    expect(github.tags['v1']).toBe('newer')
    expect(github.releases.at(-1)).toMatchObject({ prerelease: true })
  })
})
