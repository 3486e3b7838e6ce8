/** The timeline as a Gantt chart in Mermaid's language. Only words of ours stand in it. Pure. */
import type { Phase, TimelineEntry } from './result.ts'
import { spell } from './summary/words.ts'

/** What phases amount to, in the order in which they begin. */
const stages = ['Decide', 'Make', 'Roll out', 'Finish'] as const

const stageOf: Readonly<Record<Phase, (typeof stages)[number]>> = {
  request: 'Decide',
  'sign-in': 'Decide',
  facts: 'Decide',
  attestation: 'Decide',
  plan: 'Decide',
  preflight: 'Make',
  model: 'Make',
  code: 'Make',
  environment: 'Make',
  endpoint: 'Make',
  deployment: 'Make',
  smoke: 'Roll out',
  traffic: 'Roll out',
  verify: 'Roll out',
  bake: 'Roll out',
  'clean-up': 'Finish',
}

/** More bars than these nobody tells apart. */
const mostBars = 40

/** Fewer say nothing that a list does not. */
const fewestBars = 3

/** The chart; empty when there is nothing to compare. */
export function toGantt(timeline: readonly TimelineEntry[], totalMs: number): string {
  const shown = longest(timeline)
  if (shown.length < fewestBars) return ''
  const bars = stages.flatMap((stage) => {
    const own = shown.filter(({ phase }) => stageOf[phase] === stage)
    return own.length === 0 ? [] : [`    section ${stage}`, ...own.map(bar)]
  })
  const end = Math.max(totalMs, ...shown.map(({ from, ms }) => from + ms))
  return ['gantt', '    dateFormat YYYY-MM-DD HH:mm:ss.SSS', ...axis(end), ...bars].join('\n')
}

/** What took longest, in the order of time. */
const longest = (timeline: readonly TimelineEntry[]) =>
  [...timeline]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, mostBars)
    .sort((a, b) => a.from - b.from || a.ms - b.ms)

function bar({ phase, from, ms, outcome }: TimelineEntry): string {
  const state = outcome === 'failed' ? 'crit, ' : ''
  // A bar without any width would not be drawn.
  return `    ${phase} ${spell(ms)} :${state}${instant(from)}, ${instant(from + Math.max(1, ms))}`
}

/**
 * A day on which no clock is put forward or back: Mermaid reads the time by the reader's clock and
 * writes it by the same, so midnight is where the run begins everywhere.
 */
const dayOne = Date.UTC(2001, 0, 1)

const instant = (ms: number): string =>
  new Date(dayOne + Math.max(0, Math.round(ms))).toISOString().replace('T', ' ').replace('Z', '')

/** A mark about every tenth of the whole. */
function axis(totalMs: number): readonly string[] {
  const [every, format] = marks.find(([, , upTo]) => totalMs <= upTo) ?? hourly(totalMs)
  return [`    axisFormat ${format}`, `    tickInterval ${every}`, '    todayMarker off']
}

const minute = 60_000
const hour = 60 * minute

const marks: readonly (readonly [every: string, format: string, upToMs: number])[] = [
  ['500millisecond', '%-S.%L s', 5_000],
  ['1second', '%-S s', 10_000],
  ['5second', '%-S s', minute],
  ['30second', '%-M:%S', 5 * minute],
  ['1minute', '%-M min', 10 * minute],
  ['2minute', '%-M min', 20 * minute],
  ['5minute', '%-M min', hour],
  ['15minute', '%-H:%M h', 3 * hour],
  ['1hour', '%-H h', 12 * hour],
]

const hourly = (totalMs: number) =>
  [`${Math.ceil(totalMs / (10 * hour))}hour`, '%-d. %H:00'] as const
