/**
 * Models that were saved with skops: a zip archive with a schema of what they are made of.
 *
 * skops imports and calls what the schema names once it is trusted, and the service trusts what was
 * judged here: so the names are judged as those of a pickle are.
 */
import { bytesOf, Cursor, streamOf } from '../bytes.ts'
import type { Description, Finding } from '../description.ts'
import { pickJson } from '../encodings/json.ts'
import { type Kept, textAt } from '../encodings/kept.ts'
import { looksLikeZip, readZip, type Zip } from '../encodings/zip.ts'
import type { FileFormat, ModelFile, Reading } from '../format.ts'
import type { Value } from '../pickle/values.ts'
import { judgePickle } from '../scan/judge.ts'
import { describePickle } from '../sklearn/describe.ts'
import { readContent, readEntries } from '../skops/entries.ts'
import { knownLoaders, namesIn } from '../skops/names.ts'
import { longTextsIn, textKey, toValue } from '../skops/schema.ts'
import { catboostBlob } from './catboost.ts'
import { lightgbmBlob } from './lightgbm.ts'
import { xgboostBlob } from './xgboost.ts'

export const skopsFormat: FileFormat = {
  name: 'skops',
  recognises: looksLikeZip,
  async read(file) {
    const zip = await readZip(file.bytes)
    const entry = zip.entries.get('schema.json')
    if (!entry) return undefined
    const schema = await pickJson(new Cursor(await zip.stream(entry)), true, file.signal)
    if (schema === undefined || textAt(schema, '__loader__') === undefined) return undefined
    return read(file, zip, schema)
  },
}

const blobs = [xgboostBlob, lightgbmBlob, catboostBlob]

async function read({ path, signal }: ModelFile, zip: Zip, schema: Kept): Promise<Reading> {
  const { globals, loaders } = namesIn(schema)
  const entries = new Map([
    ...(await readEntries(zip, blobs, signal)),
    ...(await readTexts(schema)),
  ])
  const root = toValue(schema, entries)
  const walk = { root, globals, oddities: [], protocol: 0, bytes: 0 }
  const file = `${path}:schema.json`
  const findings = judgePickle(file, walk).map(({ offset: _, ...finding }) => finding)
  return {
    description: describe(path, describePickle(path, walk), textAt(schema, '_skops_version')),
    findings: [...findings, ...judgeLoaders(file, loaders)],
  }
}

/** What LightGBM's boosters say, which are texts. */
async function readTexts(schema: Kept): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>()
  for (const text of longTextsIn(schema)) {
    const bytes = bytesOf(Buffer.from(text))
    const content = await readContent(new Cursor(streamOf(bytes)), bytes.size, blobs)
    if (content !== undefined)
      values.set(textKey(text), { kind: 'text', size: bytes.size, content })
  }
  return values
}

/** The same facts as those of a pickle, but for how it is loaded. */
function describe(
  path: string,
  { pickleProtocol: _, needsCode, ...facts }: Description,
  version: string | undefined,
): Description {
  return {
    ...facts,
    format: 'skops',
    path,
    packages: { ...facts.packages, skops: version },
    ...(needsCode && { needsCode: { ...needsCode, script: loadedBySkops(needsCode.script) } }),
  }
}

const loadedBySkops = (script: string): string =>
  script
    .replace('import joblib', 'import skops.io')
    .replace(
      'joblib.load(path)',
      'skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))',
    )

/** A later skops may have loaders of which nobody knows here what they import. */
const judgeLoaders = (file: string, loaders: ReadonlySet<string>): readonly Finding[] =>
  [...loaders]
    .filter((loader) => !knownLoaders.has(loader))
    .map((loader) => ({
      verdict: 'unknown',
      what: JSON.stringify(loader.slice(0, 100)),
      why: 'is a loader of skops that is not known here',
      file,
    }))
