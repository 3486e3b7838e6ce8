/** How a scikit-learn model is served without any code of the user's: a script and an environment. */
import { condaBaseImage } from './image.ts'
import { type SklearnRow, sklearnVersions } from './sklearn-versions.ts'

/** What must be known of a model to serve it. */
export interface SklearnModel {
  /** The version that saved the model. */
  readonly frameworkVersion: string
  /** The file that holds it, relative to the model's root. */
  readonly modelFile: string
  /** The text of templates/score_sklearn.py. */
  readonly template: string
}

/** The script and the environment that serve a model, or why it cannot be served. */
export type SklearnService =
  | {
      readonly ok: true
      readonly entryScript: { readonly name: string; readonly text: string }
      readonly condaFile: string
      readonly image: string
      /** Choices the user did not make and may want to know of. */
      readonly notes: readonly string[]
    }
  | { readonly ok: false; readonly message: string; readonly hint: string }

/** Decides how the model is served: the same in, the same bytes out. */
export function serveSklearn(model: SklearnModel): SklearnService {
  const format = otherFormat(model.modelFile)
  if (format !== undefined) {
    return {
      ok: false,
      message: `'${model.modelFile}' is ${format}, not a scikit-learn model saved with joblib or pickle`,
      hint: "Save the model with joblib.dump(model, 'model.joblib'), or bring your own 'entry-script'.",
    }
  }
  const release = findRelease(model.frameworkVersion)
  if (release === undefined) {
    return {
      ok: false,
      message: `'framework-version' is '${model.frameworkVersion}': expected a scikit-learn version from ${oldest} to ${newest}`,
      hint: "Give the version that saved the model, sklearn.__version__ there, or bring your own 'entry-script' and 'conda-file'.",
    }
  }
  return {
    ok: true,
    entryScript: { name: 'score.py', text: model.template },
    condaFile: writeCondaFile(release),
    image: condaBaseImage,
    notes: release.notes,
  }
}

const newest = sklearnVersions[0].newest
const oldest = '1.0'

const otherFormats: ReadonlyMap<string | undefined, string> = new Map([
  ['onnx', 'an ONNX model'],
  ['skops', 'a skops file'],
  ['pmml', 'a PMML file'],
  ['h5', 'a Keras model'],
  ['keras', 'a Keras model'],
  ['pt', 'a PyTorch model'],
  ['pth', 'a PyTorch model'],
  ['safetensors', 'a safetensors file'],
  ['ubj', 'an XGBoost model'],
  ['cbm', 'a CatBoost model'],
])

const otherFormat = (file: string) => otherFormats.get(file.toLowerCase().split('.').at(-1))

interface Release {
  /** As PyPI names it. */
  readonly version: string
  readonly row: SklearnRow
  readonly notes: readonly string[]
}

/** The release to install and its row; undefined when this is no version that can be served. */
function findRelease(given: string): Release | undefined {
  const match = /^1\.(\d+)(?:\.(\d+)((?:rc|\.post)\d+)?)?$/.exec(given)
  if (!match) return undefined
  const minor = Number(match[1])
  const [newestMinor] = numbers(newest)
  if (minor > newestMinor) {
    const note = `scikit-learn ${given} is newer than this action knows (${newest}): trying it with the packages of ${newest}`
    return { version: given, row: sklearnVersions[0], notes: [note] }
  }
  if (match[2] === undefined) {
    const row = sklearnVersions.find((row) => numbers(row.from)[0] === minor)
    const note = `'framework-version' ${given} names no patch: taking ${row?.newest}, its newest`
    return row && { version: row.newest, row, notes: [note] }
  }
  const patch = Number(match[2])
  const row = sklearnVersions.find((row) => {
    const [fromMinor, fromPatch] = numbers(row.from)
    return fromMinor < minor || (fromMinor === minor && fromPatch <= patch)
  })
  // The one version that was only ever published with its correction.
  const version = given === '1.4.1' ? '1.4.1.post1' : given
  return row && { version, row, notes: [] }
}

/** The minor and the patch number of a version 1.x.y. */
function numbers(version: string): readonly [minor: number, patch: number] {
  const [, minor, patch] = version.split('.')
  return [Number(minor), Number(patch)]
}

/**
 * Python and pip come from conda; all else from PyPI, since the pins are PyPI's releases and conda
 * has nothing to solve for them. What the server itself needs is left to its own bounds: a pinned
 * Flask is a known way to break it.
 */
function writeCondaFile({ version, row }: Release): string {
  const packages = { 'scikit-learn': version, ...row.packages, ...server }
  return `${[
    'name: model',
    'channels:',
    '  - conda-forge',
    'dependencies:',
    `  - python=${row.python}`,
    '  - pip=25.0.1',
    '  - pip:',
    ...Object.entries(packages).map(([name, pin]) => `      - ${name}==${pin}`),
  ].join('\n')}\n`
}

const server = { 'azureml-inference-server-http': '1.5.1' }
