import { describe, expect, test } from 'vitest'
import { translateConda } from './conda.ts'

const one = (spec: string) => {
  const recipe = translateConda(`dependencies:\n  - '${spec}'`)
  return typeof recipe === 'string' ? recipe : recipe.requirements.join()
}

describe('a conda spec in PyPI terms', () => {
  test.each([
    ['numpy', 'numpy'],
    ['numpy=*', 'numpy'],
    ['numpy=2.3.1', 'numpy==2.3.1'],
    ['numpy=2.3', 'numpy==2.3.*'],
    ['numpy=2.*', 'numpy==2.*'],
    ['numpy==2.3', 'numpy==2.3'],
    ['numpy 1.26', 'numpy==1.26'],
    ['numpy 1.26.4 py312_0', 'numpy==1.26.4'],
    ['numpy=1.26.4=py312_0', 'numpy==1.26.4'],
    ['numpy >=1.2, <2', 'numpy>=1.2,<2'],
    ['numpy!=1.3', 'numpy!=1.3'],
    ['numpy[version=">=1.2"]', 'numpy>=1.2'],
    ['conda-forge::scikit-learn=1.7.0', 'scikit-learn==1.7.0'],
    ['py-xgboost=2.1', 'xgboost==2.1.*'],
    ['libgcc-ng', ''],
  ])('%s → %s', (spec, requirement) => {
    expect(one(spec)).toBe(requirement)
  })
})

test('a whole file', () => {
  const recipe = translateConda(`
    name: model-env
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pip
      - scikit-learn=1.7.0
      - openssl
      - pip:
        - azureml-inference-server-http==1.4.1
        - inference-schema[numpy-support]
  `)
  expect(recipe).toEqual({
    python: '3.11',
    requirements: [
      'pip',
      'scikit-learn==1.7.0',
      'azureml-inference-server-http==1.4.1',
      'inference-schema[numpy-support]',
    ],
    notes: ['openssl: not a Python package, left to the wheels'],
  })
})

describe('what conda cannot solve', () => {
  test.each([
    ['a Python that no channel has', 'dependencies: [python=3.7]', 'ResolvePackageNotFound'],
    ['something that is no YAML', 'dependencies: [}', 'Unable to parse'],
    ['a file without dependencies', 'name: x', 'no list of dependencies'],
    ['a spec that is none', 'dependencies: ["?"]', 'InvalidMatchSpec'],
  ])('is %s', (_, file, message) => {
    expect(translateConda(file)).toContain(message)
  })
})
