/** How the model is to be served: by a generated script, or by the user's own in an environment of theirs. */
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { EnvironmentChoice, Serving } from './request.ts'
import type { Files } from './smoke.ts'

const slashes = (path: string) => path.replace(/\\/g, '/')
const folderOf = (path: string) => slashes(path).replace(/\/?[^/]*$/, '') || '.'
const normal = (path: string) =>
  slashes(path)
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '') || '.'

const ownCode = ['entry-script', 'source-directory', 'conda-file', 'environment'] as const

/** Own code when there is an entry script; otherwise the model file decides. */
export function readServing(values: Values, files: Files, problems: Problems): Serving | undefined {
  if (values['mlflow-no-code'] === true) {
    for (const input of ownCode) {
      if (values[input] === undefined) continue
      problems.add(
        input,
        `'${input}' and 'mlflow-no-code' exclude each other: with the latter, Azure serves the model by a script and in an environment of its own`,
      )
    }
    return { kind: 'mlflow-no-code' }
  }
  if (values['entry-script'] !== undefined) {
    const code = readCode(values['entry-script'], values['source-directory'], files, problems)
    const environment = readEnvironment(values, files, problems)
    return code && environment && { kind: 'code', ...code, environment }
  }
  for (const input of ['source-directory', 'conda-file', 'environment'] as const) {
    if (values[input] !== undefined) {
      problems.add(
        input,
        `'${input}' needs 'entry-script': without one, the scoring script and its environment are generated`,
      )
    }
  }
  return { kind: 'no-code' }
}

function readCode(
  entryScript: string,
  sourceDirectory: string | undefined,
  files: Files,
  problems: Problems,
): { sourceDirectory: string; entryScript: string } | undefined {
  const script = normal(entryScript)
  const directory = normal(sourceDirectory ?? folderOf(entryScript))
  if (sourceDirectory !== undefined && files.kind(directory) !== 'folder') {
    problems.add(
      'source-directory',
      `'source-directory' is '${sourceDirectory}': no such folder in the checkout`,
    )
    return undefined
  }
  // Written from the folder or from the root of the checkout: both are in use, so both are understood.
  const prefix = directory === '.' ? '' : `${directory}/`
  const inside = script.startsWith(prefix) ? script.slice(prefix.length) : script
  const found = [script, inside].find((path) => files.kind(`${prefix}${path}`) === 'file')
  if (found !== undefined && !found.startsWith('../')) {
    return { sourceDirectory: directory, entryScript: found }
  }
  problems.add(
    'entry-script',
    `'entry-script' is '${entryScript}': no such file in ${directory === '.' ? 'the checkout' : `'${directory}'`}`,
  )
  return undefined
}

const environmentRule =
  "expected 'name:version' or 'azureml:name:version' of a registered environment, an azureml://registries/… or ARM id, or an image such as 'mcr.microsoft.com/azureml/minimal-py312-inference:latest'"

/** The forms that `environment` can take, told apart by their shape. */
export function readEnvironmentName(text: string): EnvironmentChoice | undefined {
  if (/^azureml:\/\//i.test(text) || /^\/subscriptions\//i.test(text))
    return { kind: 'id', id: text }
  if (/^azureml:\//i.test(text)) return { kind: 'id', id: text.slice('azureml:'.length) }
  const named = /^(azureml:)?([a-zA-Z0-9][\w.-]*?)(?:[:](\w[\w.-]*)|@latest)$/.exec(text)
  if (named?.[2]) {
    const [, , name, version] = named
    return { kind: 'registered', name, ...(version === undefined ? {} : { version }) }
  }
  // An image names its registry or repository: it has a slash.
  if (/^[\w.-]+(:\d+)?(\/[\w.-]+)+([:@][\w.:-]+)?$/.test(text))
    return { kind: 'image', image: text }
  return undefined
}

function readEnvironment(
  values: Values,
  files: Files,
  problems: Problems,
): EnvironmentChoice | undefined {
  const file = values['conda-file']
  const name = values.environment
  if (file === undefined && name === undefined) {
    problems.add(
      'environment',
      "'entry-script' needs an environment: give a 'conda-file', or an 'environment' (registered, by id, or an image)",
    )
    return undefined
  }
  const named = name === undefined ? undefined : readEnvironmentName(name)
  if (name !== undefined && !named) {
    problems.add('environment', `'environment' is '${name}': ${environmentRule}`)
    return undefined
  }
  if (file === undefined) return named
  if (files.kind(file) !== 'file') {
    problems.add('conda-file', `'conda-file' is '${file}': no such file in the checkout`)
    return undefined
  }
  if (named && named.kind !== 'image') {
    problems.add(
      'environment',
      `'environment' is '${name}', which is complete as registered: leave 'conda-file' out, or name an image to install it on`,
    )
    return undefined
  }
  return { kind: 'conda', file, ...(named ? { image: named.image } : {}) }
}
