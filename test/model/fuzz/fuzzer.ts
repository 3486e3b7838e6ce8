/**
 * Shows changed models to the front door for as long as it is told:
 *
 *     node test/model/fuzz/fuzzer.ts <seed> <seconds> [<round>]
 *
 * Every round has a number, which is printed before it begins; with `<round>` that one is repeated and
 * left in the working folder. The last line is what was told, counted. It ends with the first thing
 * that no user should be told.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fault, told } from '../frontDoor.ts'
import { specimens } from './corpus.ts'
import { Dice } from './dice.ts'
import { mutatedWithin } from './layers.ts'

const models = specimens()
const endings = ['', '.bin', '.pkl', '.onnx', '.zip', '.rds', '.h5', '.json']

/** Writes the model of a round into a new folder; where the user would point to. */
async function prepare(seed: number, round: number, into: string): Promise<string> {
  const dice = new Dice(Math.imul(seed, 1_000_003) + round)
  const { files, kind } = dice.pick(models)
  const root = join(into, 'model')
  const victim = dice.pick([...files.keys()])
  const other = dice.roll(40) === 0 ? dice.pick([...dice.pick(models).files.values()]) : undefined
  for (const [path, data] of files) {
    const ending = kind === 'file' && dice.roll(8) === 0 ? dice.pick(endings) : undefined
    const name = join(root, ending === undefined ? path : `model${ending}`)
    await mkdir(dirname(name), { recursive: true })
    await writeFile(name, path === victim ? (other ?? (await mutatedWithin(data, dice))) : data)
    if (kind === 'file') return name
  }
  return root
}

async function main(seed: number, seconds: number, only?: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const until = performance.now() + seconds * 1000
  const counts = { described: 0, refused: 0 }
  let round = only ?? 0
  for (; performance.now() < until || round === only; round++) {
    if (only !== undefined && round > only) break
    process.stdout.write(`${round}\n`)
    const place = join(folder, `${round}`)
    const outcome = await told(await prepare(seed, round, place))
    const wrong = fault(outcome)
    if (wrong !== undefined) throw new Error(`A user would be told: ${wrong}`)
    counts[outcome.failure ? 'refused' : 'described'] += 1
    if (only === undefined) await rm(place, { recursive: true })
    else process.stderr.write(`${place}: ${outcome.failure?.message ?? 'is read'}\n`)
  }
  process.stdout.write(`${JSON.stringify({ ...counts, rss: process.resourceUsage().maxRSS })}\n`)
}

const [seed = 1, seconds = 10, only] = process.argv.slice(2).map(Number)
await main(seed, seconds, only)
