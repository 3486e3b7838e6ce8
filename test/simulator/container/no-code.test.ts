import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { gateway } from '../gateway.ts'
import type { BlobStorage, Container, ContainerSpec } from '../types.ts'
import { type Deployed, start as startOn, startStorage, upload } from './fixture.ts'
import { buildImage } from './image/index.ts'

// Environments are installed, and servers start at their own pace.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const kept = join(import.meta.dirname, '../../models/kept')
const tritons = join(kept, 'triton-2.73.0')

let blobs: BlobStorage
let running: Deployed[] = []
beforeAll(async () => {
  blobs = await startStorage()
})
afterAll(() => blobs.close())
afterEach(async () => {
  await Promise.all(running.map((each) => each.end()))
  running = []
})

async function start(spec: Parameters<typeof startOn>[1]): Promise<Deployed> {
  const deployed = await startOn(blobs, spec)
  running.push(deployed)
  return deployed
}

const log = (container: Container) => container.logs('InferenceServer', 500)

describe('a Triton repository', () => {
  const serve = async (folder: string, changes: Parameters<typeof startOn>[1] = {}) =>
    start({
      model: await upload(blobs, folder, 'triton_model'),
      environment: { kind: 'triton' },
      ...changes,
    })
  const rows = (...data: readonly (readonly number[])[]) => ({
    id: 'mine',
    inputs: [{ name: 'x', shape: [data.length, 3], datatype: 'FP32', data }],
  })

  /** A repository that is written down here. */
  async function repository(
    files: Readonly<Record<string, string>>,
  ): Promise<ContainerSpec['model']> {
    const at = { account: 'mlstorage', container: 'blobs', path: `r/${crypto.randomUUID()}/models` }
    const graph = await readFile(join(tritons, 'batched/doubling/1/model.onnx'))
    for (const [path, text] of Object.entries(files)) {
      const place = { ...at, path: `${at.path}/${path}` }
      if (path.endsWith('.onnx')) await blobs.writeBytes(place, graph)
      else await blobs.writeText(place, text)
    }
    return { name: 'm', version: '1', type: 'triton_model', at }
  }

  test('answers the protocol, of the latest version, and nothing at /score', async () => {
    const { ready, score } = await serve(join(tritons, 'batched'))
    expect(ready).toEqual({ ok: true })
    for (const path of ['/v2/health/live', '/v2/health/ready', '/v2/models/doubling/ready'])
      expect(await score(undefined, path)).toMatchObject({ status: 200 })
    expect((await score(undefined, '/v2')).body).toMatchObject({ name: 'triton' })
    expect((await score(undefined, '/v2/models/doubling')).body).toEqual({
      name: 'doubling',
      versions: ['2'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
    })
    const answer = {
      model_name: 'doubling',
      model_version: '2',
      id: 'mine',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 3], data: [2, 4, 6, 0, 1, 2] }],
    }
    const request = rows([1, 2, 3], [0, 0.5, 1])
    for (const path of ['/v2/models/doubling/infer', '/v2/models/doubling/versions/2/infer'])
      expect(await score(request, path)).toMatchObject({ status: 200, body: answer })
    expect(await score(request, '/score')).toMatchObject({ status: 404 })
  })

  test.each<[string, unknown, string, RegExp]>([
    ['404', rows([1, 2, 3]), '/v2/models/other/infer', /unknown model: 'other'/],
    ['404', rows([1, 2, 3]), '/v2/models/doubling/versions/1/infer', /version 1 is not found/],
    ['400', { inputs: [] }, '/v2/models/doubling/infer', /missing required input\(s\) \['x'\]/],
    [
      '400',
      rows(...Array(9).fill([1, 2, 3])),
      '/v2/models/doubling/infer',
      /batch-size must be <= 8/,
    ],
    [
      '400',
      { inputs: [{ ...rows([1, 2, 3]).inputs[0], datatype: 'INT64' }] },
      '/v2/models/doubling/infer',
      /is 'INT64', but model 'doubling' expects 'FP32'/,
    ],
    [
      '400',
      { inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] }] },
      '/v2/models/doubling/infer',
      /Expected \[-1, 3\], got \[1, 2\]/,
    ],
  ])('refuses with %s what is wrong: %j', async (status, request, path, message) => {
    const { score } = await serve(join(tritons, 'batched'))
    const { headers, body } = await score(request, path)
    expect(headers.get('ms-azureml-model-error-statuscode')).toBe(status)
    expect((body as { error: string }).error).toMatch(message)
  })

  test('serves NVIDIA’s own client behind the gateway: health, metadata, raw tensors', async () => {
    const { container } = await serve(join(tritons, 'several'))
    const door = await open(container)
    const script = join(await mkdtemp(join(tmpdir(), 'client-')), 'client.py')
    await writeFile(script, client)
    const image = await buildImage({
      python: '3.12',
      requirements: ['tritonclient[http]==2.73.0', 'numpy==2.5.5'],
      notes: [],
    })
    if (!('python' in image)) throw new Error(image.log)
    const { port } = door.address() as AddressInfo
    const { stdout } = await promisify(execFile)(image.python, [script, `127.0.0.1:${port}`])
    door.close()
    expect(JSON.parse(stdout)).toEqual({
      live: true,
      ready: { doubling: true, again: true, other: false },
      batch: 8,
      raw: [[2, 4, 6]],
      json: [[2, 4, 6]],
      refused: '[401]',
    })
  })

  const client = `
import json, sys
import numpy as np
import tritonclient.http as triton

client = triton.InferenceServerClient(sys.argv[1])
key = {"Authorization": "Bearer key1", "azureml-model-deployment": "blue"}
def infer(model, binary):
    x = triton.InferInput("x", [1, 3], "FP32")
    x.set_data_from_numpy(np.array([[1, 2, 3]], dtype=np.float32), binary_data=binary)
    y = triton.InferRequestedOutput("y", binary_data=binary)
    return client.infer(model, [x], outputs=[y], headers=key)
try:
    client.get_model_metadata("doubling", headers={"Authorization": "Bearer key3"})
except triton.InferenceServerException as error:
    refused = str(error).split(" ")[0]
names = ["doubling", "again", "other"]
print(json.dumps({
    "live": client.is_server_live(headers=key),
    "ready": {name: client.is_model_ready(name, headers=key) for name in names},
    "batch": client.get_model_config("doubling", headers=key)["max_batch_size"],
    "raw": infer("doubling", True).as_numpy("y").tolist(),
    "json": infer("again", False).as_numpy("y").tolist(),
    "refused": refused,
}))
`

  /** The front door of an endpoint whose traffic this deployment has. */
  async function open(container: Container): Promise<Server> {
    const handle = gateway(() => ({
      name: 'fraud',
      authMode: 'Key',
      accepts: (token) => token === 'key1',
      traffic: { blue: 100 },
      mirrorTraffic: {},
      container: (name) => (name === 'blue' ? container : undefined),
    }))
    const door = createServer((request, response) => void handle(request, response))
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
    return door
  }

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'of another backend',
      { 'm/config.pbtxt': 'backend: "python"', 'm/1/model.py': '' },
      /failed to load 'm': Invalid argument: unable to find backend library for backend 'python'/,
    ],
    ['that lies one folder too deep', { 'models/m/1/model.onnx': '' }, /at least one version/],
    ['whose folder is one of its models', { '1/model.onnx': '' }, /failed to load '1'/],
    ['without a model', { 'README.md': 'later' }, /there is no model in/],
    [
      'whose configuration is none',
      { 'm/config.pbtxt': 'backnd: "onnxruntime"', 'm/1/model.onnx': '' },
      /failed to read text proto/,
    ],
    [
      'whose configuration is of another graph',
      {
        'm/config.pbtxt': 'input { name: "z" data_type: TYPE_FP32 dims: 3 }',
        'm/1/model.onnx': '',
      },
      /unexpected inference tensor 'z', allowed are: x/,
    ],
    [
      'that wants a GPU',
      { 'm/config.pbtxt': 'instance_group { kind: KIND_GPU }', 'm/1/model.onnx': '' },
      /no GPUs are available/,
    ],
  ])('%s is not served: the container ends', async (_, files, message) => {
    const model = await repository(files)
    const { ready, container } = await start({
      ...(model && { model }),
      environment: { kind: 'triton' },
    })
    expect(ready).toMatchObject({
      ok: false,
      error: { code: 'ResourceNotReady', message: expect.stringContaining('exit code 1') },
    })
    expect(log(container)).toMatch(message)
    expect(log(container)).toMatch(/error: creating server: Internal - /)
    expect(log(container)).not.toContain(tmpdir())
  })

  test('that wants a GPU is served where there is one', async () => {
    const model = await repository({
      'm/config.pbtxt': 'instance_group { kind: KIND_GPU }',
      'm/1/model.onnx': '',
    })
    const { ready } = await start({
      ...(model && { model }),
      gpus: 1,
      environment: { kind: 'triton' },
    })
    expect(ready).toEqual({ ok: true })
  })

  test('is served without Python too, by the names and shapes of its graph', async () => {
    const { ready, score } = await serve(join(tritons, 'several'), { scoring: 'stub' })
    expect(ready).toEqual({ ok: true })
    const { body } = await score(rows([1, 2, 3], [4, 5, 6]), '/v2/models/again/infer')
    const value = expect.any(Number)
    expect(body).toEqual({
      model_name: 'again',
      model_version: '1',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 3], data: Array(6).fill(value) }],
    })
    const python = await serve(join(tritons, 'python'), { scoring: 'stub' })
    expect(python.ready).toMatchObject({ ok: false, error: { code: 'ResourceNotReady' } })
  })
})

describe('an MLflow model without code', () => {
  const served = join(kept, 'mlflow-2.22.5')
  const serve = async (
    name: string,
    pip: readonly string[],
    scoring: 'python' | 'stub' = 'python',
  ) => {
    const model = await upload(blobs, join(served, name), 'mlflow_model')
    const own = await readFile(join(served, name, 'conda.yaml'), 'utf8')
    // mlflow-skinny is as good, and installed in a tenth of the time.
    const condaFile = own
      .replace('mlflow==', 'mlflow-skinny==')
      .replace(/\n {2}- pandas/, `${pip.map((line) => `\n  - ${line}`).join('')}\n  - pandas`)
    const image = 'mcr.microsoft.com/azureml/curated/mlflow-py312-inference:latest'
    const environment = { kind: 'conda', name: 'm', version: '1', image, condaFile } as const
    return start({ model, environment, scoring })
  }
  const server = ['azureml-inference-server-http==1.5.1', 'setuptools==80.9.0']
  const monitoring = 'azureml-ai-monitoring'

  test('answers a table or an array with the bare prediction', async () => {
    const { ready, score, container } = await serve('sklearn-signature', [...server, monitoring])
    expect(ready, log(container)).toEqual({ ok: true })
    const table = await recorded('sklearn-signature')
    const { columns, data } = table.request.dataframe_split
    expect(await score({ input_data: { columns, index: [0, 1, 2], data } })).toMatchObject({
      status: 200,
      body: table.answer.predict,
    })
    expect(await score({ dataframe_split: { columns, data } })).toMatchObject({ status: 424 })
    expect(await score(undefined, '/')).toMatchObject({ body: 'Healthy' })
    const other = await serve('sklearn-array', [...server, monitoring])
    const array = await recorded('sklearn-array')
    expect(await other.score({ input_data: array.request.inputs })).toMatchObject({
      status: 200,
      body: array.answer.predict,
    })
  })

  const recorded = async (name: string) =>
    JSON.parse(await readFile(join(served, `${name}.json`), 'utf8'))

  test('does not start without what Azure’s script imports', async () => {
    const { ready, container } = await serve('sklearn-signature', server)
    expect(ready).toMatchObject({ ok: false, error: { code: 'ResourceNotReady' } })
    expect(log(container)).toContain('File "/var/mlflow_resources/mlflow_score_script.py", line')
    expect(log(container)).toContain("ModuleNotFoundError: No module named 'azureml")
  })

  test('is served without Python too', async () => {
    const { ready, score } = await serve('sklearn-signature', server, 'stub')
    expect(ready).toEqual({ ok: true })
    const number = expect.any(Number)
    expect((await score({ input_data: [[1], [2]] })).body).toEqual([number, number])
  })
})
