import { describe, expect, test } from 'vitest'
import { readCondaFile, requirementsOf } from '../../src/preflight/requirements.ts'
import { installerVariables, serverVariables } from '../../src/preflight/variables.ts'

const conda = (...entries: readonly string[]) =>
  ['dependencies:', ...entries.map((entry) => `  - ${entry}`)].join('\n')
const linesOf = (...entries: readonly string[]) => {
  const read = readCondaFile(conda('python=3.13', ...entries))
  return typeof read === 'string' ? read : read.lines
}

describe('a conda file', () => {
  test('with a pip section gives pip those very lines', () => {
    const text = conda(
      'python=3.12.4',
      'pip=25.0.1',
      'pip: ["--extra-index-url https://example.com", "scikit-learn==1.6.1"]',
    )
    expect(readCondaFile(text)).toEqual({
      python: '3.12',
      lines: [
        '--extra-index-url https://example.com',
        'scikit-learn==1.6.1',
        // Until Python 3.12, conda's pip brings them.
        'setuptools',
        'wheel',
      ],
      exact: true,
    })
  })

  test.each([
    ['numpy', 'numpy'],
    ['numpy=*', 'numpy'],
    ['numpy=1.26', 'numpy==1.26.*'],
    ['numpy=1.26.4', 'numpy==1.26.4.*'],
    ['numpy=1.26.*', 'numpy==1.26.*'],
    ['numpy==1.26.4', 'numpy==1.26.4'],
    ['numpy 1.26.4', 'numpy==1.26.4'],
    ['numpy=1.26.4=py312h_0', 'numpy==1.26.4.*'],
    ['numpy=2.0.0rc1', 'numpy==2.0.0rc1'],
    ['"numpy>=1.26, <2"', 'numpy>=1.26,<2'],
    ['conda-forge::PyTorch=2.6', 'torch==2.6.*'],
    ['conda-forge/linux-64::py-opencv', 'opencv-python-headless'],
  ])('has %s, which is %s to pip', (entry, line) => {
    expect(linesOf(entry)).toEqual([line])
    // Of what conda has, PyPI has but a likeness.
    expect(readCondaFile(conda('python=3.13', entry))).toMatchObject({ exact: false })
  })

  test('loses what only conda needs', () => {
    expect(linesOf('libgcc-ng', '_openmp_mutex', 'ca-certificates', 'cpuonly', 'pip')).toEqual([])
    expect(linesOf('libsvm')).toEqual(['libsvm'])
  })

  test.each([
    ['no Python', conda('numpy'), /does not say which Python/],
    ['a range of Pythons', conda('"python>=3.9"'), /does not say which Python/],
    ['a choice of versions', conda('python=3.12', '"numpy 1.26|2.0"'), /no words for: "numpy 1/],
    ['another file', conda('python=3.12', 'pip: ["-r requirements.txt"]'), /not at hand: -r req/],
    ['no dependencies', 'channels: []', /lists no dependencies/],
    ['no YAML', 'dependencies: [', /is not YAML/],
  ])('with %s is not for pip', (_, text, reason) => {
    expect(readCondaFile(text)).toMatch(reason)
  })
})

test.each([
  [{ kind: 'existing', name: 'mine:3' }, /'mine:3' is registered in Azure/],
  [{ kind: 'new', image: 'mcr.microsoft.com/azureml/minimal-py312-inference' }, /is the image mcr/],
  [
    { kind: 'new', image: 'example.com/mine:1', condaFile: conda('python=3.12') },
    /built on the image example\.com\/mine:1/,
  ],
] as const)('an environment %o cannot be made on a runner', (environment, reason) => {
  expect(requirementsOf(environment)).toMatch(reason)
})

test('of the runner’s variables, foreign code finds only what it needs', () => {
  const secrets = {
    'INPUT_CLIENT-SECRET': 's',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's',
    GITHUB_TOKEN: 's',
    AZURE_CLIENT_SECRET: 's',
    MY_DATABASE: 's',
    UV_PUBLISH_TOKEN: 's',
    PYTHONPATH: 's',
  }
  const machine = { Path: 'p', HTTPS_PROXY: 'h', SSL_CERT_FILE: 'c' }
  const installer = { HOME: 'h', PIP_INDEX_URL: 'i', UV_INDEX: 'i' }
  const runner = { ...secrets, ...machine, ...installer }
  expect(serverVariables(runner)).toEqual(machine)
  expect(installerVariables(runner)).toEqual({ ...machine, ...installer })
})
