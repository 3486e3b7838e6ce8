/**
 * The comment of a service on a pull request: what would change, how it does, or what broke. Markdown,
 * pure. Anybody may read it, and unlike a job's own pages it is not searched for secrets: what a
 * container prints is not in it.
 */
import { type Part, withinBytes } from './limited.ts'
import { clip, code, facts, fold, link, paragraphs, plain, section } from './markdown.ts'
import type { Result } from './result.ts'
import type { SmokeAnswer } from './smoke.ts'
import { causeSection } from './summary/failure.ts'
import { heading } from './summary/heading.ts'
import { monthlyCost, planSection } from './summary/planned.ts'
import { preflightSection } from './summary/preflight.ts'
import { scanSection } from './summary/scan.ts'
import { smokeTable } from './summary/smoke.ts'
import { liveTable } from './summary/standing.ts'
import { atMinute } from './summary/words.ts'

/** GitHub takes 65,536 characters. */
const mostBytes = 60_000
const most = { findings: 10, cases: 5, notes: 10, note: 500 }

/** The first line, by which the comment is found again: a check and a plan of one service have one each. */
export function commentMarker({ serviceName = '', where, mode }: Result): string {
  const words = [
    `service=${encodeURIComponent(serviceName)}`,
    ...(where ? [`workspace=${encodeURIComponent(where.workspace)}`] : []),
    ...(mode === 'check' ? ['check'] : []),
  ]
  return `<!-- azureml-deploy ${words.join(' ')} -->`
}

/** The whole comment. */
export function toComment(result: Result): string {
  const { error, status, findings = [] } = result
  const isGone = status === 'deleted'
  const parts: readonly Part[] = [
    {
      name: 'the title',
      text: `${commentMarker(result)}\n${heading(result)}`,
      essential: true,
    },
    {
      name: 'the cause',
      text: error ? causeSection(withoutPrint(error), result) : '',
      essential: true,
    },
    { name: 'what is live', text: status === 'planned' || isGone ? '' : liveTable(result) },
    { name: 'the facts', text: isGone ? '' : factsTable(result) },
    { name: 'the plan', text: status === 'planned' ? planSection(result) : '' },
    {
      name: 'the smoke test',
      text: section('Smoke test', smokeTable(withoutErrors(result), most.cases)),
    },
    { name: 'the preflight', text: preflightSection(result.preflight) },
    { name: 'what loading the model imports', text: scanSection(findings, most.findings) },
    { name: 'the notes', text: notesFold(result.notes ?? []) },
    { name: 'where it comes from', text: footer(result), essential: true },
  ]
  return withinBytes(parts, mostBytes)
}

type Cause = NonNullable<Result['error']>

/** Without what programs have printed: of an exception its class alone, of a refusal its status. */
function withoutPrint(failure: Cause): Cause {
  const [first = '', ...others] = failure.message.split('\n')
  const kept = others.filter((line) => line.startsWith('- ')).map(withoutAnswer)
  const said = others.flatMap((line) => exception.exec(line)?.[0] ?? [])
  return {
    ...failure,
    message: [withoutAnswer(first), ...(said.length > 0 ? said : kept)].join('\n'),
  }
}

/** What is not installed may be named, too. */
const exception = /^The container says: (?:(?:ModuleNotFound|Import)Error: .*|[\w.]+)/

const withoutAnswer = (text: string) => text.replace(/(expected HTTP \d+, got \d+).*$/s, '$1')

/** An answer that is none of the model's may be the text of an exception. */
function withoutErrors(result: Result): Result {
  const { smoke } = result
  if (!smoke) return result
  const hide = (answer: SmokeAnswer) => (answer.status >= 400 ? { ...answer, text: '' } : answer)
  return {
    ...result,
    smoke: smoke.map((report) => ({ ...report, answers: report.answers.map(hide) })),
  }
}

function factsTable(result: Result): string {
  const { scoringUri, expiresAt, framework, frameworkVersion, holds, status } = result
  return facts([
    ['Scoring URI', status === 'planned' ? '' : code(scoringUri ?? '')],
    ['Expires', expiresAt ? `${plain(atMinute(expiresAt))} UTC` : ''],
    ['Costs', status === 'deployed' || status === 'unchanged' ? monthlyCost(result) : ''],
    ['Framework', plain([framework, frameworkVersion].filter((text) => text).join(' '))],
    ['Holds', plain(holds ?? '')],
  ])
}

function notesFold(notes: readonly string[]): string {
  if (notes.length === 0) return ''
  const shown = notes.slice(0, most.notes).map((note) => `- ${plain(clip(note, most.note))}`)
  const left = notes.length - shown.length
  return fold('Notes', [...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n'))
}

/** The commit, and the run that has all the rest. */
function footer({ commit, runUrl }: Result): string {
  const parts = [
    commit ? `of ${code(commit.slice(0, 7))}` : '',
    runUrl ? link('the whole run', runUrl) : '',
  ].filter((part) => part !== '')
  return paragraphs([parts.length === 0 ? '' : `<sub>${parts.join(' · ')}</sub>`])
}
