/**
 * Whether an MLflow model can be left to Azure's own script, by the environment that Azure builds of
 * its conda.yaml: what is known to break is an error, what is not known to work a warning. Pure.
 *
 * "Deploy MLflow models to online endpoints", and Azure/azureml-examples, issues 4008 (the script
 * imports azureml.ai.monitoring), 4009 and 4012 (server 1.3), 3873, 3875 and 4051 (MLflow 3).
 */
import { parseYaml } from '../model/encodings/parsed.ts'
import {
  constrainsByFile,
  includesFile,
  readCondaFile,
  readRequirement,
  requirementLines,
} from '../model/mlflow/requirements.ts'
import { isBelow } from './versions/below.ts'
import { allows } from './versions/specifier.ts'

/** One thing to change. */
export interface Objection {
  readonly message: string
  /** The line of conda.yaml that it is about, from 1; absent where the whole file is. */
  readonly line?: number
}

export interface Objections {
  readonly errors: readonly Objection[]
  readonly warnings: readonly Objection[]
}

/** Reads the model's own files; throws Unreadable when conda.yaml is no YAML. */
export function objectionsTo(
  texts: Readonly<Partial<Record<'conda.yaml' | 'requirements.txt', string>>>,
): Objections {
  const { 'conda.yaml': text, 'requirements.txt': requirements = '' } = texts
  if (text === undefined) return { errors: [noFile], warnings: [] }
  const environment = new CondaYaml(text, requirementLines(requirements))
  const python = newestPython(environment)
  return {
    errors: [
      ...judgePython(environment, python),
      ...judgeMonitoring(environment),
      ...judgeServer(environment),
    ],
    warnings: [
      ...doubtPython(environment, python),
      ...doubtFiles(environment),
      ...doubtMlflow(environment),
    ],
  }
}

const noFile: Objection = {
  message:
    'the model has no conda.yaml, which Azure builds its environment of: save the model again, with MLflow or with a conda_env of your own',
}

/** A package as the file lists it. */
interface Listed {
  readonly written: string
  readonly specifier: string
}

/** The model's conda.yaml: what it lists, and on which line. */
class CondaYaml {
  readonly pip: readonly string[]
  readonly conda: readonly string[]
  readonly #lines: readonly string[]

  /** A requirements.txt of the model's counts where the file points to it. */
  constructor(text: string, requirements: readonly string[]) {
    const { conda, pip } = readCondaFile(parseYaml(text))
    this.conda = conda
    this.pip = pip.flatMap((line) => (includesFile(line) ? [line, ...requirements] : [line]))
    this.#lines = text.split(/\r?\n/)
  }

  /** A package by its name, from conda or for pip. */
  find(...names: readonly string[]): Listed | undefined {
    for (const written of this.pip) {
      const requirement = readRequirement(written)
      if (requirement && names.includes(requirement.name))
        return { written, specifier: requirement.specifier }
    }
    for (const written of this.conda) {
      const [, name, version = ''] = condaLine.exec(written) ?? []
      if (name !== undefined && names.includes(name.toLowerCase()))
        return { written, specifier: pep440(version.trim()) }
    }
    return undefined
  }

  /** An objection to a line, which is named. */
  at(written: string, what: string): Objection {
    const index = this.#lines.findIndex((line) => line.includes(written))
    if (index < 0) return { message: `conda.yaml: '${written}' ${what}` }
    return { message: `conda.yaml, line ${index + 1}: '${written}' ${what}`, line: index + 1 }
  }

  /** An objection to a line that is not there, with where it belongs. */
  missing(line: string, why: string): Objection {
    const index = this.#lines.findIndex((text) => /^\s*-\s*pip\s*:/.test(text))
    const where = index < 0 ? '' : `, below line ${index + 1}`
    return {
      message: `conda.yaml lacks ${line}, ${why}: add '- ${line}' to its pip section${where}`,
      ...(index < 0 ? {} : { line: index + 1 }),
    }
  }
}

/** `channel::name=1.2=build`, `name >=1`. */
const condaLine = /^(?:\S+::)?([A-Za-z0-9][\w.-]*?)\s*([=<>!~ ].*)?$/

/** A version of conda's as pip writes it: `=1.2` and `=1.2.*` are a beginning, `1.2` is exact. */
function pep440(version: string): string {
  const [, equals, bare] = /^(=*)\s*([\w.]+?)(?:\.\*)?(?:[=\s]\S+)?$/.exec(version) ?? []
  if (bare === undefined) return version
  return equals === '=' ? `==${bare}.*` : `==${bare}`
}

/** The minor versions of Python 3 that conda could ever take. */
const pythons = Array.from({ length: 20 }, (_, minor) => minor)
const oldestServed = 9
/** azureml-inference-server-http 1.5.1, its metadata. */
const newestServed = 12

interface Python {
  readonly listed: Listed
  /** The newest minor version of Python 3 that the file allows; undefined for none. */
  readonly minor: number | undefined
}

/** The Python that conda takes: the newest that it may. Undefined where the file leaves it open. */
function newestPython(environment: CondaYaml): Python | undefined {
  const listed = environment.find('python')
  if (listed === undefined || listed.specifier === '') return undefined
  const exact = /^={2}\s*3\.(\d+)/.exec(listed.specifier)?.[1]
  const minor =
    exact === undefined
      ? pythons.findLast((minor) => allows(listed.specifier, `3.${minor}.0`))
      : Number(exact)
  return { listed, minor }
}

function judgePython(environment: CondaYaml, python: Python | undefined): readonly Objection[] {
  if (!python || (python.minor !== undefined && python.minor >= oldestServed)) return []
  const { listed, minor } = python
  const change = `write 'python=3.${oldestServed}' or newer, and save the model with it`
  if (minor !== 8)
    return [
      environment.at(
        listed.written,
        `asks for a Python that the channels no longer have, so its image cannot be built: ${change}`,
      ),
    ]
  if (serverVersion(environment) === 'before') return []
  return [
    environment.at(
      listed.written,
      `is older than azureml-inference-server-http 1.4 takes, and 1.3 does not start: ${change}, or keep it and pin 'azureml-inference-server-http<1.3'`,
    ),
  ]
}

function judgeMonitoring(environment: CondaYaml): readonly Objection[] {
  if (environment.find('azureml-ai-monitoring')) return []
  return [environment.missing('azureml-ai-monitoring', "which Azure's script imports")]
}

const server = ['azureml-inference-server-http', 'azureml-defaults'] as const

/** They import azureml.contrib, which nobody brings. */
const broken = ['1.3.0', '1.3.1', '1.3.2', '1.3.3', '1.3.4']
/** The releases after those, and what may still come: pip takes the newest that it may. */
const mended = ['1.4.0', '1.4.1', '1.5.0', '1.5.1', '1.99.0', '99.0.0']

/** Which server pip would take, as far as it matters. */
function serverVersion(environment: CondaYaml): 'missing' | 'before' | 'broken' | 'mended' {
  const own = environment.find(server[0])
  if (!own) return environment.find(server[1]) ? 'mended' : 'missing'
  const isAllowed = (version: string) => allows(own.specifier, version)
  if (mended.some(isAllowed)) return 'mended'
  return broken.some(isAllowed) ? 'broken' : 'before'
}

function judgeServer(environment: CondaYaml): readonly Objection[] {
  const change = "'azureml-inference-server-http>=1.4'"
  switch (serverVersion(environment)) {
    case 'missing':
      return [environment.missing('azureml-inference-server-http>=1.4', 'which runs the script')]
    case 'broken':
      return [
        environment.at(
          environment.find(server[0])?.written ?? '',
          `gives 1.3.0 to 1.3.4, which do not start (they import azureml.contrib): write ${change}`,
        ),
      ]
    default:
      return []
  }
}

function doubtPython(environment: CondaYaml, python: Python | undefined): readonly Objection[] {
  if (!python)
    return [
      {
        message: `conda.yaml pins no Python, and conda may take one that the model or the server does not know: add '- python=3.${newestServed}', or the one that saved the model`,
      },
    ]
  if (python.minor === undefined || python.minor <= newestServed) return []
  return [
    environment.at(
      python.listed.written,
      `allows a Python that azureml-inference-server-http is not known to run on: it says 3.${oldestServed} to 3.${newestServed}`,
    ),
  ]
}

/** Whether Azure builds the image where the model's other files are is not known. */
const doubtFiles = (environment: CondaYaml): readonly Objection[] =>
  environment.pip
    .filter((line) => includesFile(line) || constrainsByFile(line))
    .map((line) =>
      environment.at(line, 'points to a file, which may not be there when the image is built'),
    )

function doubtMlflow(environment: CondaYaml): readonly Objection[] {
  const listed = environment.find('mlflow', 'mlflow-skinny')
  if (!listed) {
    if (environment.find('azureml-mlflow')) return []
    return [environment.missing('mlflow<3', "which Azure's script imports")]
  }
  if (!isThree(listed)) return []
  return [
    environment.at(
      listed.written,
      "gives MLflow 3, which Azure's script has failed with (3.7.0 is named first) and is not known to work with again: 'mlflow<3' is",
    ),
  ]
}

const threes = [...Array.from({ length: 40 }, (_, minor) => `3.${minor}.0`), '99.0.0']

/** Whether pip may take MLflow 3, which it then does. */
function isThree({ specifier }: Listed): boolean {
  const pin = /^===?\s*([\d.]+)$/.exec(specifier)?.[1]
  return pin === undefined
    ? threes.some((version) => allows(specifier, version))
    : !isBelow(pin, '3')
}
