/**
 * Which Python and which companions ONNX Runtime is installed with. The version here is that of
 * onnxruntime: a model does not record one, and every release runs what older ones did ("ONNX Runtime
 * compatibility", Backwards compatibility), so without a word from the user the newest is taken.
 * What a model needs at least follows from its opsets (src/model/onnx/runtime.ts).
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python. The first and the
 * last version of each row served the models of test/models/zoo/onnx.py whose opsets it knows. What
 * decided:
 *
 * - Wheels for Python 3.11 begin with 1.15, for 3.12 with 1.17.
 * - numpy 2 is known from 1.19 on.
 * - coloredlogs is imported until 1.23 and sympy until 1.24; flatbuffers, packaging and protobuf always.
 * - onnxruntime-gpu finds CUDA in NVIDIA's packages from 1.21 on (its `preload_dlls`), which is how it
 *   is loaded; before that, a GPU is left alone. It ends at 1.31.1, and so does the table, although
 *   onnxruntime 1.32.0 was tried as well.
 */
import type { VersionTable } from './table.ts'

const tools = { flatbuffers: '25.12.19', packaging: '26.3', protobuf: '7.36.2' }
const sympy = { sympy: '1.14.0', mpmath: '1.3.0' }
const logs = { coloredlogs: '15.0.1', humanfriendly: '10.0' }
const gpuPackage = 'onnxruntime-gpu[cuda,cudnn]'

export const onnxVersions: VersionTable = {
  name: 'ONNX Runtime',
  package: 'onnxruntime',
  ask: 'onnxruntime.__version__',
  readsOlder: ['onnx'],
  rows: [
    {
      from: '1.25.0',
      newest: '1.31.1',
      python: '3.12',
      gpuPackage,
      packages: { numpy: '2.4.6', ...tools },
    },
    {
      from: '1.24.0',
      newest: '1.24.4',
      python: '3.12',
      gpuPackage,
      packages: { numpy: '2.4.6', ...tools, ...sympy },
    },
    {
      from: '1.21.0',
      newest: '1.23.2',
      python: '3.12',
      gpuPackage,
      packages: { numpy: '2.4.6', ...tools, ...sympy, ...logs },
    },
    {
      from: '1.19.0',
      newest: '1.20.1',
      python: '3.12',
      packages: { numpy: '2.4.6', ...tools, ...sympy, ...logs },
    },
    {
      from: '1.17.0',
      newest: '1.18.1',
      python: '3.12',
      packages: { numpy: '1.26.4', ...tools, ...sympy, ...logs },
    },
    {
      from: '1.15.0',
      newest: '1.16.3',
      python: '3.11',
      packages: { numpy: '1.26.4', ...tools, ...sympy, ...logs },
    },
  ],
}
