/** What can be known without Azure, before a minute of it is paid for: the service, run on the runner. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pythonWith, runPython, training } from '../python.ts'
import { type ActionStart, runAction } from '../runner.ts'
import { expectEnding, story } from './story.ts'

const checkout = mkdtempSync(join(tmpdir(), 'checkout-'))
// Environments are made once for all tests.
const tools = { RUNNER_TOOL_CACHE: join(import.meta.dirname, '../../.cache/preflight') }

/** The machine's way to the package indexes, and nothing that leads to Azure. */
const network = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(PIP|UV)_|_PROXY$|^SSL_CERT_FILE$/i.test(name) ? [[name, value]] : [],
  ),
)

const check = (inputs: ActionStart['inputs']) =>
  runAction({
    inputs: { mode: 'check', 'model-path': 'model.joblib', 'service-name': 'tumours', ...inputs },
    env: { ...network, ...tools },
    cwd: checkout,
  })

let samples: readonly { readonly row: readonly number[]; readonly predict: number }[] = []

beforeAll(async () => {
  const script = join(import.meta.dirname, '../models/breast_cancer.py')
  const python = await pythonWith(training.requirements)
  const said = await runPython(python, script, join(checkout, 'model.joblib'))
  samples = Object.values(
    (JSON.parse(said) as { samples: Record<string, (typeof samples)[0]> }).samples,
  )
}, 600_000)
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

test('a model is checked without Azure: served here, asked, and measured for its size', {
  timeout: 600_000,
}, async () => {
  const measurable = process.platform !== 'win32'
  const run = await check({
    preflight: 'on',
    ...(measurable ? { cpu: 'auto', memory: 'auto' } : {}),
    'smoke-request': JSON.stringify({ data: samples.map(({ row }) => row) }),
    'smoke-expect': JSON.stringify({ predict: samples.map(({ predict }) => predict) }),
  })
  expect(run.exitCode, run.log).toBe(0)
  expect(run.outputs).toMatchObject({
    status: 'planned',
    framework: 'scikit-learn',
    'smoke-response': JSON.stringify({ predict: samples.map(({ predict }) => predict) }).replaceAll(
      /([:,])/g,
      '$1 ',
    ),
    'smoke-latency-ms': expect.stringMatching(/^\d+$/),
    'deployment-name': '',
  })
  expect(run.summary).toMatch(/### Preflight[\s\S]*\| Loading the model \| [\d.]+ s \|/)
  if (measurable) {
    expect(run.log).toMatch(/size: 1 vCPU and 1 GB suit what the preflight measured/)
    expect(run.summary).toMatch(/\| Memory of a worker, at its peak \| \d+ MB \| 1 GB \|/)
  }
})

test('where the runner cannot, the check says so: a note, or an error when it was asked for', async () => {
  writeFileSync(join(checkout, 'score.py'), 'def init(): ...\ndef run(data): ...\n')
  const inputs = {
    'entry-script': 'score.py',
    'source-directory': '.',
    environment: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest',
    'smoke-request': '{"data": []}',
  }
  const run = await check(inputs)
  expect(run.outputs['status'], run.log).toBe('planned')
  expect(run.summary).toMatch(/preflight: not on this runner: the environment is the image mcr/)
  expectEnding(await check({ ...inputs, preflight: 'on' }), {
    status: 'failed',
    phase: 'preflight',
    code: 'preflight-failed',
    says: /'preflight' is 'on', but the service cannot be run on this runner/,
    todo: /'preflight: auto'/,
  })
  expectEnding(await check({ ...inputs, memory: 'auto' }), {
    status: 'failed',
    phase: 'preflight',
    code: 'preflight-failed',
    says: /'cpu' or 'memory' is 'auto', but the service cannot be measured/,
    todo: /as numbers, or an 'instance-type'/,
  })
})

test('packages that do not exist are told by the line of the conda file that names them', {
  timeout: 600_000,
}, async () => {
  const python = await pythonWith(training.requirements)
  const tell = 'import sys; print(*sys.version_info[:2], sep=".")'
  const version = (await runPython(python, '-c', tell)).trim()
  writeFileSync(join(checkout, 'score.py'), 'def init(): ...\ndef run(data): ...\n')
  writeFileSync(
    join(checkout, 'conda.yml'),
    `dependencies:\n  - python=${version}\n  - pip:\n      - no-such-package-on-pypi==1.2.3\n`,
  )
  const run = await check({
    'entry-script': 'score.py',
    'conda-file': './conda.yml',
    preflight: 'on',
    'smoke-request': '{"data": []}',
  })
  expectEnding(run, {
    status: 'failed',
    phase: 'preflight',
    code: 'preflight-failed',
    says: /No matching distribution found for no-such-package-on-pypi==1\.2\.3/,
    todo: /Correct the package or version in the conda file/,
  })
  expect(run.annotations).toContainEqual(
    expect.objectContaining({
      properties: expect.objectContaining({ file: 'conda.yml', line: '4' }),
    }),
  )
  expect(run.summary).toContain('at <code>conda.yml:4</code>')
})

test('a service that answers wrongly on the runner is never deployed', {
  timeout: 600_000,
}, async () => {
  // The story's model has the class of an estimator and nothing that it could predict with.
  const it = await story()
  const run = await it.deploy({ preflight: 'on' }, { ...network, ...it.simulator.env, ...tools })
  expectEnding(run, {
    status: 'smoke-failed',
    phase: 'preflight',
    code: 'smoke-error',
    says: /was run on this runner and answered wrongly: request 1: expected HTTP 200, got 500[\s\S]*Traceback/,
    todo: /the log above/,
  })
  expect(await it.deployments()).toEqual([])
  expect(it.simulator.refused).toEqual([])
  await it.end()
})
