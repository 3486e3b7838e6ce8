import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toGantt } from '../../src/plan/gantt.ts'
import { phases, type TimelineEntry } from '../../src/plan/result.ts'

const entry = (phase: TimelineEntry['phase'], from: number, ms: number): TimelineEntry => ({
  phase,
  from,
  ms,
  outcome: 'done',
})

const bar =
  /^ {4}[a-z-]+ (\d+ min( \d+ s)?|\d+(\.\d)? s) :(crit, )?(2001-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}), (2001-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})$/

describe('the chart of the timeline', () => {
  test('has every phase where it began, side by side where they were, and what failed in red', () => {
    const failed = { ...entry('model', 1_500, 60_000), outcome: 'failed' } as const
    const chart = toGantt([entry('request', 0, 20), failed, entry('code', 1_500, 900)], 61_500)
    expect(chart.split('\n')).toEqual([
      'gantt',
      '    dateFormat YYYY-MM-DD HH:mm:ss.SSS',
      '    axisFormat %-M:%S',
      '    tickInterval 30second',
      '    todayMarker off',
      '    section Decide',
      '    request 0.0 s :2001-01-01 00:00:00.000, 2001-01-01 00:00:00.020',
      '    section Make',
      '    code 0.9 s :2001-01-01 00:00:01.500, 2001-01-01 00:00:02.400',
      '    model 1 min :crit, 2001-01-01 00:00:01.500, 2001-01-01 00:01:01.500',
    ])
  })

  test('is none of two phases', () => {
    expect(toGantt([entry('request', 0, 20), entry('sign-in', 20, 100)], 120)).toBe('')
  })

  test('has words of Mermaid and of ours alone, some dozen marks at most, and no empty bar', () => {
    const entries = fc.record({
      phase: fc.constantFrom(...phases),
      from: fc.nat(200_000_000),
      ms: fc.oneof(fc.nat(5_000), fc.nat(100_000_000)),
      outcome: fc.constantFrom('done' as const, 'failed' as const),
      note: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(entries, { minLength: 3, maxLength: 60 }), (timeline) => {
        const totalMs = Math.max(...timeline.map(({ from, ms }) => from + ms))
        const lines = toGantt(timeline, totalMs).split('\n')
        const bars = lines.slice(5).filter((line) => !line.startsWith('    section '))
        expect(bars).toHaveLength(Math.min(40, timeline.length))
        for (const line of bars) {
          const [, , , , , start = '', end = ''] = bar.exec(line) ?? []
          expect(start < end, line).toBe(true)
        }
        const [, count = '', unit = ''] = /tickInterval (\d+)(\w+)$/.exec(lines[3] ?? '') ?? []
        const units = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000 }
        expect(totalMs / (Number(count) * units[unit as keyof typeof units])).toBeLessThan(13)
      }),
    )
  })
})
