import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type SklearnService, serveSklearn } from '../../src/serving/sklearn.ts'
import { sklearnVersions } from '../../src/serving/sklearn-versions.ts'
import { readTemplate } from '../../src/templates.ts'

const model = { frameworkVersion: '1.5.2', modelFile: 'model.joblib', template: 'pass\n' }
const serve = (frameworkVersion: string) => serveSklearn({ ...model, frameworkVersion })

/** What the conda file of a served model installs. */
function installed(service: SklearnService) {
  if (!service.ok) throw new Error(service.message)
  const { dependencies } = parse(service.condaFile)
  const [python, pip, { pip: packages }] = dependencies
  return { python, pip, packages: packages as string[] }
}

test('a model is served by the script it was given, in an environment pinned to the last package', () => {
  expect(serveSklearn(model)).toEqual({
    ok: true,
    entryScript: { name: 'score.py', text: 'pass\n' },
    condaFile: `name: model
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip=25.0.1
  - pip:
      - scikit-learn==1.5.2
      - numpy==2.2.6
      - scipy==1.14.1
      - pandas==2.3.3
      - joblib==1.6.0
      - threadpoolctl==3.8.0
      - azureml-inference-server-http==1.5.1
`,
    image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04',
    notes: [],
  })
})

test('the template is found beside the source', async () => {
  expect(await readTemplate('score_sklearn.py')).toContain('def run(raw_data: str)')
})

test.for([
  // [given, installed, Python, numpy]
  ['1.0', '1.0.2', '3.9', '1.26.4'],
  ['1.0.0', '1.0.0', '3.9', '1.26.4'],
  ['1.0.2', '1.0.2', '3.9', '1.26.4'],
  ['1.1.3', '1.1.3', '3.10', '1.26.4'],
  ['1.2.2', '1.2.2', '3.11', '1.26.4'],
  ['1.3', '1.3.2', '3.11', '1.26.4'],
  ['1.4', '1.4.2', '3.12', '2.2.6'],
  ['1.4.0', '1.4.0', '3.12', '1.26.4'],
  ['1.4.1', '1.4.1.post1', '3.12', '1.26.4'],
  ['1.4.1.post1', '1.4.1.post1', '3.12', '1.26.4'],
  ['1.4.2', '1.4.2', '3.12', '2.2.6'],
  ['1.5.0rc1', '1.5.0rc1', '3.12', '2.2.6'],
  ['1.6.1', '1.6.1', '3.12', '2.2.6'],
  ['1.7.2', '1.7.2', '3.12', '2.3.5'],
  ['1.8', '1.8.0', '3.12', '2.4.6'],
  ['1.9.1', '1.9.1', '3.12', '2.5.5'],
  ['1.9.7', '1.9.7', '3.12', '2.5.5'],
  ['1.10.0', '1.10.0', '3.12', '2.5.5'],
] as const)('%s is served by %s on Python %s and numpy %s', ([given, version, python, numpy]) => {
  const { python: pinned, packages } = installed(serve(given))
  expect(pinned).toBe(`python=${python}`)
  expect(packages.slice(0, 2)).toEqual([`scikit-learn==${version}`, `numpy==${numpy}`])
})

test.for([
  '',
  'abc',
  '0.24.2',
  '2.0.0',
  '9.9.9',
  'v1.5.2',
  '1',
  '1.5.x',
  '1.5.2.1',
  '1.9.dev0',
  '01.5',
])("'%s' is refused with what would be taken", (given) => {
  expect(serve(given)).toEqual({
    ok: false,
    message: `'framework-version' is '${given}': expected a scikit-learn version from 1.0 to 1.9.1`,
    hint: "Give the version that saved the model, sklearn.__version__ there, or bring your own 'entry-script' and 'conda-file'.",
  })
})

test.for([
  ['1.5', "'framework-version' 1.5 names no patch: taking 1.5.2, its newest"],
  [
    '1.11.0',
    'scikit-learn 1.11.0 is newer than this action knows (1.9.1): trying it with the packages of 1.9.1',
  ],
] as const)('what was chosen for %s is said', ([given, note]) => {
  expect(serve(given)).toMatchObject({ notes: [note] })
})

test.for([
  ['net.onnx', 'an ONNX model'],
  ['model/Weights.PT', 'a PyTorch model'],
] as const)('%s is refused before anything is built', ([modelFile, format]) => {
  expect(serveSklearn({ ...model, modelFile })).toMatchObject({
    ok: false,
    message: `'${modelFile}' is ${format}, not a scikit-learn model saved with joblib or pickle`,
  })
})

test.for(['model.joblib', 'model/iris.pkl', 'm.pkl.gz', 'iris_v3', 'iris.model', 'constructor'])(
  '%s may be one',
  (modelFile) => {
    expect(serveSklearn({ ...model, modelFile }).ok).toBe(true)
  },
)

test('the rows go from the newest version to the oldest', () => {
  const rank = (version: string) => {
    const [, minor, patch] = version.split('.')
    return Number(minor) * 100 + Number(patch)
  }
  const ranks = sklearnVersions.map((row) => rank(row.from))
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
})

test('every version of 1.x is served, pinned exactly, the same way each time', () => {
  const version = fc.tuple(fc.nat(20), fc.nat(9)).map(([minor, patch]) => `1.${minor}.${patch}`)
  fc.assert(
    fc.property(version, fc.string(), (frameworkVersion, template) => {
      const service = serveSklearn({ ...model, frameworkVersion, template })
      expect(serveSklearn({ ...model, frameworkVersion, template })).toEqual(service)
      const { python, pip, packages } = installed(service)
      expect(python).toMatch(/^python=3\.\d+$/)
      expect(pip).toMatch(/^pip=\d+\.\d+\.\d+$/)
      for (const pin of packages) expect(pin).toMatch(/^[a-z-]+==\d+(\.\d+)+(\.post\d+)?$/)
    }),
  )
})
