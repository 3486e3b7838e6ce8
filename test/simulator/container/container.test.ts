import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BlobStorage, Container, ContainerSpec } from '../types.ts'
import {
  account,
  type Deployed,
  deploy as deployOn,
  environment,
  python,
  startStorage,
} from './fixture.ts'

import { alive } from './image/lock.ts'

// Servers start at their own pace.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 })

let blobs: BlobStorage
let running: Deployed[] = []
const at = (path: string) => ({ account, container: 'blobs', path })

beforeAll(async () => {
  blobs = await startStorage()
  const text = await python(train)
  await blobs.writeText(at('models/1/iris.b64'), text)
  await blobs.writeText(at('models/2/model/iris.b64'), text)
  await blobs.writeText(at('models/2/model/MLmodel'), 'flavors: {}')
})
afterAll(() => blobs.close())
afterEach(async () => {
  await Promise.all(running.map((each) => each.end()))
  running = []
})

async function deploy(...[score, changes]: [string, Parameters<typeof deployOn>[2]?]) {
  const deployed = await deployOn(blobs, score, changes)
  running.push(deployed)
  return deployed
}

// As text, because that is what the blobs' own door writes.
const train = `
import base64, io, joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
file = io.BytesIO()
joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), file)
print(base64.b64encode(file.getvalue()).decode(), end="")
`
const serve = (path: string) => `
import base64, io, json, os, joblib
def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], ${path})
    print("loading", path)
    with open(path) as file:
        model = joblib.load(io.BytesIO(base64.b64decode(file.read())))
def run(raw_data):
    return {"predict": model.predict(json.loads(raw_data)["data"]).tolist()}
`
const echo = 'def init(): pass\ndef run(raw_data): return raw_data\n'
const model = (path: string): NonNullable<ContainerSpec['model']> => ({
  name: 'iris',
  version: '3',
  type: 'custom_model',
  at: at(path),
})
const rows = {
  data: [
    [5.1, 3.5, 1.4, 0.2],
    [6.7, 3.0, 5.2, 2.3],
  ],
}
const log = (container: Container) => container.logs('InferenceServer', 500)
const budget = (ms: number) => ({
  initialDelayMs: 0,
  periodMs: ms,
  timeoutMs: 500,
  failureThreshold: 1,
  successThreshold: 1,
})

describe('a real scikit-learn model', () => {
  test('as a file lies in the model directory', async () => {
    const { ready, score, container } = await deploy(serve('"iris.b64"'), {
      model: model('models/1/iris.b64'),
    })
    expect(ready).toEqual({ ok: true })
    expect(await score(rows)).toMatchObject({ status: 200, body: { predict: [0, 2] } })
    expect(await score(undefined, '/')).toMatchObject({ status: 200, body: 'Healthy' })
    expect(log(container)).toContain('loading /var/azureml-app/azureml-models/iris/3/iris.b64')
    expect(log(container)).toMatch(/UserContainerStart: Succeeded.*Name: ContainerReady/s)
  })

  test('as a folder lies below it, under its own name', async () => {
    const { ready, score } = await deploy(serve('"model", "iris.b64"'), {
      model: model('models/2/model'),
      instanceCount: 2,
    })
    expect(ready).toEqual({ ok: true })
    expect(await score(rows)).toMatchObject({ status: 200, body: { predict: [0, 2] } })
  })

  test('can be served by a prebuilt image, which has no scikit-learn', async () => {
    const { ready, container } = await deploy(serve('"iris.b64"'), {
      model: model('models/1/iris.b64'),
      environment: {
        kind: 'image',
        name: 'minimal',
        version: '1',
        image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest',
      },
    })
    expect(ready).toMatchObject({ ok: false, error: { code: 'ResourceNotReady' } })
    expect(log(container)).toContain("ModuleNotFoundError: No module named 'sklearn'")
  })
})

describe('a deployment fails', () => {
  test('when init() raises, with a traceback in Azure’s paths', async () => {
    const { ready, container, score } = await deploy(
      'def init():\n  open("/absent")\ndef run(d): pass\n',
    )
    expect(ready).toMatchObject({
      ok: false,
      error: {
        code: 'ResourceNotReady',
        message: expect.stringContaining('User container has crashed or terminated'),
      },
    })
    expect(log(container)).toContain('File "/var/azureml-app/src/score.py", line 2, in init')
    expect(log(container)).toContain("No such file or directory: '/absent'")
    expect(log(container)).toContain('/azureml-envs/azureml_')
    expect(log(container)).not.toContain('.cache')
    expect(await score(rows)).toMatchObject({ status: 424 })
  })

  test('when init() outlasts the probe, at any time scale', async () => {
    const slow = 'import time\ndef init(): time.sleep(30)\ndef run(d): pass\n'
    const { ready, container } = await deploy(slow, { livenessProbe: budget(3_000) })
    expect(ready).toMatchObject({
      ok: false,
      error: {
        code: 'ResourceNotReady',
        message: expect.stringContaining(
          'User container has crashed or terminated: Liveness probe failed: ',
        ),
      },
    })
    expect(log(container)).toContain('Name: LivenessProbeFailed, Type: Warning')
  })

  test('when the model is not there', async () => {
    const { ready, container } = await deploy(echo, { model: model('models/9/gone.pkl') })
    expect(ready).toMatchObject({
      ok: false,
      error: { code: 'BadArgument', message: expect.stringContaining('download user model') },
    })
    expect(container.logs('StorageInitializer', 50)).toContain('BlobNotFound')
    expect(container.logs('StorageInitializer', 50)).toContain('ModelDownload: Failed')
  })

  test('when its packages cannot be resolved, and the build log says so', async () => {
    const { ready } = await deploy(echo, {
      environment: {
        ...environment,
        condaFile: 'dependencies: [python=3.12, scikit-learn=1.999.0]',
      } as ContainerSpec['environment'],
    })
    if (ready.ok) throw new Error('it was built')
    expect(ready.error.code).toBe('ImageBuildFailure')
    expect(ready.error.details?.[0]?.message).toContain('scikit-learn==1.999.0')
    const path = /path "\/azureml\/(ImageLogs\/[0-9a-f-]+\/build\.log)"/.exec(
      ready.error.message,
    )?.[1]
    const written = await blobs.readText({ account, container: 'azureml', path: path ?? '' })
    expect(written).toContain('scikit-learn==1.999.0')
  })

  test('when the image has no inference server', async () => {
    const { ready, container } = await deploy(echo, {
      environment: {
        ...environment,
        condaFile: 'dependencies: [python=3.12, pip]',
      } as ContainerSpec['environment'],
    })
    expect(ready).toMatchObject({ ok: false, error: { code: 'ResourceNotReady' } })
    expect(log(container)).toContain('A required package azureml-inference-server-http is missing')
  })

  test('when there is no such image', async () => {
    const image = 'mcr.microsoft.com/azureml/minimal-py399-inference'
    const { ready } = await deploy(echo, {
      environment: { kind: 'image', name: 'e', version: '1', image },
    })
    expect(ready).toMatchObject({ ok: false, error: { code: 'BadArgument' } })
  })
})

describe('a request', () => {
  const script = `
import json, os, time
from azureml_inference_server_http.api.aml_response import AMLResponse
def init(): pass
def run(raw_data):
    what = json.loads(raw_data)
    if what == "raise": raise ValueError("no such feature")
    if what == "exit": os.kill(os.getppid(), 9); os._exit(9)
    if what == "teapot": return AMLResponse("short and stout", 418)
    if isinstance(what, (int, float)): time.sleep(what)
    return what
`
  test('that run() refuses is a 424 with the model’s own status and words', async () => {
    const { score, container } = await deploy(script)
    const raised = await score('raise')
    expect(raised).toMatchObject({
      status: 424,
      body: { message: expect.stringContaining('Check the logs') },
    })
    expect(Object.fromEntries(raised.headers)).toMatchObject({
      'ms-azureml-model-error-statuscode': '500',
      'ms-azureml-model-error-reason': 'model_error',
      'x-ms-run-function-failed': 'True',
    })
    expect(log(container)).toContain('ValueError: no such feature')
    const teapot = await score('teapot')
    expect(teapot).toMatchObject({ status: 424, body: 'short and stout' })
    expect(teapot.headers.get('ms-azureml-model-error-statuscode')).toBe('418')
    expect(await score('x', '/other')).toMatchObject({ status: 404 })
  })

  test('that takes too long is a 408', async () => {
    const { score } = await deploy(script, { requestTimeoutMs: 300 })
    expect(await score(2)).toMatchObject({ status: 408 })
  })

  test('too many is a 429', async () => {
    const { score } = await deploy(script)
    const answers = await Promise.all([score(0.5), score(0.5), score(0.5)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429])
  })

  test('that kills the server is a 424, and the server comes back', async () => {
    const { score, container } = await deploy(script)
    const killed = await score('exit')
    expect(killed.status).toBe(424)
    expect(killed.headers.get('ms-azureml-model-error-statuscode')).toBe('502')
    expect(await score('x')).toMatchObject({ status: 424 })
    await expect.poll(async () => (await score('x')).status, { timeout: 20_000 }).toBe(200)
    expect(log(container)).toContain('Back-off restarting failed container')
  })
})

describe('without Python', () => {
  test('the answer depends on the model and the rows', async () => {
    const changes = { scoring: 'stub', model: model('models/1/iris.b64') } as const
    const { ready, score } = await deploy(echo, changes)
    expect(ready).toEqual({ ok: true })
    const { body } = await score(rows)
    expect(body).toEqual({ predict: [expect.any(Number), expect.any(Number)] })
    expect((await score(rows)).body).toEqual(body)
    const other = await deploy(echo, { ...changes, model: model('models/2/model/MLmodel') })
    expect((await other.score(rows)).body).not.toEqual(body)
  })

  test('what is missing is missing', async () => {
    const gone = await deploy(echo, { scoring: 'stub', model: model('models/9/gone.pkl') })
    expect(gone.ready).toMatchObject({ ok: false, error: { code: 'BadArgument' } })
    const condaFile = 'dependencies: [python=3.12, {pip: [no-such-package==1.0]}]'
    const unbuilt = await deploy(echo, {
      scoring: 'stub',
      environment: { ...environment, condaFile } as ContainerSpec['environment'],
    })
    expect(unbuilt.ready).toMatchObject({ ok: false, error: { code: 'ImageBuildFailure' } })
  })
})

describe('nothing is left', () => {
  const slow = 'import time\ndef init(): time.sleep(30)\ndef run(d): pass\n'

  test('of a container that is stopped while it starts', async () => {
    const deploying = deploy(slow, { stopAfterMs: 1_500 })
    expect((await deploying).ready).toMatchObject({
      ok: false,
      error: { code: 'OperationCanceled' },
    })
  })

  test('of a container that is stopped while its model is downloaded', async () => {
    let folder = ''
    let pieces = 0
    // Long enough to be stopped in the middle: what is removed meanwhile comes back.
    const slow: BlobStorage = {
      ...blobs,
      async download(_, directory) {
        folder = directory
        for (; pieces < 100; pieces++) {
          await mkdir(directory, { recursive: true })
          await writeFile(join(directory, String(pieces)), '')
          await sleep(5)
        }
      },
    }
    const { ready, end } = await deployOn(slow, echo, { scoring: 'stub', stopAfterMs: 200 })
    expect(ready).toMatchObject({ ok: false, error: { code: 'OperationCanceled' } })
    await end()
    expect(pieces).toBe(100)
    expect(existsSync(folder)).toBe(false)
  })

  test('when the simulator is killed', async () => {
    const program = fork(new URL('./orphan-fixture.ts', import.meta.url), {
      execArgv: [],
      silent: true,
    })
    const [line] = await once(program.stdout ?? program, 'data')
    const [worker, server] = JSON.parse(String(line))
    expect([worker, server].map(alive)).toEqual([true, true])
    program.kill('SIGKILL')
    await expect.poll(() => [worker, server].map(alive), { timeout: 5_000 }).toEqual([false, false])
  })
})
