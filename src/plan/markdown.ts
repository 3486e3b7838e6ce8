/** Markdown as GitHub renders it, made of text that nobody trusts. Pure. */

/**
 * Text that Markdown and HTML leave as it is, on one line, in a table as well. What a model says of
 * itself stands here too: it makes no link, no image, no heading, and mentions nobody.
 */
export const plain = (text: string): string =>
  oneLine(text)
    .replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c)
    .replace(/([|`*_[\]\\~$])/g, '\\$1')
    // What begins a line: a list, a heading, a ruler.
    .replace(/^(\s*)([-+#=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|www(?=\.)/gi, '$&<!-- -->')

/** The same as code, in which nobody is mentioned anyway; Markdown goes on within HTML. */
export const code = (text: string): string =>
  text === ''
    ? ''
    : `<code>${oneLine(text)
        .replace(/[&<>|`*_[\]\\~$!]/g, entity)
        .replace(/:(?=\/\/)|@|\.(?<=www\.)/gi, entity)}</code>`

/** Markdown takes no character that is spelt so for one of its own ("CommonMark", 6.2). */
const entity = (sign: string) => `&#${sign.charCodeAt(0)};`

const oneLine = (text: string) => text.replace(/\r\n?|[\n\u2028\u2029]/g, ' ')

/** A fence longer than any run of backticks inside. */
export function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** A link whose text is ours; only an address of the web is one. */
export function link(text: string, url: string): string {
  if (!/^https?:\/\//.test(url)) return plain(text)
  return `[${plain(text)}](${url.replace(/[^\w\-.~:/?#@!$&'*+,;=%]/gu, escaped)})`
}

/** `encodeURIComponent` leaves parentheses, of which one would end the link. */
const escaped = (sign: string) =>
  /[()]/.test(sign) ? `%${sign.charCodeAt(0).toString(16)}` : encodeURIComponent(sign)

/** What is read only when it is wanted; `title` and `content` are Markdown already. */
export const fold = (title: string, content: string, open = false): string =>
  `<details${open ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`

/** Rows whose cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Names and values, without those that have none; the first stands out. Empty when none has any. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
  const [first, ...others] = rows.filter(([, value]) => value !== '')
  return first ? table(first, others) : ''
}

/** Parts with a blank line between them, without those that are empty. */
export const paragraphs = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n')

/** A heading and what is below it; nothing where there is nothing. */
export const section = (title: string, content: string): string =>
  content === '' ? '' : `### ${title}\n\n${content}`

/** One of GitHub's coloured boxes, around paragraphs of one line each. */
export const alert = (kind: 'CAUTION' | 'TIP' | 'WARNING', lines: readonly string[]): string =>
  [`> [!${kind}]`, ...lines.map((line) => `> ${line}`)].join('\n')

/** The beginning of a text, and how much of it is missing. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const left = text.length - most
  return `${whole(text.slice(0, most))}… (${left} more characters)`
}

/** The end of a text in whole lines, and how many are missing. */
export function clipStart(text: string, most: number, mostLines: number): string {
  const lines = text.split(/\r\n?|\n/)
  let kept = lines.slice(-mostLines)
  while (kept.length > 1 && kept.join('\n').length > most) kept = kept.slice(1)
  const left = lines.length - kept.length
  const end = kept.join('\n').slice(-most)
  return left === 0 ? end : `… (${left} earlier lines)\n${end}`
}

/** A slice may have cut a character in two. */
const whole = (text: string) => text.replace(/[\uD800-\uDBFF]$/, '')
