/**
 * Which Python and which companions a CatBoost model of each version is served with. Older models
 * load too, and record no version: a user may give any of these for them.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python. The first and the
 * last version of each row served the .cbm models of test/models/zoo/catboost.py that it had written.
 * What decided: numpy 2 is allowed from 1.2.8 on (its metadata). The packages for plots are never
 * called, but CatBoost's metadata asks for them, and unpinned they would be others tomorrow.
 */
import type { VersionTable } from './table.ts'

const tools = { joblib: '1.6.0' }
const plots = { graphviz: '0.21', matplotlib: '3.10.7', plotly: '6.3.1', six: '1.17.0' }

export const catboostVersions: VersionTable = {
  name: 'CatBoost',
  package: 'catboost',
  ask: 'catboost.__version__',
  rows: [
    {
      from: '1.2.8',
      newest: '1.2.10',
      python: '3.12',
      packages: { numpy: '2.2.6', scipy: '1.15.3', pandas: '2.3.3', ...plots, ...tools },
    },
    {
      from: '1.2.0',
      newest: '1.2.7',
      python: '3.11',
      packages: { numpy: '1.26.4', scipy: '1.11.4', pandas: '2.3.3', ...plots, ...tools },
    },
  ],
}
