/** The steps of the rollout, by the requests of the run and by Azure Monitor. Pure. */
import type { StepReport } from '../bake.ts'
import type { LiveReport } from '../liveMetrics.ts'
import { code, paragraphs, plain, section, table } from '../markdown.ts'
import type { LiveNumbers } from '../minutes.ts'
import type { Result } from '../result.ts'
import { inMs, inPercent, spell } from './words.ts'

/** What the new deployment was shown. */
const shown = (share: number, copied: number | undefined) =>
  copied === undefined ? `${share} %` : `${copied} % copied`

const mark = (breach: string | undefined) => (breach === undefined ? '✅' : '❌')

/** What each step of the rollout showed, and those that it did not come to. */
export function rolloutSection({ rollout: steps = [], plan, status }: Result): string {
  if (steps.length === 0) return ''
  const rows = steps.map(
    ({ share, copied, watchedMs, asked, failed, p50Ms, p95Ms, breach }: StepReport) => [
      `${mark(breach)} ${shown(share, copied)}`,
      spell(watchedMs),
      String(asked),
      String(failed),
      inMs(p50Ms),
      inMs(p95Ms),
      plain(breach ?? ''),
    ],
  )
  const watched = plan?.view.traffic.steps.filter(({ bakeSeconds }) => bakeSeconds > 0) ?? []
  const missed = status === 'deployed' ? [] : watched.slice(steps.length)
  const unreached = missed.map(({ traffic }) => {
    const share = traffic[plan?.view.deployment ?? ''] ?? 0
    return [`▫️ ${share} %`, '', '', '', '', '', 'not reached']
  })
  return section(
    'Rollout',
    table(['Share', 'Watched', 'Asked', 'Wrong', 'p50', 'p95', ''], [...rows, ...unreached]),
  )
}

/** `5, 37, 100 ms`: a table of a column for each is wider than a page. */
function latency(percentiles: readonly (number | undefined)[]): string {
  const known = percentiles.flatMap((ms) => (ms === undefined ? [] : Math.round(ms)))
  return known.length === 0 ? '' : `${known.join(', ')}\u00a0ms`
}

/** What Azure Monitor measured of both deployments in each step. */
export function liveTrafficSection(steps: readonly LiveReport[]): string {
  if (steps.length === 0) return ''
  const row = (step: string, { p50Ms, p95Ms, p99Ms, ...live }: LiveNumbers) => [
    step,
    code(live.deployment),
    String(live.minutes),
    String(live.requests),
    String(live.failed),
    String(live.refused),
    latency([p50Ms, p95Ms, p99Ms]),
    inPercent(live.cpu),
    inPercent(live.memory),
  ]
  // What was too little to compare with, beside the step, says nothing.
  const comparison = (beside: LiveReport['previous'], before: LiveReport['earlier']) => {
    if (before && before.minutes > 0) return [row('before\u00a0it', before)]
    return beside && beside.minutes > 0 ? [row('beside\u00a0it', beside)] : []
  }
  const rows = steps.flatMap(({ share, copied, current, previous, earlier, breach }) => [
    row(`${mark(breach)} ${shown(share, copied)}`, current),
    ...comparison(previous, earlier),
  ])
  const numbers = ['Minutes', 'Requests', 'Failed', 'Refused', 'p50, p95, p99', 'CPU', 'Memory']
  return section(
    'Live traffic',
    paragraphs([
      'By Azure Monitor, in the minutes of each step that had arrived, with the requests of this run among them.',
      table(['Share', 'Deployment', ...numbers], rows),
    ]),
  )
}
