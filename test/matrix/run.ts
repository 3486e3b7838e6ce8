/**
 * Prints the matrix of a rollout under every accident, as a table, and fails when a promise was
 * broken in any cell:
 *
 *     node test/matrix/run.ts [--kill] [--all | --each N] [--only PATTERN] [--workers N]
 *
 * A row is a request of a good rollout, a column what happened to it. `ok`: the run ended green and
 * right. A word: it ended red with that error code, the old traffic serving. Either way a plain run
 * after it must end green, with nothing left behind, and callers be answered throughout. `.`: the
 * request did not come this time. `--kill` kills the run instead.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { roomy, story } from '../scenarios/story.ts'
import { type Outcome, rehearse } from './cell.ts'
import { type Cell, cellsOf, faultColumns, killColumns, playAll, sampleOf } from './matrix.ts'
import { nameOf } from './moments.ts'
import { complaintsOf, table } from './table.ts'

const { values } = parseArgs({
  options: {
    kill: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    each: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
  },
})
const stories = await Promise.all(
  Array.from({ length: Number(values.workers) }, () => story(roomy)),
)
try {
  const [first] = stories
  if (!first) throw new Error('no story')
  const moments = await rehearse(first)
  const columns = values.kill ? killColumns : faultColumns
  const every = cellsOf(moments, columns).filter(({ moment, column }) =>
    new RegExp(values.only).test(`${nameOf(moment)} ${column.name}`),
  )
  const cells = values.all ? every : sampleOf(every, Number(values.each))
  console.log(`${moments.length} requests, ${columns.length} accidents, ${cells.length} cells`)
  const shown = new Map<Cell, Outcome>()
  const broken: string[] = []
  await playAll(stories, cells, (cell, outcome) => {
    shown.set(cell, outcome)
    if (process.stderr.isTTY) process.stderr.write(`\r${shown.size}/${cells.length}`)
    const complaints = complaintsOf(cell, outcome)
    for (const line of complaints) console.log(line)
    broken.push(...complaints)
  })
  console.log(table(moments, columns, shown))
  console.log(
    `${shown.size} cells, ${[...shown.values()].filter(({ wrong }) => wrong.length > 0).length} with a broken promise`,
  )
  process.exitCode = broken.length > 0 ? 1 : 0
} finally {
  await Promise.all(stories.map((it) => it.end()))
}
