/** When what was done. Pure. */
import { toGantt } from '../gantt.ts'
import { clip, fenced, fold, paragraphs, plain, section, table } from '../markdown.ts'
import type { Result } from '../result.ts'
import { spell } from './words.ts'

const mostRows = 100

/** A chart, and the same in words. */
export function timelineSection({ timeline, totalMs }: Result): string {
  if (timeline.length === 0) return ''
  const sorted = [...timeline].sort((a, b) => a.from - b.from)
  const rows = sorted
    .slice(0, mostRows)
    .map(({ phase, from, ms, outcome, note }) => [
      `${outcome === 'done' ? '✅' : '❌'} ${phase}`,
      `+${spell(from)}`,
      spell(ms),
      plain(clip(note ?? '', 300)),
    ])
  const left = sorted.length - rows.length
  const chart = toGantt(timeline, totalMs)
  return section(
    `Timeline (${spell(totalMs)})`,
    paragraphs([
      chart === '' ? '' : fenced(chart, 'mermaid'),
      fold(
        'The phases in words',
        paragraphs([
          table(['Phase', 'Began', 'Took', ''], rows),
          left > 0 ? `And ${left} more: the log of the run has them.` : '',
        ]),
      ),
    ]),
  )
}
