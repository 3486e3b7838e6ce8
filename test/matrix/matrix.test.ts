/**
 * A part of the matrix that touches everything that a rollout changes: each such request meets one
 * accident, and at some of them the run is killed. `node test/matrix/run.ts --all` plays all of it.
 * A run mostly waits, so the tests go side by side, each with an Azure of its own or two.
 */
import { beforeAll, expect, test } from 'vitest'
import { roomy, type Story, story } from '../scenarios/story.ts'
import { type Outcome, play, rehearse } from './cell.ts'
import { type Cell, type Column, cellsOf, faultColumns, killColumns, playAll } from './matrix.ts'
import { changes, type Moment } from './moments.ts'
import { complaintsOf, table } from './table.ts'

let moments: readonly Moment[]

beforeAll(async () => {
  moments = await withStories(1, async ([it]) => (await rehearse(it)).filter(changes))
})

/** Does something with so many stories, the first of which is there in any case. */
async function withStories<T>(
  count: number,
  act: (stories: readonly [Story, ...Story[]]) => Promise<T>,
): Promise<T> {
  const first = await story(roomy)
  const more = await Promise.all(Array.from({ length: count - 1 }, () => story(roomy)))
  try {
    return await act([first, ...more])
  } finally {
    await Promise.all([first, ...more].map((it) => it.end()))
  }
}

/** One cell of every n-th row, the columns in turn. */
function diagonal(columns: readonly Column[], every: number): readonly Cell[] {
  const quick = columns.filter(({ slow }) => !slow)
  const rows = moments.filter((_, row) => row % every === 0)
  return rows.flatMap((moment, row) => {
    const cells = cellsOf([moment], quick)
    return cells[row % cells.length] ?? []
  })
}

test.concurrent.each([
  ['accident', faultColumns, 1, 2],
  ['kill', killColumns, 2, 1],
] as const)(
  'no %s leaves a caller without a right answer',
  async (_, columns, every, stories) => {
    const cells = diagonal(columns, every)
    const outcomes = new Map<Cell, Outcome>()
    await withStories(stories, (all) =>
      playAll(all, cells, (cell, outcome) => outcomes.set(cell, outcome)),
    )
    console.log(table(moments, columns, outcomes))
    expect([...outcomes].flatMap(([cell, outcome]) => complaintsOf(cell, outcome))).toEqual([])
    expect([...outcomes.values()].filter(({ struck }) => struck).length).toBeGreaterThan(3)
  },
  600_000,
)

test.concurrent('a request that is never answered is given up and sent again', async () => {
  const upload = moments.find(({ method, url }) => method === 'PUT' && url.includes('LocalUpload'))
  const [cell] = cellsOf(
    upload ? [upload] : [],
    faultColumns.filter(({ slow }) => slow),
  )
  if (!cell) throw new Error('nothing is uploaded')
  const outcome = await withStories(1, ([it]) => play(it, cell.moment, cell.column.blow))
  expect(complaintsOf(cell, outcome)).toEqual([])
  expect(outcome).toMatchObject({ ended: 'deployed', struck: true })
}, 300_000)
