/** Hugging Face's folders and files, as transformers itself wrote them, and as nobody should. */
import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { safetensorsFormat } from '../../src/model/formats/safetensors.ts'
import { transformersFormat } from '../../src/model/formats/transformers.ts'
import { readCases } from '../models/zoo.ts'
import { outcome as fileOutcome, survives as fileSurvives } from './damage.ts'
import { type Files, filesIn, outcome, survives } from './folder.ts'

const kept = join(import.meta.dirname, '../models/kept')
const versions = readdirSync(kept).filter((name) => name.startsWith('transformers-'))

describe.for(versions)('%s', async (version) => {
  for (const { name, model, facts } of await readCases(join(kept, version))) {
    test(`says what ${name} is`, async () => {
      const reading = (await stat(model)).isDirectory()
        ? await outcome(transformersFormat, filesIn(model))
        : await fileOutcome(safetensorsFormat, basename(model), bytesOf(await readFile(model)))
      expect(reading).toMatchObject({ description: facts })
      expect(reading).toMatchObject({
        findings: name === 'custom' ? [{ verdict: 'unknown', what: 'modeling_mine.py' }] : [],
      })
    })
  }
})

const folder = join(kept, 'transformers-5.23.0')
const classify = filesIn(join(folder, 'classify'))

test('meets a damaged folder with a clear error or a right answer', async () => {
  await survives(transformersFormat, classify)
})

test('meets damaged weights with a clear error or a right answer', async () => {
  const path = join(folder, 'classify/model.safetensors')
  await fileSurvives(safetensorsFormat, 'model.safetensors', await readFile(path))
})

test('misses a shard of the weights', async () => {
  const sharded = new Map(filesIn(join(folder, 'classify-all')))
  const shard = [...sharded.keys()].find((path) => path.endsWith('.safetensors')) ?? ''
  sharded.delete(shard)
  expect(await outcome(transformersFormat, sharded)).toBe(
    `keeps some of its weights in '${shard}', which is not there`,
  )
})

test.for<[string, object, string]>([
  ['a task without a pipeline', { architectures: ['BertForPreTraining'] }, 'no pipeline'],
  ['no architecture', { architectures: undefined }, 'names no architecture'],
])('asks for code where there is %s', async ([, change, reason]) => {
  const reading = await outcome(transformersFormat, configured(change))
  expect(reading).toMatchObject({
    description: { needsCode: { reason: expect.stringContaining(reason) } },
  })
})

test('knows the labels of two classes that nobody named', async () => {
  expect(await outcome(transformersFormat, configured({ id2label: undefined }))).toMatchObject({
    description: { output: { classes: ['LABEL_0', 'LABEL_1'] } },
  })
})

test.for<[string, Record<string, string>, string]>([
  ['sentences', { 'modules.json': '[]' }, 'sentence-transformers'],
  [
    'an adapter',
    { 'config.json': '', 'adapter_config.json': '{"base_model_name_or_path": "a/b"}' },
    'an adapter for a/b, whose weights are not here',
  ],
])('suggests what serves %s', async ([, change, reason]) => {
  const files = new Map(classify)
  for (const [name, text] of Object.entries(change))
    if (text === '') files.delete(name)
    else files.set(name, Buffer.from(text))
  expect(await outcome(transformersFormat, files)).toMatchObject({
    description: { needsCode: { reason: expect.stringContaining(reason) } },
  })
})

test('does not serve weights that another package unpacks', async () => {
  const quantized = configured({ quantization_config: { quant_method: 'awq' } })
  expect(await outcome(transformersFormat, quantized)).toMatchObject({
    description: { needsCode: { reason: expect.stringContaining('quantized by awq') } },
  })
})

test('leaves a folder of another library to others', async () => {
  expect(await outcome(transformersFormat, configured({ model_type: undefined }))).toBe(undefined)
})

test.for<[string, Record<string, unknown>]>([
  ['beyond its end', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }],
  ['makes no sense', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }],
  ['makes no sense', { a: { dtype: 'F32', shape: [-1], data_offsets: [0, -4] } }],
  ['its header names 0', {}],
])('refuses a header whose tensor is %s', async ([reason, header]) => {
  const text = JSON.stringify(header).padEnd(64)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(64n)
  const data = Buffer.concat([size, Buffer.from(text), Buffer.alloc(4)])
  const said = await fileOutcome(safetensorsFormat, 'model.safetensors', bytesOf(data))
  expect(said).toEqual(expect.stringContaining(reason))
})

/** The folder of a classifier with another config.json. */
function configured(change: object): Files {
  const config = JSON.parse(Buffer.from(classify.get('config.json') ?? []).toString('utf8'))
  const text = JSON.stringify({ ...config, ...change })
  return new Map([...classify, ['config.json', Buffer.from(text)]])
}
