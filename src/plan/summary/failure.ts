/** What broke, why, and what to do: the first thing to read of a run that failed. Pure. */
import type { Failure } from '../../errors.ts'
import { linesOf } from '../containerLog.ts'
import { alert, clip, clipStart, code, fenced, fold, link, paragraphs, plain } from '../markdown.ts'
import type { Result } from '../result.ts'

/** So much of each text is shown: the log of the run has all of it. */
const most = { message: 6_000, azure: 20_000, log: 40_000, logLines: 200, problems: 50 }

/** Cause and remedy. */
export function causeSection(failure: Failure, { failedPhase }: Result): string {
  const where = failedPhase ? ` in phase ${code(failedPhase)}` : ''
  const lines = clip(failure.message, most.message).split('\n')
  const sentences = areSentences(lines) ? lines : lines.slice(0, 1)
  const others = lines.slice(sentences.length)
  const { place } = failure
  const at = place ? `${place.file}${place.line === undefined ? '' : `:${place.line}`}` : ''
  return paragraphs([
    alert('CAUTION', [
      `**${failure.code}**${where}${at && ` at ${code(at)}`}`,
      ...sentences.flatMap((line) => ['', plain(line)]),
    ]),
    restOf(others),
    failure.hint ? alert('TIP', ['**What to do.**', '', ...remedy(failure.hint)]) : '',
  ])
}

/** A few lines that are no list, and that no program has laid out. */
const areSentences = (lines: readonly string[]) =>
  lines.length <= 3 && lines.slice(1).every((line) => !/^(\s|-\s|$|Traceback )/.test(line))

const remedy = (hint: string) =>
  clip(hint, most.message)
    .split('\n')
    .map((line) => plain(line.trim()))

/** What follows the first line: a list of mistakes, or the words of a program. */
function restOf(lines: readonly string[]): string {
  if (lines.length === 0) return ''
  if (!lines.every((line) => line.startsWith('- '))) return fenced(lines.join('\n'))
  const shown = lines.slice(0, most.problems).map((line) => `- ${plain(line.slice(2))}`)
  const left = lines.length - shown.length
  return [...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n')
}

/** What else is known of it: Azure's words, the ends of the logs, and what a support ticket needs. */
export function evidenceSection(failure: Failure): string {
  const ids = Object.entries(failure.correlation ?? {}).map(
    ([name, value]) => `${name} ${code(value)}`,
  )
  return paragraphs([
    ...(failure.logs ?? []).map(({ title, text }) =>
      fold(plain(title), fenced(clipStart(printed(text), most.log, most.logLines))),
    ),
    failure.azure ? fold("Azure's own words", fenced(clip(failure.azure, most.azure))) : '',
    failure.link ? `See ${link('what Microsoft says of it', failure.link)}.` : '',
    ids.length > 0 ? `For a support ticket: ${ids.join(', ')}` : '',
  ])
}

/** What a program has printed; where that is nothing, what Azure says of its container. */
function printed(text: string): string {
  const lines = linesOf(uncoloured(text))
  return lines.length > 0 ? lines.join('\n') : text
}

/** Without what a terminal would take for colours. */
const uncoloured = (text: string) => text.replaceAll(colours, '')
const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')
