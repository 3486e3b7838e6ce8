/** The conda file of a generated environment: Python from conda, all else from PyPI. */

/** What an environment holds. */
export interface Packages {
  /** major.minor */
  readonly python: string
  /** By name on PyPI, exact versions, in the order of importance. */
  readonly packages: Readonly<Record<string, string>>
  /** Lines for pip that are no packages: `--extra-index-url …`. */
  readonly options?: readonly string[]
}

/**
 * Python and pip come from conda; all else from PyPI, since the pins are PyPI's releases and conda
 * has nothing to solve for them. What the server itself needs is left to its own bounds: a pinned
 * Flask is a known way to break it.
 */
export function writeCondaFile({ python, packages, options = [] }: Packages): string {
  const pinned = { ...packages, ...server }
  return `${[
    'name: model',
    'channels:',
    '  - conda-forge',
    'dependencies:',
    `  - python=${python}`,
    '  - pip=25.0.1',
    '  - pip:',
    ...options.map((option) => `      - ${option}`),
    ...Object.entries(pinned).map(([name, pin]) => `      - ${name}==${pin}`),
  ].join('\n')}\n`
}

const server = { 'azureml-inference-server-http': '1.5.1' }
