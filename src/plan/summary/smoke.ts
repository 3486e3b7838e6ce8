/** The smoke test: what was asked, what was expected, and what came. Pure. */
import { clip, code, fenced, fold, paragraphs, plain, section, table } from '../markdown.ts'
import type { Result } from '../result.ts'
import { defaultTolerance, type Expectation, judge, type SmokeReport } from '../smoke.ts'
import { inMs } from './words.ts'

/** A cell, and a text that is folded away. */
const most = { cell: 120, text: 4_000, cases: 30 }

/** Every case in a line, and the long ones in full. */
export function smokeSection(result: Result): string {
  const limit = limitOf(result)
  const { shown } = choose(result, most.cases)
  return section(
    'Smoke test',
    paragraphs([smokeTable(result, most.cases), ...shown.map((report) => inFull(report, limit))]),
  )
}

/** The cases in a line each; empty where nothing was asked. */
export function smokeTable(result: Result, mostCases: number): string {
  const limit = limitOf(result)
  const { shown, left } = choose(result, mostCases)
  if (shown.length === 0) return ''
  return paragraphs([
    table(
      ['Case', 'Request', 'Expected', 'Answer', 'HTTP', 'Sent', 'p50', 'p95'],
      shown.map((report) => row(report, limit)),
    ),
    left > 0 ? `${left} more passed.` : '',
  ])
}

const limitOf = ({ plan }: Result) => plan?.view.watch.maxLatencyMs

/** The first of the cases, and the last: a test ends with the first one that fails. */
function choose({ smoke: reports = [] }: Result, mostCases: number) {
  const first = reports.slice(0, mostCases)
  const last = reports.slice(mostCases).slice(-1)
  const shown = [...first, ...last]
  return { shown, left: reports.length - shown.length }
}

function row(report: SmokeReport, limit: number | undefined): readonly string[] {
  const { case: test, sent, p50Ms, p95Ms } = report
  const last = report.answers.at(-1)
  const short = (text: string) => code(clip(text, most.cell))
  return [
    `${judge(report, limit).passed ? '✅' : '❌'} ${plain(test.name)}`,
    short(test.body),
    test.expect.body ? short(expected(test.expect)) : plain(expected(test.expect)),
    short(last?.text ?? ''),
    String(last?.status ?? ''),
    String(sent),
    inMs(p50Ms),
    inMs(p95Ms),
  ]
}

/** What a case asks for, in JSON or in words. */
export function expected({ status, body, promise, tolerance }: Expectation): string {
  if (body) {
    const near = tolerance === defaultTolerance ? '' : ` ± ${tolerance * 100} %`
    return `${status === 200 ? '' : `HTTP ${status} `}${JSON.stringify(body.value)}${near}`
  }
  return promise ? 'what the model file promises' : `HTTP ${status}`
}

/** A case that has more to show than its line; open where it is what failed. */
function inFull(report: SmokeReport, limit: number | undefined): string {
  const { case: test, answers } = report
  const { passed } = judge(report, limit)
  const last = answers.at(-1)?.text ?? ''
  const want = expected(test.expect)
  if ([test.body, last, want].every((text) => text.length <= most.cell)) return ''
  const part = (title: string, text: string) =>
    text === '' ? '' : `**${title}**\n\n${fenced(clip(pretty(text), most.text), 'json')}`
  return fold(
    `${passed ? '✅' : '❌'} ${plain(test.name)} in full`,
    paragraphs([
      part('Expected', test.expect.body ? want : ''),
      part('Got', last),
      part('Asked', test.body),
    ]),
    !passed,
  )
}

/** JSON with line breaks, where it is some and short enough to gain by it. */
function pretty(text: string): string {
  if (text.length > most.text) return text
  try {
    const spread = JSON.stringify(JSON.parse(text), null, 2)
    // An array of numbers, each on its own line, is no easier to read.
    return spread.split('\n').length > 40 ? text : spread
  } catch {
    return text
  }
}
