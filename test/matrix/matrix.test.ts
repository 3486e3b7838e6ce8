/**
 * A part of the matrix that touches everything that a rollout changes: each such request meets one
 * accident, and at some of them the run is killed. `node test/matrix/run.ts --all` plays all of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { roomy, type Story, story } from '../scenarios/story.ts'
import { type Outcome, play, rehearse } from './cell.ts'
import { type Cell, type Column, cellsOf, faultColumns, killColumns, playAll } from './matrix.ts'
import { changes, type Moment } from './moments.ts'
import { complaintsOf, table } from './table.ts'

let it: Story
let moments: readonly Moment[]

beforeAll(async () => {
  it = await story(roomy)
  moments = (await rehearse(it)).filter(changes)
})
afterAll(() => it.end())

/** One cell of every n-th row, the columns in turn. */
function diagonal(columns: readonly Column[], every: number): readonly Cell[] {
  const quick = columns.filter(({ slow }) => !slow)
  const rows = moments.filter((_, row) => row % every === 0)
  return rows.flatMap((moment, row) => {
    const cells = cellsOf([moment], quick)
    return cells[row % cells.length] ?? []
  })
}

test.each([
  ['accident', faultColumns, 1],
  ['kill', killColumns, 2],
] as const)(
  'no %s leaves a caller without a right answer',
  async (_, columns, every) => {
    const cells = diagonal(columns, every)
    const outcomes = new Map<Cell, Outcome>()
    await playAll([it], cells, (cell, outcome) => outcomes.set(cell, outcome))
    console.log(table(moments, columns, outcomes))
    expect([...outcomes].flatMap(([cell, outcome]) => complaintsOf(cell, outcome))).toEqual([])
    expect([...outcomes.values()].filter(({ struck }) => struck).length).toBeGreaterThan(3)
  },
  600_000,
)

test('a request that is never answered is given up and sent again', async () => {
  const upload = moments.find(({ method, url }) => method === 'PUT' && url.includes('LocalUpload'))
  const [cell] = cellsOf(
    upload ? [upload] : [],
    faultColumns.filter(({ slow }) => slow),
  )
  if (!cell) throw new Error('nothing is uploaded')
  const outcome = await play(it, cell.moment, cell.column.blow)
  expect(complaintsOf(cell, outcome)).toEqual([])
  expect(outcome).toMatchObject({ ended: 'deployed', struck: true })
}, 300_000)
