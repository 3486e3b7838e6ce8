/**
 * What a tag releases. `node .github/scripts/release.ts v1.2.3` says what speaks against it, or prints
 * its notes: the version's section of CHANGELOG.md.
 */
import { readFile } from 'node:fs/promises'
import { root } from './root.ts'

export interface Release {
  readonly tag: string
  /** The tag that moves along, `v1`. */
  readonly major: string
  /** Something like 1.2.3-rc.1: nobody gets it who has not asked for it. */
  readonly isPrerelease: boolean
  /** Markdown. */
  readonly notes: string
}

/** The section of a version in the changelog, without its heading; undefined when there is none. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1)
  const own = sections.find((section) => section.startsWith(`[${version}]`))
  // Links at the end of the file belong to the file, not to its last section.
  return own
    ?.slice(own.indexOf('\n') + 1)
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .trim()
}

/** What the tag releases. Throws everything that speaks against it at once. */
export function releaseOf(tag: string, packageJson: string, changelog: string): Release {
  const [, version = '', major = '', suffix] =
    /^v((\d+)\.\d+\.\d+(-[0-9A-Za-z.-]+)?)$/.exec(tag) ?? []
  if (version === '') throw new Error(`'${tag}' is no version such as v1.2.3`)
  const { version: ours } = JSON.parse(packageJson) as { version: string }
  const notes = sectionOf(changelog, version)
  const dated = new RegExp(
    `^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d{2}-\\d{2}$`,
    'm',
  )
  const problems = [
    ours === version ? '' : `package.json has version ${ours}`,
    notes ? '' : `CHANGELOG.md says nothing under '## [${version}]'`,
    !notes || dated.test(changelog)
      ? ''
      : `CHANGELOG.md has no date in '## [${version}] - 2026-01-31'`,
  ].filter((problem) => problem !== '')
  if (!notes || problems.length > 0)
    throw new Error(`${tag} cannot be released: ${problems.join('; ')}`)
  return { tag, major: `v${major}`, isPrerelease: suffix !== undefined, notes }
}

/** What the tag releases of this checkout. */
export async function readRelease(tag: string): Promise<Release> {
  const read = (file: string) => readFile(new URL(file, root), 'utf8')
  return releaseOf(tag, await read('package.json'), await read('CHANGELOG.md'))
}

if (import.meta.main) {
  try {
    console.log((await readRelease(process.argv[2] ?? '')).notes)
  } catch (error) {
    console.error(`::error::${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
