/**
 * Trains cases of the zoo and keeps them: puts them into kept/, in place of those that are there.
 *
 *     node test/models/keep.ts <exhibit>/<case>…
 *
 * Pickles and exported programs tell where the code stood that made them, so it is made in /srv/zoo,
 * whoever makes it; test/project/kept.test.ts holds everything that is kept to that.
 */
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeVenvAt } from './venv.ts'
import { scripts, train, zoo } from './zoo.ts'

const place = '/srv/zoo'
const kept = join(import.meta.dirname, 'kept')

const wanted = Map.groupBy(process.argv.slice(2), (path) => path.split('/')[0])
if (wanted.size === 0) throw new Error('name what is to be kept, such as xgboost-3.4.1/pickle')

for (const [name, paths] of wanted) {
  const exhibit = zoo.find((one) => one.name === name)
  if (!exhibit) throw new Error(`nothing in the zoo is called ${name}`)
  await rm(place, { recursive: true, force: true })
  await mkdir(place, { recursive: true })
  await cp(scripts, place, { recursive: true, filter: (path) => !path.includes('__pycache__') })
  const venv = join(place, 'env')
  await makeVenvAt(venv, exhibit.python, exhibit.requirements)
  const made = await train(exhibit, venv, place)
  for (const path of paths) {
    const from = join(made, path.slice(exhibit.name.length + 1))
    await rm(join(kept, path), { recursive: true, force: true })
    await cp(from, join(kept, path), { recursive: true })
    await cp(`${from}.json`, join(kept, `${path}.json`))
    console.log(`kept ${path}`)
  }
}
await rm(place, { recursive: true, force: true })
