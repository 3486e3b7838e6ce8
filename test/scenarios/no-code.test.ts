/** What Azure serves by itself, Triton's repositories and MLflow's folders: no script, no environment, and tested all the same. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectEnding, type Story, service, story } from './story.ts'

const kept = join(import.meta.dirname, '../models/kept')
const recorded = (name: string) => JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))

let it: Story
beforeAll(async () => {
  it = await story({ scoring: 'python' })
})
afterAll(() => it.end())

const copy = (model: string, name: string) =>
  cpSync(join(kept, model), join(it.checkout, name), { recursive: true })

/** The last deployment that was asked for. */
const deployed = () =>
  it.simulator.exchanges
    .filter(({ method, url }) => method === 'PUT' && /\/deployments\/[^/]+\?/.test(url))
    .at(-1)?.requestBody as { properties: Record<string, unknown> } | undefined

/** What was asked of Azure that is not a question. */
const written = (since: number) =>
  it.simulator.exchanges
    .slice(since)
    .filter(({ method, url }) => method === 'PUT' && url.includes('management.azure.com'))
    .map(({ url }) => /workspaces\/[^/]+\/(\w+)/.exec(url)?.[1])

const slow = { timeout: 600_000 }
const triton = { 'service-name': 'doubling', 'smoke-request': undefined, preflight: undefined }

describe('a Triton repository', () => {
  test(
    'is deployed without code and environment, and asked at the root of the host',
    slow,
    async () => {
      copy('triton-2.73.0/azure-layout', 'repository')
      const run = await it.deploy({ ...triton, 'model-path': 'repository' })
      expect(run.outputs, run.log).toMatchObject({
        status: 'deployed',
        framework: 'triton',
        'scoring-uri': expect.stringMatching(/^https:\/\/doubling\..*\/score$/),
      })
      expect(new Set(written(0))).toEqual(new Set(['models', 'onlineEndpoints']))
      expect(deployed()?.properties).not.toHaveProperty('codeConfiguration')
      expect(deployed()?.properties).not.toHaveProperty('environmentId')
      expect(JSON.parse(run.outputs['smoke-response'] ?? '')).toMatchObject({
        model_name: 'doubling',
        outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 3], data: [0, 0, 0, 2, 2, 2] }],
      })
      expect(run.log).toMatch(
        /verified: https:\/\/doubling\.\S+\/v2\/models\/doubling\/infer is answered/,
      )
      expect(run.log).toMatch(/preflight: not on this runner: the Triton that serves the model/)
      expect(run.log).not.toMatch(/environment: deploy-action/)
    },
  )

  test(
    'again, as it is, is unchanged; and each deployment can still be asked by its header',
    slow,
    async () => {
      const first = (await it.deployments('doubling'))[0] ?? ''
      const again = await it.deploy({ ...triton, 'model-path': 'repository' })
      expect(again.outputs, again.log).toMatchObject({
        status: 'unchanged',
        'deployment-name': first,
      })
      const { asks, request, answer } = recorded('triton-2.73.0/azure-layout')
      const caller = await it.caller('doubling')
      const path = `/v2/models/${asks}/infer`
      for (const headers of [{}, { 'azureml-model-deployment': first }]) {
        const { status, text, headers: answered } = await caller.score(request, headers, path)
        expect(status).toBe(200)
        expect(JSON.parse(text)).toEqual(answer)
        expect(answered['azureml-model-deployment']).toBe(first)
      }
      expect((await caller.score(request, { authorization: 'Bearer no' }, path)).status).toBe(401)
      expect((await caller.score(request)).status).toBe(404)
      const other = await caller.score(request, { 'azureml-model-deployment': 'other' }, path)
      expect(other.status).toBe(404)
    },
  )

  test('of several models is asked by a case that names one, and not without', slow, async () => {
    copy('triton-2.73.0/several', 'several')
    const since = it.simulator.exchanges.length
    const inputs = { ...triton, 'model-path': 'several' }
    expectEnding(await it.deploy(inputs), {
      status: 'failed',
      phase: 'plan',
      code: 'invalid-input',
      says: /the repository holds several models, again, doubling/,
      todo: /'smoke-request'/,
    })
    expect(written(since)).toEqual([])
    const { asks, request, answer } = recorded('triton-2.73.0/several')
    const cases = [{ model: asks, request, expect: answer }]
    const run = await it.deploy({ ...inputs, 'smoke-request': JSON.stringify(cases) })
    expect(run.outputs['status'], run.log).toBe('deployed')
  })

  test('whose model Triton cannot load fails with Triton’s own words', slow, async () => {
    copy('triton-2.73.0/python', 'greeting')
    const before = await it.traffic('doubling')
    expectEnding(await it.deploy({ ...triton, 'model-path': 'greeting' }), {
      status: 'failed',
      phase: 'deployment',
      code: 'container-crashed',
      says: /The container says: failed to load 'greeting': .*unable to find backend library for backend 'python'/,
      todo: /Correct that model of the Triton repository/,
    })
    expect(await it.traffic('doubling')).toEqual(before)
  })

  test('that needs a GPU gets one, and is not deployed on a size that has none', slow, async () => {
    copy('triton-2.73.0/azure-layout', 'gpu')
    writeFileSync(
      join(it.checkout, 'gpu/models/doubling/config.pbtxt'),
      'instance_group { kind: KIND_GPU }',
    )
    const inputs = { ...triton, 'model-path': 'gpu', 'service-name': 'gpu-doubling' }
    expectEnding(await it.deploy({ ...inputs, 'instance-type': 'Standard_D4as_v4' }), {
      status: 'failed',
      phase: 'plan',
      code: 'invalid-input',
      says: /'Standard_D4as_v4', which has no GPU, and the model needs one: the config\.pbtxt of 'doubling'/,
      todo: /Standard_NC4as_T4_v3/,
    })
    it.simulator.world.coreLimits['standardNCASv3_T4Family'] = 24
    const run = await it.deploy(inputs)
    expect(run.outputs, run.log).toMatchObject({
      status: 'deployed',
      'instance-type': 'Standard_NC4as_T4_v3',
    })
  })

  test(
    'is checked without Azure as far as that goes, and no further when it must',
    slow,
    async () => {
      const check = (more = {}) =>
        it.deploy({ mode: 'check', ...triton, 'model-path': 'repository', ...more })
      const run = await check()
      expect(run.outputs, run.log).toMatchObject({ status: 'planned', framework: 'triton' })
      expect(run.summary).toMatch(/Azure's own Triton serves doubling, without script/)
      expect(run.summary).toMatch(
        /would have to answer '2 rows', sent to \/v2\/models\/doubling\/infer/,
      )
      expect(run.summary).toMatch(/not on this runner: the Triton that serves the model is Azure/)
      expectEnding(await check({ preflight: 'on' }), {
        status: 'failed',
        phase: 'preflight',
        code: 'preflight-failed',
        says: /'preflight' is 'on', but .*the Triton that serves the model is Azure's own/,
        todo: /'preflight: auto'/,
      })
    },
  )
})

describe('an MLflow model with mlflow-no-code', () => {
  const mlflow = {
    'model-path': 'flowers',
    'service-name': 'flowers',
    'mlflow-no-code': 'true',
    'smoke-request': undefined,
  }

  test(
    'that Azure’s script would fail with is refused before anything is uploaded',
    slow,
    async () => {
      copy('mlflow-2.22.5/sklearn-signature', 'flowers')
      const since = it.simulator.exchanges.length
      const run = await it.deploy(mlflow)
      expectEnding(run, {
        status: 'failed',
        phase: 'plan',
        code: 'framework-unsupported',
        says: /lacks azureml-ai-monitoring[\s\S]*lacks azureml-inference-server-http/,
        todo: /leave 'mlflow-no-code' out/,
      })
      expect(run.annotations).toContainEqual(
        expect.objectContaining({
          properties: expect.objectContaining({ file: 'flowers/conda.yaml', line: '6' }),
        }),
      )
      expect(written(since)).toEqual([])
    },
  )

  test('is served by Azure’s script in the environment of its conda.yaml', slow, async () => {
    const path = join(it.checkout, 'flowers/conda.yaml')
    const added = [
      'azureml-ai-monitoring',
      'azureml-inference-server-http==1.5.1',
      'setuptools==80.9.0',
    ]
    const conda = readFileSync(path, 'utf8').replace('mlflow==', 'mlflow-skinny==')
    writeFileSync(
      path,
      conda.replace('- pip:\n', `- pip:\n${added.map((line) => `  - ${line}\n`).join('')}`),
    )
    const since = it.simulator.exchanges.length
    const run = await it.deploy({ ...mlflow, preflight: 'auto' })
    expect(run.outputs, run.log).toMatchObject({ status: 'deployed', framework: 'mlflow' })
    expect(new Set(written(since))).toEqual(new Set(['models', 'onlineEndpoints']))
    const { request, answer } = recorded('mlflow-2.22.5/sklearn-signature')
    expect(JSON.parse(run.outputs['smoke-response'] ?? '')).toEqual(answer.predict)
    const { columns, data } = request.dataframe_split
    const { text } = await (await it.caller('flowers')).score({
      input_data: { columns, index: [0, 1, 2], data },
    })
    expect(JSON.parse(text)).toEqual(answer.predict)
    expect(run.log).toMatch(
      /preflight: not on this runner: the script that serves the model is Azure/,
    )
  })

  test('is neither for other models nor for code of one’s own', async () => {
    expectEnding(await it.deploy({ 'mlflow-no-code': 'true' }), {
      status: 'failed',
      phase: 'plan',
      code: 'invalid-input',
      says: /'mlflow-no-code' is for MLflow models, and 'model\.joblib' holds/,
      todo: /Leave 'mlflow-no-code' out/,
    })
    expectEnding(await it.deploy({ ...mlflow, 'entry-script': 'score.py', environment: 'e:1' }), {
      status: 'failed',
      phase: 'request',
      code: 'invalid-input',
      says: /'entry-script' and 'mlflow-no-code' exclude each other[\s\S]*'environment' and 'mlflow-no-code'/,
      todo: /./,
    })
  })
})

test('both are served by the stub, too', async () => {
  const other = await story()
  try {
    cpSync(join(it.checkout, 'repository'), join(other.checkout, 'repository'), { recursive: true })
    const asked = { ...triton, 'service-name': service, 'model-path': 'repository' }
    expect((await other.deploy(asked)).outputs['status']).toBe('deployed')
    cpSync(join(it.checkout, 'flowers'), join(other.checkout, 'flowers'), { recursive: true })
    const flowers = { 'model-path': 'flowers', 'mlflow-no-code': 'true' }
    const run = await other.deploy({ ...flowers, 'smoke-request': '{"input_data": [[1]]}' })
    expect(run.outputs['status'], run.log).toBe('deployed')
  } finally {
    await other.end()
  }
})
