/** skops files, as two of its versions wrote them, and as nobody should. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { skopsFormat } from '../../src/model/formats/skops.ts'
import { readCases } from '../models/zoo.ts'
import { outcome, survives } from './damage.ts'
import { storedZip } from './zip.ts'

const kept = join(import.meta.dirname, '../models/kept')

describe.for(['skops-0.11.0', 'skops-0.16.0'])('%s', async (version) => {
  for (const { name, model, facts } of await readCases(join(kept, version))) {
    test(`says what ${name} is, and that loading it is harmless`, async () => {
      const reading = await outcome(skopsFormat, basename(model), bytesOf(await readFile(model)))
      expect(reading).toMatchObject({ description: facts })
      const findings = typeof reading === 'object' ? reading.findings : []
      expect(findings.length).toBeGreaterThan(0)
      expect(findings.filter(({ verdict }) => verdict !== 'known')).toEqual([])
    })
  }

  test('meets damage with a clear error or a right answer', async () => {
    for (const { model } of await readCases(join(kept, version)))
      await survives(skopsFormat, basename(model), await readFile(model))
  })
})

/** A node of a schema. */
const node = (module: string, name: string, loader: string, more: object = {}) => ({
  __class__: name,
  __module__: module,
  __loader__: loader,
  ...more,
})
const json = (value: unknown) =>
  node('builtins', 'str', 'JsonNode', { content: JSON.stringify(value) })
const dict = (content: object, key_types: object[] = []) =>
  node('builtins', 'dict', 'DictNode', {
    content,
    key_types: node('builtins', 'list', 'ListNode', { content: key_types }),
  })

const archive = (schema: unknown, files: Record<string, Uint8Array | string> = {}) =>
  bytesOf(
    storedZip({
      ...files,
      'schema.json': typeof schema === 'string' ? schema : JSON.stringify(schema),
    }),
  )
const read = (schema: unknown, files?: Record<string, Uint8Array | string>) =>
  outcome(skopsFormat, 'model.skops', archive(schema, files))

/** What is not known to be harmless, and how bad it is. */
async function suspicions(schema: unknown): Promise<string[]> {
  const reading = await read(schema)
  if (typeof reading !== 'object') throw new Error(`not read: ${reading}`)
  return reading.findings
    .filter(({ verdict }) => verdict !== 'known')
    .map(({ verdict, what }) => `${verdict}: ${what}`)
}

describe('what loading would import is found', () => {
  test.for<[string, object, string]>([
    ['a function', node('os', 'system', 'FunctionNode'), 'dangerous: os.system'],
    ['a type', node('builtins', 'eval', 'TypeNode'), 'dangerous: builtins.eval'],
    [
      'the type of a key, which is called with the key',
      dict({ 'rm -rf /': json(1) }, [node('os', 'system', 'TypeNode')]),
      'dangerous: os.system',
    ],
    [
      'a constructor',
      node('subprocess', 'Popen', 'ConstructorFromReduceNode', { content: json(['ls']) }),
      'dangerous: subprocess.Popen',
    ],
    [
      'a method',
      node('numpy', 'ndarray', 'MethodNode', { content: { func: 'tofile', obj: json(1) } }),
      'dangerous: numpy.ndarray.tofile',
    ],
    [
      'a bit generator that is none',
      node('numpy.random', 'Generator', 'RandomGeneratorNode', {
        content: { bit_generator: dict({ bit_generator: json('set_bit_generator') }) },
      }),
      'unknown: numpy.random.set_bit_generator',
    ],
    [
      "a function of skops' first form",
      node('numpy', 'ufunc', 'FunctionNode', {
        content: { module_path: 'os', function: 'remove' },
      }),
      'dangerous: os.remove',
    ],
    ['a class of the author', node('mine', 'Model', 'ObjectNode'), 'unknown: mine.Model'],
    [
      'what no known loader would look at',
      dict({ a: { ...json(1), hidden: [node('os', 'system', 'TypeNode')] } }),
      'dangerous: os.system',
    ],
    ['an unknown loader', node('numpy', 'ndarray', 'EvalNode'), 'unknown: "EvalNode"'],
    [
      'a loader named as what objects have',
      node('a', 'B', 'constructor'),
      'unknown: "constructor"',
    ],
  ])('%s', async ([, schema, found]) => {
    expect(await suspicions(schema)).toContain(found)
  })
})

describe('what is no model', () => {
  test('needs code, which loads it with skops', async () => {
    const reading = await read(node('mine', 'Model', 'ObjectNode'))
    expect(reading).toMatchObject({
      description: {
        framework: 'custom',
        needsCode: { reason: expect.stringContaining('mine.Model') },
      },
    })
    const script = typeof reading === 'object' ? (reading.description.needsCode?.script ?? '') : ''
    expect(script).toContain('import skops.io')
    expect(script).not.toContain('joblib')
  })

  test('is left to others, or refused', async () => {
    expect(await outcome(skopsFormat, 'a.zip', bytesOf(storedZip({ a: 'b' })))).toBe(undefined)
    expect(await read({ type: 'object' })).toBe(undefined)
    expect(await read('[]')).toBe(undefined)
    expect(await read('{"__loader__": ')).toMatch(/ends in the middle of its JSON/)
    expect(await read(`{"__loader__": ${'['.repeat(9999)}`)).toMatch(/nested too deeply/)
    const array = node('numpy', 'ndarray', 'NdArrayNode', { type: 'numpy', file: '1.npy' })
    expect(await read(array, { '1.npy': 'no array' })).toMatch(/as NumPy begins it/)
  })
})
