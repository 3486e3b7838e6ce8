/** MLflow model folders: the MLmodel file, and what it names (MLflow, "MLflow Model format"). */
import type { Bytes } from '../bytes.ts'
import type { Description, Finding } from '../description.ts'
import { at, type Kept, textAt } from '../encodings/kept.ts'
import { parsedFile, parseJson, parseYaml } from '../encodings/parsed.ts'
import type { FolderFormat, ModelFolder, Reading } from '../format.ts'
import { type Flavor, flavorsOf, type PythonFunction, pythonFunctionOf } from '../mlflow/flavors.ts'
import { readInner } from '../mlflow/inner.ts'
import { readCondaFile, readRequirement, requirementLines } from '../mlflow/requirements.ts'
import { inputOf, outputOf } from '../mlflow/signature.ts'
import { judgePickle } from '../scan/judge.ts'
import { Unreadable } from '../unreadable.ts'
import { ifUnpickled, pickleName } from './pickle.ts'

/**
 * Reads MLflow models of any version. The pickles inside are found by their own readers, as every
 * file of the folder is read; the findings here are about code that the MLmodel file points to.
 */
export const mlflowFormat: FolderFormat = {
  name: 'MLflow model',
  recognises: (paths) => paths.has('MLmodel'),
  read,
}

async function read(folder: ModelFolder): Promise<Reading> {
  const model = await parsedFile(folder, 'MLmodel', parseYaml)
  if (!(model instanceof Map)) throw new Unreadable('has an MLmodel file that names nothing')
  const loaded = pythonFunctionOf(model)
  const flavors = flavorsOf(model)
  for (const path of loaded?.paths ?? []) requirePath(folder, path)
  const version = textAt(model, 'mlflow_version')
  const python = /^\d+\.\d+/.exec(loaded?.python ?? '')?.[0]
  const example = await readExample(folder, model)
  const signed = at(model, 'signature')
  const signature = { input: inputOf(signed), output: outputOf(signed) }
  const unsigned = textAt(signed, 'inputs') === undefined
  const inner = loaded && unsigned ? await readInner(folder, loaded) : undefined
  const description: Description = {
    framework: 'mlflow',
    format: 'mlflow',
    path: folder.root.replace(/\/$/, ''),
    holds: holds(flavors, loaded),
    ...(inner ?? signature),
    packages: { ...(await readPackages(folder)), ...versionsOf(flavors) },
    ...(version === undefined ? {} : { version }),
    ...(python === undefined ? {} : { python }),
    ...(example === undefined ? {} : { example }),
    ...(loaded === undefined ? { needsCode: noPythonFunction } : {}),
  }
  if (!loaded) return { description, findings: [] }
  const findings = [
    ...findingsOf(folder, loaded),
    ...(await pickledUnderAnyName(folder, loaded)),
    ...(await judgePickleModule(folder, loaded)),
  ]
  return { description, findings }
}

/** MLflow unpickles what the MLmodel file says, whatever it is called. */
async function pickledUnderAnyName(
  folder: ModelFolder,
  { paths }: PythonFunction,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const path of new Set(paths.map(plainPath))) {
    const file = folder.files.get(path)
    // Under a pickle's name it is read as one anyway.
    if (!file || pickleName.test(path)) continue
    const { signal } = folder
    const read = (bytes: Bytes) =>
      ifUnpickled({ path: file.path, bytes, signal, siblings: new Map() })
    findings.push(...(await folder.open(path, read)))
  }
  return findings
}

/** MLflow imports the module that unpickles a PyTorch model by a name in a file (mlflow/pytorch). */
async function judgePickleModule(
  folder: ModelFolder,
  { model = 'data' }: PythonFunction,
): Promise<readonly Finding[]> {
  const path = `${plainPath(model)}/pickle_module_info.txt`
  if (!folder.files.has(path)) return []
  const module = (await folder.text(path)).trim()
  if (pickleModules.has(module)) return []
  const globals = [{ module, name: 'Unpickler', offset: 0, called: true }]
  return judgePickle(folder.root + path, { globals, oddities: [] })
}

const pickleModules: ReadonlySet<string> = new Set([
  'mlflow.pytorch.pickle_module',
  'pickle',
  'cloudpickle',
  'dill',
])

const plainPath = (path: string): string => path.replace(/^(\.\/)+/, '').replace(/\/+$/, '')

/** Throws Unreadable when the MLmodel file names what the folder does not hold. */
function requirePath(folder: ModelFolder, path: string): void {
  const name = plainPath(path)
  if (name === '' || name === '.' || folder.files.has(name)) return
  for (const file of folder.files.keys()) if (file.startsWith(`${name}/`)) return
  throw new Unreadable(`is an MLflow model whose MLmodel file names '${path}', which is not there`)
}

function holds(flavors: readonly Flavor[], loaded: PythonFunction | undefined): string {
  const libraries = flavors.map(({ name, version }) => `${name}${version ? ` ${version}` : ''}`)
  if (libraries.length > 0) return `MLflow model: ${libraries.join(', ')}`
  if (loaded === undefined || loaded.loader.startsWith('mlflow.pyfunc'))
    return 'MLflow model: a Python function'
  return `MLflow model: ${loaded.loader}`
}

const versionsOf = (flavors: readonly Flavor[]): Record<string, string> =>
  Object.fromEntries(
    flavors.flatMap((flavor) =>
      flavor.version === undefined ? [] : [[flavor.package, flavor.version]],
    ),
  )

/** Every package that the folder lists for pip, with its version where it is exact. */
async function readPackages(folder: ModelFolder): Promise<Record<string, string | undefined>> {
  const lines: string[] = []
  if (folder.files.has('conda.yaml')) {
    const { pip } = readCondaFile(await parsedFile(folder, 'conda.yaml', parseYaml))
    lines.push(...pip)
  }
  if (folder.files.has('requirements.txt'))
    lines.push(...requirementLines(await folder.text('requirements.txt')))
  const packages = new Map<string, string | undefined>()
  for (const line of lines.slice(0, mostPackages)) {
    const requirement = readRequirement(line)
    if (requirement && requirement.name !== 'mlflow' && !packages.get(requirement.name))
      packages.set(requirement.name, requirement.pin)
  }
  return Object.fromEntries(packages)
}

const mostPackages = 2000

/** Larger than any request that is only an example. */
const largestExample = 1 << 20

/**
 * The request that was saved with the model. MLflow 2.16 and later save it as it is sent; before
 * that, the table alone or an array as it is sent (`mlflow.models.utils._Example`).
 */
async function readExample(folder: ModelFolder, model: Kept): Promise<string | undefined> {
  const info = at(model, 'saved_input_example_info')
  const serving = textAt(info, 'serving_input_path')
  if (serving !== undefined) return exampleIn(folder, serving)
  const saved = textAt(info, 'artifact_path')
  if (saved === undefined) return undefined
  const type = textAt(info, 'type')
  if (type === 'ndarray') return exampleIn(folder, saved)
  if (type !== 'dataframe') return undefined
  const orient = textAt(info, 'pandas_orient')
  if (orient !== 'split' && orient !== 'records') return undefined
  return exampleIn(folder, saved, (table) => `{"dataframe_${orient}": ${table}}`)
}

/** An example is a help, not a part of the model: one that is missing, too large or damaged is passed over. */
async function exampleIn(
  folder: ModelFolder,
  path: string,
  wrap = (text: string) => text,
): Promise<string | undefined> {
  const file = folder.files.get(path)
  if (!file || file.bytes > largestExample) return undefined
  const text = wrap((await folder.text(path)).trim())
  return isRequest(text) ? text : undefined
}

function isRequest(text: string): boolean {
  try {
    const body = parseJson(text)
    return body instanceof Map && bodyKeys.some((key) => body.has(key))
  } catch (error) {
    if (error instanceof Unreadable) return false
    throw error
  }
}

/** What the scoring script takes; an example for a chat model has other keys. */
const bodyKeys = ['dataframe_split', 'dataframe_records', 'inputs', 'instances']

/** Code that loading runs although it is in no pickle. */
function findingsOf(folder: ModelFolder, { loader, code, script }: PythonFunction): Finding[] {
  const found = (what: string, why: string, file: string): Finding => ({
    verdict: 'unknown',
    what,
    why,
    file: folder.root + file,
  })
  const findings: Finding[] = []
  if (!loader.startsWith('mlflow.'))
    findings.push(found(loader, 'is imported and called to load the model', 'MLmodel'))
  if (script !== undefined) findings.push(found(script, 'is run to make the model', 'MLmodel'))
  if (code !== undefined) {
    const prefix = `${code.replace(/\/+$/, '')}/`
    for (const file of folder.files.keys()) {
      if (findings.length >= mostFindings) break
      if (file.startsWith(prefix) && file.endsWith('.py'))
        findings.push(found(file, "is the author's own code, which the model may import", file))
    }
  }
  return findings
}

const mostFindings = 100

const noPythonFunction = {
  reason: "its MLmodel file has no 'python_function' flavor, so MLflow itself could not serve it",
  script: `import json
import os

import mlflow


def init():
    global model
    # Load it with the flavor that saved it: mlflow.sklearn, mlflow.pytorch, ...
    model = mlflow.sklearn.load_model(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model"))


def run(raw_data):
    return {"predict": model.predict(json.loads(raw_data)["data"]).tolist()}
`,
}
