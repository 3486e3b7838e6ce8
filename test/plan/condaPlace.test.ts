import { describe, expect, test } from 'vitest'
import { placeInCondaFile } from '../../src/plan/condaPlace.ts'

const file = [
  'name: serving', // 1
  'channels: [conda-forge]',
  'dependencies:', // 3
  '  - python=3.12',
  '  - conda-forge::Scikit_Learn=1.6.77', // 5
  '  - libgomp ==11.2.0',
  '  - pip', // 7
  '  - pip:',
  '      - azureml-inference-server-http==1.5.1', // 9
  '      - numpy==1.26.4',
  '      - "pandas[excel]==2.2.3"', // 11
  '      - numpy>=2',
  '      - -r requirements.txt', // 13
  '      - joblib=1.5.3',
  '      - no.such_package==1.2.3', // 15
  '      - sklearn',
].join('\n')

const lineOf = (said: string, text = file) => placeInCondaFile(said, 'conda.yml', text)?.line

// As pip 23 to 26, conda 24, mamba 1 and 2 and uv 0.9 print it.
const noVersion = `Looking in links: /wheels
ERROR: Could not find a version that satisfies the requirement no-such-package==1.2.3 (from versions: none)
ERROR: No matching distribution found for no-such-package==1.2.3`

const conflict = `Collecting pandas==2.2.3 (from -r requirements.txt (line 2))
INFO: pip is looking at multiple versions of pandas to determine which version is compatible with other requirements. This could take a while.
ERROR: Cannot install -r requirements.txt (line 2) and numpy==1.26.4 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested numpy==1.26.4
    pandas 2.2.3 depends on numpy>=1.27; python_version == "3.11"

To fix this you could try to:
1. loosen the range of package versions you've specified
2. remove package versions to allow pip attempt to solve the dependency conflict

ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/#dealing-with-dependency-conflicts`

const twice = `ERROR: Cannot install numpy>=2 and scipy==1.0 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested numpy>=2
    scipy 1.0 depends on numpy<1.20`

const legacyBuild = `Collecting sklearn (from -r /azureml-environment-setup/condaenv.dxi_0178.requirements.txt (line 7))
  Downloading sklearn-0.0.post12.tar.gz (2.6 kB)
  Getting requirements to build wheel: finished with status 'error'
  error: subprocess-exited-with-error

  × Getting requirements to build wheel did not run successfully.
  │ exit code: 1
  ╰─> [15 lines of output]
      The 'sklearn' PyPI package is deprecated, use 'scikit-learn'
      [end of output]`

const docker = `[91m  ERROR: Could not find a version that satisfies the requirement pandas[excel]==2.2.3 (from -r /azureml-environment-setup/condaenv.dxi_0178.requirements.txt (line 3)) (from versions: none)
[0m [91mERROR: No matching distribution found for pandas[excel]==2.2.3 (from -r /azureml-environment-setup/condaenv.dxi_0178.requirements.txt (line 3))
[0m [91m
CondaValueError: pip returned an error`

describe('the line of the conda file that an environment fails for', () => {
  test.each<[string, string, number]>([
    ['pip finds no such package', noVersion, 15],
    ['pip finds a contradiction', conflict, 10],
    ['pip finds a contradiction of one of two lines', twice, 12],
    ['a package cannot be built', legacyBuild, 16],
    ['the build of Azure’s image', docker, 11],
    [
      'a line is no requirement',
      "ERROR: Invalid requirement: 'joblib=1.5.3' (from line 6 of requirements.txt)\nHint: = is not a valid operator. Did you mean == ?",
      14,
    ],
    [
      'a file of requirements is not in the image',
      "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'requirements.txt'",
      13,
    ],
    [
      'a wheel cannot be built',
      'error: failed-wheel-build-for-install\n\n× Failed to build installable wheels for some pyproject.toml based projects\n╰─> other, pandas',
      11,
    ],
    [
      'conda knows no such version',
      'Solving environment: ...working... failed\n\nResolvePackageNotFound: \n  - scikit-learn=1.6.77\n\nDocker image build failed',
      5,
    ],
    [
      'conda knows no such package',
      'PackagesNotFoundError: The following packages are not available from current channels:\n\n  - scikit-learn=1.6.77*\n\nCurrent channels:\n\n  - https://conda.anaconda.org/conda-forge',
      5,
    ],
    [
      'mamba knows no such version',
      'LibMambaUnsatisfiableError: Encountered problems while solving:\n  - nothing provides requested libgomp ==11.2.0 h1234567_1\n\nCould not solve for environment specs',
      6,
    ],
    [
      'mamba draws a tree',
      'error    libmamba Could not solve for environment specs\n    The following package could not be installed\n    └─ scikit-learn =1.6.77 * does not exist (perhaps a typo or a missing channel).',
      5,
    ],
    [
      'uv finds no such package',
      '  × No solution found when resolving dependencies:\n  ╰─▶ Because there is no version of no-such-package==1.2.3 and you require\n      no-such-package==1.2.3, we can conclude that your requirements are\n      unsatisfiable.',
      15,
    ],
  ])('%s', (_, said, line) => {
    expect(lineOf(said)).toBe(line)
  })

  test('of a file that is not YAML is that of the mistake', () => {
    expect(lineOf('CondaEnvException: Unable to parse', 'dependencies:\n  - a\n - [b\n')).toBe(3)
  })

  test('is not guessed: of what another package brought, of no list, of other troubles', () => {
    expect(lineOf('ERROR: No matching distribution found for something-else<2')).toBeUndefined()
    expect(lineOf(noVersion, 'name: x\n')).toBeUndefined()
    expect(lineOf('toomanyrequests: You have reached your pull rate limit')).toBeUndefined()
  })
})
