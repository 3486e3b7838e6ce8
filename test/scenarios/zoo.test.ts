/** Models that real libraries saved: a path, a name and a size are enough for a service that answers as they do. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { checkCase, deployCase } from '../models/visitor.ts'
import { readCases } from '../models/zoo.ts'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'

/** Two that are quickly installed; test/models/visit.ts shows all of all. */
const chosen = [
  ['scikit-learn-1.2.2', 'columns'],
  ['xgboost-3.4.1', 'classifier-three'],
] as const

const kept = join(import.meta.dirname, '../models/kept')

async function find(exhibit: string, name: string) {
  const found = (await readCases(join(kept, exhibit))).find((zooCase) => zooCase.name === name)
  if (!found) throw new Error(`nothing of ${exhibit} is called ${name}`)
  return found
}

// Environments are installed, most of them for the first time.
vi.setConfig({ testTimeout: 600_000 })

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ scoring: 'python' })
})
afterAll(() => simulator.close())

test.concurrent.for(chosen)('%s: %s', async ([exhibit, name]) => {
  const zooCase = await find(exhibit, name)
  expect(await checkCase(zooCase)).toEqual([])
  expect(await deployCase(simulator, exhibit.replaceAll('.', '-'), zooCase)).toEqual([])
})
