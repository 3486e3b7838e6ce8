/**
 * Which Python and which companions a model of each scikit-learn version is served with.
 *
 * Every pin is a release on PyPI with a manylinux x86_64 wheel for the row's Python, inside the
 * bounds that scikit-learn and the companions state in their metadata, and was tried with
 * test/models/sklearn-versions.ts. What decided, since a pickle is read by whatever is installed:
 *
 * - numpy 2 reads what numpy 1 wrote. numpy 1 reads only the arrays of numpy 2 (from 1.26.1 on), not
 *   its random generators, which an MLPClassifier holds. So: numpy 2 from scikit-learn 1.4.2 on, the
 *   first that loads with it, and before that 1.26.4, the last and widest reading numpy 1.
 * - scipy up to 1.16 reads back and forth; 1.17 and 1.18 read each only their own splines
 *   (SplineTransformer). So: the scipy of the version's own time.
 * - pandas 3 reads what pandas 2 wrote but not the reverse; scikit-learn knows pandas 3 from 1.8 on.
 * - joblib and threadpoolctl read all that is older, so the newest.
 * - Python's own minor version does not matter to a pickle of a scikit-learn model, but for functions
 *   that cloudpickle or dill saved by value: so every row says for which other Pythons it can be had.
 */
import type { VersionTable } from './table.ts'

const tools = { joblib: '1.6.0', threadpoolctl: '3.8.0' }
/** The last of them for Python 3.9. */
const toolsOn39 = { joblib: '1.5.3', threadpoolctl: '3.7.0' }
/** Where a Python takes all that its row says. */
const same = {}

export const sklearnVersions: VersionTable = {
  name: 'scikit-learn',
  package: 'scikit-learn',
  ask: 'sklearn.__version__',
  // The one version that was only ever published with its correction.
  published: { '1.4.1': '1.4.1.post1' },
  rows: [
    {
      from: '1.9.0',
      newest: '1.9.1',
      python: '3.12',
      packages: {
        numpy: '2.5.5',
        scipy: '1.18.1',
        pandas: '3.1.1',
        narwhals: '2.29.0',
        ...tools,
      },
      otherPythons: { '3.13': same },
    },
    {
      from: '1.8.0',
      newest: '1.8.0',
      python: '3.12',
      packages: { numpy: '2.4.6', scipy: '1.16.3', pandas: '3.1.1', ...tools },
      otherPythons: { '3.11': same, '3.13': same },
    },
    {
      from: '1.7.0',
      newest: '1.7.2',
      python: '3.12',
      packages: { numpy: '2.3.5', scipy: '1.16.3', pandas: '2.3.3', ...tools },
      otherPythons: { '3.10': { numpy: '2.2.6', scipy: '1.15.3' }, '3.11': same, '3.13': same },
    },
    {
      from: '1.6.0',
      newest: '1.6.1',
      python: '3.12',
      packages: { numpy: '2.2.6', scipy: '1.15.3', pandas: '2.3.3', ...tools },
      otherPythons: {
        '3.9': { numpy: '2.0.2', scipy: '1.13.1', ...toolsOn39 },
        '3.10': same,
        '3.11': same,
        '3.13': same,
      },
    },
    {
      from: '1.5.0',
      newest: '1.5.2',
      python: '3.12',
      packages: { numpy: '2.2.6', scipy: '1.14.1', pandas: '2.3.3', ...tools },
      otherPythons: {
        '3.9': { numpy: '2.0.2', scipy: '1.13.1', ...toolsOn39 },
        '3.10': same,
        '3.11': same,
        '3.13': same,
      },
    },
    {
      from: '1.4.2',
      newest: '1.4.2',
      python: '3.12',
      packages: { numpy: '2.2.6', scipy: '1.14.1', pandas: '2.3.3', ...tools },
      otherPythons: {
        '3.9': { numpy: '2.0.2', scipy: '1.13.1', ...toolsOn39 },
        '3.10': same,
        '3.11': same,
      },
    },
    {
      from: '1.4.0',
      newest: '1.4.1.post1',
      python: '3.12',
      packages: { numpy: '1.26.4', scipy: '1.13.1', pandas: '2.3.3', ...tools },
      otherPythons: { '3.9': toolsOn39, '3.10': same, '3.11': same },
    },
    {
      from: '1.3.0',
      newest: '1.3.2',
      python: '3.11',
      packages: { numpy: '1.26.4', scipy: '1.11.4', pandas: '2.3.3', ...tools },
      otherPythons: { '3.9': toolsOn39, '3.10': same, '3.12': same },
    },
    {
      from: '1.2.0',
      newest: '1.2.2',
      python: '3.11',
      packages: { numpy: '1.26.4', scipy: '1.10.1', pandas: '2.3.3', ...tools },
      otherPythons: { '3.9': toolsOn39, '3.10': same },
    },
    {
      from: '1.1.0',
      newest: '1.1.3',
      python: '3.10',
      packages: { numpy: '1.26.4', scipy: '1.10.1', pandas: '2.3.3', ...tools },
      otherPythons: { '3.9': toolsOn39, '3.11': same },
    },
    {
      // The wheels of 1.0.0 and 1.0.1 end at Python 3.9, and so do these two tools.
      from: '1.0.0',
      newest: '1.0.2',
      python: '3.9',
      packages: {
        numpy: '1.26.4',
        scipy: '1.10.1',
        pandas: '2.3.3',
        ...toolsOn39,
      },
      otherPythons: { '3.10': same },
    },
  ],
}
