/** What loading the model would run. Pure. */
import type { Finding } from '../../model/description.ts'
import { clip, code, paragraphs, plain, section, table } from '../markdown.ts'
import { withVerdict } from '../scan.ts'

/** A summary has a limit of its own, which a hostile file must not break. */
const mostCharacters = 300

/** The dangerous first, the known only counted. */
export function scanSection(findings: readonly Finding[], most = 50): string {
  if (findings.length === 0) return ''
  const known = withVerdict(findings, 'known').length
  const others = [...withVerdict(findings, 'dangerous'), ...withVerdict(findings, 'unknown')]
  const rows = others
    .slice(0, most)
    .map(({ verdict, what, why, file, offset }) => [
      `${verdict === 'dangerous' ? '⛔' : '❔'} ${verdict}`,
      code(clip(what, mostCharacters)),
      plain(clip(why, mostCharacters)),
      `${code(clip(file, mostCharacters))}${offset === undefined ? '' : `, byte ${offset}`}`,
    ])
  const more = others.length - rows.length
  return section(
    'What loading the model imports',
    paragraphs([
      rows.length === 0 ? '' : table(['Verdict', 'What', 'Why', 'Where'], rows),
      rest(others.length, more, known),
    ]),
  )
}

function rest(others: number, more: number, known: number): string {
  if (others === 0) return `Nothing but what is known to be harmless (${known}).`
  const harmless =
    known === 0 ? [] : [`${known} that ${known === 1 ? 'is' : 'are'} known to be harmless`]
  const said = [...(more > 0 ? [`${more} more`] : []), ...harmless].join(', and ')
  return said === '' ? '' : `${said}.`
}
