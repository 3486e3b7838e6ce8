/** The flavors of an MLflow model: which library made it, and how Python loads it. */
import { at, type Kept, textAt } from '../encodings/kept.ts'

/** What one flavor says. */
export interface Flavor {
  /** The library by its own name. */
  readonly name: string
  /** Its package on PyPI. */
  readonly package: string
  readonly version?: string
}

/** MLflow's name of a flavor → the library, its package, and where the flavor notes the version. */
const known: ReadonlyMap<string, readonly [name: string, pypi: string, key: string]> = new Map([
  ['sklearn', ['scikit-learn', 'scikit-learn', 'sklearn_version']],
  ['xgboost', ['XGBoost', 'xgboost', 'xgb_version']],
  ['lightgbm', ['LightGBM', 'lightgbm', 'lgb_version']],
  ['catboost', ['CatBoost', 'catboost', 'catboost_version']],
  ['pytorch', ['PyTorch', 'torch', 'pytorch_version']],
  ['tensorflow', ['TensorFlow', 'tensorflow', 'tensorflow_version']],
  ['keras', ['Keras', 'keras', 'keras_version']],
  ['onnx', ['ONNX', 'onnx', 'onnx_version']],
  ['transformers', ['Transformers', 'transformers', 'transformers_version']],
  [
    'sentence_transformers',
    ['Sentence Transformers', 'sentence-transformers', 'sentence_transformers_version'],
  ],
  ['statsmodels', ['statsmodels', 'statsmodels', 'statsmodels_version']],
  ['prophet', ['Prophet', 'prophet', 'prophet_version']],
  ['pmdarima', ['pmdarima', 'pmdarima', 'pmdarima_version']],
  ['spacy', ['spaCy', 'spacy', 'spacy_version']],
  ['paddle', ['PaddlePaddle', 'paddlepaddle', 'paddle_version']],
  ['spark', ['Spark', 'pyspark', 'pyspark_version']],
] as const)

/** The libraries that made the model; those that MLflow alone knows are left out. */
export function flavorsOf(model: Kept): readonly Flavor[] {
  const flavors = at(model, 'flavors')
  if (!(flavors instanceof Map)) return []
  return [...flavors.entries()].flatMap(([flavor, facts]): Flavor[] => {
    const library = known.get(String(flavor))
    if (!library) return []
    const [name, pypi, key] = library
    const version = textAt(facts, key)
    return [{ name, package: pypi, ...(version === undefined ? {} : { version }) }]
  })
}

/** What the flavor `python_function` says: the one that every service loads. */
export interface PythonFunction {
  /** The module whose `_load_pyfunc` loads the model. */
  readonly loader: string
  /** The Python that saved it, `3.11.7`. */
  readonly python?: string
  /** The folder of the author's own modules, put on Python's path. */
  readonly code?: string
  /** A script that makes the model when it is run (MLflow, "Models From Code"). */
  readonly script?: string
  /** The file or folder that the library itself saved. */
  readonly model?: string
  /** Which of the model's methods answers: `predict`, unless its author chose another. */
  readonly method: string
  /** What the file says is in the folder. */
  readonly paths: readonly string[]
}

/** The members of a flavor that name a file or a folder of the model. */
const pathKeys = ['model_path', 'data', 'python_model', 'pickled_model', 'model_binary', 'code']

/** Reads the flavor; undefined when there is none that says how it is loaded. */
export function pythonFunctionOf(model: Kept): PythonFunction | undefined {
  const flavor = at(model, 'flavors', 'python_function')
  const loader = textAt(flavor, 'loader_module')
  if (loader === undefined) return undefined
  const artifacts = at(flavor, 'artifacts')
  const kept = artifacts instanceof Map ? [...artifacts.values()] : []
  const paths = [
    ...pathKeys.map((key) => textAt(flavor, key)),
    ...kept.map((artifact: Kept) => textAt(artifact, 'path')),
  ]
  const python = textAt(flavor, 'python_version')
  const code = textAt(flavor, 'code')
  const script = textAt(flavor, 'model_code_path')
  const saved = textAt(flavor, 'model_path') ?? textAt(flavor, 'data')
  return {
    loader,
    method: textAt(flavor, 'predict_fn') ?? 'predict',
    paths: paths.filter((path) => path !== undefined),
    ...(python === undefined ? {} : { python }),
    ...(code === undefined ? {} : { code }),
    ...(script === undefined ? {} : { script }),
    ...(saved === undefined ? {} : { model: saved }),
  }
}
