/** What a model file says of itself: facts as plain data, the same words for every format. */

/** Frameworks by their own names. */
export const frameworks = [
  'scikit-learn',
  'xgboost',
  'lightgbm',
  'catboost',
  'onnx',
  'tensorflow',
  'keras',
  'pytorch',
  'transformers',
  'mlflow',
  'triton',
  'custom',
] as const
export type Framework = (typeof frameworks)[number]

/** How a model was saved; it decides how it is loaded. */
export const formats = [
  // pickle, joblib, cloudpickle or dill, compressed or not: all are loaded by joblib.
  'pickle',
  'skops',
  'xgboost-json',
  'xgboost-ubj',
  'xgboost-binary',
  'lightgbm-text',
  'catboost-binary',
  'onnx',
  'tensorflow-saved-model',
  'keras-zip',
  'keras-hdf5',
  'torchscript',
  'torch-export',
  'torch-pickle',
  'safetensors',
  'transformers',
  'mlflow',
  'triton',
  'rds',
] as const
export type Format = (typeof formats)[number]

/** A class label, as the model answers it. */
export type Label = string | number | boolean

/** One column of a table. */
export interface Column {
  /** Absent when the model was trained without column names. */
  readonly name?: string
  readonly type: 'number' | 'integer' | 'boolean' | 'text' | 'datetime'
  /** The values that the model knows, when it knows but some; at most a hundred of them. */
  readonly values?: readonly Label[]
}

/** Element types by NumPy's names, and `string`. */
export type ElementType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'string'

/** A named array that goes into a graph or comes out of it. */
export interface Tensor {
  readonly name: string
  readonly type: ElementType
  /** The length of each axis; null where any will do, a name where several axes share one. Absent: any shape. */
  readonly shape?: readonly (number | string | null)[]
  /** Values that the graph knows, when it may refuse others; at most a hundred of them. */
  readonly values?: readonly Label[]
}

/** What the model takes. */
export type ModelInput =
  /** Rows of a table, one value per column. */
  | { readonly kind: 'rows'; readonly columns: readonly Column[] }
  /** Texts, one per row; where a word is to be guessed, `mask` stands for it. */
  | { readonly kind: 'texts'; readonly mask?: string }
  /** Pictures, one per row: an address or Base64. */
  | { readonly kind: 'pictures' }
  | { readonly kind: 'tensors'; readonly tensors: readonly Tensor[] }
  /** The file does not say. */
  | { readonly kind: 'unknown' }

/** What the model answers, per row. */
export type ModelOutput =
  /** A label; with `probabilities`, also one number per class that sum to 1. */
  | {
      readonly kind: 'classes'
      readonly classes?: readonly Label[]
      readonly probabilities: boolean
    }
  /** Numbers: `width` of them per row, one when absent. */
  | { readonly kind: 'numbers'; readonly width?: number }
  | { readonly kind: 'tensors'; readonly tensors: readonly Tensor[] }
  | { readonly kind: 'unknown' }

/** Why a model cannot be served without code, and the least code that would do. */
export interface NeedsCode {
  /** Completes "cannot be served without code: …". */
  readonly reason: string
  /** The text of a `score.py` to begin with. */
  readonly script: string
}

/** What is known of a model once its file was read. */
export interface Description {
  readonly framework: Framework
  readonly format: Format
  /** What is loaded, relative to the content's root with forward slashes; '' for the root itself. */
  readonly path: string
  /** The version of the framework that saved it, where the file records it. */
  readonly version?: string
  /** The oldest version that can load it, where the file tells that but not what saved it. */
  readonly oldestVersion?: string
  /** The estimator or graph in words: `Pipeline: StandardScaler → LogisticRegression`. */
  readonly holds: string
  /** The Python that saved it, `3.11`, where the file records it. */
  readonly python?: string
  /** The Pythons that can run functions whose compiled code is in the file, where that holds some. */
  readonly pythons?: readonly string[]
  readonly pickleProtocol?: number
  readonly input: ModelInput
  readonly output: ModelOutput
  /** Other packages that loading takes, by their names on PyPI, with the version where it is recorded. */
  readonly packages: Readonly<Record<string, string | undefined>>
  /** A request that was saved with the model: the JSON text to send. */
  readonly example?: string
  /** The models of a Triton repository, by the names of their folders. */
  readonly models?: readonly string[]
  /** Why the model cannot do without a GPU, where its files say so: completes "needs a GPU: …". */
  readonly gpu?: string
  readonly needsCode?: NeedsCode
}

/** One thing that loading a file would import, call or do. */
export interface Finding {
  readonly verdict: 'known' | 'unknown' | 'dangerous'
  /** `os.system`, or the operation of a graph. */
  readonly what: string
  /** For people: 'runs a command of the operating system'. */
  readonly why: string
  /** The file, relative to the content's root; `model.pt:archive/data.pkl` inside an archive. */
  readonly file: string
  /** The byte at which it stands, in the uncompressed stream. */
  readonly offset?: number
}
