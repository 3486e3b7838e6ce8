/** Safetensors alone: weights that no one can run without the model that they belong to. */
import type { FileFormat } from '../format.ts'
import { needs, weightsReason, weightsScript } from '../pytorch/suggestion.ts'
import { looksLikeSafetensors, readSafetensors } from '../transformers/safetensors.ts'

/** A safetensors file: data and nothing else, loading it runs nothing. */
export const safetensorsFormat: FileFormat = {
  name: 'safetensors file',
  recognises: looksLikeSafetensors,
  async read(file) {
    const parameters = await readSafetensors(file.bytes)
    const script = weightsScript({
      path: file.path,
      load: 'load_file(path)',
      imports: ['import torch', 'from safetensors.torch import load_file'],
      parameters,
    })
    return {
      description: {
        framework: 'pytorch',
        format: 'safetensors',
        path: file.path,
        holds: `weights of ${parameters.length} parameters, without their model`,
        input: { kind: 'unknown' },
        output: { kind: 'unknown' },
        packages: {},
        ...needs(weightsReason(parameters.length), script),
      },
      findings: [],
    }
  },
}
