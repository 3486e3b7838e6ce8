import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { kerasFormat } from '../../src/model/formats/keras.ts'
import { outcome, survives } from './damage.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('keras-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )

/** The only file of a case, and its name. */
function fileOf(name: string): { path: string; data: Buffer } {
  const [path = ''] = readdirSync(join(kept, name))
  return { path, data: readFileSync(join(kept, name, path)) }
}

async function read(name: string) {
  const { path, data } = fileOf(name)
  const reading = await outcome(kerasFormat, path, bytesOf(data))
  if (typeof reading !== 'object') throw new Error(reading ?? 'another format')
  return reading
}

const [hdf5 = ''] = cases.filter((name) => name.endsWith('sequential-hdf5'))

/** A model in HDF5 whose configuration is another, no longer one. */
async function readConfig(config: unknown) {
  const { path, data } = fileOf(hdf5)
  const text = JSON.stringify(config)
  const start = data.indexOf('{"class_name": "Sequential"')
  const end = data.indexOf(0, start)
  expect(text.length).toBeLessThanOrEqual(end - start)
  const changed = Buffer.from(data)
  changed.fill(' ', start, end)
  changed.write(text, start)
  const reading = await outcome(kerasFormat, path, bytesOf(changed))
  if (typeof reading !== 'object') throw new Error(reading ?? 'another format')
  return reading
}

const sequence = (...layers: unknown[]) => ({
  class_name: 'Sequential',
  config: { name: 'sequence', layers },
})
const layer = (class_name: string, config: object = {}, more: object = {}) => ({
  class_name,
  config: { name: 'it', ...config },
  ...more,
})
const input = { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 4] } }

describe('what Keras saved', () => {
  test('there are several versions of it', () => expect(cases.length).toBeGreaterThan(8))

  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
    const { description, findings } = await read(name)
    expect(description).toMatchObject(facts)
    if (!('needsCode' in facts)) {
      expect(description.needsCode).toBeUndefined()
      expect(findings).toEqual([])
    }
  })

  test('is said in words', async () => {
    expect((await read(hdf5)).description.holds).toBe('Keras Sequential sequential: Dense → Dense')
  })

  test.each(cases)('%s survives damage', async (name) => {
    const { path, data } = fileOf(name)
    await survives(kerasFormat, path, data)
  })
})

describe('what goes in', () => {
  test.each([
    ['an input layer', sequence(input, layer('Dense')), 'x', [null, 4]],
    [
      'a first layer that knows its input',
      sequence(layer('Dense', { batch_input_shape: [null, 3] })),
      'it_input',
      [null, 3],
    ],
    ['a model in the model', sequence(sequence(input), layer('Dense')), 'x', [null, 4]],
    [
      'layers without anything around them',
      { class_name: 'Sequential', config: [layer('Dense', { batch_input_shape: [null, 2] })] },
      'it_input',
      [null, 2],
    ],
  ])('is said by %s', async (_, config, name, shape) => {
    const { description } = await readConfig(config)
    expect(description.input).toEqual({
      kind: 'tensors',
      tensors: [{ name, type: 'float32', shape }],
    })
  })

  test('is any number of rows, unless the model keeps a state for each', async () => {
    const two = { class_name: 'InputLayer', config: { name: 'x', batch_shape: [2, 4] } }
    const of = async (...layers: unknown[]) =>
      (await readConfig(sequence(two, ...layers))).description.input
    expect(await of(layer('Dense'))).toMatchObject({ tensors: [{ shape: [null, 4] }] })
    expect(await of(layer('LSTM', { stateful: true }))).toMatchObject({
      tensors: [{ shape: [2, 4] }],
    })
  })

  test('is unknown when nothing says it', async () => {
    expect((await readConfig(sequence(layer('Dense')))).description.input.kind).toBe('unknown')
  })

  test('may have names, as what comes out', async () => {
    const { description } = await readConfig({
      class_name: 'Functional',
      config: {
        layers: [input, layer('Dense', { dtype: 'mixed_float16' })],
        input_layers: { first: ['x', 0, 0] },
        output_layers: { good: ['it', 0, 0], bad: ['it', 1, 0] },
      },
    })
    expect(description.input).toMatchObject({ tensors: [{ name: 'first', shape: [null, 4] }] })
    expect(description.output).toMatchObject({
      tensors: [
        { name: 'good', type: 'float16' },
        { name: 'bad', type: 'float16' },
      ],
    })
  })
})

describe('what loading would run', () => {
  const custom = "is a class or function of the author's own, which is not in the file"

  test('is found in a lambda that is no layer', async () => {
    const activation = { value: ['4wEAAAA', null, null] }
    const { description, findings } = await readConfig(
      sequence(input, layer('Dense', { activation })),
    )
    expect(findings).toMatchObject([{ verdict: 'dangerous', what: 'a lambda' }])
    expect(description.needsCode?.reason).toMatch(/^a lambda holds Python bytecode/)
  })

  test('is found in lambdas and layers of the author', async () => {
    for (const name of cases.filter((name) => name.includes('lambda')))
      expect((await read(name)).findings).toMatchObject([{ verdict: 'dangerous', why: /bytecode/ }])
    for (const name of cases.filter((name) => name.includes('custom')))
      expect((await read(name)).findings).toMatchObject([
        { verdict: 'unknown', what: 'Doubled', why: custom },
      ])
  })

  test.each([
    [
      'a lambda below another layer',
      layer('TimeDistributed', { layer: layer('Lambda', { function: ['4w==', null, null] }) }),
      'dangerous',
      "Lambda layer 'it'",
    ],
    [
      'a lambda in a model in the model',
      sequence(
        layer('Lambda', { function: { class_name: '__lambda__', config: { code: '4w==' } } }),
      ),
      'dangerous',
      'a lambda',
    ],
    [
      'a function that is not there',
      layer('Lambda', { function: 'mine' }),
      'unknown',
      "Lambda layer 'it'",
    ],
    ['a pickled module', layer('TorchModuleWrapper'), 'dangerous', "TorchModuleWrapper layer 'it'"],
    [
      'a graph from elsewhere',
      layer('TFSMLayer', { filepath: '//host/x' }),
      'dangerous',
      "TFSMLayer of '//host/x'",
    ],
    [
      'a vocabulary from elsewhere',
      layer('StringLookup', { vocabulary: '/etc/passwd' }),
      'dangerous',
      "the vocabulary '/etc/passwd'",
    ],
    [
      'a function of TensorFlow',
      layer('TFOpLambda', { function: 'io.write_file' }),
      'dangerous',
      'tf.io.write_file',
    ],
    [
      'a raw operation',
      layer('TFOpLambda', { function: 'raw_ops.ReadFile' }),
      'dangerous',
      'tf.raw_ops.ReadFile',
    ],
    [
      'a function of Python',
      layer('Dense', {
        activation: { module: 'builtins', class_name: 'function', config: 'eval' },
      }),
      'dangerous',
      'builtins.eval',
    ],
    ['a module of Python', layer('system', {}, { module: 'os' }), 'dangerous', 'os.system'],
    [
      'a download',
      layer('Dense', {
        activation: { module: 'keras.utils', class_name: 'function', config: 'get_file' },
      }),
      'dangerous',
      'keras.utils.get_file',
    ],
    [
      'a function of the author',
      layer('Dense', {
        activation: { module: 'builtins', class_name: 'function', config: 'mine' },
      }),
      'unknown',
      'mine',
    ],
    [
      'a registered class',
      layer('Dense', {}, { registered_name: 'My>Dense' }),
      'unknown',
      'My>Dense',
    ],
  ])('is found: %s', async (_, found, verdict, what) => {
    const { description, findings } = await readConfig(sequence(input, found))
    expect(findings).toMatchObject([{ verdict, what, file: 'model.h5' }])
    expect(description.needsCode?.reason).toContain(what)
  })

  test.each([
    [
      'a function of TensorFlow that only computes',
      layer('TFOpLambda', { function: 'compat.v1.nn.softmax' }),
    ],
    ['a vocabulary in the file', layer('StringLookup', { vocabulary: ['a', 'b'] })],
    [
      'an activation of Keras',
      layer('Dense', {
        activation: { module: 'keras.activations', class_name: 'function', config: 'relu' },
      }),
    ],
  ])('is nothing: %s', async (_, harmless) => {
    expect((await readConfig(sequence(input, harmless))).findings).toEqual([])
  })
})

test('weights alone are no model', async () => {
  const { data } = fileOf(hdf5)
  const renamed = Buffer.from(data)
  renamed.write('model_confix', renamed.indexOf('model_config'))
  expect(await outcome(kerasFormat, 'model.h5', bytesOf(renamed))).toMatchObject({
    description: { holds: 'weights of a Keras model', needsCode: {} },
  })
})
