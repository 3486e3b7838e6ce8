import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type MlflowModel, mlflowEnvironment } from '../../src/serving/mlflow.ts'

/** What MLflow writes. */
const condaFile = (pip: readonly string[], python = '3.11.7') => `channels:
- conda-forge
dependencies:
- python=${python}
- pip<=26.3
- pip:
${pip.map((line) => `  - ${JSON.stringify(line)}\n`).join('')}name: mlflow-env
`

const usual = ['mlflow==2.22.5', 'pandas==2.3.3', 'numpy==2.2.6', 'scikit-learn==1.6.1']

interface Conda {
  readonly channels: readonly string[]
  readonly conda: readonly string[]
  readonly pip: readonly string[]
  readonly notes: readonly string[]
}

/** The conda file that is written, parsed. */
function environment(model: Partial<MlflowModel>): Conda {
  const found = mlflowEnvironment({
    description: { packages: {}, python: '3.11' },
    version: '2.22.5',
    condaFile: condaFile(usual),
    gpu: false,
    ...model,
  })
  if (!found.ok) throw new Error(found.message)
  const { channels, dependencies } = parse(found.condaFile)
  return {
    channels,
    conda: dependencies.slice(0, -1),
    pip: dependencies.at(-1).pip,
    notes: found.notes,
  }
}

test('what MLflow lists is kept, exactly, with a lighter MLflow and the server', () => {
  expect(environment({})).toEqual({
    channels: ['conda-forge'],
    conda: ['python=3.11', 'pip=25.0.1'],
    pip: [
      'pandas==2.3.3',
      'numpy==2.2.6',
      'scikit-learn==1.6.1',
      'mlflow-skinny==2.22.5',
      'setuptools==80.9.0',
      'azureml-inference-server-http==1.5.1',
    ],
    notes: [],
  })
})

describe('versions', () => {
  const description = { packages: { 'scikit-learn': '1.6.1' }, python: '3.11' }

  test('that the model records are pinned', () => {
    const found = environment({
      description,
      condaFile: condaFile(['mlflow', 'pandas>=2', 'scikit-learn>=1.2']),
    })
    expect(found.pip).toContain('scikit-learn==1.6.1')
    expect(found.pip).toContain('mlflow-skinny==2.22.5')
    expect(found.notes).toEqual([
      'the model lists no exact version of pandas: another build of the image may install another one',
    ])
  })

  test('of the full MLflow stay where a model asks for its extras', () => {
    const { pip } = environment({ condaFile: condaFile(['mlflow[genai]']) })
    expect(pip).toContain('mlflow[genai]==2.22.5')
    expect(pip.join()).not.toContain('skinny')
  })

  test('of NumPy stay below 2 for packages that were built for 1', () => {
    for (const old of ['pandas==2.0.3', 'scikit-learn==1.2.2'])
      expect(environment({ condaFile: condaFile([old]) }).pip).toContain('numpy==1.26.4')
    expect(environment({ condaFile: condaFile(['pandas==2.2.2']) }).pip.join()).not.toContain(
      'numpy',
    )
    for (const loose of ['numpy', 'numpy>=1.21']) {
      const { pip, notes } = environment({ condaFile: condaFile(['pandas==1.5.3', loose]) })
      expect(pip.filter((line) => line.startsWith('numpy'))).toEqual(['numpy==1.26.4'])
      expect(notes).toEqual([])
    }
    expect(environment({ condaFile: condaFile(['pandas==1.5.3', 'numpy<1.25']) }).pip).toContain(
      'numpy<1.25',
    )
    expect(environment({ condaFile: condaFile(['pandas==2.0.3', 'numpy==1.24.4']) }).pip).toContain(
      'numpy==1.24.4',
    )
  })

  test('of MLflow before 2.2.2 are served by an older server and pandas', () => {
    const { pip } = environment({ version: '1.30.1', condaFile: condaFile(['mlflow']) })
    expect(pip).toEqual([
      'mlflow-skinny==1.30.1',
      'pandas==1.5.3',
      'numpy==1.26.4',
      'setuptools==80.9.0',
      'azureml-inference-server-http==1.4.1',
    ])
  })

  test('of MLflow 3 are its own', () => {
    const { pip } = environment({ version: '3.17.2', condaFile: condaFile(['mlflow==3.17.2']) })
    expect(pip).toContain('mlflow-skinny==3.17.2')
    expect(pip.join()).not.toContain('setuptools')
  })
})

describe('Python', () => {
  test.each([
    ['3.8', '3.9', /saved with Python 3\.8/],
    ['3.7', '3.9', /saved with Python 3\.7/],
  ])('%s is lifted to %s', (python, served, note) => {
    const found = environment({ description: { packages: {}, python } })
    expect(found.conda[0]).toBe(`python=${served}`)
    expect(found.notes).toEqual([expect.stringMatching(note)])
  })

  test('comes from conda.yaml where MLmodel does not say it', () => {
    const found = environment({
      description: { packages: {} },
      condaFile: condaFile(usual, '3.10.4'),
    })
    expect(found.conda[0]).toBe('python=3.10')
  })
})

describe('the list', () => {
  test('keeps its channels and packages from conda', () => {
    const file = `channels: [my-channel, defaults]
dependencies: [python=3.11.7, "conda-forge::libgomp=13", pip, pip: [mlflow]]`
    expect(environment({ condaFile: file })).toMatchObject({
      channels: ['my-channel', 'defaults'],
      conda: ['python=3.11', 'pip=25.0.1', 'conda-forge::libgomp=13'],
    })
  })

  test('loses what would break the server, and the constraints', () => {
    const file = condaFile(['flask==2.0.1', 'gunicorn', 'azureml-defaults', '-c constraints.txt'])
    const { pip, notes } = environment({ condaFile: file })
    expect(pip.join()).not.toMatch(/flask|gunicorn|defaults|constraints/)
    expect(notes).toEqual(["the model's constraints.txt is left out"])
  })

  test('is taken from requirements.txt where conda.yaml points there, or is missing', () => {
    const requirements = 'mlflow==2.22.5\n# what it needs\npandas==2.3.3  # a table\n'
    const pointing = environment({ requirements, condaFile: condaFile(['-r requirements.txt']) })
    expect(pointing.pip[0]).toBe('pandas==2.3.3')
    const alone = mlflowEnvironment({
      description: { packages: {}, python: '3.11' },
      version: '2.22.5',
      requirements,
      gpu: false,
    })
    expect(alone).toMatchObject({ ok: true, condaFile: expect.stringContaining('pandas==2.3.3') })
  })

  test('keeps indexes, URLs and markers, whatever YAML makes of their characters', () => {
    const lines = [
      '--extra-index-url https://example.com/simple?a=b#c',
      'mine @ git+https://example.com/mine@v1',
      'tomli==2.0.1; python_version < "3.11"',
    ]
    expect(environment({ condaFile: condaFile(lines) }).pip).toEqual(expect.arrayContaining(lines))
  })

  test.each(['code/mine-1.0-py3-none-any.whl', './mine', '-r other.txt'])(
    'cannot hold the file %s',
    (line) => {
      expect(
        mlflowEnvironment({
          description: { packages: {} },
          version: '2.22.5',
          condaFile: condaFile([line]),
          gpu: false,
        }),
      ).toEqual({ ok: false, message: expect.stringContaining(line), hint: expect.any(String) })
    },
  )
})
