/**
 * Which Python and which companions an XGBoost model of each version is served with.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python. The first and the
 * last version of each row served the models of test/models/zoo/xgboost.py that it had written itself,
 * but for those of categories in 1.7.0, which cannot train them, and in 3.1.0, which crashes on them.
 * What decided:
 *
 * - xgboost-cpu exists from 2.1.1 on; beside it, xgboost brings 300 MB of NVIDIA's NCCL from 2.1.0 on,
 *   which has a row of its own for that.
 * - scikit-learn 1.6 and 1.8 changed what estimators inherit: 2.1.4 knows the former; 3.1.0 does not
 *   save under the latter, 3.2.0 does.
 * - numpy 2 and pandas 3: those that the version was tried with.
 * - Until 1.6.2 it asks setuptools for a module that newer setuptools no longer have.
 */
import type { VersionTable } from './table.ts'

const tools = { joblib: '1.6.0', threadpoolctl: '3.8.0' }
const cpu = { package: 'xgboost-cpu', gpuPackage: 'xgboost' }
const companions2 = { numpy: '2.2.6', scipy: '1.14.1', pandas: '2.3.3', 'scikit-learn': '1.5.2' }
const companions1 = { numpy: '1.26.4', scipy: '1.10.1', pandas: '1.5.3', 'scikit-learn': '1.2.2' }

export const xgboostVersions: VersionTable = {
  name: 'XGBoost',
  package: 'xgboost',
  ask: 'xgboost.__version__',
  // The one version that was only ever published with its correction.
  published: { '1.7.0': '1.7.0.post0' },
  rows: [
    {
      from: '3.2.0',
      newest: '3.4.1',
      python: '3.12',
      packages: {
        numpy: '2.4.6',
        scipy: '1.16.3',
        pandas: '3.1.1',
        'scikit-learn': '1.8.0',
        ...tools,
      },
      ...cpu,
    },
    {
      from: '3.0.0',
      newest: '3.1.3',
      python: '3.12',
      packages: {
        numpy: '2.3.5',
        scipy: '1.16.3',
        pandas: '2.3.3',
        'scikit-learn': '1.7.2',
        ...tools,
      },
      ...cpu,
    },
    {
      from: '2.1.1',
      newest: '2.1.4',
      python: '3.12',
      packages: { ...companions2, ...tools },
      ...cpu,
    },
    {
      from: '2.1.0',
      newest: '2.1.0',
      python: '3.12',
      packages: { ...companions2, 'nvidia-nccl-cu12': '2.21.5', ...tools },
    },
    {
      from: '2.0.0',
      newest: '2.0.3',
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
      from: '1.7.0',
      newest: '1.7.6',
      python: '3.11',
      packages: { ...companions1, ...tools },
    },
    {
      from: '1.6.0',
      newest: '1.6.2',
      python: '3.11',
      packages: { ...companions1, setuptools: '75.8.0', ...tools },
    },
  ],
}
