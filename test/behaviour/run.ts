/**
 * Every strategy with every kind of new model, on real scoring processes:
 *
 *     node test/behaviour/run.ts [PATTERN]
 *
 * Prints what became of each as a table and why, and fails when a promise was broken: a good model
 * takes over, any other is taken back by the run itself, which says why.
 */
import { story } from '../scenarios/story.ts'
import { aligned } from '../table.ts'
import { behaviours } from './models.ts'
import { play, type Verdict } from './play.ts'
import { ways } from './strategies.ts'

const wanted = new RegExp(process.argv[2] ?? '')
const it = await story({ scoring: 'python' })
try {
  const verdicts = new Map<string, Verdict>()
  for (const way of ways) {
    for (const behaviour of behaviours) {
      const name = `${way.name} × ${behaviour.name}`
      if (!wanted.test(name)) continue
      const verdict = await play(it, way, behaviour)
      verdicts.set(name, verdict)
      console.log(`${name}: ${verdict.ended.replace(/\n[\s\S]*/, '')}`)
      if (verdict.wrong.length === 0) continue
      console.log(verdict.wrong.map((text) => `    ${text}`).join('\n'))
      console.log(verdict.log.replace(/^/gm, '      | '))
    }
  }
  const word = ({ ended, wrong }: Verdict) =>
    wrong.length > 0 ? '!!!' : (ended.split(' ')[0] ?? '')
  const rows = ways.map((way) => [
    way.name,
    ...behaviours.map((behaviour) => {
      const verdict = verdicts.get(`${way.name} × ${behaviour.name}`)
      return verdict ? word(verdict) : ''
    }),
  ])
  console.log(aligned([['', ...behaviours.map(({ name }) => name)], ...rows]))
  const broken = [...verdicts.values()].filter(({ wrong }) => wrong.length > 0).length
  console.log(`${verdicts.size} played, ${broken} with a broken promise`)
  process.exitCode = broken > 0 ? 1 : 0
} finally {
  await it.end()
}
