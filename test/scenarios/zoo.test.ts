/** Models that real libraries saved: a path, a name and a size are enough for a service that answers as they do. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { checkFacts } from '../models/facts.ts'
import { checkCase, deployCase, unrecorded } from '../models/visitor.ts'
import { readCases, zoo } from '../models/zoo.ts'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'

/** Of every light exhibit a case, each another kind; test/models/visit.ts shows all of all. */
const chosen: Readonly<Record<string, string>> = {
  'scikit-learn-1.2.2': 'columns',
  'scikit-learn-1.4.2': 'texts',
  'scikit-learn-1.6.1': 'calibrated',
  'scikit-learn-1.9.1': 'named-columns',
  'xgboost-1.7.6': 'classifier-three',
  'xgboost-2.1.4': 'categories-booster',
  'xgboost-3.4.1': 'pickle',
  'lightgbm-3.3.5': 'three-classes',
  'lightgbm-4.7.0': 'categories',
  'catboost-1.2.2': 'classifier-texts',
  'catboost-1.2.10': 'categories',
  'skops-0.11.0': 'xgboost',
  'skops-0.16.0': 'texts',
  'onnx-1.15.0': 'external',
  'onnx-1.23.2': 'probabilities',
  'mlflow-1.30.1': 'xgboost',
  'mlflow-2.22.5': 'sklearn-signature',
  'mlflow-3.17.2': 'pyfunc',
  'triton-2.73.0': 'batched',
}

const kept = join(import.meta.dirname, '../models/kept')

async function find(place: string, name: string) {
  const exhibit = zoo.find((one) => one.name === place)
  const zooCase = (await readCases(join(kept, place))).find((one) => one.name === name)
  if (!exhibit || !zooCase) throw new Error(`nothing of ${place} is called ${name}`)
  return { exhibit, zooCase }
}

// Environments are installed, most of them for the first time.
vi.setConfig({ testTimeout: 600_000 })

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({
    scoring: 'python',
    arrange: (world) => {
      world.totalCoreLimit = 1000
      world.coreLimits['standardDASv4Family'] = 1000
    },
  })
})
afterAll(() => simulator.close())

test('no light exhibit is left out; of R, everything needs code', () => {
  const light = zoo.flatMap(({ name, weight }) => (weight === 'light' ? [name] : []))
  expect(Object.keys(chosen)).toEqual(light.filter((name) => name !== 'r'))
})

test.concurrent.for(Object.entries(chosen))('%s: %s', async ([place, name]) => {
  const { exhibit, zooCase } = await find(place, name)
  const { description, wrong } = await checkFacts(zooCase)
  expect(wrong).toEqual([])
  const given = description ? unrecorded(exhibit, description) : {}
  expect(await checkCase(zooCase, given)).toEqual([])
  // The check has been its preflight. Once is enough to see that a deployment begins with its own.
  const preflight = place === 'scikit-learn-1.9.1' ? 'on' : 'off'
  const service = place.replaceAll('.', '-')
  expect(await deployCase(simulator, service, zooCase, { preflight, ...given })).toEqual([])
})
