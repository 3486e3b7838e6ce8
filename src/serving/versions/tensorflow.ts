/**
 * Which Python and which companions a SavedModel of each TensorFlow version is served with.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python, inside the bounds
 * that TensorFlow states in its metadata. The newest version of each row served the models of
 * test/models/zoo/tensorflow.py that it had saved itself, and those of 2.15.1 and 2.21.0. What
 * decided:
 *
 * - The table begins with 2.14: older ones want typing-extensions below 4.6, which the inference server
 *   does not run with. TensorFlow 2 reads what any older one saved ("TensorFlow version compatibility",
 *   Compatibility of SavedModels, graphs and checkpoints).
 * - Wheels for Python 3.12 begin with 2.16, which is also the first with Keras 3.
 * - numpy 2 is known from 2.18 on; until 2.19 the bounds of protobuf end at 5.
 * - tensorflow-cpu is a quarter of tensorflow, which brings kernels for GPUs; NVIDIA's own packages
 *   come with tensorflow[and-cuda].
 */
import type { VersionRow, VersionTable } from './table.ts'

/** What every TensorFlow imports, whatever its version. */
const tools = {
  'absl-py': '2.5.1',
  astunparse: '1.6.3',
  flatbuffers: '25.12.19',
  gast: '0.7.0',
  'google-pasta': '0.2.0',
  grpcio: '1.85.1',
  libclang: '18.1.1',
  'opt-einsum': '3.4.0',
  packaging: '26.3',
  setuptools: '84.2.1',
  six: '1.17.0',
  termcolor: '3.3.0',
}
const wheels = { package: 'tensorflow-cpu', gpuPackage: 'tensorflow[and-cuda]' }

/** What each minor version is installed with, beside Keras. */
export const companions21 = {
  numpy: '2.5.5',
  protobuf: '7.36.2',
  'ml-dtypes': '0.6.0',
  h5py: '3.14.0',
  wrapt: '1.16.0',
  ...tools,
}
export const companions20 = { ...companions21, h5py: '3.16.0' }
export const companions19 = { ...companions20, numpy: '2.1.3', protobuf: '5.29.6' }
export const companions18 = { ...companions19, numpy: '2.0.2' }
const numpy1 = { ...companions20, numpy: '1.26.4', protobuf: '4.25.9' }
export const companions17 = { ...numpy1, 'ml-dtypes': '0.4.1' }
export const companions16 = { ...numpy1, 'ml-dtypes': '0.3.2' }
export const companions15 = { ...companions16, wrapt: '1.14.2' }
export const companions14 = { ...companions15, 'ml-dtypes': '0.2.0' }

/** A row on Python 3.12, whose Keras is the newest. */
const recent = (from: string, newest: string, companions: VersionRow['packages']): VersionRow => ({
  from,
  newest,
  python: '3.12',
  packages: { keras: '3.15.1', ...companions },
  ...wheels,
})

export const tensorflowVersions: VersionTable = {
  name: 'TensorFlow',
  package: 'tensorflow',
  ask: 'tensorflow.__version__',
  readsOlder: ['tensorflow-saved-model'],
  rows: [
    recent('2.21.0', '2.21.0', companions21),
    recent('2.20.0', '2.20.0', companions20),
    recent('2.19.0', '2.19.1', companions19),
    recent('2.18.0', '2.18.1', companions18),
    recent('2.17.0', '2.17.1', companions17),
    recent('2.16.0', '2.16.2', companions16),
    {
      from: '2.15.0',
      newest: '2.15.1',
      python: '3.11',
      packages: { keras: '2.15.0', ...companions15 },
      ...wheels,
    },
    {
      from: '2.14.0',
      newest: '2.14.1',
      python: '3.11',
      packages: { keras: '2.14.0', ...companions14 },
      ...wheels,
    },
  ],
}
