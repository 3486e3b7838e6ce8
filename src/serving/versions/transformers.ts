/**
 * Which Python and which companions a model of each version of transformers is served with.
 *
 * Every row resolves for Linux on x86_64 at both of its ends. What 4.36.2, 4.40.2, 4.46.3, 4.51.3,
 * 4.57.6, 5.0.0, 5.15.1 and 5.23.0 saved was served by itself with its row's tokenizers,
 * huggingface-hub, torch and numpy (5.23.0: numpy 2.5.5). What decided:
 *
 * - tokenizers and huggingface-hub: the bounds in transformers' own metadata, which are tight.
 * - torch: any that the version accepts reads the weights; 2.6 is the oldest from which transformers
 *   still loads `pytorch_model.bin` (4.51 and later refuse below, CVE-2025-32434).
 * - sentencepiece and protobuf belong to tokenizers that were saved in no other form, pillow to
 *   models of pictures.
 */
import { pytorchVersions, torchCompanions } from './pytorch.ts'
import type { VersionRow, VersionTable } from './table.ts'

const tools = {
  safetensors: '0.8.0',
  numpy: '2.2.6',
  regex: '2026.11.15',
  pyyaml: '6.0.3',
  packaging: '26.3',
  tqdm: '4.70.1',
  sentencepiece: '0.2.3',
  protobuf: '6.33.2',
  pillow: '13.0.0',
}

const four = { 'huggingface-hub': '0.36.2', torch: '2.6.0', ...torchCompanions, sympy: '1.13.1' }
const five = { 'huggingface-hub': '1.33.0', torch: '2.15.0', ...torchCompanions }

const row = (
  [from, newest]: readonly [string, string],
  tokenizers: string,
  packages: VersionRow['packages'],
): VersionRow => ({ from, newest, python: '3.12', packages: { tokenizers, ...packages, ...tools } })

export const transformersVersions: VersionTable = {
  name: 'transformers',
  package: 'transformers',
  ask: 'transformers.__version__',
  ...(pytorchVersions.cpuIndex === undefined ? {} : { cpuIndex: pytorchVersions.cpuIndex }),
  rows: [
    row(['5.18.0', '5.23.0'], '0.23.3', { ...five, 'huggingface-hub': '2.4.0' }),
    row(['5.16.0', '5.17.0'], '0.23.3', five),
    row(['5.0.0', '5.15.1'], '0.22.2', five),
    row(['4.56.0', '4.57.6'], '0.22.2', four),
    row(['4.47.0', '4.55.4'], '0.21.4', four),
    row(['4.45.0', '4.46.3'], '0.20.3', four),
    row(['4.40.0', '4.44.2'], '0.19.1', four),
    row(['4.36.0', '4.39.3'], '0.15.2', four),
  ],
}
