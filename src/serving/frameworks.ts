/**
 * How every format is served: one row each. A framework is added by a reader in model/formats/, a
 * script in templates/, a table in versions/ and a row here.
 */
import type { Description, Format, Framework } from '../model/description.ts'
import { catboostVersions } from './versions/catboost.ts'
import { kerasVersions } from './versions/keras.ts'
import { lightgbmVersions } from './versions/lightgbm.ts'
import { onnxVersions } from './versions/onnx.ts'
import { pytorchVersions } from './versions/pytorch.ts'
import { sklearnVersions } from './versions/sklearn.ts'
import type { VersionTable } from './versions/table.ts'
import { tensorflowVersions } from './versions/tensorflow.ts'
import { transformersVersions } from './versions/transformers.ts'
import { xgboostVersions } from './versions/xgboost.ts'

/** The scoring script of a format and the modules that it imports, all in templates/. */
export interface ScoringScript {
  readonly script: string
  readonly modules: readonly string[]
  /** Packages that this way of saving takes beside the framework's own. */
  readonly packages?: Readonly<Record<string, string>>
}

const rows = ['columns.py', 'saved.py', 'tabular.py', 'wire.py']
const arrays = ['tensors.py', 'threads.py', 'wire.py']

/** Which script loads a format; what is not here cannot be served without code. */
const scripts: Partial<Record<Format, ScoringScript>> = {
  pickle: { script: 'score_sklearn.py', modules: rows },
  skops: { script: 'score_sklearn.py', modules: rows, packages: { skops: '0.16.0' } },
  'xgboost-json': { script: 'score_xgboost.py', modules: rows },
  'xgboost-ubj': { script: 'score_xgboost.py', modules: rows },
  'xgboost-binary': { script: 'score_xgboost.py', modules: rows },
  'lightgbm-text': { script: 'score_lightgbm.py', modules: rows },
  'catboost-binary': { script: 'score_catboost.py', modules: rows },
  onnx: { script: 'score_onnx.py', modules: arrays },
  'tensorflow-saved-model': { script: 'score_tensorflow.py', modules: arrays },
  'keras-zip': { script: 'score_keras.py', modules: arrays },
  'keras-hdf5': { script: 'score_keras.py', modules: arrays },
  torchscript: { script: 'score_torch.py', modules: arrays },
  'torch-export': { script: 'score_torch.py', modules: arrays },
  'torch-pickle': { script: 'score_torch.py', modules: arrays },
  transformers: { script: 'score_transformers.py', modules: ['threads.py', 'wire.py'] },
  mlflow: { script: 'score_mlflow.py', modules: ['tabular.py', 'tensors.py', 'wire.py'] },
}

/** Estimators of a framework that were saved whole are loaded by its own script, which knows their columns. */
const whole: Partial<Record<Framework, ScoringScript>> = {
  xgboost: { script: 'score_xgboost.py', modules: rows },
  lightgbm: { script: 'score_lightgbm.py', modules: rows },
  catboost: { script: 'score_catboost.py', modules: rows },
}

/** The script that serves a model; undefined when it cannot be served without code. */
export function scriptFor({
  format,
  framework,
}: Pick<Description, 'format' | 'framework'>): ScoringScript | undefined {
  const script = scripts[format]
  const own = format === 'pickle' || format === 'skops' ? whole[framework] : undefined
  return script && { ...script, ...own }
}

/** Which versions of a framework can be served, and with what. */
export const versions: Partial<Record<Framework, VersionTable>> = {
  'scikit-learn': sklearnVersions,
  xgboost: xgboostVersions,
  lightgbm: lightgbmVersions,
  catboost: catboostVersions,
  onnx: onnxVersions,
  tensorflow: tensorflowVersions,
  keras: kerasVersions,
  pytorch: pytorchVersions,
  transformers: transformersVersions,
}
