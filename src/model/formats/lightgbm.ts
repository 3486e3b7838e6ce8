/**
 * LightGBM models: the text that `save_model` and `model_to_string` write, of which a pickled booster
 * holds the same (LightGBM, `GBDT::SaveModelToString` in src/boosting/gbdt_model_text.cpp; the last
 * line is the Python package's). It says which version of the text it is, never which LightGBM wrote it.
 */
import { type BoosterFacts, columnOf, describeBooster } from '../booster.ts'
import { Cursor, streamOf } from '../bytes.ts'
import type { Column, Label, ModelOutput, NeedsCode } from '../description.ts'
import type { FileFormat } from '../format.ts'
import type { BlobReader } from '../pickle/walk.ts'
import { Unreadable } from '../unreadable.ts'
import { isLightgbmText, type LightgbmText, readLightgbmText, wordsOf } from './lightgbm-text.ts'

/** A model that `save_model` wrote. */
export const lightgbmFormat: FileFormat = {
  name: 'LightGBM model',
  recognises: isLightgbmText,
  async read({ path, bytes, signal }) {
    const text = await readLightgbmText(new Cursor(streamOf(bytes)), signal)
    const described = describeBooster(factsOf(text), 'lightgbm-text', path)
    return { description: isClear(text) ? described : { ...described, needsCode }, findings: [] }
  },
}

/** A booster as text inside a pickle. */
export const lightgbmBlob: BlobReader = {
  recognises: isLightgbmText,
  read: async (cursor): Promise<BoosterFacts> => factsOf(await readLightgbmText(cursor)),
}

function factsOf(text: LightgbmText): BoosterFacts {
  const classes = Number(text.header.get('num_class') ?? 1)
  // The name, then its parameters: 'binary sigmoid:1'. Absent when it was a function of Python's.
  const objective = text.header.get('objective')?.split(' ', 1)[0]
  const count = objective === 'binary' ? 2 : classes
  const output: ModelOutput =
    classes > 1 ? { kind: 'numbers', width: classes } : { kind: 'numbers' }
  return {
    framework: 'lightgbm',
    columns: columnsOf(text),
    ...(objective !== undefined && { objective }),
    ...(count > 1 && { classes: count }),
    trees: text.trees,
    output,
  }
}

function columnsOf(text: LightgbmText): readonly Column[] {
  const { header, categorical, categories } = text
  const names = wordsOf(header.get('feature_names') ?? '')
  const infos = wordsOf(header.get('feature_infos') ?? '')
  if (names.length !== infos.length)
    throw new Unreadable(`names ${names.length} features and describes ${infos.length}`)
  // LightGBM's own names for columns that have none.
  const unnamed = names.every((name, index) => name === `Column_${index}`)
  const valuesOf = new Map(
    isClear(text) ? categories.map((values, index) => [categorical[index], values]) : [],
  )
  return names.map((name, index) => {
    const values = valuesOf.get(index) ?? numbersOf(infos[index])
    if (values !== undefined) return columnOf(unnamed ? undefined : name, values)
    return unnamed ? { type: 'number' } : { name, type: 'number' }
  })
}

/**
 * Whether it is clear which columns the lists of categories belong to: they stand in the order of the
 * columns, but ordered categories are not among LightGBM's own, and numbers may be.
 */
const isClear = ({ categories, categorical }: LightgbmText): boolean =>
  categories.length === 0 || categories.length === categorical.length

const needsCode: NeedsCode = {
  reason:
    "the model was trained on pandas' categories, and its file does not tell which columns they are",
  script: `import json
import os

import lightgbm
import pandas as pd


def init():
    global model
    folder = os.environ["AZUREML_MODEL_DIR"]
    model = lightgbm.Booster(model_file=os.path.join(folder, "model.txt"))


def run(raw_data):
    rows = pd.DataFrame(json.loads(raw_data)["data"], columns=model.feature_name())
    rows = rows.astype({"...": "category"})  # the columns that were categories
    return {"predict": model.predict(rows).tolist()}
`,
}

/** A numeric column's range is `[0.5:7]`, a categorical one's numbers are `-1:0:2`, an unused one's `none`. */
function numbersOf(info: string | undefined): readonly Label[] | undefined {
  if (info === undefined || info === 'none' || info.startsWith('[')) return undefined
  // A negative number stands for a missing value.
  const numbers = info.split(':').map(Number)
  return numbers.filter((number) => number >= 0).sort((a, b) => a - b)
}
