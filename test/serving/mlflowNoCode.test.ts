import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectionsTo } from '../../src/serving/mlflowNoCode.ts'
import { allows } from '../../src/serving/versions/specifier.ts'

const condaFile = (pip: readonly string[], python = 'python=3.11.7') => `channels:
- conda-forge
dependencies:
- ${python}
- pip<=26.3
- pip:
${pip.map((line) => `  - ${line}\n`).join('')}name: mlflow-env
`
const server = 'azureml-inference-server-http>=1.4'
const fine = ['mlflow==2.22.5', 'scikit-learn==1.6.1', 'azureml-ai-monitoring', server]

function objections(text: string | undefined, requirements?: string) {
  const { errors, warnings } = objectionsTo({
    ...(text === undefined ? {} : { 'conda.yaml': text }),
    ...(requirements === undefined ? {} : { 'requirements.txt': requirements }),
  })
  return {
    errors: errors.map(({ message }) => message),
    warnings: warnings.map(({ message }) => message),
    lines: errors.map(({ line }) => line),
  }
}
const with_ = (line: string, python?: string) =>
  objections(
    condaFile(
      [...fine.filter((other) => other.split(/[<>=]/)[0] !== line.split(/[<>=~! ]/)[0]), line],
      python,
    ),
  )
const nothing = { errors: [], warnings: [], lines: [] }

test('an environment that Azure’s script runs in is not objected to', () => {
  expect(objections(condaFile(fine))).toEqual(nothing)
  expect(objections(condaFile([...fine.slice(0, 3), 'azureml-defaults']))).toEqual(nothing)
  expect(objections(condaFile([...fine.slice(0, 2), 'AzureML_AI.Monitoring', server]))).toEqual(
    nothing,
  )
})

describe('what is missing is named, with the line that it goes below', () => {
  test('as MLflow writes the file, two packages are', () => {
    const { errors, lines } = objections(condaFile(fine.slice(0, 2)))
    expect(errors).toEqual([
      "conda.yaml lacks azureml-ai-monitoring, which Azure's script imports: add '- azureml-ai-monitoring' to its pip section, below line 6",
      "conda.yaml lacks azureml-inference-server-http>=1.4, which runs the script: add '- azureml-inference-server-http>=1.4' to its pip section, below line 6",
    ])
    expect(lines).toEqual([6, 6])
  })

  test('without the file, all of it is', () => {
    expect(objections(undefined).errors).toEqual([expect.stringMatching(/has no conda\.yaml/)])
  })
})

test.each([
  ['==1.3.0', true],
  ['==1.3.4', true],
  ['~=1.3.0', true],
  ['>=1.3,<1.4', true],
  ['==1.3.*', true],
  ['<1.3', false],
  ['==1.2.3', false],
  ['>=1.0,<=1.3.2', true],
  ['>=1.3', false],
  ['', false],
])('azureml-inference-server-http%s is refused: %s', (specifier, refused) => {
  const { errors } = with_(`azureml-inference-server-http${specifier}`)
  const line = `conda.yaml, line 10: 'azureml-inference-server-http${specifier}' gives 1.3.0 to 1.3.4, which do not start (they import azureml.contrib): write 'azureml-inference-server-http>=1.4'`
  expect(errors).toEqual(refused ? [line] : [])
})

test.each([
  ['python=3.7.16', /line 4: 'python=3\.7\.16' asks for a Python that the channels no longer have/],
  [
    'python=3.8.10',
    /line 4: 'python=3\.8\.10' is older than .* or keep it and pin 'azureml-inference-server-http<1\.3'/,
  ],
  ['python<3.9', /'python<3\.9' is older/],
  ['conda-forge::python=3.7', /no longer have/],
  ['python>=3.6,<3.8', /no longer have/],
  ['python=3.9', undefined],
  ['python>=3.8,<3.13', undefined],
  ['python 3.10.*', undefined],
])('%s is judged by the newest Python that it allows', (python, message) => {
  const { errors } = objections(condaFile(fine, python))
  expect(errors).toEqual(message ? [expect.stringMatching(message)] : [])
})

test('Python 3.8 is served by a server from before 1.3', () => {
  expect(with_('azureml-inference-server-http<1.3', 'python=3.8.10').errors).toEqual([])
})

describe('what is not known to work is a warning', () => {
  test.each([
    ['mlflow==2.22.5', false],
    ['mlflow<3', false],
    ['mlflow~=2.9', false],
    ['mlflow>=2,<3', false],
    ['mlflow-skinny==2.16.0', false],
    ['mlflow==3.1.4', true],
    ['mlflow>=3,<3.5', true],
    ['mlflow>=2.9', true],
    ['mlflow', true],
    ['mlflow-skinny==3.17.2', true],
  ])('%s: %s', (line, doubted) => {
    const { errors, warnings } = objections(condaFile([line, ...fine.slice(1)]))
    expect(errors).toEqual([])
    expect(warnings).toEqual(
      doubted ? [expect.stringMatching(new RegExp(`line 7: '${line}' gives MLflow 3`))] : [],
    )
  })

  test('MLflow that conda installs counts as well', () => {
    const text = condaFile(fine.slice(1)).replace('- pip<=', '- mlflow=2.9\n- pip<=')
    expect(objections(text)).toEqual(nothing)
    expect(objections(text.replace('=2.9', '=3.1')).warnings).toHaveLength(1)
  })

  test('no MLflow, no Python, or one that is too new', () => {
    expect(objections(condaFile(fine.slice(1))).warnings).toEqual([
      expect.stringMatching(/lacks mlflow<3/),
    ])
    expect(objections(condaFile(fine, 'pytz')).warnings).toEqual([
      expect.stringMatching(/pins no Python/),
    ])
    expect(objections(condaFile(fine, 'python=3.13')).warnings).toEqual([
      expect.stringMatching(/line 4: 'python=3\.13' allows a Python .* 3\.9 to 3\.12/),
    ])
  })

  test('a file that conda.yaml points to, whose packages count all the same', () => {
    expect(objections(condaFile(['-r requirements.txt']), fine.join('\n'))).toEqual({
      ...nothing,
      warnings: [expect.stringMatching(/line 7: '-r requirements\.txt' points to a file/)],
    })
  })
})

test('a specifier allows what pip would install', () => {
  const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'))
  fc.assert(
    fc.property(version, version, (given, limit) => {
      const below = allows(`<${limit}`, given)
      expect(allows(`>=${limit}`, given)).toBe(!below)
      expect(allows(`<=${limit}`, given)).toBe(below || given === limit)
      expect(allows(`>${limit}`, given)).toBe(!below && given !== limit)
      expect(allows(`!=${limit}`, given)).toBe(given !== limit)
      expect(allows(`==${limit}`, given)).toBe(given === limit)
      const prefix = limit.replace(/\.\d+$/, '')
      expect(allows(`==${prefix}.*`, given)).toBe(given.startsWith(`${prefix}.`))
      expect(allows(`~=${limit}`, given)).toBe(!below && given.startsWith(`${prefix}.`))
    }),
  )
})
