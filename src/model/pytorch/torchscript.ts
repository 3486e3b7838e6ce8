/** TorchScript archives, which torch.jit.save writes. */
import type { Description, ModelInput } from '../description.ts'
import type { ModelFile, Reading } from '../format.ts'
import { Unreadable } from '../unreadable.ts'
import type { TorchArchive } from './archive.ts'
import { packagesOf } from './operators.ts'
import { type Pickles, walkArchive } from './pickles.ts'
import { judgeCode } from './script-code.ts'
import { constantInput, firstLayerInput, tracedInput } from './script-input.ts'
import {
  classOf,
  forwardOf,
  isTensor,
  neededParameters,
  type Parameter,
  type Signature,
} from './script-source.ts'
import { needs, tensorsScript } from './suggestion.ts'

/** What torch.jit.load takes for TorchScript: torch/serialization.py, `_is_torchscript_zip`. */
export const isTorchScript = (archive: TorchArchive): boolean =>
  archive.entries.has('constants.pkl')

/** Reads an archive. The version of PyTorch is not in it, only that of the archive's form. */
export async function readTorchScript(archive: TorchArchive, file: ModelFile): Promise<Reading> {
  const { walks, findings } = await walkArchive(archive, file, isImport)
  const data = walks.get('data.pkl')
  const type = data && classOf(data.root)
  if (!type) throw new Unreadable('is TorchScript without a module')
  const forward = await forwardOf(archive, type)
  const code = await judgeCode(archive, file)
  const odd = forward && neededParameters(forward).find((parameter) => !isTensor(parameter))
  const description: Description = {
    framework: 'pytorch',
    format: 'torchscript',
    path: file.path,
    holds: `${type.name}, TorchScript${forward ? `: ${spell(forward)}` : ' without forward'}`,
    input: forward && !odd ? await inputOf(archive, forward, walks) : { kind: 'unknown' },
    output: { kind: 'unknown' },
    packages: packagesOf(code),
    ...(odd ? needs(noArray(odd), tensorsScript(file.path)) : {}),
  }
  return { description, findings: [...findings, ...code] }
}

const noArray = ({ name, type }: Parameter): string =>
  `its input '${name}' is ${type}, which only code can make of a request`

async function inputOf(
  archive: TorchArchive,
  forward: Signature,
  walks: Pickles['walks'],
): Promise<ModelInput> {
  const root = (name: string) => walks.get(name)?.root ?? null
  const names = neededParameters(forward).map(({ name }) => name)
  const [only = '', ...others] = names
  const constant = others.length === 0 && constantInput(forward, root('constants.pkl'), only)
  return (
    tracedInput(names, root('traced_inputs.pkl')) ??
    (constant || (await firstLayerInput(archive, root('data.pkl'), names))) ?? { kind: 'unknown' }
  )
}

/** The archive's own classes are no imports: torch.jit.load compiles them from `code/`. */
const isImport = (module: string): boolean =>
  !/^(__torch__(\.|$)|torch\.jit\._pickle$)/.test(module)

/** `forward(x: Tensor) → Tensor` */
const spell = ({ parameters, returns }: Signature): string =>
  `forward(${parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')}) → ${returns}`
