/** The environment that a model is served in: every package at an exact version. Pure. */
import type { Description } from '../model/description.ts'
import type { Packages } from './conda.ts'
import { scriptFor, versions } from './frameworks.ts'
import { isBelow } from './versions/below.ts'
import { companions } from './versions/companions.ts'
import { findRelease, type Release, type VersionRow, type VersionTable } from './versions/table.ts'

export interface Environment {
  readonly ok: true
  /** The version of the framework that is installed. */
  readonly version: string
  readonly packages: Packages
  /** Choices the user did not make and may want to know of. */
  readonly notes: readonly string[]
}

/** Why there is no environment for the model, and what the user does next. */
export interface Refused {
  readonly ok: false
  /** Absent: the framework cannot be served so. */
  readonly code?: 'framework-version-unknown'
  readonly message: string
  readonly hint: string
}

/** What an environment is made for. */
export type Loaded = Pick<
  Description,
  'framework' | 'format' | 'packages' | 'path' | 'holds' | 'oldestVersion' | 'pythons'
>

/** The packages that load a model which this version of its framework saved; no version: nobody knows. */
export function environmentOf(
  description: Loaded,
  given: string | undefined,
  gpu: boolean,
): Environment | Refused {
  const table = versions[description.framework]
  if (!table) return noTable(description.framework)
  const version = given ?? versionFor(description, table)
  if (version === undefined) return versionNeeded(description)
  const release = findRelease(table, version)
  if (!release) return unknownVersion(table, version)
  const { row } = release
  const python = pythonFor(description, row)
  if (python === undefined) return wrongPython(description, table, release)
  const own = (gpu ? row.gpuPackage : undefined) ?? row.package ?? table.package
  const packages: Record<string, string> = {
    [own]: release.version,
    ...row.packages,
    ...row.otherPythons?.[python],
  }
  const notes = [
    ...(given === undefined ? [chosen(description, table, version)] : []),
    ...release.notes,
  ]
  const needed = { ...scriptFor(description)?.packages, ...description.packages }
  for (const [name, recorded] of Object.entries(needed)) {
    if (name === table.package || packages[name] !== undefined) continue
    const partner = table.partners?.[name]?.(release.version)
    const found: Companion = partner
      ? { ok: true, packages: partner, notes: [] }
      : companion(name, recorded)
    if (!found.ok) return found
    for (const [other, pin] of Object.entries(found.packages)) packages[other] ??= pin
    notes.push(...found.notes)
  }
  const index = gpu ? undefined : table.cpuIndex
  return {
    ok: true,
    version: release.version,
    packages: {
      python,
      packages,
      ...(index === undefined ? {} : { options: [`--extra-index-url ${index}`] }),
    },
    notes,
  }
}

/** The row's own Python, unless the file holds functions that only another can run; undefined when that cannot be had. */
const pythonFor = ({ pythons }: Loaded, { python, otherPythons = {} }: VersionRow) =>
  pythons === undefined || pythons.includes(python)
    ? python
    : pythons.find((other) => other in otherPythons)

function wrongPython(
  { path, pythons = [] }: Loaded,
  { name }: VersionTable,
  { version, row }: Release,
): Refused {
  const minor = (python: string) => Number(python.replace('3.', ''))
  const served = [row.python, ...Object.keys(row.otherPythons ?? {})]
    .sort((a, b) => minor(a) - minor(b))
    .join(' or ')
  const compiled = pythons.length > 0 ? `Python ${pythons.join(' or ')}` : 'several Pythons'
  return {
    ok: false,
    message: `'${path}' holds functions whose code ${compiled} compiled, which no other Python runs, and ${name} ${version} is served with Python ${served}`,
    hint: `Save the model anew under Python ${row.python}, or bring an 'entry-script' and a 'conda-file' with the Python that saved it; with the functions in a module of your own beside the script, any Python does.`,
  }
}

/** The newest that is known, where a newer release reads whatever an older one saved. */
function versionFor({ format, oldestVersion }: Loaded, table: VersionTable): string | undefined {
  if (!table.readsOlder?.includes(format)) return undefined
  const { newest } = table.rows[0]
  return isBelow(newest, oldestVersion ?? '') ? oldestVersion : newest
}

const chosen = ({ holds }: Loaded, { name }: VersionTable, version: string) =>
  `the file (${holds}) does not record a version of ${name}: taking ${version}, which reads what older ones saved ('framework-version' says otherwise)`

const versionNeeded = ({ path, holds, framework }: Loaded): Refused => ({
  ok: false,
  code: 'framework-version-unknown',
  message: `'framework-version' is required: ${path === '' ? 'the model' : `'${path}'`} (${holds}) does not record the version of ${framework} that saved it`,
  hint: 'Give the exact version that is installed where the model is trained, such as 1.5.2.',
})

type Companion =
  | {
      readonly ok: true
      readonly packages: Readonly<Record<string, string>>
      readonly notes: readonly string[]
    }
  | Refused

/** Another package that the model needs, at the version that the file records or one that is known to do. */
function companion(name: string, recorded: string | undefined): Companion {
  const table = Object.values(versions).find((table) => table.package === name)
  if (!table) {
    const pin = recorded ?? companions[name]
    if (pin !== undefined) return { ok: true, packages: { [name]: pin }, notes: [] }
    return {
      ok: false,
      message: `the model needs the package ${name}, and its file does not record which version`,
      hint: "Bring an 'entry-script' and a 'conda-file' that pins it.",
    }
  }
  const version = recorded ?? table.rows[0].newest
  const release = findRelease(table, version)
  if (!release) return unknownVersion(table, version)
  const own = release.row.package ?? table.package
  const guess = `the model needs ${name}, and its file does not record which version: taking ${version}`
  return {
    ok: true,
    packages: { [own]: release.version, ...release.row.packages },
    notes: [...(recorded === undefined ? [guess] : []), ...release.notes],
  }
}

const noTable = (framework: string): Refused => ({
  ok: false,
  message: `${framework} models are not served without code`,
  hint: "Bring an 'entry-script', with a 'conda-file' or an 'environment'.",
})

const unknownVersion = ({ name, ask, rows }: VersionTable, version: string): Refused => ({
  ok: false,
  message: `${name} ${version} cannot be served: expected a version from ${rows.at(-1)?.from} to ${rows[0].newest}`,
  hint: `Give the version that saved the model (${ask} there), or bring your own 'entry-script' and 'conda-file'.`,
})
