/** Small, complete values for the planner's tests; each test overrides what it is about. */
import type { Digested } from '../../src/model/content.ts'
import type { Description } from '../../src/model/description.ts'
import type { ModelFacts } from '../../src/model/model.ts'
import { fitContainer } from '../../src/plan/container.ts'
import type { Findings } from '../../src/plan/findings.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { givenSize, withSize } from '../../src/plan/preflight.ts'
import type { Request, Sized } from '../../src/plan/request.ts'
import type { BuiltInService, ScriptedService } from '../../src/plan/service.ts'
import type { Files } from '../../src/plan/smoke.ts'
import type {
  AzureState,
  DeploymentState,
  EndpointState,
  Usage,
  VmSize,
} from '../../src/plan/state.ts'

/** A checkout that exists only in memory; a path that ends in a slash is a folder. */
export const filesOf = (texts: Readonly<Record<string, string>>): Files => ({
  kind: (path) =>
    path in texts
      ? 'file'
      : path === '.' ||
          Object.keys(texts).some((name) => name.startsWith(`${path.replace(/\/$/, '')}/`))
        ? 'folder'
        : undefined,
  read: (path) => texts[path] ?? '',
})

/** The least that a deployment needs. */
export const leastInputs = {
  'model-path': 'model.joblib',
  framework: 'scikit-learn',
  'framework-version': '1.5.2',
  'service-name': 'breast-cancer',
  'subscription-id': '11111111-2222-3333-4444-555555555555',
  'resource-group': 'ml',
  workspace: 'ml-prod',
  'client-id': 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  'tenant-id': '99999999-8888-7777-6666-555555555555',
  'smoke-request': '{"data": [[1, 2, 3, 4]]}',
} as const

export const leastFiles = filesOf({ 'model.joblib': 'bytes' })

export function requestOf(
  overrides: Readonly<Record<string, string>> = {},
  files: Files = leastFiles,
): Sized<Request> {
  const parsed = parseRequest({ ...leastInputs, ...overrides }, files)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  if (parsed.asked.mode !== 'deploy') throw new Error('asks for no deployment')
  const { request } = parsed.asked
  return withSize(request, givenSize(request.compute) ?? { cpu: 1, memory: 2 })
}

export const contentOf = (name: string, digest: string): Digested => ({
  name,
  kind: 'file',
  files: [{ path: name, bytes: 5, source: { kind: 'memory', data: new Uint8Array(5) } }],
  bytes: 5,
  digest,
  hashes: new Map([[name, digest]]),
})

export const modelOf = (digest = 'a'.repeat(64)): ModelFacts => ({
  kind: 'local',
  digest,
  mount: 'model.joblib',
  content: contentOf('model.joblib', digest),
  type: 'custom_model',
  reading: { description: descriptionOf(), findings: [] },
})

/** What the file of a small scikit-learn model says. */
export const descriptionOf = (overrides: Partial<Description> = {}): Description => ({
  framework: 'scikit-learn',
  format: 'pickle',
  path: 'model.joblib',
  version: '1.5.2',
  holds: 'DecisionTreeClassifier',
  input: { kind: 'rows', columns: Array.from({ length: 4 }, () => ({ type: 'number' })) },
  output: { kind: 'classes', classes: [0, 1], probabilities: true },
  packages: {},
  ...overrides,
})

export const serviceOf = (overrides: Partial<ScriptedService> = {}): ScriptedService => ({
  kind: 'scripted',
  code: contentOf('score.py', 'c'.repeat(64)),
  scoringScript: 'score.py',
  environment: { kind: 'new', image: 'base', condaFile: 'dependencies: [python=3.12]' },
  notes: [],
  ...overrides,
})

/** A model that Azure serves by itself. */
export const builtInOf = (overrides: Partial<BuiltInService> = {}): BuiltInService => ({
  kind: 'built-in',
  server: 'triton',
  notes: [],
  warnings: [],
  ...overrides,
})

export const sizeOf = (
  name: string,
  family: string,
  vCPUs: number,
  memoryGB: number,
  price: number,
): VmSize => ({
  name,
  family,
  vCPUs,
  gpus: 0,
  memoryGB,
  premiumDisks: true,
  computeTypes: ['MIR'],
  price: { amount: price, currency: 'USD' },
})

export const sizes: readonly VmSize[] = [
  sizeOf('Standard_DS1_v2', 'standardDSv2Family', 1, 3.5, 0.07),
  sizeOf('Standard_DS2_v2', 'standardDSv2Family', 2, 7, 0.14),
  sizeOf('Standard_D2as_v4', 'standardDASv4Family', 2, 8, 0.1),
  sizeOf('Standard_D2a_v4', 'standardDAv4Family', 2, 8, 0.11),
  sizeOf('Standard_D4as_v4', 'standardDASv4Family', 4, 16, 0.2),
  sizeOf('Standard_FX4mds', 'standardFXMDVSFamily', 4, 84, 0.4),
  { ...sizeOf('Standard_NC4as_T4_v3', 'standardNCASv3T4Family', 4, 28, 0.5), gpus: 1 },
]

export const usagesOf = (limit: number, current = 0): readonly Usage[] => [
  {
    name: 'Standard DASv4 Family Cluster Dedicated vCPUs',
    type: 'Microsoft.MachineLearningServices/vmFamily/usages',
    current,
    limit,
  },
  {
    name: 'Standard DASv4 Family Cluster Dedicated vCPUs',
    type: 'Microsoft.MachineLearningServices/workspaces/computes/usages',
    current: 99,
    limit: 0,
  },
  {
    name: 'Total Cluster Dedicated Regional vCPUs',
    type: 'Microsoft.MachineLearningServices/totalCores/usages',
    current: 0,
    limit: 100,
  },
]

export const endpointOf = (overrides: Partial<EndpointState> = {}): EndpointState => ({
  name: 'breast-cancer',
  provisioningState: 'Succeeded',
  authMode: 'Key',
  scoringUri: 'https://breast-cancer.eastus2.inference.ml.azure.com/score',
  traffic: {},
  mirrorTraffic: {},
  tags: {},
  kubernetes: false,
  ...overrides,
})

export const deploymentOf = (
  name: string,
  overrides: Partial<DeploymentState> = {},
): DeploymentState => ({
  name,
  provisioningState: 'Succeeded',
  tags: {},
  instanceCount: 1,
  ...overrides,
})

export const stateOf = (overrides: Partial<AzureState> = {}): AzureState => ({
  workspace: { id: '/subscriptions/s/workspaces/ml-prod', location: 'eastus2' },
  datastore: {
    name: 'workspaceblobstore',
    account: 'account',
    container: 'container',
    url: 'https://account.blob.core.windows.net',
    credentials: 'secrets',
  },
  deployments: [],
  autoscale: [],
  models: { versions: [], nextVersion: '1' },
  sizes,
  usages: usagesOf(24),
  ...overrides,
})

export const findingsOf = (overrides: Partial<Findings> = {}): Findings => ({
  request: requestOf(),
  model: modelOf(),
  identity: { framework: 'scikit-learn', version: '1.5.2', description: descriptionOf() },
  service: serviceOf(),
  container: fitContainer((overrides.request ?? requestOf()).container, { bytes: 1 }),
  smoke: requestOf().smoke.cases ?? [],
  state: stateOf(),
  origin: {},
  ...overrides,
})
