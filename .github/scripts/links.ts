/** Whether every link of the documents leads somewhere: to a file of the repository, or to a heading in one. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './root.ts'

const run = promisify(execFile)

/** Every Markdown file that is in git, or is about to be, by its path; models that are kept for tests say what they like. */
export async function readDocuments(): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'],
    { cwd: fileURLToPath(root) },
  )
  const files = stdout.split('\0').filter((file) => {
    return file !== '' && !file.startsWith('test/models/') && existsSync(new URL(file, root))
  })
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')))
  return new Map(files.map((file, index) => [file, texts[index] ?? '']))
}

/** Links and headings are none within code. */
const withoutBlocks = (text: string) => text.replace(/^ *(`{3,}|~{3,})[\s\S]*?^ *\1`*$/gm, '')

/** The anchors that GitHub gives a document's headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, title = ''] of withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const anchor = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    // A heading that was there before is told apart by its number.
    let unique = anchor
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`
    anchors.add(unique)
  }
  return anchors
}

/** What documents link to, as it stands there. */
const linksOf = (text: string): readonly string[] => {
  const prose = withoutBlocks(text).replace(/`[^`\n]*`/g, '``')
  return [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...prose.matchAll(/<(?:img|a|source)\b[^>]*?\b(?:src|href|srcset)="([^"\s]+)"/g),
  ].map(([, target = '']) => target)
}

/** What a link of a document names: a path in the repository (which may lie above it), and an anchor. */
function resolved(file: string, target: string): { to: string; anchor?: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const to = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path))
  return { to, ...(anchor === undefined ? {} : { anchor }) }
}

/** The files of the repository that a document links to. */
export const leadsTo = (file: string, text: string): readonly string[] =>
  linksOf(text).flatMap((target) => resolved(file, target)?.to ?? [])

/** The links that lead nowhere, a line each. Other hosts are not asked, nor are GitHub's own pages above the repository. */
export function brokenLinks(
  documents: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): readonly string[] {
  return [...documents].flatMap(([file, text]) =>
    linksOf(text).flatMap((target) => {
      const { to, anchor } = resolved(file, target) ?? { to: '../' }
      if (to.startsWith('../')) return []
      if (!documents.has(to) && !exists(to)) return [`${file}: '${target}' is not there`]
      const document = documents.get(to)
      if (anchor === undefined || document === undefined) return []
      return anchorsOf(document).has(anchor) ? [] : [`${file}: '${target}' is no heading there`]
    }),
  )
}

/** The links of this repository's documents that lead nowhere. */
export const lintLinks = async (): Promise<readonly string[]> =>
  brokenLinks(await readDocuments(), (path) => existsSync(new URL(path, root)))
