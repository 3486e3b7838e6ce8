/**
 * Which Python and which companions a model of each PyTorch version is served with.
 *
 * Every row resolves for Linux on x86_64 at both of its ends. What 2.6.0 and 2.15.0 saved was served
 * by the same. What decided:
 *
 * - TorchScript of older versions is loaded by newer ones (PyTorch, "Serialization semantics"): what
 *   2.6 saved was served by 2.15. Programs of torch.export hold for the version that saved them, which
 *   stands in the file; pickled modules break with the classes that they name.
 * - numpy 2 is known to PyTorch from 2.3 on; what was built before fails with it. numpy only carries
 *   the numbers in and out, so one version serves all.
 * - sympy: 2.5 and 2.6 ask for 1.13.1 exactly; later ones for 1.13.3 or newer.
 * - setuptools: 2.12 wants less than 82, 2.15 at least 77.0.3.
 *
 * PyPI's wheels for Linux bring CUDA, some three gigabytes. Those of the index below do not; their
 * versions are called 2.6.0+cpu. pip takes them for `torch==2.6.0`, since a pin without a local
 * version matches all of them and a local version sorts higher (PyPA, "Version specifiers"), and it
 * goes on with PyPI alone when the index cannot be reached.
 */
import type { VersionRow, VersionTable } from './table.ts'
import { torchvisionFor } from './torchvision.ts'

/** What PyTorch itself asks for, whatever its version. */
const tools = { filelock: '4.2.11', fsspec: '2026.9.0', jinja2: '3.1.6' }
const before23 = { numpy: '1.26.4', sympy: '1.14.0', networkx: '3.6.1', ...tools }
const before25 = { numpy: '2.2.6', sympy: '1.14.0', networkx: '3.6.1', ...tools }
const before27 = { ...before25, sympy: '1.13.1', setuptools: '81.0.0' }
/** Also what the table of transformers stands on. */
export const torchCompanions = { ...before25, setuptools: '81.0.0' }

const row = (
  from: string,
  newest: string,
  packages: VersionRow['packages'] = torchCompanions,
  python = '3.12',
): VersionRow => ({ from, newest, python, packages })

export const pytorchVersions: VersionTable = {
  name: 'PyTorch',
  package: 'torch',
  ask: 'torch.__version__',
  readsOlder: ['torchscript'],
  partners: { torchvision: torchvisionFor },
  cpuIndex: 'https://download.pytorch.org/whl/cpu',
  rows: [
    row('2.15.0', '2.15.0'),
    row('2.14.0', '2.14.1'),
    row('2.13.0', '2.13.0'),
    row('2.12.0', '2.12.1'),
    row('2.11.0', '2.11.0'),
    row('2.10.0', '2.10.0'),
    row('2.9.0', '2.9.1'),
    row('2.8.0', '2.8.0'),
    row('2.7.0', '2.7.1'),
    row('2.6.0', '2.6.0', before27),
    row('2.5.0', '2.5.1', before27),
    row('2.4.0', '2.4.1', before25),
    row('2.3.0', '2.3.1', before25),
    row('2.2.0', '2.2.2', before23),
    row('2.1.0', '2.1.2', before23, '3.11'),
    row('2.0.0', '2.0.1', before23, '3.11'),
  ],
}
