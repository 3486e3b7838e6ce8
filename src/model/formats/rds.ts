/** Models that were saved by R: said to be so, since no Python loads them. */
import { Cursor } from '../bytes.ts'
import { type Compression, compressionOf, decompressed } from '../compression/index.ts'
import type { NeedsCode } from '../description.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import { readClass } from '../r/class.ts'
import { looksSerialized, readRHeader } from '../r/serialized.ts'
import { Unreadable } from '../unreadable.ts'

export const rdsFormat: FileFormat = {
  name: 'R object',
  recognises: (head) => looksLikeR(head) || compressions.has(compressionOf(head)),
  async read(file) {
    const cursor = await unpack(file)
    return cursor && looksLikeR(cursor.look()) ? read(file, cursor) : undefined
  },
}

/** What saveRDS() packs with. */
const compressions: ReadonlySet<Compression> = new Set(['gzip', 'bzip2', 'xz'])

/** Behind the compression; what is damaged there is only R's when its name says so. */
async function unpack(file: ModelFile): Promise<Cursor | undefined> {
  try {
    const { stream } = await decompressed(file.bytes)
    const cursor = new Cursor(stream)
    await cursor.ready(16)
    return cursor
  } catch (error) {
    if (error instanceof Unreadable && !names.test(file.path)) return undefined
    throw error
  }
}

const names = /\.(rds|rda|rdata)$/i

/** What save() writes before its objects: 'RDX3', for binary, or 'RDA3'. */
const workspace = /^RD[XA][23]\n/

const looksLikeR = (head: Uint8Array): boolean => looksSerialized(head) || isWorkspace(head)

const isWorkspace = (head: Uint8Array): boolean =>
  workspace.test(Buffer.from(head.subarray(0, 5)).toString('latin1'))

async function read({ path, signal }: ModelFile, cursor: Cursor): Promise<Reading> {
  const several = isWorkspace(cursor.look())
  if (several) cursor.take(5)
  const { form, version } = await readRHeader(cursor)
  const classes = form === 'binary' && !several ? await readClass(cursor, signal) : undefined
  const what = several ? 'several R objects' : inWords(classes)
  return {
    description: {
      framework: 'custom',
      format: 'rds',
      path,
      holds: `${what}, saved by R ${version}`,
      input: { kind: 'unknown' },
      output: { kind: 'unknown' },
      packages: {},
      needsCode: several ? needsOneObject(path) : needsR(path, what, classes ?? []),
    },
    // Nothing in a service loads it by itself.
    findings: [],
  }
}

const inWords = (classes: readonly string[] | undefined): string =>
  classes?.[0] === undefined ? 'an R object' : `an R object of class ${classes.join(', ')}`

/** Models of R whose library saves them so that Python loads them, by their class. */
const exports: ReadonlyMap<string, string> = new Map([
  ['xgb.Booster', "save it with xgb.save(model, 'model.ubj') instead"],
  ['lgb.Booster', "save it with lgb.save(model, 'model.txt') instead"],
  ['catboost.Model', "save it with catboost.save_model(model, 'model.cbm') instead"],
])

const otherwise =
  'export it to ONNX, train it in Python, or give an entry script that asks R (through rpy2, in an image with R)'

function needsR(path: string, what: string, classes: readonly string[]): NeedsCode {
  const [export_] = classes.flatMap((name) => exports.get(name) ?? [])
  return {
    reason: `it holds ${what}, which only R loads: ${export_ ?? otherwise}`,
    script: script(path, 'ro.r["readRDS"](str(path))'),
  }
}

const needsOneObject = (path: string): NeedsCode => ({
  reason: `it is a workspace of R: save the model alone, with saveRDS(), and then ${otherwise}`,
  script: script(path, 'ro.r[ro.r["load"](str(path))[0]]'),
})

/** Asks R itself: the environment takes R, the packages of the model, rpy2 and pandas. */
const script = (path: string, load: string): string =>
  `${[
    'import json',
    'import os',
    'from pathlib import Path',
    '',
    'import pandas as pd',
    'import rpy2.robjects as ro',
    'from rpy2.robjects import pandas2ri',
    '',
    'PYTHON = ro.default_converter + pandas2ri.converter',
    '',
    '',
    'def init():',
    '    global model',
    `    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(fileName(path))}))`,
    `    model = ${load}`,
    '',
    '',
    'def run(raw_data):',
    '    rows = pd.DataFrame(json.loads(raw_data)["data"])',
    '    with PYTHON.context():',
    '        frame = ro.conversion.get_conversion().py2rpy(rows)',
    '    return {"predict": list(ro.r["predict"](model, frame))}',
  ].join('\n')}\n`

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
