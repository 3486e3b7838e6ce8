/**
 * Which TensorFlow, which Python and which companions a Keras model of each version is served with.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python, inside the bounds
 * that Keras and TensorFlow state in their metadata. The first and the last version of each row served
 * the models of test/models/zoo/keras.py that it had saved itself. What decided:
 *
 * - Keras 3 reads next to nothing of Keras 2 but Sequential models, and Keras 2 nothing of Keras 3: the
 *   package is of the version that saved the model.
 * - TensorFlow 2.21 takes Keras from 3.12 on and 2.20 from 3.10 on; before that, the TensorFlow of the
 *   version's own time. Keras itself runs on TensorFlow whatever backend a model was trained with.
 * - Keras 2 since 2.16 is tf-keras, which takes the tensorflow of its number, and not tensorflow-cpu.
 */

import type { VersionRow, VersionTable } from './table.ts'
import {
  companions14,
  companions15,
  companions16,
  companions17,
  companions18,
  companions19,
  companions20,
  companions21,
} from './tensorflow.ts'

/** A row of tf-keras, on the TensorFlow that it names as its bounds. */
const legacy = (
  version: string,
  newest: string,
  tensorflow: string,
  companions: VersionRow['packages'],
): VersionRow => ({
  from: version,
  newest,
  python: '3.12',
  package: 'tf-keras',
  packages: { tensorflow, keras: '3.15.1', ...companions },
})

export const kerasVersions: VersionTable = {
  name: 'Keras',
  package: 'keras',
  ask: 'keras.__version__',
  rows: [
    {
      from: '3.12.0',
      newest: '3.15.1',
      python: '3.12',
      packages: { 'tensorflow-cpu': '2.21.0', ...companions21 },
    },
    {
      from: '3.10.0',
      newest: '3.11.3',
      python: '3.12',
      packages: { 'tensorflow-cpu': '2.20.0', ...companions20 },
    },
    {
      from: '3.5.0',
      newest: '3.9.2',
      python: '3.12',
      packages: { 'tensorflow-cpu': '2.19.1', ...companions19 },
    },
    {
      from: '3.0.0',
      newest: '3.4.1',
      python: '3.12',
      packages: { 'tensorflow-cpu': '2.16.2', ...companions16 },
    },
    legacy('2.21.0', '2.21.0', '2.21.0', companions21),
    legacy('2.20.0', '2.20.1', '2.20.0', companions20),
    legacy('2.19.0', '2.19.0', '2.19.1', companions19),
    legacy('2.18.0', '2.18.0', '2.18.1', companions18),
    legacy('2.17.0', '2.17.0', '2.17.1', companions17),
    legacy('2.16.0', '2.16.0', '2.16.2', companions16),
    {
      from: '2.15.0',
      newest: '2.15.0',
      python: '3.11',
      packages: { 'tensorflow-cpu': '2.15.1', ...companions15 },
    },
    {
      from: '2.14.0',
      newest: '2.14.0',
      python: '3.11',
      packages: { 'tensorflow-cpu': '2.14.1', ...companions14 },
    },
  ],
}
