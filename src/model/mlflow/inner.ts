/** What the library's own file in an MLflow folder says, for a model that has no signature. */
import type { Description, ModelOutput } from '../description.ts'
import type { FileFormat, ModelFolder } from '../format.ts'
import { catboostFormat } from '../formats/catboost.ts'
import { lightgbmFormat } from '../formats/lightgbm.ts'
import { pickleFormat } from '../formats/pickle.ts'
import { skopsFormat } from '../formats/skops.ts'
import { xgboostFormat } from '../formats/xgboost.ts'
import type { PythonFunction } from './flavors.ts'

/** Loaders that hand a table to the library as it comes, and the formats that the library saves in. */
const loaders: ReadonlyMap<string, readonly FileFormat[]> = new Map([
  ['mlflow.sklearn', [skopsFormat, pickleFormat]],
  ['mlflow.xgboost', [xgboostFormat, pickleFormat]],
  ['mlflow.lightgbm', [lightgbmFormat, pickleFormat]],
  ['mlflow.catboost', [catboostFormat, pickleFormat]],
])

const headSize = 4096

/** The input and the output by the model's own file; undefined when it tells nothing. */
export async function readInner(
  folder: ModelFolder,
  { loader, model, method }: PythonFunction,
): Promise<Pick<Description, 'input' | 'output'> | undefined> {
  const formats = loaders.get(loader)
  const file = model === undefined ? undefined : folder.files.get(model)
  if (!formats || model === undefined || !file) return undefined
  const siblings = new Map([...folder.files.values()].map((sibling) => [sibling.path, sibling]))
  const description = await folder.open(model, async (bytes) => {
    const head = await bytes.read(0, headSize)
    for (const format of formats) {
      if (!format.recognises(head, file.path)) continue
      const { signal } = folder
      const reading = await format.read({ path: file.path, bytes, signal, siblings })
      if (reading) return reading.description
    }
    return undefined
  })
  if (!description) return undefined
  // Boosters answer through MLflow with what they would say themselves, which may be probabilities.
  const says = loader === 'mlflow.sklearn' && method === 'predict'
  return {
    input: description.input,
    output: says ? predicted(description.output) : { kind: 'unknown' },
  }
}

/** MLflow only predicts. */
const predicted = (output: ModelOutput): ModelOutput =>
  output.kind === 'classes' ? { ...output, probabilities: false } : output
