/**
 * One deployment of the same model, script and conda file, made by the action and by Microsoft's
 * Python SDK: every difference between their requests is in this table, with its reason.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Checkout,
  deployByAction,
  makeCheckout,
  type RecordedSimulator,
  runPythonSdk,
  startRecordedSimulator,
} from './clients.ts'
import { differences, type Said, said } from './wire.ts'

const token = 'POST entra/{guid}/oauth2/v2.0/token'
const secrets = 'POST datastores/{name}/listSecrets'
const model = 'PUT models/{name}/versions/{name}'
const code = 'PUT codes/{name}/versions/{name}'
const environment = 'PUT environments/{name}/versions/{name}'
const endpoint = 'PUT onlineEndpoints/{name}'
const deployment = 'PUT onlineEndpoints/{name}/deployments/{name}'
const probe =
  '{"failureThreshold":30,"initialDelay":"PT10S","period":"PT10S","successThreshold":1,"timeout":"PT2S"}'

const run = 'https://github.com/contoso/fraud-model/actions/runs/17250911802'

const origin = (operation: string) => [
  `${operation}.actor: "octocat" ≠ –`,
  `${operation}.commit: "{commit}" ≠ –`,
  `${operation}.created-by: "azureml-deploy" ≠ –`,
  `${operation}.model-digest: "{sha256}" ≠ –`,
  `${operation}.ref: "refs/heads/main" ≠ –`,
  `${operation}.repository: "contoso/fraud-model" ≠ –`,
  `${operation}.run: "${run}" ≠ –`,
]

/** What keeps other runs away, and says what to go back to. */
const lease = (operation: string, before: string) => [
  `${operation}.rollout-before: "${before}" ≠ –`,
  `${operation}.rollout-deployment: "blue" ≠ –`,
  `${operation}.rollout-run: "${run}/attempts/1#{process}" ≠ –`,
  `${operation}.rollout-until: "{time}" ≠ –`,
]

/** Action ≠ SDK; – where one says nothing. */
const listed: readonly string[] = [
  // The action signs in with a token of GitHub, the SDK here with a secret.
  'GET github/idtoken: only the action',
  `${token} body.client_assertion: "{secret}" ≠ –`,
  `${token} body.client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" ≠ –`,
  `${token} body.client_secret: – ≠ "{secret}"`,
  // MSAL for Node and MSAL for Python ask for the same token in their own ways.
  'GET entra/{guid}/v2.0/.well-known/openid-configuration: only the SDK',
  `${token} body.claims: ${JSON.stringify(
    '{"id_token":{"signin_state":{"essential":false},"login_hint":{"essential":false},"tenant_region_sub_scope":{"essential":false}},"access_token":{"xms_cc":{"values":["cp1"]}}}',
  )} ≠ –`,
  `${token} body.client_info: – ≠ "1"`,
  `${token} headers.content-type: "application/x-www-form-urlencoded;charset=utf-8" ≠ "application/x-www-form-urlencoded"`,
  // Size and quota are decided before anything is made; the SDK leaves that to its user.
  'GET locations/{name}/usages: only the action',
  'GET locations/{name}/vmSizes: only the action',
  // The action asks which datastore is the default one; the SDK takes it to be workspaceblobstore.
  'GET datastores: only the action',
  'GET datastores/{name}: only the SDK',
  // A SAS of an hour may end before a large upload does: the action takes the key, as the stable
  // version gives it, and sees whether the account allows it.
  `${secrets} body: null ≠ {"expirableSecret":true,"expireAfterHours":1}`,
  `${secrets} headers.content-type: – ≠ "application/json"`,
  'HEAD datastore/LocalUpload: only the action',
  // The action looks through all versions for its content; the SDK reads the newest one.
  'GET models/{name}/versions query.$orderBy: – ≠ "createdtime desc"',
  'GET models/{name}/versions query.$top: – ≠ "1"',
  // Another run may have taken the version, or have ended after taking it: the action looks before
  // it registers.
  'GET models/{name}/versions/{name}: only the action',
  // The digest of every blob is kept with it, so that an upload that was cut off goes on where it
  // was.
  'PUT datastore/LocalUpload/{sha256}/tree.joblib headers.x-ms-meta-sha256: "{sha256}" ≠ –',
  'PUT datastore/LocalUpload/{sha256}/tree.joblib?comp=metadata headers.x-ms-meta-sha256: "{sha256}" ≠ –',
  // Where it comes from, so that it can be found again from either side.
  ...origin(`${model} body.properties.tags`),
  ...origin(`${deployment} body.tags`),
  // What the model's file says of itself, so that it can be served again from the registry alone.
  `${model} body.properties.tags.framework: "scikit-learn" ≠ –`,
  `${model} body.properties.tags.framework-version: "1.6.1" ≠ –`,
  `${model} body.properties.tags.model-file: "tree.joblib" ≠ –`,
  `${model} body.properties.tags.model-format: "pickle" ≠ –`,
  ...[code, environment].map(
    (asset) =>
      `${asset} body.properties.tags: {"actor":"octocat","commit":"{commit}","created-by":"azureml-deploy","ref":"refs/heads/main","repository":"contoso/fraud-model","run":"${run}"} ≠ –`,
  ),
  // What the action made it may tidy up, and what it has seen to its end it need not do again.
  `${endpoint} (1) body.tags.created-by: "azureml-deploy" ≠ –`,
  `${endpoint} (2) body.tags.created-by: "azureml-deploy" ≠ –`,
  `${endpoint} (1) body.tags.repository: "contoso/fraud-model" ≠ –`,
  `${endpoint} (2) body.tags.repository: "contoso/fraud-model" ≠ –`,
  ...lease(`${endpoint} (1) body.tags`, 'none'),
  ...lease(`${endpoint} (2) body.tags`, 'blue=100'),
  `${endpoint} (2) body.tags.traffic-before: "none" ≠ –`,
  `${deployment} body.tags.deployment-digest: "{sha256}" ≠ –`,
  'PATCH onlineEndpoints/{name}: only the action',
  'GET locations/{name}/mfeOperationResults/{name}: only the action',
  // Settings of Azure Monitor do not go with the deployments that they scale.
  'GET subscriptions/{name}/resourcegroups/{name}/providers/{name}/autoscalesettings: only the action',
  // Code lies beside the models and is named by its content; the SDK asks for a container each
  // time, and finds code again by a hash in its properties.
  'GET codes/{name}/versions/{name}: only the action',
  'GET codes/{name}/versions: only the SDK',
  'POST codes/{name}/versions/{name}/startPendingUpload: only the SDK',
  'HEAD datastore/LocalUpload/{sha256}/service/score.py: only the action',
  'PUT datastore/LocalUpload/{sha256}/service/score.py: only the action',
  'PUT datastore/LocalUpload/{sha256}/service/score.py?comp=metadata: only the action',
  'HEAD {container}/service/score.py: only the SDK',
  'PUT {container}/service/score.py: only the SDK',
  'PUT {container}/service/score.py?comp=metadata: only the SDK',
  `${code} body.properties.codeUri: "{datastore}/LocalUpload/{sha256}/service" ≠ "{container}/service"`,
  `${code} body.properties.properties: – ≠ {"hash_sha256":"{sha256}","hash_version":202208}`,
  // The environment is named by its content, too, and so looked up by its version; the SDK takes
  // the next number.
  'GET environments/{name}/versions/{name}: only the action',
  'GET environments/{name}: only the SDK',
  // Said although it is the default: what is deployed must not change with a default.
  `${environment} body.properties.osType: "Linux" ≠ –`,
  `${deployment} body.properties.livenessProbe: ${probe} ≠ –`,
  `${deployment} body.properties.readinessProbe: ${probe} ≠ –`,
  `${deployment} body.properties.scaleSettings: {"scaleType":"Default"} ≠ –`,
  // Not the default of five seconds, which a first request often exceeds.
  `${deployment} body.properties.requestSettings: {"maxConcurrentRequestsPerInstance":1,"requestTimeout":"PT60S"} ≠ –`,
  // The SDK says that there is nothing to say.
  `${model} body.properties.isAnonymous: – ≠ false`,
  `${model} body.properties.isArchived: – ≠ false`,
  `${environment} body.properties.isAnonymous: – ≠ false`,
  `${environment} body.properties.isArchived: – ≠ false`,
  `${endpoint} (1) body.properties.mirrorTraffic: – ≠ {}`,
  `${endpoint} (1) body.properties.properties: – ≠ {}`,
  `${endpoint} (1) body.properties.traffic: – ≠ {}`,
  `${deployment} body.properties.appInsightsEnabled: – ≠ false`,
  `${deployment} body.properties.properties: – ≠ {}`,
  // To move traffic the action gives back the endpoint as Azure showed it; the SDK drops its kind
  // and copies who made it, and when, into the properties.
  `${endpoint} (2) body.kind: "Managed" ≠ –`,
  `${endpoint} (2) body.properties.properties.createdAt: – ≠ "{time}"`,
  `${endpoint} (2) body.properties.properties.createdBy: – ≠ "github-deploy"`,
  `${endpoint} (2) body.properties.properties.lastModifiedAt: – ≠ "{time}"`,
  // The SDK reads the keys for every invocation.
  'POST onlineEndpoints/{name}/listKeys: 1 times the action, 2 times the SDK',
  // The SDK goes on naming the deployment once it was named: its default headers are changed in
  // place.
  'POST endpoint/score (2) headers.azureml-model-deployment: – ≠ "blue"',
]

/** Not in every run. */
const sometimes: readonly string[] = [
  // A deployment that takes longer than ten seconds is asked what it is doing.
  'POST onlineEndpoints/{name}/deployments/{name}/getLogs: only the action',
]

let checkout: Checkout
let action: readonly Said[] = []
let sdk: readonly Said[] = []

/** What is said to a simulator of its own. */
async function listen(talk: (simulator: RecordedSimulator) => Promise<unknown>): Promise<Said[]> {
  const simulator = await startRecordedSimulator()
  try {
    await talk(simulator)
    return simulator.exchanges().map(said)
  } finally {
    await simulator.stop()
  }
}

beforeAll(async () => {
  checkout = await makeCheckout()
  const file = join(checkout.folder, 'tree.joblib')
  const request = join(checkout.folder, 'request.json')
  sdk = await listen((simulator) =>
    runPythonSdk(simulator, 'deploy', 'beside', 'blue', file, request),
  )
  action = await listen((simulator) =>
    deployByAction(simulator, checkout, 'tree', {
      'model-path': 'tree.joblib',
      'service-name': 'beside',
      'deployment-name': 'blue',
    }),
  )
}, 600_000)

afterAll(() => checkout.remove())

test('the action says what the Python SDK says, but for what is listed here', () => {
  const found = differences(['the action', action], ['the SDK', sdk])
  const unlisted = found.filter((line) => !listed.includes(line) && !sometimes.includes(line))
  const gone = listed.filter((line) => !found.includes(line))
  expect({ unlisted, gone }).toEqual({ unlisted: [], gone: [] })
})

test('the action speaks stable versions only; the SDK goes by previews', () => {
  const versions = (all: readonly Said[]) => [
    ...new Set(all.flatMap(({ apiVersion }) => apiVersion ?? [])),
  ]
  // 2023-10-01 where the older one would lose mirrored traffic.
  expect(versions(action).sort()).toEqual(['2022-10-01', '2023-10-01'])
  expect(versions(sdk).sort()).toEqual([
    '2022-02-01-preview',
    '2023-04-01',
    '2023-04-01-preview',
    '2023-08-01-preview',
    '2024-10-01-preview',
  ])
})

test('the action asks Resource Manager about as often', () => {
  const count = (all: readonly Said[]) => {
    const arm = all.filter(({ apiVersion }) => apiVersion !== undefined)
    const polls = arm.filter(({ operation }) => /mfeOperation/.test(operation))
    return { requests: arm.length - polls.length, polls: polls.length }
  }
  const counts = { action: count(action), sdk: count(sdk) }
  for (const [client, { requests, polls }] of Object.entries(counts)) {
    console.log(`${client}: ${requests} requests to Resource Manager, and ${polls} polls`)
  }
  // How often it is asked whether something has come true depends on the speed of the day.
  expect(counts.action.requests).toBeLessThanOrEqual(counts.sdk.requests + 5)
})
