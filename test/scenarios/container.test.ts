/** What happens inside the scoring container is real: Python, scikit-learn, the inference server, the uploaded bytes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pickled } from '../models/pickled.ts'
import { pythonWith, runPython, training } from '../python.ts'
import type { ActionRun } from '../runner.ts'
import { expectEnding, type Story, story } from './story.ts'

interface Trained {
  readonly samples: Readonly<
    Record<'malignant' | 'benign', { row: readonly number[]; predict: number }>
  >
}

let it: Story
let trained: Trained
let live: Record<string, number> = {}

const rows = () => [trained.samples.malignant.row, trained.samples.benign.row]
const answers = () => [trained.samples.malignant.predict, trained.samples.benign.predict]
const smoke = () => ({
  'smoke-request': JSON.stringify({ data: rows() }),
  'smoke-expect': JSON.stringify({ predict: answers() }),
})

const train = async (path: string, ...options: readonly string[]): Promise<Trained> =>
  JSON.parse(
    await runPython(
      await pythonWith(training.requirements),
      join(import.meta.dirname, '../models/breast_cancer.py'),
      join(it.checkout, path),
      ...options,
    ),
  ) as Trained

beforeAll(async () => {
  it = await story({ scoring: 'python' })
  trained = await train('model.joblib')
  const first = await it.deploy(smoke())
  expect(first.outputs['status'], first.log).toBe('deployed')
  live = await it.traffic()
}, 300_000)
afterAll(() => it.end())

const ask = async () =>
  JSON.parse((await (await it.caller()).score({ data: rows() })).text) as unknown

afterEach(async () => {
  expect(await it.traffic()).toEqual(live)
  expect(await ask()).toEqual({ predict: answers() })
  expect(await it.deployments()).toEqual(Object.keys(live))
})

const slow = 240_000

/** `file:line` of every error that has one. */
const placesOf = ({ annotations }: ActionRun) =>
  annotations.flatMap(({ properties: { file, line } }) => (file ? [`${file}:${line}`] : []))

describe('a model without code', () => {
  test(
    'answers what the model itself answers, one row or many, classes or probabilities',
    async () => {
      const caller = await it.caller()
      const [row] = rows()
      expect(JSON.parse((await caller.score({ data: row })).text)).toEqual({
        predict: [answers()[0]],
      })
      const { text } = await caller.score({ data: rows(), method: 'predict_proba' })
      const { predict_proba } = JSON.parse(text) as { predict_proba: number[][] }
      for (const probabilities of predict_proba) {
        expect(probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
      }
      // The front end wraps what the container itself answers.
      expect((await caller.score({ data: [[1, 2]] })).headers).toMatchObject({
        'ms-azureml-model-error-statuscode': '400',
      })
    },
    slow,
  )

  test(
    'of which one byte was changed fails with the container’s log in the job',
    async () => {
      const bytes = readFileSync(join(it.checkout, 'model.joblib'))
      // Still a pickle, of a class that scikit-learn does not have.
      bytes[bytes.indexOf('DecisionTreeClassifier')] = 'd'.charCodeAt(0)
      it.write('broken.joblib', bytes)
      const run = await it.deploy({ ...smoke(), 'model-path': 'broken.joblib' })
      expectEnding(run, {
        status: 'failed',
        phase: 'deployment',
        code: 'container-crashed',
        says: /User container has crashed or terminated[\s\S]*The container says: \w+Error/,
        todo: /log above|traceback above/i,
      })
      expect(run.log).toContain('::group::Log of the scoring container')
      expect(run.log).toMatch(/Traceback \(most recent call last\):[\s\S]*joblib/)
      // The script was written by the action: it is no file of the checkout.
      expect(placesOf(run)).toEqual([])
    },
    slow,
  )

  test(
    'of a scikit-learn version that does not exist is told by the build of its image',
    async () => {
      it.write('future.joblib', pickled('of tomorrow', { version: '1.6.77' }))
      expectEnding(await it.deploy({ ...smoke(), 'model-path': 'future.joblib' }), {
        status: 'failed',
        phase: 'deployment',
        code: 'image-build-failed',
        says: /scikit-learn==1\.6\.77/,
        todo: /build log/,
      })
    },
    slow,
  )
})

describe('own code', () => {
  const conda = (...pip: readonly string[]) =>
    [
      'channels: [conda-forge]',
      'dependencies:',
      '  - python=3.12',
      '  - pip',
      '  - pip:',
      ...pip.map((line) => `    - ${line}`),
    ].join('\n')
  const requirements = ['azureml-inference-server-http==1.5.1', ...training.requirements]
  const code = {
    'entry-script': 'service/score.py',
    'conda-file': 'conda.yml',
  }
  const load = `import json, os, joblib
def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model.joblib"))
`
  const deploy = (script: string, inputs = {}) => {
    it.write('service/score.py', script)
    it.write('conda.yml', conda(...requirements))
    return it.deploy({ ...smoke(), ...code, ...inputs })
  }

  test(
    'with init() that raises: the traceback, and an annotation on its line',
    async () => {
      const run = await deploy(
        'def init():\n    raise RuntimeError("no luck")\n\n\ndef run(data):\n    return data\n',
      )
      expectEnding(run, {
        status: 'failed',
        phase: 'deployment',
        code: 'container-crashed',
        says: /The container says: RuntimeError: no luck/,
        todo: /correct the entry script/,
      })
      expect(run.annotations).toContainEqual(
        expect.objectContaining({
          level: 'error',
          properties: expect.objectContaining({ file: 'service/score.py', line: '2' }),
        }),
      )
    },
    slow,
  )

  test(
    'that imports what is not installed: the remedy names it',
    async () => {
      expectEnding(await deploy('import lightgbm\n\n\ndef init(): ...\ndef run(data): ...\n'), {
        status: 'failed',
        phase: 'deployment',
        code: 'container-crashed',
        says: /No module named 'lightgbm'/,
        todo: /Add the package that provides 'lightgbm' to the conda file/,
      })
    },
    slow,
  )

  test(
    'with run() that raises: the smoke test fails with the traceback',
    async () => {
      const run = await deploy(`${load}\ndef run(data):\n    return 1 / 0\n`)
      expectEnding(run, {
        status: 'smoke-failed',
        phase: 'smoke',
        code: 'smoke-error',
        says: /expected HTTP 200, got 424, the container itself answered 500[\s\S]*ZeroDivisionError/,
        todo: /container's log/,
      })
      expect(run.log).toContain('ZeroDivisionError')
      expect(placesOf(run)).toEqual(['service/score.py:7'])
      expect(run.summary).toContain('<summary>Log of the scoring container</summary>')
    },
    slow,
  )

  test(
    'with a slow init() beyond the probes',
    async () => {
      const run = await deploy(
        `import time\n${load}    time.sleep(600)\n\n\ndef run(data): ...\n`,
        {
          'liveness-probe': 'initial-delay: 1\nperiod: 1\nfailure-threshold: 2',
        },
      )
      expectEnding(run, {
        status: 'failed',
        phase: 'deployment',
        code: 'container-not-ready',
        says: /probe/i,
        todo: /raise 'liveness-probe' and 'readiness-probe'/,
      })
    },
    slow,
  )

  test(
    'that takes its time is followed while it starts: what it prints is in the log as it prints it',
    async () => {
      const run = await deploy(
        `import time\n${load}    for part in range(14):\n        print(f"read part {part}", flush=True)\n        time.sleep(1)\n\n\ndef run(data):\n    return {"predict": [7, 7]}\n`,
      )
      expect(run.outputs['status'], run.log).toBe('smoke-failed')
      const live = run.log
        .split('\n')
        .findIndex((line) => /scoring container │ .*read part \d/.test(line))
      expect(live).toBeGreaterThan(0)
      expect(live).toBeLessThan(
        run.log.split('\n').findIndex((line) => line.includes('Succeeded (')),
      )
    },
    slow,
  )

  test(
    'with a conda file that does not resolve',
    async () => {
      it.write('conda.yml', conda(...requirements, 'no-such-package-on-pypi==1.2.3'))
      it.write('service/score.py', load)
      const run = await it.deploy({ ...smoke(), ...code })
      expectEnding(run, {
        status: 'failed',
        phase: 'deployment',
        code: 'image-build-failed',
        says: /no-such-package-on-pypi/,
        todo: /Correct the package or version/,
      })
      const line = conda(...requirements).split('\n').length + 1
      expect(placesOf(run)).toEqual([`conda.yml:${line}`])
    },
    slow,
  )

  test(
    'without the inference server in the environment',
    async () => {
      it.write('conda.yml', conda('joblib==1.5.3'))
      it.write('service/score.py', load)
      expectEnding(await it.deploy({ ...smoke(), ...code }), {
        status: 'failed',
        phase: 'deployment',
        code: 'container-crashed',
        says: /./,
        todo: /azureml-inference-server-http/,
      })
    },
    slow,
  )
})
