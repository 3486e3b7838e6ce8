/** Environments that Microsoft publishes in its registry, as conda specifications. */

export interface Curated {
  readonly image: string
  readonly condaFile: string
}

const conda = (name: string, packages: readonly string[]): string =>
  [
    `name: ${name}`,
    'channels:',
    '  - conda-forge',
    'dependencies:',
    '  - python=3.11',
    '  - pip',
    '  - pip:',
    ...['azureml-inference-server-http', ...packages].map((one) => `      - ${one}`),
    '',
  ].join('\n')

const image = 'mcr.microsoft.com/azureml/minimal-py311-inference:latest'
const curated: Readonly<Record<string, Curated>> = {
  'sklearn-1.5': {
    image,
    condaFile: conda('sklearn-1.5', ['scikit-learn~=1.5.0', 'joblib', 'pandas']),
  },
  'minimal-py311-inference': { image, condaFile: conda('minimal', ['numpy', 'joblib']) },
  'minimal-py312-inference': { image, condaFile: conda('minimal', ['numpy', 'joblib']) },
  'mlflow-py312-inference': {
    image,
    condaFile: conda('mlflow', ['mlflow<3', 'azureml-ai-monitoring']),
  },
}

/** `azureml://registries/azureml/environments/<name>/versions/<version>`; a label must be resolved before. */
export const curatedEnvironment = (
  id: string,
): ({ readonly name: string; readonly version: string } & Curated) | undefined => {
  const [, name = '', version = ''] =
    /^azureml:\/\/registries\/azureml\/environments\/([^/]+)\/versions\/(\d+)$/i.exec(id) ?? []
  const found = curated[name.toLowerCase()]
  return found && { name, version, ...found }
}
