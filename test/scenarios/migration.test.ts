/** Config files of `az ml` and of aml-deploy, as they are: what they ask for is deployed, and what cannot be is said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { expectEnding, type Story, story } from './story.ts'

let it: Story
const conda = 'dependencies: [python=3.12, pip, {pip: [azureml-inference-server-http==1.5.1]}]\n'

beforeAll(async () => {
  it = await story()
  it.write('outputs/model.joblib', pickled('the model that moves'))
  it.write('outputs/serving/score.py', 'def init(): ...\n\n\ndef run(data):\n    return data\n')
  it.write('outputs/serving/environment.yml', conda)
}, 60_000)
afterAll(() => it.end())

/** What was sent to Azure last, by the end of its address. */
const sent = (method: string, path: RegExp) => {
  return it.simulator.exchanges.findLast(
    (exchange) => exchange.method === method && path.test(new URL(exchange.url).pathname),
  )?.requestBody
}

/** Nothing but where and who: everything else is in the files. */
const bare = { 'model-path': undefined, 'service-name': undefined }

const lineOf = (text: string, key: string) =>
  String(text.split('\n').findIndex((line) => line.includes(key)) + 1)

describe('files of az ml', () => {
  const endpoint = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: moved-from-az
auth_mode: key
traffic:
  blue: 100
`
  const deployment = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: moved-from-az
tags:
  team: risk
model:
  path: ../outputs/model.joblib
  name: risk-model
code_configuration:
  code: ../outputs/serving
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: ../outputs/serving/environment.yml
environment_variables:
  MODE: strict
instance_type: Standard_D2as_v4
instance_count: 2
request_settings:
  request_timeout_ms: 3000
  max_concurrent_requests_per_instance: 3
liveness_probe:
  initial_delay: 42
  failure_threshold: 7
`

  test('are deployed as they say', async () => {
    it.write('az/endpoint.yml', endpoint)
    it.write('az/blue-deployment.yml', deployment)
    const run = await it.deploy({
      ...bare,
      'config-file': '[az/endpoint.yml, az/blue-deployment.yml]',
    })
    expect(run.outputs['status'], run.log).toBe('deployed')
    expect(sent('PUT', /onlineEndpoints\/moved-from-az$/)).toMatchObject({
      properties: { authMode: 'Key' },
    })
    expect(sent('PUT', /moved-from-az\/deployments\/d-\w+$/)).toMatchObject({
      sku: { capacity: 2 },
      properties: {
        model: expect.stringMatching(/\/models\/risk-model\/versions\/1$/),
        codeConfiguration: { scoringScript: 'score.py' },
        environmentVariables: { MODE: 'strict', WORKER_COUNT: '3' },
        instanceType: 'Standard_D2as_v4',
        requestSettings: { requestTimeout: 'PT3S', maxConcurrentRequestsPerInstance: 3 },
        livenessProbe: { initialDelay: 'PT42S', failureThreshold: 7 },
      },
    })
    expect(sent('PUT', /\/environments\/[^/]+\/versions\/\w+$/)).toMatchObject({
      properties: {
        image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest',
        condaFile: conda,
      },
    })
    // What is lost is said at its line, and everything is told for who wants to move on.
    expect(run.annotations).toContainEqual({
      level: 'warning',
      properties: { file: 'az/blue-deployment.yml', line: lineOf(deployment, 'tags:') },
      message: expect.stringMatching(/^'tags' has no equivalent here: /),
    })
    expect(run.summary).toContain('is read as an online deployment of az ml')
    expect(run.log).toContain('What became of az/blue-deployment.yml')
    const own =
      /::group::The same as azureml-deploy\.yml\n::stop-commands::.*\n([\s\S]*?)\n::/.exec(run.log)
    it.write('moved.yml', own?.[1] ?? '')
    const again = await it.deploy({ ...bare, 'config-file': 'moved.yml' })
    expect(again.outputs['status'], again.log).toBe('unchanged')
  }, 60_000)

  test('that ask for what cannot be had are refused at every line of it', async () => {
    const asked = {
      'az/endpoint.yml': `${endpoint}public_network_access: disabled\nidentity:\n  type: user_assigned\n`,
      'az/blue-deployment.yml': `${deployment}egress_public_network_access: disabled\nreadyness_probe: {}\n`,
    }
    for (const [file, text] of Object.entries(asked)) it.write(file, text)
    const run = await it.deploy({
      ...bare,
      'config-file': '- az/endpoint.yml\n- az/blue-deployment.yml',
    })
    expectEnding(run, {
      status: 'failed',
      phase: 'request',
      code: 'invalid-input',
      says: /4 mistakes in the inputs:/,
      todo: /nothing was sent to Azure/,
    })
    const at = (file: keyof typeof asked, key: string) => ({
      level: 'error',
      properties: { file, line: lineOf(asked[file], key) },
      message: expect.stringContaining(key.replace(':', '')),
    })
    for (const annotation of [
      at('az/endpoint.yml', 'public_network_access'),
      at('az/endpoint.yml', 'type'),
      at('az/blue-deployment.yml', 'egress_public_network_access'),
      at('az/blue-deployment.yml', 'readyness_probe'),
    ])
      expect(run.annotations).toContainEqual(annotation)
  })
})

test("aml-deploy's deploy.json is deployed with what stands beside it", async () => {
  it.write(
    '.cloud/.azure/deploy.json',
    `{
    "name": "moved-from-v1",
    // there was no cluster
    "inference_source_directory": "outputs/serving/",
    "inference_entry_script": "score.py",
    "conda_file": "environment.yml",
    "authentication_enabled": true,
    "cpu_cores": 2,
    "memory_gb": 4,
    "test_enabled": true,
    "num_replicas": null,
    "location": "westeurope"
}
`,
  )
  it.write(
    '.cloud/.azure/registermodel.json',
    '{"model_name": "fraud-v1", "model_file_name": "outputs/model.joblib", "model_tags": {"team": "risk"}}',
  )
  it.write(
    '.cloud/.azure/workspace.json',
    JSON.stringify({
      name: it.simulator.azure.workspace,
      resource_group: it.simulator.azure.resourceGroup,
    }),
  )
  const run = await it.deploy({
    ...bare,
    'resource-group': undefined,
    workspace: undefined,
    'config-file': '.cloud/.azure/deploy.json',
  })
  expect(run.outputs['status'], run.log).toBe('deployed')
  expect(run.outputs['instance-type']).toMatch(/^Standard_/)
  expect(sent('PUT', /\/models\/fraud-v1\/versions\/1$/)).toMatchObject({
    properties: { tags: { team: 'risk' } },
  })
  expect(sent('PUT', /moved-from-v1\/deployments\/d-\w+$/)).toMatchObject({
    properties: { codeConfiguration: { scoringScript: 'score.py' } },
  })
  expect(run.annotations).toContainEqual({
    level: 'warning',
    properties: { file: '.cloud/.azure/deploy.json', line: '12' },
    message: expect.stringMatching(/^'location: westeurope' has no equivalent here/),
  })
}, 60_000)
