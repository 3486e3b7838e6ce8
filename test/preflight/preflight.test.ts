/** The preflight with real Pythons, a real model and the real inference server. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Log } from '../../src/log.ts'
import { digest, listContent } from '../../src/model/content.ts'
import { inspectModel } from '../../src/model/model.ts'
import { identify } from '../../src/plan/framework.ts'
import type { ServiceEnvironment } from '../../src/plan/service.ts'
import type { SmokeCase } from '../../src/plan/smoke.ts'
import { type PreflightOrder, preflight } from '../../src/preflight/preflight.ts'
import { prepareService } from '../../src/serving/service.ts'
import { pythonWith, runPython, training } from '../python.ts'

vi.setConfig({ testTimeout: 600_000 })

const folder = mkdtempSync(join(tmpdir(), 'preflight-'))
const scratch = join(folder, 'scratch')
const said: string[] = []
const log: Log = {
  info: (text) => said.push(text),
  warning: (text) => said.push(text),
  debug: () => {},
  block: (title, text) => said.push(title, text),
  hide: () => {},
}
const world = {
  scratch,
  cache: join(import.meta.dirname, '../../.cache/preflight'),
  log,
  environment: { ...process.env, MY_SECRET: 'hidden' },
}
const never = new AbortController().signal

let order: PreflightOrder
let right: SmokeCase

beforeAll(async () => {
  const path = join(folder, 'model.joblib')
  const script = join(import.meta.dirname, '../models/breast_cancer.py')
  const trained = JSON.parse(
    await runPython(await pythonWith(training.requirements), script, path),
  ) as { samples: Record<string, { row: number[]; predict: number }> }
  const samples = Object.values(trained.samples)
  const model = await inspectModel(path, {
    scratch,
    unpack: false,
    signal: never,
    watch: () => () => {},
  })
  const asked = { source: { kind: 'local', path }, name: 'tree', scan: 'error', tags: {} } as const
  right = {
    name: 'two samples',
    body: JSON.stringify({ data: samples.map(({ row }) => row) }),
    expect: {
      status: 200,
      body: { value: { predict: samples.map(({ predict }) => predict) } },
      tolerance: 0,
    },
  }
  const identity = identify(asked, model)
  const service = await prepareService({ kind: 'no-code' }, model, identity, false, never)
  if (service.kind !== 'scripted') throw new Error('no script is written for it')
  order = {
    service,
    model: model.content,
    modelName: asked.name,
    environmentVariables: {},
    cases: [right],
    requestTimeoutMs: 60_000,
  }
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The user's own script in the environment of the generated one. */
async function withScript(name: string, text: string): Promise<PreflightOrder> {
  const source = join(folder, name)
  mkdirSync(source)
  writeFileSync(join(source, 'score.py'), text)
  const code = await digest(await listContent(source, { ignoreFiles: [] }), never)
  return { ...order, service: { ...order.service, code, scoringScript: 'score.py' } }
}

const withConda = (...pip: readonly string[]): PreflightOrder => {
  const lines = ['dependencies:', '- python=3.12', '- pip:', ...pip.map((line) => `  - ${line}`)]
  const environment: ServiceEnvironment = {
    kind: 'new',
    image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04',
    condaFile: lines.join('\n'),
  }
  return { ...order, service: { ...order.service, environment } }
}

test('a model that does well is measured, and leaves nothing behind', async () => {
  const report = await preflight(order, world, never)
  if (!report.ran) throw new Error(report.reason)
  expect(report.smoke).toMatchObject([{ case: right, sent: 5 }])
  const { loadMs, memoryMB, p50Ms, p95Ms } = report.measured
  expect(loadMs).toBeGreaterThan(100)
  expect(p95Ms).toBeGreaterThanOrEqual(p50Ms ?? Number.NaN)
  // scikit-learn alone takes more than 50 MB; Windows does not tell.
  if (process.platform !== 'win32') expect(memoryMB).toBeGreaterThan(50)
  expect(readdirSync(scratch)).toEqual([])
})

test('a wrong answer has the code of a wrong answer', async () => {
  const wrong = { ...right, expect: { ...right.expect, body: { value: { predict: [9, 9] } } } }
  await expect(preflight({ ...order, cases: [wrong] }, world, never)).rejects.toMatchObject({
    code: 'smoke-wrong-answer',
    message: expect.stringMatching(/answered wrongly: two samples: .*\$\.predict\[0\]: expected 9/),
  })
})

test('a script that raises is traced to its line, and has seen no secret', async () => {
  const own = await withScript(
    'service',
    'import os\n\n\ndef init():\n    raise RuntimeError(os.environ.get("MY_SECRET", "no luck"))\n\n\ndef run(data): ...\n',
  )
  const failure = await preflight(own, world, never).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'preflight-failed',
    message: expect.stringMatching(
      /Traceback[\s\S]*\/var\/azureml-app\/service\/score\.py[\s\S]*RuntimeError: no luck$/,
    ),
    failure: { place: { file: expect.stringMatching(/service\/score\.py$/), line: 5 } },
  })
  expect(said).toContain('Log of the scoring server on this runner')
})

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a run that is stopped leaves no process behind', async () => {
  const pidFile = join(folder, 'pid')
  const slow = await withScript(
    'slow',
    `import os, time\n\n\ndef init():\n    with open(os.environ["PID_FILE"], "w") as file:\n        file.write(str(os.getpid()))\n    time.sleep(600)\n\n\ndef run(data): ...\n`,
  )
  const stop = new AbortController()
  const running = preflight(
    { ...slow, environmentVariables: { PID_FILE: pidFile } },
    world,
    stop.signal,
  )
  const pid = () => Number(readFileSync(pidFile, 'utf8'))
  const loading = expect.poll(pid, { timeout: 120_000 }).toBeGreaterThan(0)
  await Promise.race([running, loading])
  stop.abort(new Error('cancelled'))
  await expect(running).rejects.toThrow('cancelled')
  // An orphan that has ended counts as alive until the system's first process takes note.
  await expect.poll(() => isAlive(pid()), { timeout: 30_000 }).toBe(false)
  expect(readdirSync(scratch)).toEqual([])
})

test('packages that do not exist are told in the words of pip', async () => {
  const report = preflight(withConda('no-such-package-on-pypi==1.2.3'), world, never)
  const words = /No matching distribution found for no-such-package-on-pypi==1\.2\.3/
  // Elsewhere than where the image is built, a wheel can be missing for another reason.
  if (process.platform === 'linux' && process.arch === 'x64') {
    await expect(report).rejects.toMatchObject({
      code: 'preflight-failed',
      message: expect.stringMatching(words),
    })
  } else {
    await expect(report).resolves.toMatchObject({
      ran: false,
      reason: expect.stringMatching(words),
    })
  }
})

test('a runner without a way to the packages is no failure of the service', async () => {
  const nowhere = 'http://127.0.0.1:9/simple'
  const environment = {
    ...world.environment,
    PIP_INDEX_URL: nowhere,
    UV_DEFAULT_INDEX: nowhere,
    PIP_NO_CACHE_DIR: '1',
    UV_NO_CACHE: '1',
  }
  await expect(
    preflight(withConda('joblib==1.5.0'), { ...world, environment }, never),
  ).resolves.toMatchObject({
    ran: false,
    reason: expect.stringMatching(/installed|could not be had/),
  })
})
