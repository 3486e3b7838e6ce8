/** Microsoft's Python SDK against the simulator: the proxy and the certificates are all that it is told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Checkout,
  makeCheckout,
  type RecordedSimulator,
  type Report,
  runPythonSdk,
  startRecordedSimulator,
} from './clients.ts'

/** Every step of the tour in azure_ai_ml.py, in its order. */
const steps = [
  ['registers a model from a file', 'model_from_a_file'],
  ['registers a model from a folder', 'model_from_a_folder'],
  ['lists models, reads them by version and label, downloads them', 'models_read_back'],
  ['raises its own errors for what is missing or taken', 'refusals'],
  ['registers an environment', 'environment'],
  ['creates an endpoint', 'endpoint_created'],
  ['deploys a file with a scoring script', 'deployment_of_a_file'],
  ['gets no answer without traffic', 'no_traffic_yet'],
  ['sets the traffic', 'traffic_to_blue'],
  ['invokes, and the model answers', 'blue_answers'],
  ['deploys a folder beside it, without touching what serves', 'deployment_of_a_folder'],
  ['splits the traffic, and both models answer', 'traffic_split'],
  ['moves the traffic', 'traffic_to_green'],
  ['invokes, and the other model answers', 'green_answers'],
  ['invokes each deployment by name', 'invoked_by_name'],
  ['reads the keys', 'keys'],
  ['reads the logs of both containers', 'logs'],
  ['scales', 'scaled'],
  ['deletes a deployment, but not the one that serves', 'deployment_deleted'],
  ['deletes the endpoint', 'endpoint_deleted'],
  ['archives a model', 'model_archived'],
] as const

let checkout: Checkout
let simulator: RecordedSimulator
let reports: readonly Report[] = []

beforeAll(async () => {
  checkout = await makeCheckout()
  simulator = await startRecordedSimulator()
  reports = await runPythonSdk(simulator, 'tour', checkout.folder)
}, 900_000)

afterAll(async () => {
  await simulator.stop()
  checkout.remove()
}, 60_000)

test.for(steps)('%s', ([, step]) => {
  const report = reports.find((one) => one.step === step)
  if (report === undefined) throw new Error('an earlier step failed')
  expect(report.error).toBeUndefined()
  expect(report.ok).toBe(true)
})

test('and that was all of it', () => {
  expect(reports.map(({ step }) => step)).toEqual(steps.map(([, step]) => step))
})

test('contacts no host that Azure does not have', () => {
  expect(simulator.refused()).toEqual([])
})
