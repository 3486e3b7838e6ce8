/** Which packages on PyPI provide the modules that a pickle imports. */
import type { GlobalUse } from '../pickle/walk.ts'
import { isPythons } from '../scan/python-modules.ts'

/** Come with every environment that has scikit-learn, which pins them. */
const companions: ReadonlySet<string> = new Set(['numpy', 'scipy', 'joblib', 'pandas'])

/** Modules whose package has another name, and packages whose models scikit-learn's users save. */
const packages: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
  imblearn: 'imbalanced-learn',
  category_encoders: 'category_encoders',
  sklearn_pandas: 'sklearn-pandas',
  feature_engine: 'feature-engine',
  mlxtend: 'mlxtend',
  skopt: 'scikit-optimize',
  cloudpickle: 'cloudpickle',
  dill: 'dill',
  statsmodels: 'statsmodels',
  patsy: 'patsy',
  torch: 'torch',
  skorch: 'skorch',
  tensorflow: 'tensorflow',
  keras: 'keras',
  scikeras: 'scikeras',
  transformers: 'transformers',
  sentence_transformers: 'sentence-transformers',
  spacy: 'spacy',
  nltk: 'nltk',
  gensim: 'gensim',
  prophet: 'prophet',
  sktime: 'sktime',
  darts: 'darts',
  pmdarima: 'pmdarima',
  lifelines: 'lifelines',
  sksurv: 'scikit-survival',
  hdbscan: 'hdbscan',
  umap: 'umap-learn',
  pynndescent: 'pynndescent',
  pyod: 'pyod',
  interpret: 'interpret',
  econml: 'econml',
  shap: 'shap',
  polars: 'polars',
  pyarrow: 'pyarrow',
  numba: 'numba',
  implicit: 'implicit',
  surprise: 'scikit-surprise',
  networkx: 'networkx',
  narwhals: 'narwhals',
  ngboost: 'ngboost',
  tpot: 'tpot',
  flaml: 'FLAML',
  pycaret: 'pycaret',
}

/** Compiled modules that scikit-learn's own pickles name without their package. */
const partsOfSklearn: ReadonlySet<string> = new Set(['_loss', '_dist_metrics', '_criterion'])

/**
 * What else is installed to load the pickle. `recorded` are the versions that the file tells of, by
 * the packages' names.
 */
export function packagesOf(
  globals: readonly GlobalUse[],
  own: string,
  recorded: ReadonlyMap<string, string | undefined>,
): Readonly<Record<string, string | undefined>> {
  const found: Record<string, string | undefined> = {}
  for (const module of modulesOf(globals)) {
    const name = packages[module]
    if (name !== undefined && name !== own) found[name] = recorded.get(name)
  }
  return found
}

/** Classes and functions that no known package provides: the user's own. */
export function ownNames(globals: readonly GlobalUse[]): readonly GlobalUse[] {
  return globals.filter(({ module }) => {
    const top = topOf(module)
    const isKnown = companions.has(top) || Object.hasOwn(packages, top) || partsOfSklearn.has(top)
    return top === '__main__' || !(isKnown || isPythons(module))
  })
}

/** `xgboost.sklearn` builds on sklearn, though no pickle of it says so. */
const modulesOf = (globals: readonly GlobalUse[]): ReadonlySet<string> =>
  new Set(
    globals.flatMap(({ module }) => [
      topOf(module),
      ...(module.includes('.sklearn') ? ['sklearn'] : []),
    ]),
  )

const topOf = (module: string): string => module.split('.', 1)[0] ?? ''
