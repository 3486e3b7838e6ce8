/** The Markdown that the generated documents are made of. Text from values, no I/O. */

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')

/** A table with a head. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

/** A block of code. */
export const fenced = (language: string, text: string): string =>
  `\`\`\`${language}\n${text}\n\`\`\``

const marker = (part: string) => ({
  begin: `<!-- ${part}: begin -->`,
  end: `<!-- ${part}: end -->`,
})

/** A document with one marked part replaced. Throws when the markers are not there, exactly once. */
export function replacePart(document: string, part: string, text: string): string {
  const { begin, end } = marker(part)
  const [before, rest, ...moreBegins] = document.split(begin)
  const [, after, ...moreEnds] = rest?.split(end) ?? []
  if (before === undefined || after === undefined || moreBegins.length + moreEnds.length > 0)
    throw new Error(`the document must have '${begin}' … '${end}' exactly once`)
  return `${before}${begin}\n${text}\n${end}${after}`
}
