/** The least scoring script for weights that come without their model. */
import type { NeedsCode } from '../description.ts'

/** What a script must know to load some weights. */
export interface Weights {
  readonly path: string
  /** The Python expression for the tensors, given `path`: `torch.load(path, …)["state_dict"]`. */
  readonly load: string
  readonly imports: readonly string[]
  /** The parameters' names with their shapes. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[]
}

/** More names than these help nobody to find the class. */
const mostNames = 8

/** A script for bare weights: the class that they belong to is the user's to fill in. */
export function weightsScript({ path, load, imports, parameters }: Weights): string {
  const shown = parameters.filter(({ name }) => plainName(name)).slice(0, mostNames)
  return script(
    path,
    [...imports, 'from my_model import Net  # the class that was trained'],
    [
      'model = Net()',
      `# Its parameters: ${shown.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')}${
        parameters.length > shown.length ? `, … (${parameters.length} in all)` : ''
      }`,
      `model.load_state_dict(${load})`,
      'model.eval()',
    ],
  )
}

/** A script for a pickled model: its class must be importable under the name it had. */
export function moduleScript(path: string, module: string, name: string): string {
  const load = 'model = torch.load(path, map_location="cpu", weights_only=False)'
  const type = plainName(name) ? name : 'Net'
  if (plainName(module) && module !== '__main__')
    return script(
      path,
      [`import ${module}  # with ${type}: lies beside this script`, 'import torch'],
      [load, 'model.eval()'],
    )
  return script(
    path,
    [
      'import __main__',
      'import torch',
      `from my_model import ${type}  # the class that was trained`,
    ],
    [`__main__.${type} = ${type}  # where the pickle looks for it`, load, 'model.eval()'],
  )
}

/** A script for a module inside of something else, whose classes must be importable. */
export const checkpointScript = (path: string, load: string): string =>
  script(
    path,
    ['import torch', '# The module of its class must lie beside this script, or be installed.'],
    [`model = ${load}`, 'model.eval()'],
  )

/** A script for TorchScript that takes more than tensors. */
export const tensorsScript = (path: string): string =>
  script(
    path,
    ['import torch'],
    ['# Make of the request what its forward takes.', 'model = torch.jit.load(path).eval()'],
  )

/** A script for a package of compiled code. */
export const compiledScript = (path: string): string =>
  script(path, ['import torch'], ['model = torch._inductor.aoti_load_package(str(path))'])

/** Why bare weights are not enough. */
export const weightsReason = (count: number): string =>
  `it holds ${count} tensors, but not the code of the model that they belong to`

/** Completes a description. */
export const needs = (reason: string, script: string): { readonly needsCode: NeedsCode } => ({
  needsCode: { reason, script },
})

/** A name that can stand in a script: what comes from a file must not become code. */
const plainName = (name: string): boolean => /^[\w.]{1,100}$/.test(name)

const script = (path: string, imports: readonly string[], load: readonly string[]): string =>
  `${[
    'import json',
    'import os',
    'from pathlib import Path',
    '',
    ...imports,
    '',
    '',
    'def init():',
    '    global model',
    `    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(path)}))`,
    ...load.map((line) => `    ${line}`),
    '',
    '',
    'def run(raw_data):',
    '    inputs = torch.tensor(json.loads(raw_data)["inputs"])',
    '    with torch.no_grad():',
    '        return {"outputs": model(inputs).tolist()}',
  ].join('\n')}\n`
