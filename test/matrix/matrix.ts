/** The whole matrix, or a part of it: every moment of a good rollout against everything that can happen to it. */
import type { Story } from '../scenarios/story.ts'
import { accidents } from './accidents.ts'
import { type Blow, type Outcome, play } from './cell.ts'
import { changes, type Moment } from './moments.ts'

/** A column: what happens, and to which moments it can. */
export interface Column {
  readonly name: string
  readonly blow: Blow
  readonly suits: (moment: Moment) => boolean
  readonly slow: boolean
}

/** What can happen to a request. */
export const faultColumns: readonly Column[] = [
  ...accidents.map(({ name, accident, suits = () => true, slow = false }) => ({
    name,
    blow: { accident },
    suits,
    slow,
  })),
  // Only endpoints and deployments lag behind what was written to them.
  {
    name: 'stale',
    blow: { staleReads: 3 },
    suits: (moment) => changes(moment) && moment.url.includes('onlineEndpoints'),
    slow: false,
  },
]

/** What can happen to a run. A read that is not answered leaves what one that is leaves. */
export const killColumns: readonly Column[] = (['SIGINT', 'SIGTERM', 'SIGKILL'] as const).map(
  (kill) => ({ name: kill, blow: { kill }, suits: () => true, slow: false }),
)

export interface Cell {
  readonly moment: Moment
  readonly column: Column
}

export const cellsOf = (moments: readonly Moment[], columns: readonly Column[]): readonly Cell[] =>
  moments.flatMap((moment) =>
    columns.filter(({ suits }) => suits(moment)).map((column) => ({ moment, column })),
  )

/**
 * A part that is the same every time and touches everything: each request that changes something
 * meets `each` of the accidents, each other one meets one, all accidents in turn.
 */
export function sampleOf(cells: readonly Cell[], each: number): readonly Cell[] {
  const quick = cells.filter(({ column }) => !column.slow)
  const rows = Map.groupBy(quick, ({ moment }) => moment)
  let turn = 0
  return [...rows.values()].flatMap((row) => {
    const [first] = row
    const wanted = first && changes(first.moment) ? each : 1
    return Array.from({ length: Math.min(wanted, row.length) }, () => {
      turn += 1
      return row[(turn * 3 + Math.floor(turn / row.length)) % row.length]
    }).flatMap((cell) => cell ?? [])
  })
}

/** Plays cells one after the other on each of the stories, and tells of each as it ends. */
export async function playAll(
  stories: readonly Story[],
  cells: readonly Cell[],
  tell: (cell: Cell, outcome: Outcome) => void,
): Promise<void> {
  const left = [...cells]
  await Promise.all(
    stories.map(async (it) => {
      for (let cell = left.shift(); cell; cell = left.shift())
        tell(cell, await play(it, cell.moment, cell.column.blow))
    }),
  )
}
