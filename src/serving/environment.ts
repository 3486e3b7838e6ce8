/** The environment that a model is served in: every package at an exact version. Pure. */
import type { Description } from '../model/description.ts'
import type { Packages } from './conda.ts'
import { scripts, versions } from './frameworks.ts'
import { findRelease, type VersionTable } from './versions/table.ts'

export interface Environment {
  readonly ok: true
  readonly packages: Packages
  /** Choices the user did not make and may want to know of. */
  readonly notes: readonly string[]
}

/** Why there is no environment for the model, and what the user does next. */
export interface Refused {
  readonly ok: false
  readonly message: string
  readonly hint: string
}

/** The packages that load a model which this version of its framework saved. */
export function environmentOf(
  description: Pick<Description, 'framework' | 'format' | 'packages'>,
  version: string,
  gpu: boolean,
): Environment | Refused {
  const table = versions[description.framework]
  if (!table) return noTable(description.framework)
  const release = findRelease(table, version)
  if (!release) return unknownVersion(table, version)
  const { row } = release
  const own = (gpu ? row.gpuPackage : undefined) ?? row.package ?? table.package
  const packages: Record<string, string> = { [own]: release.version, ...row.packages }
  const notes = [...release.notes]
  const needed = { ...scripts[description.format]?.packages, ...description.packages }
  for (const [name, recorded] of Object.entries(needed)) {
    if (name === table.package || packages[name] !== undefined) continue
    const found = companion(name, recorded)
    if (!found.ok) return found
    for (const [other, pin] of Object.entries(found.packages)) packages[other] ??= pin
    notes.push(...found.notes)
  }
  const index = gpu ? undefined : table.cpuIndex
  return {
    ok: true,
    packages: {
      python: row.python,
      packages,
      ...(index === undefined ? {} : { options: [`--extra-index-url ${index}`] }),
    },
    notes,
  }
}

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
    if (recorded !== undefined) return { ok: true, packages: { [name]: recorded }, notes: [] }
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
