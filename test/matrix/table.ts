/** How a matrix is told: as a table, and whatever broke a promise at length. */
import { aligned } from '../table.ts'
import type { Outcome } from './cell.ts'
import type { Cell, Column } from './matrix.ts'
import { type Moment, nameOf } from './moments.ts'

/** `ok`, the error code of a run that ended red, `.` for what did not happen, `!!!` for a broken promise. */
function wordOf({ ended, struck, wrong }: Outcome): string {
  if (wrong.length > 0) return '!!!'
  if (!struck) return '.'
  return ended === 'deployed' ? 'ok' : ended.replace(/^.*\//, '')
}

/** A row for each request of a good rollout, a column for each thing that happened to it. */
export function table(
  moments: readonly Moment[],
  columns: readonly Column[],
  outcomes: ReadonlyMap<Cell, Outcome>,
): string {
  const played = [...outcomes].map(([cell, outcome]) => ({ ...cell, word: wordOf(outcome) }))
  const head = ['', ...columns.map(({ name }) => name)]
  const rows = moments
    .map((moment) => {
      const words = columns.map(
        (column) => played.find((one) => one.moment === moment && one.column === column)?.word,
      )
      return [nameOf(moment), ...words.map((word) => word ?? '')]
    })
    .filter(([, ...words]) => words.some((word) => word !== ''))
  return aligned([head, ...rows])
}

/** What was wrong, with the log of the run; nothing for a cell that kept its promises. */
export function complaintsOf({ moment, column }: Cell, { ended, wrong, log }: Outcome) {
  if (wrong.length === 0) return []
  return [
    `${nameOf(moment)} × ${column.name}: ${ended}`,
    ...wrong.map((text) => `    ${text}`),
    log.replace(/^/gm, '      | '),
  ]
}
