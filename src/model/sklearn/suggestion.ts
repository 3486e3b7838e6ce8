/** The least scoring script for a pickle that is not served as it is. */
import type { GlobalUse } from '../pickle/walk.ts'

/** A script that serves one of the things that a pickled dict, list or tuple holds. */
export const heldScript = (path: string, key: string | number): string =>
  script(path, [], [`model = joblib.load(path)[${JSON.stringify(key)}]`])

/** A script that first brings the user's own classes to where the pickle looks for them. */
export function ownScript(path: string, names: readonly GlobalUse[]): string {
  const plain = names.filter(({ module, name }) => isPlain(module) && isPlain(name))
  const modules = new Set(plain.map(({ module }) => module))
  const main = plain.filter(({ module }) => module === '__main__').map(({ name }) => name)
  modules.delete('__main__')
  const imports = [...modules].map((module) => `import ${module}  # lies beside this script`)
  if (main.length > 0)
    imports.unshift(
      'import __main__',
      `from my_code import ${main.join(', ')}  # where they were defined`,
    )
  return script(path, imports, [
    ...main.map((name) => `__main__.${name} = ${name}  # where the pickle looks for it`),
    'model = joblib.load(path)',
  ])
}

/** A script that loads it and leaves the rest to the user. */
export const plainScript = (path: string): string => script(path, [], ['model = joblib.load(path)'])

/** A name that can stand in a script: what comes from a file must not become code. */
const isPlain = (name: string): boolean => /^[\w.]{1,100}$/.test(name)

const script = (path: string, imports: readonly string[], load: readonly string[]): string =>
  `${[
    'import json',
    'import os',
    'from pathlib import Path',
    '',
    'import joblib',
    ...imports,
    '',
    '',
    'def init():',
    '    global model',
    `    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(fileName(path))}))`,
    ...load.map((line) => `    ${line}`),
    '',
    '',
    'def run(raw_data):',
    '    rows = json.loads(raw_data)["data"]',
    '    return {"predict": model.predict(rows).tolist()}',
  ].join('\n')}\n`

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
