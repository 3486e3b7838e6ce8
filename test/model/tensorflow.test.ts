import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { savedModelFormat } from '../../src/model/formats/tensorflow.ts'
import { libraryOf } from '../../src/model/tensorflow/operations.ts'
import { type Files, filesIn, outcome, survives } from './folder.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('tensorflow-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )
const [module = ''] = cases.filter((name) => name.endsWith('module'))
const [words = ''] = cases.filter((name) => name.endsWith('words'))

const read = (name: string, change: (files: Files) => Files = (files) => files) =>
  outcome(savedModelFormat, change(filesIn(join(kept, name))), 'saved/')

const without = (path: string) => (files: Files) =>
  new Map([...files].filter(([other]) => other !== path))

/** Writes something else of the same length everywhere into the graph. */
const renamed = (from: string, to: string) => (files: Files) => {
  const graph = Buffer.from(files.get('saved_model.pb') ?? [])
  for (let at = graph.indexOf(from); at >= 0; at = graph.indexOf(from, at)) graph.write(to, at)
  return new Map([...files, ['saved_model.pb', graph]])
}

describe('what SavedModels say', () => {
  test('there are several versions of them', () => expect(cases.length).toBeGreaterThan(7))

  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
    const reading = await read(name)
    expect(reading).toMatchObject({ description: { ...facts, path: 'saved' } })
    expect(reading).not.toHaveProperty('description.needsCode')
  })

  test.each(cases)('%s is no alarm', async (name) => {
    const reading = await read(name)
    const findings = typeof reading === 'object' ? reading.findings : []
    expect(findings.filter(({ verdict }) => verdict !== 'known')).toEqual([])
  })

  test('a table is read from an asset', async () => {
    expect(await read(words)).toMatchObject({
      findings: [{ what: 'InitializeTableFromTextFileV2', verdict: 'known' }],
    })
  })
})

describe('what a SavedModel could do to a server', () => {
  test.each([
    ['MatMul', 'PyFunc', 'calls Python code of the process'],
    ['Identity', 'ReadFile', 'reads any file of the server'],
  ])('is found: %s made to %s', async (from, what, why) => {
    expect(await read(module, renamed(from, what))).toMatchObject({
      findings: [{ verdict: 'dangerous', what, why, file: 'saved/saved_model.pb' }],
    })
  })

  test('is found: an asset from elsewhere', async () => {
    expect(await read(words, renamed('words.txt', '../../etc'))).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ verdict: 'dangerous', what: "asset '../../etc'" }),
      ]),
    })
  })
})

test('what only Keras would run is told, but no danger here', async () => {
  const lambda = { class_name: 'Lambda', config: { name: 'twice', function: ['4w==', null, null] } }
  const metadata = Buffer.from(JSON.stringify(lambda))
  const node = Buffer.concat([Buffer.from([0x2a, metadata.byteLength]), metadata])
  const saved = Buffer.concat([Buffer.from([0x0a, node.byteLength]), node])
  expect(
    await read(module, (files) => new Map([...files, ['keras_metadata.pb', saved]])),
  ).toMatchObject({
    description: { holds: expect.stringContaining('of a Keras model') },
    findings: [
      {
        verdict: 'unknown',
        what: "Lambda layer 'twice'",
        why: expect.stringMatching(/bytecode.*TensorFlow does not look at it/),
        file: 'saved/keras_metadata.pb',
      },
    ],
  })
})

test('names the library that an operation comes from', () => {
  expect(libraryOf('SimpleMLInferenceOpWithHandle')).toBe('tensorflow_decision_forests')
  expect(libraryOf('TFText>FastWordpieceTokenizeWithOffsets')).toBe('tensorflow_text')
  expect(libraryOf('SentencepieceOp')).toBe('tensorflow_text')
  expect(libraryOf('UnicodeDecodeWithOffsets')).toBe(undefined)
})

describe('a SavedModel that is not whole', () => {
  test.each([
    [module, 'variables/variables.index', /whose variables are missing/],
    [module, 'variables/variables.data-00000-of-00001', /whose variables are missing/],
    [words, 'assets/words.txt', /needs 'assets\/words\.txt', which is not there/],
  ])('%s without %s', async (name, path, message) => {
    expect(await read(name, without(path))).toMatch(message)
  })

  test('or that nobody can ask', async () => {
    expect(await read(module, renamed('serving_default', '__saved_model_!'))).toMatchObject({
      description: { needsCode: { reason: expect.stringContaining('without signatures') } },
    })
  })

  test.each(cases)('%s survives damage', async (name) => {
    await survives(savedModelFormat, filesIn(join(kept, name)))
  })
})
