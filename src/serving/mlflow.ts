/** The environment of an MLflow model: its own conda.yaml, made to build and to serve today. Pure. */
import type { Description } from '../model/description.ts'
import { parseYaml } from '../model/encodings/parsed.ts'
import {
  constrainsByFile,
  includesFile,
  readCondaFile,
  readRequirement,
  requirementLines,
} from '../model/mlflow/requirements.ts'
import type { Refused } from './environment.ts'
import { versions } from './frameworks.ts'
import { isBelow } from './versions/below.ts'

/** What an MLflow model's folder says of its environment. */
export interface MlflowModel {
  readonly description: Pick<Description, 'packages' | 'python'>
  /** The MLflow that saved it. */
  readonly version: string
  /** The texts of the files, where the folder holds them. */
  readonly condaFile?: string
  readonly requirements?: string
  readonly gpu: boolean
}

export interface MlflowEnvironment {
  readonly ok: true
  readonly condaFile: string
  /** Choices the user did not make and may want to know of. */
  readonly notes: readonly string[]
}

/**
 * Writes the conda file that a model is served with. What the model lists is kept, except where it
 * cannot be built any more or would not serve; every such change is noted. Throws Unreadable when
 * the model's conda.yaml is no YAML.
 */
export function mlflowEnvironment(model: MlflowModel): MlflowEnvironment | Refused {
  const listed = listPackages(model)
  const files = listed.pip.filter(isFile)
  if (files.length > 0) return filesNeeded(files)
  const notes = [...listed.notes]
  const python = choosePython(model.description.python ?? pythonOf(listed.conda), notes)
  const pins = pinPackages(boundNumpy(listed.pip, model), model, notes)
  const text = writeCondaFile({
    channels: listed.channels.length > 0 ? listed.channels : ['conda-forge'],
    conda: [
      `python=${python}`,
      'pip=25.0.1',
      ...listed.conda.filter((line) => !replaced.test(line)),
    ],
    pip: [...cpuIndexes(pins, model.gpu), ...pins, ...companions(pins, model.version)],
  })
  return { ok: true, condaFile: text, notes }
}

interface Listed {
  readonly channels: readonly string[]
  readonly conda: readonly string[]
  readonly pip: readonly string[]
  readonly notes: readonly string[]
}

/** What the files list; conda.yaml speaks for itself and for requirements.txt where it points there. */
function listPackages({ condaFile, requirements }: MlflowModel): Listed {
  const own = requirements === undefined ? [] : requirementLines(requirements)
  if (condaFile === undefined) return withoutConstraints({ channels: [], conda: [], pip: own })
  const { channels, conda, pip } = readCondaFile(parseYaml(condaFile))
  const whole = pip.flatMap((line) =>
    /^(-r|--requirement)[\s=]+\S*requirements\.txt$/.test(line) ? own : [line],
  )
  return withoutConstraints({ channels, conda, pip: whole })
}

/** A file of constraints is not there when the image is built; what it bounds can still be installed. */
function withoutConstraints({ channels, conda, pip }: Omit<Listed, 'notes'>): Listed {
  const kept = pip.filter((line) => !constrainsByFile(line))
  const notes = kept.length < pip.length ? ["the model's constraints.txt is left out"] : []
  return { channels, conda, pip: kept, notes }
}

/** Python and pip are written anew. */
const replaced = /^(\S+::)?(python|pip)\s*($|[<>=!~\s])/

const pythonOf = (conda: readonly string[]): string | undefined =>
  conda.map((line) => /^(?:\S+::)?python\s*=+\s*(\d+\.\d+)/.exec(line)?.[1]).find(Boolean)

/** azureml-inference-server-http, its metadata: the oldest Python that it takes. */
const oldestPython = '3.9'
/** For a model that does not say; every package of the time has wheels for it. */
const usualPython = '3.11'

function choosePython(saved: string | undefined, notes: string[]): string {
  if (saved === undefined) {
    notes.push(`the model does not record its Python: taking ${usualPython}`)
    return usualPython
  }
  if (!isBelow(saved, oldestPython)) return saved
  notes.push(
    `the model was saved with Python ${saved}, which neither conda-forge nor the inference server supports any more: serving it with ${oldestPython}`,
  )
  return oldestPython
}

/** What the server brings at versions of its own: a pinned Flask is a known way to break it. */
const serverOwn = new Set([
  'azureml-inference-server-http',
  'azureml-defaults',
  'azureml-ai-monitoring',
  'flask',
  'gunicorn',
  'werkzeug',
])

/** The lines for pip: exact wherever the model recorded a version. */
function pinPackages(lines: readonly string[], model: MlflowModel, notes: string[]): string[] {
  const loose: string[] = []
  const pins: string[] = []
  for (const line of lines) {
    const requirement = readRequirement(line)
    if (!requirement) {
      pins.push(line)
      continue
    }
    const { name, pin } = requirement
    if (serverOwn.has(name) || (/^mlflow(-skinny)?$/.test(name) && !line.includes('['))) continue
    const recorded = name === 'mlflow' ? model.version : model.description.packages[name]
    if (pin === undefined && recorded === undefined) loose.push(name)
    const bounded = pin === undefined && recorded !== undefined && !line.includes(';')
    pins.push(bounded ? `${withExtras(line)}==${recorded}` : line)
  }
  if (loose.length > 0)
    notes.push(
      `the model lists no exact version of ${loose.join(', ')}: another build of the image may install another one`,
    )
  return pins
}

/** NumPy of any version, as some models list it, would be one that their other packages were not built for. */
function boundNumpy(lines: readonly string[], { description }: MlflowModel): readonly string[] {
  const pins = lines.flatMap((line) => {
    const requirement = readRequirement(line)
    return requirement?.pin === undefined ? [] : [[requirement.name, requirement.pin] as const]
  })
  if (!needsNumpy1(new Map([...Object.entries(description.packages), ...pins]))) return lines
  return lines.map((line) =>
    /^numpy\s*(>=?[^,;<=]+)?$/.test(line) ? `numpy==${lastNumpy1}` : line,
  )
}

/** `mlflow[extras]` of `mlflow[extras]>=2`. */
const withExtras = (line: string): string => /^[\w.-]+(\s*\[[^\]]*\])?/.exec(line)?.[0] ?? line

/**
 * What serving takes beside the model's own packages. mlflow-skinny loads every flavor that the full
 * mlflow does, and brings neither Flask nor Gunicorn: the full one before 2.14 cannot be installed
 * beside the server (it wants gunicorn below 23).
 */
function companions(pins: readonly string[], mlflow: string): string[] {
  const found = new Map(
    pins.flatMap((line) => {
      const requirement = readRequirement(line)
      return requirement ? [[requirement.name, requirement.pin] as const] : []
    }),
  )
  const lines: string[] = []
  const add = (name: string, version: string) => {
    if (found.has(name)) return
    lines.push(`${name}==${version}`)
    found.set(name, version)
  }
  if (!found.has('mlflow')) add('mlflow-skinny', mlflow)
  // mlflow-skinny lists neither of the two, and pyfunc imports both.
  const oldPandas = isBelow(mlflow, '2.3') || isBelow(found.get('numpy'), '1.22.4')
  add('pandas', oldPandas ? '1.5.3' : '2.3.3')
  if (needsNumpy1(found)) add('numpy', lastNumpy1)
  // MLflow 1 and 2 import pkg_resources, which setuptools 82 no longer has.
  if (isBelow(mlflow, '3')) add('setuptools', '80.9.0')
  // From 1.5 on, the server's OpenTelemetry wants a newer importlib-metadata than MLflow before 2.2.2.
  add('azureml-inference-server-http', isBelow(mlflow, '2.2.2') ? '1.4.1' : '1.5.1')
  return lines
}

/** Wheels of pandas before 2.2.2 and scikit-learn before 1.4.2 were built for NumPy 1, and do not say so. */
const needsNumpy1 = (pins: ReadonlyMap<string, string | undefined>): boolean =>
  isBelow(pins.get('pandas'), '2.2.2') || isBelow(pins.get('scikit-learn'), '1.4.2')
const lastNumpy1 = '1.26.4'

/** Where pip finds builds without CUDA, unless there is a GPU. */
function cpuIndexes(pins: readonly string[], gpu: boolean): string[] {
  if (gpu) return []
  const names = new Set(pins.map((line) => readRequirement(line)?.name))
  const indexes = Object.values(versions).flatMap((table) =>
    table.cpuIndex !== undefined && names.has(table.package) ? [table.cpuIndex] : [],
  )
  return [...new Set(indexes)].map((index) => `--extra-index-url ${index}`)
}

/** A wheel or a requirements file that lies in the model's folder: the image is built without it. */
const isFile = (line: string): boolean =>
  includesFile(line) ||
  (!line.startsWith('-') && !line.includes('://') && readRequirement(line) === undefined)

const filesNeeded = (files: readonly string[]): Refused => ({
  ok: false,
  message: `the model's environment is installed from files that are not there when its image is built: ${files.join(', ')}`,
  hint: "Publish those packages where pip finds them and save the model again, or bring your own 'entry-script' with an 'environment' that holds them.",
})

function writeCondaFile({ channels, conda, pip }: Omit<Listed, 'notes'>): string {
  return `${[
    'name: model',
    'channels:',
    ...channels.map((channel) => `  - ${quoted(channel)}`),
    'dependencies:',
    ...conda.map((line) => `  - ${quoted(line)}`),
    '  - pip:',
    ...pip.map((line) => `      - ${quoted(line)}`),
  ].join('\n')}\n`
}

/** Plain where YAML cannot take it for anything else; a JSON text is YAML as well. */
const quoted = (text: string): string =>
  /^[A-Za-z0-9][\w.,=<>!~+ -]*$|^--[a-z-]+ https:\/\/[\w./-]+$/.test(text)
    ? text
    : JSON.stringify(text)
