/**
 * LightGBM models: the text that `save_model` and `model_to_string` write, of which a pickled booster
 * holds the same (LightGBM, `GBDT::SaveModelToString` in src/boosting/gbdt_model_text.cpp; the last
 * line is the Python package's). It says which version of the text it is, never which LightGBM wrote it.
 */
import { type BoosterFacts, columnOf, describeBooster } from '../booster.ts'
import { Cursor, streamOf } from '../bytes.ts'
import type { Column, Label, ModelOutput } from '../description.ts'
import type { FileFormat } from '../format.ts'
import type { BlobReader } from '../pickle/walk.ts'
import { Unreadable } from '../unreadable.ts'
import { isLightgbmText, type LightgbmText, readLightgbmText } from './lightgbm-text.ts'

/** A model that `save_model` wrote. */
export const lightgbmFormat: FileFormat = {
  name: 'LightGBM model',
  recognises: isLightgbmText,
  async read({ path, bytes, signal }) {
    const facts = factsOf(await readLightgbmText(new Cursor(streamOf(bytes)), signal))
    return { description: describeBooster(facts, 'lightgbm-text', path), findings: [] }
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

function columnsOf({ header, categorical, categories }: LightgbmText): readonly Column[] {
  const names = words(header.get('feature_names'))
  const infos = words(header.get('feature_infos'))
  if (names.length !== infos.length)
    throw new Unreadable(`names ${names.length} features and describes ${infos.length}`)
  // LightGBM's own names for columns that have none.
  const unnamed = names.every((name, index) => name === `Column_${index}`)
  // Which lists belong to which columns is only clear when every categorical column has one.
  const known = categories.length === categorical.length ? categories : []
  const valuesOf = new Map(known.map((values, index) => [categorical[index], values]))
  return names.map((name, index) => {
    const values = valuesOf.get(index) ?? numbersOf(infos[index])
    if (values !== undefined) return columnOf(unnamed ? undefined : name, values)
    return unnamed ? { type: 'number' } : { name, type: 'number' }
  })
}

/** A numeric column's range is `[0.5:7]`, a categorical one's numbers are `-1:0:2`, an unused one's `none`. */
function numbersOf(info: string | undefined): readonly Label[] | undefined {
  if (info === undefined || info === 'none' || info.startsWith('[')) return undefined
  // A negative number stands for a missing value.
  const numbers = info.split(':').map(Number)
  return numbers.filter((number) => number >= 0).sort((a, b) => a - b)
}

const words = (line: string | undefined) => line?.split(' ').filter((word) => word !== '') ?? []
