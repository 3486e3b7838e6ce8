/** Whatever goes wrong, the run ends with a reason and a remedy, and the model that served goes on serving. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import type { ActionStart } from '../runner.ts'
import { type Ending, expectEnding, type Story, story } from './story.ts'

let it: Story
let live: Record<string, number> = {}
let answer = ''

beforeAll(async () => {
  it = await story()
  const first = await it.deploy()
  expect(first.outputs['status'], first.log).toBe('deployed')
  live = await it.traffic()
  answer = await ask()
}, 60_000)
afterAll(() => it.end())

const ask = async () => {
  const { status, text } = await (await it.caller()).score({ data: [[1, 2, 3, 4]] })
  return `${status} ${text}`
}

/** After every refusal: same traffic, same answers, no deployment left behind, and a plain run succeeds. */
afterEach(async () => {
  expect(await it.traffic()).toEqual(live)
  expect(await ask()).toBe(answer)
  expect(await it.deployments()).toEqual(Object.keys(live))
})

interface Refusal extends Ending {
  readonly name: string
  readonly inputs?: ActionStart['inputs']
  readonly env?: Readonly<Record<string, string>>
  readonly before?: (story: Story) => void
  readonly after?: (story: Story) => void
}

const machineLearning = 'Microsoft.MachineLearningServices/workspaces'
const denied = (action: string): Pick<Refusal, 'before' | 'after'> => ({
  before: ({ simulator }) => simulator.world.deny(action),
  after: ({ simulator }) => simulator.world.allow(action),
})

const refusals: readonly Refusal[] = [
  {
    name: 'several bad inputs at once',
    inputs: { cpu: 'two', memory: '-1', 'service-nam': 'x', 'model-path': 'nowhere.joblib' },
    status: 'failed',
    phase: 'request',
    code: 'invalid-input',
    says: /4 mistakes in the inputs:\n- 'service-nam' is not an input of this action\. Did you mean 'service-name'\?\n- 'cpu' is 'two'.*\n- 'memory' is '-1'.*\n- 'model-path' is 'nowhere\.joblib'/,
    todo: /Correct them/,
  },
  {
    name: 'no such model path',
    inputs: { 'model-path': 'nowhere.joblib' },
    status: 'failed',
    phase: 'request',
    code: 'model-not-found',
    says: /'model-path' is 'nowhere\.joblib': no such file or folder/,
    todo: /download-artifact/,
  },
  {
    name: 'an empty folder',
    before: ({ checkout }) => mkdirSync(join(checkout, 'empty'), { recursive: true }),
    inputs: { 'model-path': 'empty' },
    status: 'failed',
    phase: 'facts',
    code: 'model-empty',
    says: /'model-path' is 'empty': the folder holds no files/,
    todo: /Check that the training step wrote the model/,
  },
  {
    name: 'a federated credential that does not match',
    before: ({ simulator }) => {
      simulator.world.github.ref = 'refs/heads/elsewhere'
    },
    after: ({ simulator }) => {
      simulator.world.github.ref = 'refs/heads/main'
    },
    status: 'failed',
    phase: 'sign-in',
    code: 'federated-credential-mismatch',
    says: /AADSTS700213: .* issuer 'https:\/\/token\.actions\.githubusercontent\.com', subject 'repo:contoso\/fraud-model:ref:refs\/heads\/elsewhere', audience 'api:\/\/AzureADTokenExchange'/,
    todo: /az ad app federated-credential create --id \S+ --parameters '\{"name":"[\w-]+","issuer":"https:\/\/token\.actions\.githubusercontent\.com","subject":"repo:contoso\/fraud-model:ref:refs\/heads\/elsewhere","audiences":\["api:\/\/AzureADTokenExchange"\]\}'/,
  },
  {
    name: 'a job that may not ask for a token',
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
    status: 'failed',
    phase: 'sign-in',
    code: 'oidc-unavailable',
    says: /GitHub offers this job no OIDC token/,
    todo: /id-token: write/,
  },
  {
    name: 'an expired secret',
    before: ({ simulator }) => {
      simulator.world.application.secrets.push({
        value: 'old-secret',
        id: 'old',
        expires: '2024-01-01T00:00:00.000Z',
      })
    },
    inputs: { 'client-secret': 'old-secret' },
    status: 'failed',
    phase: 'sign-in',
    code: 'client-secret-expired',
    says: /AADSTS7000222: the client secret of application \S+ has expired/,
    todo: /az ad app credential reset/,
  },
  {
    name: 'a wrong secret',
    inputs: { 'client-secret': 'not-the-secret' },
    status: 'failed',
    phase: 'sign-in',
    code: 'client-secret-invalid',
    says: /AADSTS7000215/,
    todo: /Pass the secret's value, not its id/,
  },
  {
    name: 'no such workspace',
    inputs: { workspace: 'ml-nowhere' },
    status: 'failed',
    phase: 'facts',
    code: 'workspace-not-found',
    says: /there is no workspace 'ml-nowhere' in resource group 'ml'/,
    todo: /az ml workspace list/,
  },
  {
    name: 'no role for the secrets of the datastore',
    ...denied(`${machineLearning}/datastores/listSecrets/action`),
    status: 'failed',
    phase: 'model',
    code: 'permission-denied',
    says: /could not read the credentials of datastore 'workspaceblobstore': AuthorizationFailed: .*datastores\/listSecrets\/action/,
    todo: /AzureML Data Scientist/,
  },
  {
    name: 'no role for the blobs',
    before: ({ simulator }) => {
      simulator.world.storage.allowSharedKeyAccess = false
      simulator.world.deny('Microsoft.Storage/storageAccounts/blobServices/*')
    },
    after: ({ simulator }) => {
      simulator.world.storage.allowSharedKeyAccess = true
      simulator.world.allow('Microsoft.Storage/storageAccounts/blobServices/*')
    },
    status: 'failed',
    phase: 'model',
    code: 'storage-permission-denied',
    says: /refuses the upload \(AuthorizationPermissionMismatch\)/,
    todo: /Storage Blob Data Contributor/,
  },
  {
    name: 'a storage firewall',
    before: ({ simulator }) => {
      simulator.world.storage.reachable = false
    },
    after: ({ simulator }) => {
      simulator.world.storage.reachable = true
    },
    status: 'failed',
    phase: 'model',
    code: 'storage-unreachable',
    says: /refuses this runner \(AuthorizationFailure\): its firewall or private endpoint/,
    todo: /self-hosted runner/,
  },
  {
    name: 'no role for models',
    ...denied(`${machineLearning}/models/versions/write`),
    status: 'failed',
    phase: 'model',
    code: 'permission-denied',
    says: /could not register model 'breast-cancer': AuthorizationFailed: .*models\/versions\/write/,
    todo: /a role with 'Microsoft\.MachineLearningServices\/workspaces\/models\/versions\/write'/,
  },
  {
    name: 'no role for endpoints',
    inputs: { 'service-name': 'another-service' },
    ...denied(`${machineLearning}/onlineEndpoints/write`),
    status: 'failed',
    phase: 'endpoint',
    code: 'permission-denied',
    says: /could not create endpoint 'another-service': AuthorizationFailed: .*onlineEndpoints\/write/,
    todo: /AzureML Data Scientist/,
  },
  {
    name: 'no role for deployments',
    ...denied(`${machineLearning}/onlineEndpoints/deployments/write`),
    status: 'failed',
    phase: 'deployment',
    code: 'permission-denied',
    says: /could not deploy 'd-\w+': AuthorizationFailed: .*onlineEndpoints\/deployments\/write/,
    todo: /AzureML Data Scientist/,
  },
  {
    name: 'an endpoint name that is taken in the region',
    before: ({ simulator }) => simulator.world.takenEndpointNames.push('popular-name'),
    inputs: { 'service-name': 'popular-name' },
    status: 'failed',
    phase: 'endpoint',
    code: 'endpoint-name-taken',
    says: /There is already an endpoint with this name/,
    todo: /Choose another 'service-name'/,
  },
  {
    name: 'too small a quota',
    inputs: { cpu: 4, memory: 8, 'instance-count': 50 },
    status: 'failed',
    phase: 'plan',
    code: 'quota-exceeded',
    says: /not enough quota for Standard_D4as_v4: 240 vCPUs needed \(20 % .*\), \d+ free of '.*' \(\d+ of \d+ in use\)/,
    todo: /Ask for more quota/,
  },
  {
    name: 'an unknown VM size',
    inputs: { 'instance-type': 'Standard_D2as_v44' },
    status: 'failed',
    phase: 'plan',
    code: 'size-unknown',
    says: /'instance-type' is 'Standard_D2as_v44': the region does not offer it\. Did you mean 'Standard_D2as_v4'\?/,
    todo: /leave 'instance-type' out/,
  },
  {
    name: 'another scikit-learn version than the file says',
    inputs: { 'framework-version': '0.18.1' },
    status: 'failed',
    phase: 'plan',
    code: 'framework-contradicted',
    says: /'model\.joblib' \(DummyClassifier\) was saved by scikit-learn 1\.6\.1, but 'framework-version' says 0\.18\.1/,
    todo: /Leave 'framework-version' out/,
  },
  {
    name: 'a wrong smoke answer',
    inputs: { 'smoke-expect': '{"predict": [42]}' },
    status: 'smoke-failed',
    phase: 'smoke',
    code: 'smoke-wrong-answer',
    says: /wrong answer at \$\.predict\[0\]: expected 42, got 0\.\d+/,
    todo: /The new deployment got no traffic/,
  },
  {
    name: 'a smoke request that the model cannot take',
    inputs: { 'smoke-request': '{"data": 1', 'smoke-expect': '{}' },
    status: 'failed',
    phase: 'request',
    code: 'invalid-input',
    says: /'smoke-request' is '\{"data": 1': not valid JSON/,
    todo: /Correct them/,
  },
  {
    name: 'a smoke test that is too slow',
    inputs: { 'smoke-max-latency-ms': 1 },
    before: ({ simulator }) =>
      simulator.fault({
        match: { method: 'POST', url: 'inference\\.ml\\.azure\\.com/score', nth: 1 },
        do: { delayMs: 300 },
      }),
    status: 'smoke-failed',
    phase: 'smoke',
    code: 'smoke-too-slow',
    says: /the 95th percentile of 1 answers is \d+ ms, 'smoke-max-latency-ms' allows 1/,
    todo: /more 'cpu'/,
  },
  {
    name: 'a smoke test that is answered by 500',
    before: ({ simulator }) =>
      simulator.fault({
        match: { method: 'POST', url: 'inference\\.ml\\.azure\\.com/score', nth: 1 },
        do: { status: 500, body: { message: 'boom' } },
      }),
    status: 'smoke-failed',
    phase: 'smoke',
    code: 'smoke-error',
    says: /expected HTTP 200, got 500: .*boom/,
    todo: /container's log/,
  },
  {
    name: 'a deadline that passes',
    inputs: { 'timeout-minutes': 0.05 },
    before: ({ simulator }) =>
      simulator.fault({
        match: { method: 'GET', url: 'mfeOperationsStatus', nth: 1 },
        do: { hang: true },
      }),
    status: 'failed',
    phase: 'deployment',
    code: 'deadline-passed',
    says: /longer than the 0\.05 minutes of 'timeout-minutes'/,
    todo: /what is done is not done twice/,
  },
]

test.each(refusals)(
  '$name',
  async ({ inputs, env, before, after, ...ending }) => {
    it.write('model.joblib', pickled('the second model'))
    before?.(it)
    try {
      expectEnding(await it.deploy(inputs, env), ending)
    } finally {
      after?.(it)
    }
  },
  60_000,
)
