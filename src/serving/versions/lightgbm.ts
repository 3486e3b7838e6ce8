/**
 * Which Python and which companions a LightGBM model is served with. Its text does not say which
 * version wrote it, and every LightGBM reads what older ones wrote: the newest, unless the user says.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python. The first and the
 * last version of each row served the models of test/models/zoo/lightgbm.py that it had written itself,
 * text and pickle. What decided:
 *
 * - scikit-learn 1.6 changed what estimators inherit: LightGBM follows from 4.6 on (its release notes).
 * - numpy 2 is allowed from 4.5 on, and the aliases that numpy 1.24 removed were used until 3.2.
 * - pandas 2 is known from 4.0 on, pandas 3 from 4.6 on: categories reach the model through it.
 */
import type { VersionTable } from './table.ts'

const tools = { joblib: '1.6.0', threadpoolctl: '3.8.0' }

export const lightgbmVersions: VersionTable = {
  name: 'LightGBM',
  package: 'lightgbm',
  ask: 'lightgbm.__version__',
  // The text form is read back to its first version, and says nothing of the release that wrote it.
  readsOlder: ['lightgbm-text'],
  rows: [
    {
      from: '4.6.0',
      newest: '4.7.0',
      python: '3.12',
      packages: {
        numpy: '2.4.6',
        scipy: '1.16.3',
        pandas: '3.1.1',
        'scikit-learn': '1.8.0',
        ...tools,
      },
    },
    {
      from: '4.5.0',
      newest: '4.5.0',
      python: '3.12',
      packages: {
        numpy: '2.2.6',
        scipy: '1.14.1',
        pandas: '2.3.3',
        'scikit-learn': '1.5.2',
        ...tools,
      },
    },
    {
      from: '4.0.0',
      newest: '4.4.0',
      python: '3.11',
      packages: {
        numpy: '1.26.4',
        scipy: '1.11.4',
        pandas: '2.3.3',
        'scikit-learn': '1.3.2',
        ...tools,
      },
    },
    {
      from: '3.3.0',
      newest: '3.3.5',
      python: '3.11',
      packages: {
        numpy: '1.26.4',
        scipy: '1.10.1',
        pandas: '1.5.3',
        'scikit-learn': '1.2.2',
        ...tools,
      },
    },
    {
      from: '3.0.0',
      newest: '3.2.1',
      python: '3.11',
      packages: {
        numpy: '1.23.5',
        scipy: '1.10.1',
        pandas: '1.5.3',
        'scikit-learn': '1.2.2',
        ...tools,
      },
    },
  ],
}
