/** What a table of versions is, and how a version is found in it. */

import type { Format } from '../../model/description.ts'

/** The companions of a range of a framework's versions. */
export interface VersionRow {
  /** The first version of the range, which reaches up to the next row's. */
  readonly from: string
  /** The newest version of the range when the row was written. */
  readonly newest: string
  readonly python: string
  /** What else is installed, by its name on PyPI: exact versions. */
  readonly packages: Readonly<Record<string, string>>
  /** Other Pythons that all of it can be had for, and what is pinned otherwise there. */
  readonly otherPythons?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The framework's own package in this range, where it is not the table's. */
  readonly package?: string
  /** Likewise, for an instance with a GPU. */
  readonly gpuPackage?: string
}

/** The versions of a framework that can be served. */
export interface VersionTable {
  /** How people call it, for messages. */
  readonly name: string
  /** The framework's package on PyPI. */
  readonly package: string
  /** How a user finds out the version that saved a model. */
  readonly ask: string
  /** Newest first. */
  readonly rows: readonly [VersionRow, ...VersionRow[]]
  /** Formats of which a newer release reads whatever an older one saved, so that the newest may be taken. */
  readonly readsOlder?: readonly Format[]
  /** Versions that were only ever published under another number. */
  readonly published?: Readonly<Record<string, string>>
  /** Packages that are made for one version of the framework, and what they are installed as beside it. */
  readonly partners?: Readonly<
    Record<string, (version: string) => Readonly<Record<string, string>> | undefined>
  >
  /** Where pip finds builds without CUDA, when PyPI's own bring gigabytes of it. */
  readonly cpuIndex?: string
}

/** The release to install and its row. */
export interface Release {
  /** As PyPI names it. */
  readonly version: string
  readonly row: VersionRow
  /** Choices the user did not make and may want to know of. */
  readonly notes: readonly string[]
}

/** The release that serves models of a version; undefined when none in the table does. */
export function findRelease(table: VersionTable, given: string): Release | undefined {
  const wanted = parseVersion(given)
  const oldest = table.rows.at(-1)
  const [newest] = table.rows
  if (!wanted || !oldest || compare(wanted, parse(oldest.from).slice(0, wanted.length)) < 0)
    return undefined
  // A new major version breaks what it likes.
  if (compare(wanted.slice(0, 1), parse(newest.newest).slice(0, 1)) > 0) return undefined
  if (compare(wanted.slice(0, 2), parse(newest.newest).slice(0, 2)) > 0) {
    const note = `${table.name} ${given} is newer than this action knows (${newest.newest}): trying it with the packages of ${newest.newest}`
    return { version: given, row: newest, notes: [note] }
  }
  if (wanted.length < 3) {
    const row = table.rows.find(
      (row) => compare(parse(row.from).slice(0, wanted.length), wanted) <= 0,
    )
    const version = row && newestOf(row, wanted)
    const note = `'framework-version' ${given} names no patch: taking ${version}`
    return row && version ? { version, row, notes: [note] } : undefined
  }
  const row = table.rows.find((row) => compare(parse(row.from), wanted) <= 0)
  return row && { version: table.published?.[given] ?? given, row, notes: [] }
}

/** The newest version of a row that begins with these numbers, as far as the row tells. */
const newestOf = (row: VersionRow, wanted: readonly number[]): string =>
  compare(parse(row.newest).slice(0, wanted.length), wanted) === 0
    ? row.newest
    : [...wanted, 0, 0].slice(0, 3).join('.')

const minor = /^(0|[1-9]\d*)\.(0|[1-9]\d*)$/
const release = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)((a|b|rc|\.post|\.dev)\d+)?(\+[\w.]+)?$/

/** The numbers of a minor `1.5` or of a release `1.5.2`, `1.5.2rc1`, `2.6.0+cpu`; undefined for anything else. */
function parseVersion(text: string): readonly number[] | undefined {
  const match = release.exec(text)?.slice(1, 4) ?? minor.exec(text)?.slice(1, 3)
  return match?.map(Number)
}

const parse = (version: string): readonly number[] => parseVersion(version) ?? []

/** Below, at or above: by the first number that differs. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, number] of a.entries()) {
    const other = b[index] ?? 0
    if (number !== other) return number - other
  }
  return 0
}
