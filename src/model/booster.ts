/**
 * What is known of a gradient boosting model, wherever it lies: in a file of its own, or as bytes or
 * text inside a pickle.
 *
 * What a pickled estimator's state holds beside the booster, seen in XGBoost 1.7 to 3.4, LightGBM 3.3
 * to 4.7 and CatBoost 1.2:
 *
 * - `xgboost.sklearn.XGBClassifier`, `XGBRegressor`, … : the parameters by their names,
 *   `n_classes_` for a classifier (1.7 also `classes_`; the labels are 0, 1, … in any case), and
 *   `_Booster`, an `xgboost.core.Booster` whose state has `handle`: a bytearray that xgboostBlob
 *   reads. Column names stand only there.
 * - `lightgbm.sklearn.LGBMClassifier`, `LGBMRegressor`, … : the parameters, `_n_features_in`,
 *   `_classes` (the labels), `_n_classes` and `_le` for a classifier, and `_Booster`, a
 *   `lightgbm.basic.Booster` whose state has `_handle` (`handle` before 4.0): a text that
 *   lightgbmBlob reads. Column names stand only there.
 * - `catboost.core.CatBoostClassifier`, `CatBoostRegressor`, … : the parameters, and `__model`: bytes
 *   that catboostBlob reads. Names and labels stand only there.
 *
 * A booster that was pickled by itself has the state that is named here.
 */
import type { Column, Description, Format, Label, ModelOutput } from './description.ts'

/** What a booster says of itself. */
export interface BoosterFacts {
  readonly framework: 'xgboost' | 'lightgbm' | 'catboost'
  /** Of the library that saved it; LightGBM never records it, XGBoost's old binary only major.minor. */
  readonly version?: string
  /** One per feature; empty when it does not say. */
  readonly columns: readonly Column[]
  /** By the library's own name: `binary:logistic`, `multiclass`, `RMSE`. */
  readonly objective?: string
  /** How many classes it tells apart; absent when it does not classify. */
  readonly classes?: number
  /** The labels by the class's number, where the booster records them. */
  readonly labels?: readonly Label[]
  /** Absent when it does not say. */
  readonly trees?: number
  /** What the estimator was that saved it, where it says: only then is it served as that estimator. */
  readonly estimator?: 'classifier' | 'regressor' | 'ranker'
  /** What is answered when the booster is served by itself. */
  readonly output: ModelOutput
  /** Features that no row of plain values can hold, such as CatBoost's embeddings. */
  readonly arrays?: readonly string[]
}

const names = { xgboost: 'XGBoost', lightgbm: 'LightGBM', catboost: 'CatBoost' }

/** The description of a file that holds a booster and nothing else. */
export function describeBooster(facts: BoosterFacts, format: Format, path: string): Description {
  return {
    framework: facts.framework,
    format,
    path,
    ...(facts.version !== undefined && { version: facts.version }),
    holds: inWords(facts),
    input:
      facts.columns.length > 0 ? { kind: 'rows', columns: facts.columns } : { kind: 'unknown' },
    output: facts.output,
    packages: {},
  }
}

/** `XGBoost classifier: 6 trees, multi:softprob, 3 classes`. */
function inWords(facts: BoosterFacts): string {
  const details = [
    facts.trees !== undefined && `${facts.trees} ${facts.trees === 1 ? 'tree' : 'trees'}`,
    facts.objective,
    facts.classes !== undefined && `${facts.classes} classes`,
  ].filter((detail) => typeof detail === 'string')
  const what = `${names[facts.framework]} ${facts.estimator ?? 'booster'}`
  return details.length > 0 ? `${what}: ${details.join(', ')}` : what
}

/** A column of values that are listed; no more than a hundred of them are told. */
export function columnOf(name: string | undefined, values: readonly Label[]): Column {
  const named = name === undefined ? {} : { name }
  return { ...named, type: typeOf(values), values: values.slice(0, 100) }
}

function typeOf(values: readonly Label[]): Column['type'] {
  if (values.every((value) => typeof value === 'boolean')) return 'boolean'
  if (values.every((value) => Number.isInteger(value))) return 'integer'
  return values.every((value) => typeof value === 'number') ? 'number' : 'text'
}
