import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Description } from '../../src/model/description.ts'
import { generateService } from '../../src/serving/generate.ts'
import { sklearnVersions } from '../../src/serving/versions/sklearn.ts'
import { readTemplate } from '../../src/templates.ts'

const description: Description = {
  framework: 'scikit-learn',
  format: 'pickle',
  path: 'model.joblib',
  holds: 'DecisionTreeClassifier',
  input: { kind: 'rows', columns: [{ type: 'number' }] },
  output: { kind: 'classes', probabilities: true },
  packages: {},
}
const serve = (version: string, more: Partial<Description> = {}) =>
  generateService({
    description: { ...description, ...more },
    version,
    mounted: 'model.joblib',
    gpu: false,
    texts: {},
  })

/** What the conda file of a served model installs. */
function installed(service: ReturnType<typeof serve>) {
  if (!service.ok) throw new Error(service.message)
  const { dependencies } = parse(service.condaFile)
  const [python, pip, { pip: packages }] = dependencies
  return { python, pip, packages: packages as string[] }
}

test('a model is served by its script, in an environment pinned to the last package', () => {
  const service = serve('1.5.2')
  expect(service).toEqual({
    ok: true,
    templates: {
      'score.py': 'score_sklearn.py',
      'columns.py': 'columns.py',
      'saved.py': 'saved.py',
      'tabular.py': 'tabular.py',
      'wire.py': 'wire.py',
    },
    files: {
      'model.json': expect.stringContaining('"path": "model.joblib"'),
      'swagger2.json': expect.any(String),
      'swagger3.json': expect.any(String),
    },
    scoringScript: 'score.py',
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
    version: '1.5.2',
    notes: [],
  })
})

test('every template is found beside the source', async () => {
  const service = serve('1.5.2')
  for (const name of service.ok ? Object.values(service.templates) : [])
    expect(await readTemplate(name)).toContain('from __future__ import annotations')
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
    message: `scikit-learn ${given} cannot be served: expected a version from 1.0.0 to 1.9.1`,
    hint: "Give the version that saved the model (sklearn.__version__ there), or bring your own 'entry-script' and 'conda-file'.",
  })
})

test.for([
  ['1.5', "'framework-version' 1.5 names no patch: taking 1.5.2"],
  [
    '1.11.0',
    'scikit-learn 1.11.0 is newer than this action knows (1.9.1): trying it with the packages of 1.9.1',
  ],
] as const)('what was chosen for %s is said', ([given, note]) => {
  expect(serve(given)).toMatchObject({ notes: [note] })
})

test('what the file says it needs is installed beside it', () => {
  const { packages } = installed(serve('1.5.2', { packages: { 'category-encoders': '2.8.1' } }))
  expect(packages).toContain('category-encoders==2.8.1')
  expect(installed(serve('1.5.2', { packages: { lz4: undefined } })).packages).toContain(
    'lz4==4.4.5',
  )
  expect(serve('1.5.2', { packages: { 'category-encoders': undefined } })).toMatchObject({
    ok: false,
    message: expect.stringContaining('needs the package category-encoders'),
  })
})

test('the rows go from the newest version to the oldest', () => {
  const rank = (version: string) => {
    const [, minor, patch] = version.split('.')
    return Number(minor) * 100 + Number(patch)
  }
  const ranks = sklearnVersions.rows.map((row) => rank(row.from))
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
})

test('every version of 1.x is served, pinned exactly, the same way each time', () => {
  const version = fc.tuple(fc.nat(20), fc.nat(9)).map(([minor, patch]) => `1.${minor}.${patch}`)
  fc.assert(
    fc.property(version, (version) => {
      const service = serve(version)
      expect(serve(version)).toEqual(service)
      const { python, pip, packages } = installed(service)
      expect(python).toMatch(/^python=3\.\d+$/)
      expect(pip).toMatch(/^pip=\d+\.\d+\.\d+$/)
      for (const pin of packages) expect(pin).toMatch(/^[a-z-]+==\d+(\.\d+)+(\.post\d+)?$/)
    }),
  )
})
