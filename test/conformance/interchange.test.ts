/** A model that one client registered is deployed by the other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ask,
  type Checkout,
  deployByAction,
  makeCheckout,
  type RecordedSimulator,
  runPythonSdk,
  startRecordedSimulator,
} from './clients.ts'

let checkout: Checkout
let simulator: RecordedSimulator

beforeAll(async () => {
  checkout = await makeCheckout()
  simulator = await startRecordedSimulator()
}, 600_000)

afterAll(async () => {
  await simulator.stop()
  checkout.remove()
}, 60_000)

test('the Python SDK downloads and deploys what the action registered', async () => {
  const { outputs } = await deployByAction(simulator, checkout, 'tree', {
    'model-path': 'tree.joblib',
    'service-name': 'by-action',
  })
  const { 'model-name': name = '', 'model-version': version = '' } = outputs

  const target = checkout.scratch('downloaded')
  const [downloaded] = await runPythonSdk(simulator, 'download', name, version, target)
  const [file = ''] = (downloaded?.['files'] ?? []) as string[]
  expect(file).toMatch(/tree\.joblib$/)
  expect(readFileSync(join(target, file))).toEqual(
    readFileSync(join(checkout.folder, 'tree.joblib')),
  )

  const [deployed] = await runPythonSdk(
    simulator,
    'deploy',
    'then-by-sdk',
    'blue',
    `azureml:${name}:${version}`,
    join(checkout.folder, 'request.json'),
  )
  expect(deployed).toMatchObject({ tried: checkout.answers.tree, traffic: { blue: 100 } })
  expect((await ask(simulator, 'then-by-sdk', checkout.answers)).predict).toEqual(
    checkout.answers.tree,
  )
}, 300_000)

test('the action deploys what the Python SDK registered, as it is', async () => {
  const folder = join(checkout.folder, 'forest')
  const [model] = await runPythonSdk(simulator, 'register', 'forest', folder)
  expect(model).toMatchObject({ name: 'forest', version: '1' })

  const before = simulator.exchanges().length
  const { outputs } = await deployByAction(simulator, checkout, 'forest', {
    'model-path': 'azureml:forest:1',
    'service-name': 'then-by-action',
  })
  expect(outputs).toMatchObject({
    status: 'deployed',
    'model-name': 'forest',
    'model-version': '1',
    'model-id': model?.['id'],
  })
  const written = simulator
    .exchanges()
    .slice(before)
    .filter(({ method, url }) => method !== 'GET' && /\/models\/|\.joblib/.test(url))
  expect(written).toEqual([])
  const { called, predict } = await ask(simulator, 'then-by-action', checkout.answers)
  expect(predict).toEqual(checkout.answers.forest)
  expect(called.headers['azureml-model-deployment']).toBe(outputs['deployment-name'])
}, 300_000)
