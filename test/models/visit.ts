/**
 * Visits the zoo: trains every exhibit afresh, and holds what the action makes of its models against
 * what the library itself says and answers. By hand, and every night:
 *
 *     node test/models/visit.ts [--heavy] [name…]
 *
 * A name is an exhibit's, a case's (`xgboost-3.4.1/pickle`), or what some begin with (`xgboost`);
 * without one, the light exhibits are visited, with --heavy all. It takes the Pythons 3.9 to 3.12,
 * which uv fetches where they are not on the PATH.
 */
import { parseArgs } from 'node:util'
import { startSimulator } from '../simulator/simulator.ts'
import { checkFacts } from './facts.ts'
import { checkCase, deployCase, unrecorded, type Wrong } from './visitor.ts'
import { type Exhibit, visit, type ZooCase, zoo } from './zoo.ts'

const { values, positionals } = parseArgs({
  options: { heavy: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const asked = zoo.filter(({ name, weight }) =>
  positionals.length > 0
    ? positionals.some((begin) => name.startsWith(begin.replace(/\/.*/, '')))
    : values.heavy || weight === 'light',
)
if (asked.length === 0) throw new Error(`nothing in the zoo is called ${positionals.join(', ')}`)

const simulator = await startSimulator({ scoring: 'python' })
try {
  say('exhibit', 'case', 'facts', 'check', 'deploy', 'seconds', 'given')
  let wrong = 0
  for (const exhibit of asked) wrong += await visitExhibit(exhibit)
  console.log(wrong === 0 ? 'everything is as it should be' : `${wrong} cases are wrong`)
  process.exitCode = wrong === 0 ? 0 : 1
} finally {
  await simulator.close()
}

/** How many of an exhibit's cases are wrong. */
async function visitExhibit(exhibit: Exhibit): Promise<number> {
  try {
    let wrong = 0
    for (const zooCase of await visit(exhibit))
      if (isAsked(exhibit, zooCase) && !(await visitCase(exhibit, zooCase))) wrong++
    return wrong
  } catch (error) {
    console.log(`${exhibit.name} could not be trained: ${error}`)
    return 1
  }
}

function isAsked(exhibit: Exhibit, { name }: ZooCase): boolean {
  const path = `${exhibit.name}/${name}`
  return positionals.length === 0 || positionals.some((begin) => path.startsWith(begin))
}

/** Says how a case did, and whether well. */
async function visitCase(exhibit: Exhibit, zooCase: ZooCase): Promise<boolean> {
  const started = performance.now()
  const { description, wrong: facts } = await checkFacts(zooCase)
  const given = description ? unrecorded(exhibit, description) : {}
  const served = zooCase.answer !== null
  const check = served ? await checkCase(zooCase, given) : undefined
  // In one service, every model takes the place of the one before. The check has been its preflight.
  const deploy = served
    ? await deployCase(simulator, 'zoo', zooCase, { preflight: 'off', ...given })
    : undefined
  const seconds = Math.round((performance.now() - started) / 1000)
  const marks = [facts, check, deploy].map(mark)
  say(exhibit.name, zooCase.name, ...marks, seconds, ...Object.values(given))
  const wrong = [facts, check ?? [], deploy ?? []].flat()
  for (const line of wrong) console.log(line.replace(/^/gm, '    '))
  return wrong.length === 0
}

function mark(wrong: Wrong | undefined): string {
  if (!wrong) return '-'
  return wrong.length === 0 ? 'ok' : 'WRONG'
}

/** One line of the table. */
function say(...cells: readonly (string | number)[]): void {
  const widths = [20, 24, 6, 6, 6, 7, 0]
  console.log(cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join(' '))
}
