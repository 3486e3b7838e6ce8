/** Config files of other tools: every key becomes an input, or is explained. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { ModelFacts } from '../../../src/model/model.ts'
import { dialects } from '../../../src/plan/foreign/dialects.ts'
import { demandKnown, identify } from '../../../src/plan/framework.ts'
import { parseRequest } from '../../../src/plan/parse.ts'
import type { Request } from '../../../src/plan/request.ts'
import { filesOf, leastInputs } from '../factories.ts'
import { amlDeploy, amlRegisterModel, amlWorkspace, azDeployment, azEndpoint } from './keys.ts'

const schemas = {
  'az-ml-endpoint': azEndpoint,
  'az-ml-deployment': azDeployment,
  'aml-deploy': amlDeploy,
  'aml-registermodel': amlRegisterModel,
  'aml-workspace': amlWorkspace,
} as const

type Texts = Readonly<Record<string, string>>

const {
  'model-path': _,
  'service-name': __,
  framework: ___,
  'framework-version': ____,
  ...where
} = leastInputs

/** What a run with these files and inputs makes of them. */
const parse = (config: string, texts: Texts, inputs: Texts = {}) =>
  parseRequest({ ...where, 'config-file': config, ...inputs }, filesOf(texts))

function requestFrom(config: string, texts: Texts, inputs: Texts = {}): Request {
  const parsed = parse(config, texts, inputs)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  if (parsed.asked.mode !== 'deploy') throw new Error('asks for no deployment')
  return parsed.asked.request
}

/** Every mistake as `file:line message`. */
function mistakes(config: string, texts: Texts, inputs: Texts = {}): readonly string[] {
  const parsed = parse(config, texts, inputs)
  const list = parsed.ok ? [] : parsed.problems
  return list.map(({ message, place }) => `${place?.file}:${place?.line} ${message}`)
}

const warnings = (config: string, texts: Texts, inputs: Texts = {}) =>
  (parse(config, texts, inputs).migration?.warnings ?? []).map(
    ({ message, place }) => `${place.file}:${place.line} ${message}`,
  )

describe('every key of', () => {
  test.each(Object.entries(schemas))('%s has a row, and every row a key', (name, keys) => {
    const { rows } = dialects[name as keyof typeof dialects]
    const groups = (path: string) => keys.some((key) => key.startsWith(`${path}.`))
    const inline = Object.keys(rows).filter((path) => /\.\$schema$/.test(path))
    expect(keys.filter((key) => !(key in rows))).toEqual([])
    expect(Object.keys(rows).filter((path) => !keys.includes(path) && !groups(path))).toEqual(
      inline,
    )
    for (const [path, { inputs, says }] of Object.entries(rows))
      if (!groups(path)) expect(inputs.length + says.length, path).toBeGreaterThan(0)
  })

  const value = fc.oneof(
    fc.boolean(),
    fc.integer({ min: -5, max: 200_000 }),
    fc.constantFrom('', 'x', './code', 'azureml:a:1', '<your-name>', 'managed', '1.10'),
    fc.constant([]),
    fc.constant({ blue: 100 }),
    fc.constant({}),
  )

  test.each(Object.entries(schemas))('%s is told, whatever its value is', (name, keys) => {
    const leaves = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}.`)))
    const file = fc
      .dictionary(fc.constantFrom(...leaves), value, { minKeys: 3, maxKeys: 12 })
      .map((flat) => ({ flat, text: stringify(nested(flat)) }))
    fc.assert(
      fc.property(file, ({ flat, text }) => {
        const marked = `$schema: ${marks[name as keyof typeof marks] ?? ''}\n${text}`
        const source = marks[name as keyof typeof marks] === undefined ? text : marked
        const parsed = parse('foreign.yml', { 'foreign.yml': source })
        // Words that several tools have tell them apart only together with others.
        fc.pre(parsed.migration?.summary.includes(titleOf(name)) === true)
        const said = [
          ...(parsed.migration?.blocks ?? []).map(({ text }) => text),
          ...(parsed.ok ? [] : parsed.problems.map(({ message }) => `: ${message}`)),
        ].join('\n')
        for (const key of Object.keys(flat)) if (key !== '$schema') expect(said).toContain(key)
      }),
      { numRuns: 60 },
    )
  })

  const titleOf = (name: string) => dialects[name as keyof typeof dialects].title

  const marks = {
    'az-ml-endpoint':
      'https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json',
    'az-ml-deployment':
      'https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json',
  }

  function nested(flat: Readonly<Record<string, unknown>>) {
    const tree: Record<string, unknown> = {}
    for (const [path, leaf] of Object.entries(flat)) {
      const steps = path.split('.')
      const last = steps.pop() ?? ''
      let level = tree
      for (const step of steps) {
        const below = (level[step] ?? {}) as Record<string, unknown>
        level[step] = below
        level = below
      }
      level[last] = leaf
    }
    return tree
  }
})

const az = {
  'deploy/model/model.joblib': 'bytes',
  'deploy/code/score.py': '',
  'deploy/env/conda.yml': '',
} as const

const endpoint = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: churn
auth_mode: aml_token
`

const deployment = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: churn
model:
  name: churn-model
  path: ./model/model.joblib
code_configuration:
  code: ./code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-py312-inference:latest
  conda_file: env/conda.yml
environment_variables:
  LEVEL: 1.10
instance_type: Standard_DS3_v2
instance_count: 2
request_settings:
  request_timeout_ms: 3000
  max_concurrent_requests_per_instance: 4
liveness_probe:
  initial_delay: 30
  period: 5
`

describe('files of az ml', () => {
  test('endpoint and deployment are one request', () => {
    const request = requestFrom('[deploy/endpoint.yml, deploy/blue.yml]', {
      ...az,
      'deploy/endpoint.yml': `${endpoint}traffic:\n  blue: 100\n`,
      'deploy/blue.yml': deployment,
    })
    expect(request).toMatchObject({
      endpoint: { name: 'churn', authMode: 'AMLToken' },
      model: { name: 'churn-model', source: { kind: 'local', path: 'deploy/model/model.joblib' } },
      serving: {
        kind: 'code',
        sourceDirectory: 'deploy/code',
        entryScript: 'score.py',
        environment: {
          kind: 'conda',
          file: 'deploy/env/conda.yml',
          image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest',
        },
      },
      compute: { instanceType: 'Standard_DS3_v2', instanceCount: 2 },
      container: {
        environmentVariables: { LEVEL: '1.10', WORKER_COUNT: '4' },
        requestTimeoutMs: 3000,
        maxConcurrentRequests: 4,
        livenessProbe: { initialDelayMs: 30_000, periodMs: 5000 },
      },
    })
    expect(request.rollout).not.toHaveProperty('deploymentName')
  })

  test('a deployment is enough, and the workflow and own config files win over it', () => {
    const texts = {
      ...az,
      'deploy/blue.yml': deployment,
      'more.yml': 'instance-count: 3\ncpu: 4\n',
    }
    const request = requestFrom('- more.yml\n- deploy/blue.yml', texts, {
      'instance-type': 'Standard_D2as_v4',
    })
    expect(request.compute).toMatchObject({ instanceType: 'Standard_D2as_v4', instanceCount: 3 })
  })

  test('what the workflow names as a whole, the files name no part of', () => {
    const texts = { ...az, 'deploy/blue.yml': deployment }
    expect(
      requestFrom('deploy/blue.yml', texts, {
        'model-path': 'azureml:other:2',
        environment: 'azureml:serving:4',
      }),
    ).toMatchObject({
      model: { name: 'other', source: { kind: 'registered', version: '2' } },
      serving: { environment: { kind: 'registered', name: 'serving', version: '4' } },
    })
    const image = { environment: 'contoso.azurecr.io/base:9' }
    expect(requestFrom('deploy/blue.yml', texts, image).serving).toMatchObject({
      environment: { kind: 'conda', file: 'deploy/env/conda.yml', image: image.environment },
    })
  })

  const model = (text: string) => ({
    ...az,
    'd.yml': `endpoint_name: churn\nname: blue\n${text}\n`,
  })

  test.each([
    ['model: azureml:churn:7', 'azureml:churn:7'],
    ['model: azureml:churn@latest', 'azureml:churn@latest'],
    ['model: {path: deploy/../deploy/model/}', 'deploy/model'],
    ['model: {path: file:deploy/model}', 'deploy/model'],
  ])('names the model by %s', (text, path) => {
    const parsed = parse('d.yml', model(text))
    expect(parsed.migration?.blocks.at(-1)?.text).toContain(`model-path: ${path}`)
    expect(parsed.ok).toBe(true)
  })

  test.each([
    ['azureml://registries/r/models/m/versions/1', /in a step before \('az ml model download/],
    [
      'azureml:/subscriptions/s/resourceGroups/g/providers/p/workspaces/w/models/m/versions/3',
      /if that is 'w', say 'azureml:m:3'/,
    ],
    ['churn', /expected 'azureml:name:version'/],
    ['{path: azureml://jobs/j/outputs/artifacts/paths/model/}', /not in the checkout/],
  ])('refuses the model %s, unless the workflow has one', (text, says) => {
    const texts = model(`model: ${text}`)
    expect(mistakes('d.yml', texts)).toEqual([expect.stringMatching(says)])
    expect(mistakes('d.yml', texts)[0]).toMatch(/^d\.yml:3 /)
    expect(mistakes('d.yml', texts, { 'model-path': 'azureml:churn:7' })).toEqual([])
  })

  test('an MLflow model is served as az ml serves it; with code, by that', () => {
    const texts = model('model:\n  path: deploy/model\n  type: mlflow_model')
    expect(requestFrom('d.yml', texts)).toMatchObject({
      serving: { kind: 'mlflow-no-code' },
      model: { framework: 'mlflow' },
    })
    const code =
      'code_configuration: {code: deploy/code, scoring_script: score.py}\nenvironment: azureml:e:1'
    expect(
      requestFrom('d.yml', model(`model: {path: deploy/model, type: mlflow_model}\n${code}`)),
    ).toMatchObject({
      serving: { kind: 'code', environment: { kind: 'registered', name: 'e' } },
    })
  })

  test('an MLflow model that az ml registered is told from what can be served by a script', () => {
    const churn: ModelFacts = {
      kind: 'registered',
      digest: 'azureml:churn:7',
      mount: 'churn',
      type: 'mlflow_model',
      noted: {},
      id: '/models/churn/versions/7',
      version: '7',
    }
    const { model: asked } = requestFrom('d.yml', model('model: azureml:churn:7'))
    expect(() => demandKnown(identify(asked, churn), churn)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          hint: expect.stringContaining("'mlflow-no-code: true'"),
        }),
      }),
    )
  })

  test('an image of Docker Hub is not taken for an environment', () => {
    const code = 'code_configuration: {code: deploy/code, scoring_script: score.py}'
    const { serving } = requestFrom(
      'd.yml',
      model(`model: azureml:m:1\n${code}\nenvironment: {image: "python:3.12"}`),
    )
    expect(serving).toMatchObject({
      environment: { kind: 'image', image: 'docker.io/library/python:3.12' },
    })
  })

  test('target utilization becomes autoscale', () => {
    const scale =
      'scale_settings: {type: target_utilization, min_instances: 2, max_instances: 5, target_utilization_percentage: 60, polling_interval: 10}'
    expect(requestFrom('d.yml', model(`model: azureml:m:1\n${scale}`)).compute).toMatchObject({
      instanceCount: 2,
      autoscale: { min: 2, max: 5, target: 60 },
    })
  })

  test('what would deploy something else is refused at its line', () => {
    const texts = {
      ...az,
      'e.yml': `${endpoint}public_network_access: disabled
identity:
  type: user_assigned
  user_assigned_identities: [{resource_id: x}]
compute: azureml:cluster
mirror_traffic: {green: 10}
`,
      'd.yml': `${deployment}model_mount_path: /models
data_collector:
  collections:
    model_inputs: {enabled: 'true'}
egress_public_network_access: disabled
type: kubernetes
resources: {requests: {cpu: 1}}
instnace_count: 3
scale_settings: {type: fixed}
readiness_probe: {period: 0}
`,
    }
    expect(mistakes('[e.yml, d.yml]', texts)).toMatchInlineSnapshot(`
      [
        "d.yml:30 'instnace_count' is not a key of an online deployment of az ml. Did you mean 'instance_count'?",
        "e.yml:4 'public_network_access: disabled' has no equivalent here: the endpoint would be created open to the internet. This action keeps what an endpoint has: create it once with 'az ml online-endpoint create', and leave this file out of 'config-file'. Remove it to go without",
        "e.yml:6 'identity.type: user_assigned' has no equivalent here: the endpoint would be created with an identity of its own. This action keeps what an endpoint has: create it once with 'az ml online-endpoint create', and leave this file out of 'config-file'. Remove it to go without",
        "e.yml:8 'compute: azureml:cluster' has no equivalent here: this action deploys to managed online endpoints, not to Kubernetes clusters. Remove it to go without",
        "e.yml:9 'mirror_traffic' has no equivalent here: copies to 'green' that go on are none of its rollouts. Say 'strategy: shadow' with 'mirror-share: 10' to copy that much for the 'bake-time', and then to move the traffic. With 'strategy' in the workflow, this line no longer counts",
        "d.yml:23 'model_mount_path: /models' has no equivalent here: the model is mounted where Azure mounts it, and the environment variable 'AZUREML_MODEL_DIR' says where. Remove it to go without",
        "d.yml:24 'data_collector' has no equivalent here: this action switches no data collection on, and what is collected today would no longer be. Remove it to go without",
        "d.yml:27 'egress_public_network_access: disabled' has no equivalent here: the deployment would reach the internet. The managed network of the workspace decides that for all of its deployments. Remove it to go without",
        "d.yml:28 'type: kubernetes' has no equivalent here: this action deploys to managed online endpoints, not to Kubernetes clusters. Remove it to go without",
        "d.yml:29 'resources' has no equivalent here: this action deploys to managed online endpoints, not to Kubernetes clusters. Say 'cpu' and 'memory', and a VM size is chosen. Remove it to go without",
        "d.yml:31 'scale_settings.type' is 'fixed': expected 'default' or 'target_utilization'",
        "d.yml:32 'readiness_probe.period' is '0': expected seconds, or a time with a unit such as '500ms', '90s', '5m'",
        "d.yml:6 'model-path' is 'model/model.joblib': no such file or folder. The path is relative to the checkout; a model from an earlier job must be downloaded first (actions/download-artifact), a registered one is named azureml:<name>:<version>",
        "d.yml:8 'source-directory' is 'code': no such folder in the checkout",
        "d.yml:12 'conda-file' is 'env/conda.yml': no such file in the checkout",
      ]
    `)
  })

  test('what is switched off, or what this action does anyway, is nothing to talk of', () => {
    const texts = {
      ...az,
      'e.yml': `${endpoint}public_network_access: Enabled
identity: {type: SystemAssigned}
traffic: {}
mirror_traffic: {green: 0}
`,
      'd.yml': `endpoint_name: churn
name: blue
model: azureml:m:1
type: managed
app_insights_enabled: false
data_collector: {collections: {model_inputs: {enabled: 'false'}}}
egress_public_network_access: enabled
private_network_connection: false
scale_settings: {type: default}
`,
    }
    expect(mistakes('[e.yml, d.yml]', texts)).toEqual([])
    expect(warnings('[e.yml, d.yml]', texts)).toEqual([])
  })

  test('what somebody may miss is a warning at its line', () => {
    const texts = model('model: azureml:m:1\ntags: {team: a}\napp_insights_enabled: true')
    expect(warnings('d.yml', texts)).toEqual([
      expect.stringMatching(/^d\.yml:4 'tags' has no equivalent here: /),
      expect.stringMatching(/^d\.yml:5 'app_insights_enabled: true' has no equivalent here: /),
    ])
  })

  test.each([
    ['{blue: 100}', 'all-at-once'],
    ['{BLUE: 100, green: 0}', 'all-at-once'],
    ['{green: 100}', 'manual'],
    ['{green: 60, red: 40}', 'manual'],
    ['{}', 'all-at-once'],
  ])('traffic %s is %s', (traffic, strategy) => {
    const texts = { ...model('model: azureml:m:1'), 'e.yml': `${endpoint}traffic: ${traffic}\n` }
    expect(requestFrom('[e.yml, d.yml]', texts).rollout.strategy).toBe(strategy)
  })

  test('a split that stays is refused, unless the workflow says how to get to all of it', () => {
    const texts = {
      ...model('model: azureml:m:1'),
      'e.yml': `${endpoint}traffic: {blue: 25, green: 75}\n`,
    }
    expect(mistakes('[e.yml, d.yml]', texts)).toEqual([
      expect.stringMatching(/^e\.yml:4 .*blue 25 %, green 75 %.*'traffic-steps: \[25, 100\]'/),
    ])
    expect(mistakes('[e.yml, d.yml]', texts, { strategy: 'canary' })).toEqual([])
  })

  test('files of different services, or two deployments, are no request', () => {
    const texts = { ...model('model: azureml:m:1'), 'e.yml': endpoint.replace('churn', 'fraud') }
    expect(mistakes('[e.yml, d.yml]', texts)).toEqual([
      "d.yml:1 'endpoint_name' is 'churn', and 'name' in e.yml is 'fraud': files that are read together must be of one service",
    ])
    expect(mistakes('[d.yml, d2.yml]', { ...texts, 'd2.yml': texts['d.yml'] })).toEqual([
      'd2.yml:1 d2.yml is an online deployment of az ml like another file before it: a run deploys one',
    ])
  })

  test('a file of az ml that this action does not read says so', () => {
    const texts = {
      'b.yml':
        '$schema: https://azuremlschemas.azureedge.net/latest/batchDeployment.schema.json\nname: x\n',
    }
    expect(mistakes('b.yml', texts)[0]).toBe(
      "b.yml:1 b.yml is a 'batchDeployment' of az ml: this action reads its online endpoints and online deployments",
    )
  })

  test('aliases are followed, and those without end are a mistake at their line', () => {
    const probes = 'liveness_probe: &probe {period: 7}\nreadiness_probe: *probe'
    const { container } = requestFrom('d.yml', model(`model: azureml:m:1\n${probes}`))
    expect(container.readinessProbe).toEqual({ periodMs: 7000 })
    const laughs = Array.from(
      { length: 9 },
      (_, level) => `  l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    ).join('\n')
    const endless = `model: azureml:m:1\ntags: {team: x}\nproperties:\n  l0: &l0 [x]\n${laughs}`
    expect(mistakes('d.yml', model(endless))).toEqual([
      expect.stringMatching(/^d\.yml:5 'properties' cannot be read: /),
    ])
    const itself = 'model: azureml:m:1\ninstance_count: &i {a: *i}\nliveness_probe: &p {period: *p}'
    expect(mistakes('d.yml', model(itself))).toEqual([
      "d.yml:4 'instance_count' cannot be read: it holds itself",
      "d.yml:5 'liveness_probe.period' cannot be read: it holds itself",
    ])
    expect(mistakes('own.yml', { 'own.yml': 'cpu: &i {a: *i}' }, registered)[0]).toBe(
      "own.yml:1 'cpu' cannot be read: it holds itself",
    )
  })

  test('with a verb, only the service counts', () => {
    const texts = model('model: azureml://registries/r/models/m/versions/1\ntype: kubernetes')
    const parsed = parse('d.yml', texts, { mode: 'status' })
    expect(parsed).toMatchObject({ ok: true, asked: { request: { endpoint: { name: 'churn' } } } })
  })
})

const deployJson = (more: string) => `{
    "name": "fraud-service", // as it is called
    "authentication_enabled": true,
    "cpu_cores": 0.5,
    "memory_gb": 1.5,
    /* nothing
       more */
    "num_replicas": null,
${more}
    "description": "https://contoso.example // not a comment"
}`

const aml = (more = '', texts: Texts = {}): Texts => ({
  'models/model.pkl': 'bytes',
  '.cloud/.azure/deploy.json': deployJson(more),
  ...texts,
})
const deployFile = '.cloud/.azure/deploy.json'
const registered = { 'model-path': 'azureml:fraud:3' }

describe("aml-deploy's deploy.json", () => {
  test('is read with its comments, and its paths begin at the root of the checkout', () => {
    const request = requestFrom(
      deployFile,
      aml(
        `"inference_source_directory": "serving/",
        "inference_entry_script": "score.py",
        "conda_file": "environment.yml",
        "custom_base_image": "contoso.azurecr.io/base:3",`,
        { 'serving/score.py': '', 'serving/environment.yml': '' },
      ),
      registered,
    )
    expect(request).toMatchObject({
      endpoint: { name: 'fraud-service', authMode: 'Key' },
      model: { name: 'fraud', source: { kind: 'registered', version: '3' } },
      compute: { cpu: 0.5, memory: 1.5, instanceCount: 1 },
      serving: {
        kind: 'code',
        sourceDirectory: 'serving',
        entryScript: 'score.py',
        environment: {
          kind: 'conda',
          file: 'serving/environment.yml',
          image: 'contoso.azurecr.io/base:3',
        },
      },
    })
  })

  test("takes aml-deploy's own folder where the file names none, if it is there", () => {
    expect(requestFrom(deployFile, aml(), registered).serving).toEqual({ kind: 'no-code' })
    const usual = { 'code/deploy/score.py': '', 'code/deploy/environment.yml': '' }
    expect(requestFrom(deployFile, aml('', usual), registered).serving).toMatchObject({
      sourceDirectory: 'code/deploy',
      entryScript: 'score.py',
      environment: { kind: 'conda', file: 'code/deploy/environment.yml' },
    })
  })

  test('is read with what stands beside it, and wins over that', () => {
    const request = requestFrom(
      deployFile,
      aml('', {
        '.cloud/.azure/workspace.json': '{"name": "ml-test", "resource_group": "ml-group"}',
        '.cloud/.azure/registermodel.json': `{
          "model_name": "fraud-model", "model_file_name": "models/model.pkl",
          "model_framework": "scikitlearn", "model_framework_version": "1.5.2",
          "model_tags": {"team": "risk"}, "model_description": "Who pays?",
          "cpu_cores": 3, "memory_gb": 9}`,
      }),
      { workspace: '', 'resource-group': '' },
    )
    expect(request).toMatchObject({
      where: { workspace: 'ml-test', resourceGroup: 'ml-group' },
      model: {
        name: 'fraud-model',
        source: { kind: 'local', path: 'models/model.pkl' },
        framework: 'scikit-learn',
        frameworkVersion: '1.5.2',
        tags: { team: 'risk' },
        description: 'Who pays?',
      },
      compute: { cpu: 0.5, memory: 1.5 },
    })
  })

  test('keys of Kubernetes count with a compute target, as they did', () => {
    const keys = `"autoscale_enabled": true, "autoscale_max_replicas": 4,
      "autoscale_target_utilization": 60, "scoring_timeout_ms": 9000,
      "replica_max_concurrent_requests": 2, "initial_delay_seconds": 310, "failure_threshold": 3,
      "token_auth_enabled": false,`
    const target = '"deployment_compute_target": "aks-prod",'
    expect(requestFrom(deployFile, aml(`${target}${keys}`), registered)).toMatchObject({
      compute: { autoscale: { min: 1, max: 4, target: 60 } },
      container: {
        requestTimeoutMs: 9000,
        maxConcurrentRequests: 2,
        livenessProbe: { initialDelayMs: 310_000, failureThreshold: 3 },
      },
    })
    expect(requestFrom(deployFile, aml(keys), registered)).not.toHaveProperty('compute.autoscale')
    expect(warnings(deployFile, aml(`${target}${keys}`), registered)).toEqual([
      expect.stringMatching(
        /deploy\.json:9 'deployment_compute_target: aks-prod' has no equivalent/,
      ),
    ])
  })

  test('what would deploy something else is refused at its line', () => {
    const more = `"test_enabled": true,
    "enable_gpu": true,
    "skip_deployment": true,
    "create_image": "docker",
    "extra_docker_file_steps": "steps",
    "runtime": "spark-py",
    "delete_service_after_deployment": true,
    "model_data_collection_enabled": true,
    "conda_file": "<your-conda-environment-file-path>",
    "cpu_core": 2,`
    const quiet = { ...registered, 'smoke-request': '' }
    expect(mistakes(deployFile, aml(more), quiet)).toMatchInlineSnapshot(`
      [
        ".cloud/.azure/deploy.json:18 'cpu_core' is not a key of a deploy.json of aml-deploy. Did you mean 'cpu_cores'?",
        ".cloud/.azure/deploy.json:9 'test_enabled: true' has no equivalent here: the web service object that it tested is gone with API v1, and a test that is not run must not look as if it had passed. Say what the service must answer as 'smoke-request' and 'smoke-expect': it is asked before it gets traffic. With 'smoke-request' in the workflow, this line no longer counts",
        ".cloud/.azure/deploy.json:10 'enable_gpu: true' has no equivalent here: the size decides whether there is a GPU. Name a VM size with a GPU as 'instance-type', and with a script of your own an image with CUDA as 'environment'. With 'instance-type' in the workflow, this line no longer counts",
        ".cloud/.azure/deploy.json:11 'skip_deployment: true' has no equivalent here: no image is made for use elsewhere. 'mode: check' does without Azure, 'mode: plan' without a deployment. With 'mode' in the workflow, this line no longer counts",
        ".cloud/.azure/deploy.json:12 'create_image: docker' has no equivalent here: no image is made for use elsewhere. 'mode: check' does without Azure, 'mode: plan' without a deployment. Remove it to go without",
        ".cloud/.azure/deploy.json:13 'extra_docker_file_steps: steps' has no equivalent here: images are not built here. Build one with these steps in a step before, push it to a registry, and name it as 'environment'. With 'environment' in the workflow, this line no longer counts",
        ".cloud/.azure/deploy.json:14 'runtime: spark-py' has no equivalent here: Spark services are gone with API v1. Remove it to go without",
        ".cloud/.azure/deploy.json:15 'delete_service_after_deployment: true' has no equivalent here: a service that is to go again is deleted by a later step with 'mode: delete' and 'if: always()', or by 'mode: sweep' once its 'time-to-live' has passed. With 'time-to-live' in the workflow, this line no longer counts",
        ".cloud/.azure/deploy.json:16 'model_data_collection_enabled: true' has no equivalent here: this action switches no data collection on, and what is collected today would no longer be. Remove it to go without",
        ".cloud/.azure/deploy.json:17 'conda_file' is '<your-conda-environment-file-path>': that is a placeholder of the sample. Fill it in, or remove it",
      ]
    `)
  })

  test.each([
    [
      '"token_auth_enabled": true, "deployment_compute_target": "aks",',
      [expect.stringMatching(/:9 'token_auth_enabled: true' .* keys or tokens, not both/)],
    ],
    ['"token_auth_enabled": true,', []],
  ])('keys or tokens: %s', (more, expected) => {
    expect(mistakes(deployFile, aml(more), registered)).toEqual(expected)
    expect(mistakes(deployFile, aml(more), { ...registered, 'auth-mode': 'aml_token' })).toEqual([])
  })

  test('an open service is not closed without a word', () => {
    const texts = { 'deploy.json': '{"name": "fraud", "authentication_enabled": false}' }
    expect(mistakes('deploy.json', texts, registered)).toEqual([
      expect.stringMatching(
        /^deploy\.json:1 'authentication_enabled: false' .* would be turned away/,
      ),
    ])
  })

  test('a gate on metrics, or a file that may be anywhere, is not taken for granted', () => {
    const texts = aml('', {
      '.cloud/.azure/registermodel.json':
        '{"model_name": "fraud",\n"model_file_name": "model.pkl",\n"metrics_max": ["accuracy"]}',
    })
    expect(mistakes(deployFile, texts)).toEqual([
      expect.stringMatching(
        /registermodel\.json:2 'model_file_name: model\.pkl' .* any file of that name/,
      ),
      expect.stringMatching(
        /registermodel\.json:3 'metrics_max' .* a worse model would be deployed/,
      ),
    ])
    expect(mistakes(deployFile, texts, { 'model-path': 'models/model.pkl' })).toEqual([])
    expect(mistakes(deployFile, texts, registered)).toEqual([])
  })

  test('broken JSON is a mistake at its line', () => {
    expect(
      mistakes(
        'deploy.json',
        { 'deploy.json': '{\n"name": "fraud",\n"cpu_cores": [1\n}' },
        registered,
      )[0],
    ).toMatch(/^deploy\.json:\d deploy\.json is not valid JSON: /)
  })
})

describe('a file of this action', () => {
  test.each([
    ['with a slip of the hand', 'modle-path: x\ncpu: 1\nname: y\n', 'modle-path'],
    ['in the case of another tool', 'service_name: x\ncpu: 1\nmemory: 2\n', 'service_name'],
    ['with words that others have, too', 'description: x\ntags: {}\nmodel: y\n', 'model'],
  ])('%s is not taken for another tool’s', (_, text, word) => {
    const found = mistakes('own.yml', { 'own.yml': text }, registered)
    expect(found[0]).toContain(`'${word}' is not an input of this action. Did you mean '`)
  })
})
