/** The zoo: scripts that train and save small real models, and what each of them is installed with. */

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { makeVenv, pythonOf } from './venv.ts'

const run = promisify(execFile)

/** One framework in one version. */
export interface Exhibit {
  /** `<framework>-<version>`; some of its models are kept in a folder of that name in kept/. */
  readonly name: string
  /** In zoo/: `python <script> <folder>` writes models and cases there. */
  readonly script: string
  readonly args?: readonly string[]
  readonly python: string
  readonly requirements: readonly string[]
  /** The heavy ones are a matter of gigabytes, and visited by night. */
  readonly weight: 'light' | 'heavy'
}

const light = (
  name: string,
  script: string,
  python: string,
  ...requirements: string[]
): Exhibit => ({
  name,
  script,
  python,
  requirements,
  weight: 'light',
})
const heavy = (...exhibit: Parameters<typeof light>): Exhibit => ({
  ...light(...exhibit),
  weight: 'heavy',
})

/** What most models are computed and saved with. */
const science = (
  sklearn: string,
  numpy: string,
  scipy: string,
  pandas: string,
  joblib = '1.6.0',
): string[] => [
  `scikit-learn==${sklearn}`,
  `numpy==${numpy}`,
  `scipy==${scipy}`,
  `pandas==${pandas}`,
  `joblib==${joblib}`,
]
const science2023 = science('1.2.2', '1.26.4', '1.10.1', '1.5.3')
const science2024 = science('1.5.2', '2.2.6', '1.14.1', '2.3.3')
const science2026 = science('1.9.1', '2.5.5', '1.18.1', '3.1.1')
const pickling = ['cloudpickle==3.1.2', 'dill==0.4.1', 'lz4==4.4.5']

const keras2 = ['tensorflow-cpu==2.15.1', 'keras==2.15.0', 'numpy==1.26.4']
const keras3 = ['tensorflow-cpu==2.21.0', 'keras==3.15.1', 'numpy==2.5.5']
const torch2025 = ['torch==2.6.0', 'transformers==4.57.6', 'safetensors==0.8.0', 'numpy==2.2.6']
const torch2026 = ['torch==2.15.0', 'transformers==5.23.0', 'safetensors==0.8.0', 'numpy==2.5.5']

/** Every framework, in versions that people have models of: what saved those in kept/. */
export const zoo: readonly Exhibit[] = [
  light(
    'scikit-learn-1.2.2',
    'sklearn.py',
    '3.9',
    ...science('1.2.2', '1.24.4', '1.13.1', '1.5.3', '1.2.0'),
    ...pickling,
  ),
  light(
    'scikit-learn-1.4.2',
    'sklearn.py',
    '3.10',
    ...science('1.4.2', '1.26.4', '1.15.3', '2.1.4'),
    ...pickling,
  ),
  light(
    'scikit-learn-1.6.1',
    'sklearn.py',
    '3.11',
    ...science('1.6.1', '2.2.6', '1.17.1', '2.2.3'),
    ...pickling,
  ),
  light('scikit-learn-1.9.1', 'sklearn.py', '3.12', ...science2026, ...pickling),
  light('xgboost-1.7.6', 'xgboost.py', '3.11', 'xgboost==1.7.6', ...science2023),
  light('xgboost-2.1.4', 'xgboost.py', '3.12', 'xgboost-cpu==2.1.4', ...science2024),
  light('xgboost-3.4.1', 'xgboost.py', '3.12', 'xgboost-cpu==3.4.1', ...science2026),
  light('lightgbm-3.3.5', 'lightgbm.py', '3.11', 'lightgbm==3.3.5', ...science2023),
  light('lightgbm-4.7.0', 'lightgbm.py', '3.12', 'lightgbm==4.7.0', ...science2026),
  light(
    'catboost-1.2.2',
    'catboost.py',
    '3.11',
    'catboost==1.2.2',
    ...science('1.3.2', '1.26.4', '1.11.4', '2.3.3'),
  ),
  light('catboost-1.2.10', 'catboost.py', '3.12', 'catboost==1.2.10', ...science2026),
  light(
    'skops-0.11.0',
    'skops.py',
    '3.11',
    'skops==0.11.0',
    'xgboost-cpu==2.1.4',
    'lightgbm==4.3.0',
    ...science('1.4.2', '1.26.4', '1.17.1', '2.3.3'),
  ),
  light(
    'skops-0.16.0',
    'skops.py',
    '3.12',
    'skops==0.16.0',
    'xgboost-cpu==3.4.1',
    'lightgbm==4.7.0',
    ...science2026,
  ),
  light(
    'onnx-1.15.0',
    'onnx.py',
    '3.11',
    'onnx==1.15.0',
    'onnxruntime==1.16.3',
    'skl2onnx==1.16.0',
    'protobuf==4.25.9',
    ...science('1.3.2', '1.26.4', '1.17.1', '2.3.3'),
  ),
  light(
    'onnx-1.23.2',
    'onnx.py',
    '3.12',
    'onnx==1.23.2',
    'onnxruntime==1.32.0',
    'skl2onnx==1.20.0',
    ...science('1.8.0', '2.5.5', '1.18.1', '3.1.1'),
  ),
  light(
    'mlflow-1.30.1',
    'mlflow.py',
    '3.10',
    'mlflow-skinny==1.30.1',
    'xgboost==1.7.6',
    // It asks pkg_resources for the versions of packages.
    'setuptools==80.9.0',
    ...science('1.2.2', '1.26.4', '1.10.1', '1.5.3', '1.5.3'),
  ),
  light(
    'mlflow-2.22.5',
    'mlflow.py',
    '3.11',
    'mlflow-skinny==2.22.5',
    'xgboost-cpu==3.2.0',
    ...science('1.6.1', '2.2.6', '1.17.1', '2.3.3'),
  ),
  light(
    'mlflow-3.17.2',
    'mlflow.py',
    '3.12',
    'mlflow-skinny==3.17.2',
    'xgboost-cpu==3.4.1',
    'skops==0.16.0',
    ...science('1.8.0', '2.4.6', '1.16.3', '2.3.3'),
  ),
  light(
    'triton-2.73.0',
    'triton.py',
    '3.12',
    'tritonclient[grpc]==2.73.0',
    'onnx==1.23.2',
    'onnxruntime==1.32.0',
  ),
  light('r', 'rds.py', '3.12'),
  heavy('tensorflow-2.15.1', 'tensorflow.py', '3.11', ...keras2),
  heavy('tensorflow-2.21.0', 'tensorflow.py', '3.12', ...keras3),
  heavy('keras-2.15.0', 'keras.py', '3.11', ...keras2),
  heavy('keras-3.15.1', 'keras.py', '3.12', ...keras3),
  heavy('pytorch-2.6.0', 'pytorch.py', '3.12', ...torch2025),
  heavy('pytorch-2.15.0', 'pytorch.py', '3.12', ...torch2026),
  heavy('transformers-4.57.6', 'transformers.py', '3.12', ...torch2025),
  heavy('transformers-5.23.0', 'transformers.py', '3.12', ...torch2026),
  {
    ...heavy(
      'onnx-torch-2.6.0',
      'onnx.py',
      '3.12',
      'torch==2.6.0',
      'onnx==1.23.2',
      'onnxruntime==1.32.0',
      'skl2onnx==1.20.0',
      ...science('1.8.0', '2.2.6', '1.16.3', '2.3.3'),
    ),
    args: ['--torch'],
  },
]

/** A model, a request, and what the library itself answers; both null for what is only read. */
export interface ZooCase {
  readonly name: string
  /** The model's file or folder. */
  readonly model: string
  readonly request: unknown
  readonly answer: unknown
  /** Which model of a Triton repository the request asks, at an address of its own. */
  readonly asks?: string
  /** What the model's file must give away, in the words of the Description. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** The folder of the zoo's scripts. */
export const scripts = join(import.meta.dirname, 'zoo')

/** Trains and saves everything that an exhibit shows. */
export async function visit(exhibit: Exhibit): Promise<readonly ZooCase[]> {
  const venv = await makeVenv(exhibit.python, exhibit.requirements)
  return readCases(await train(exhibit, venv, scripts))
}

/** Runs an exhibit's script from a folder of scripts; returns the folder that it wrote to. */
export async function train(
  { script, args = [] }: Exhibit,
  venv: string,
  scripts: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoo-'))
  await run(pythonOf(venv), ['-W', 'ignore', join(scripts, script), folder, ...args], {
    // Where a library leaves notes of its own.
    cwd: folder,
    maxBuffer: 64 << 20,
  })
  return folder
}

/** The cases in a folder as the scripts write them: `<case>.json` beside `<case>/`. */
export async function readCases(folder: string): Promise<readonly ZooCase[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (record) => {
      const name = record.replace(/\.json$/, '')
      const { request, answer, asks, facts } = JSON.parse(
        await readFile(join(folder, record), 'utf8'),
      )
      const [only, ...more] = await readdir(join(folder, name), { withFileTypes: true })
      const file = more.length === 0 && only?.isFile() ? only.name : ''
      return {
        name,
        model: resolve(folder, name, file),
        request: request ?? null,
        answer: answer ?? null,
        ...(asks === undefined ? {} : { asks }),
        facts: facts ?? {},
      }
    }),
  )
}

/** Equal, but for the last digits, in which versions of a library may differ. */
export function agree(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a))
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return left.length === right.length && left.every(([key, value]) => agree(value, Object(b)[key]))
}
