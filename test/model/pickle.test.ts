import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import type { Reading } from '../../src/model/format.ts'
import { pickleFormat } from '../../src/model/formats/pickle.ts'
import { outcome, survives } from './damage.ts'

const kept = join(import.meta.dirname, '../models/kept')
const cases = readdirSync(kept)
  .filter((folder) => folder.startsWith('scikit-learn-'))
  .flatMap((folder) =>
    readdirSync(join(kept, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name.slice(0, -'.json'.length))),
  )

function caseOf(name: string) {
  const { facts } = JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8'))
  return { facts, data: readFileSync(join(kept, name, facts.path)) }
}

async function read(data: Uint8Array, path = 'model.pkl'): Promise<Reading> {
  const found = await outcome(pickleFormat, path, bytesOf(data))
  if (typeof found !== 'object') throw new Error(found ?? 'another format')
  return found
}

/** A pickle of protocol 4 by its opcodes. */
const pickle = (opcodes: string) => Buffer.from(`\x80\x04${opcodes}.`, 'latin1')
const text = (value: string) => `\x8c${String.fromCharCode(value.length)}${value}`
/** An instance of a class with a state. */
const made = (module: string, name: string, state = '}') => `c${module}\n${name}\n)\x81${state}b`

const dangers = ({ findings }: Reading) =>
  findings.filter(({ verdict }) => verdict === 'dangerous').map(({ what }) => what)

describe('what scikit-learn saved', () => {
  test('there are several versions of it', () => {
    expect(new Set(cases.map((name) => name.split(/[/\\]/)[0])).size).toBeGreaterThanOrEqual(4)
  })

  test.each(cases)('%s gives its facts away', async (name) => {
    const { facts, data } = caseOf(name)
    const { description, findings } = await read(data, facts.path)
    const { input, output, ...others } = facts
    expect(description).toMatchObject(others)
    expect(description.input).toEqual(input)
    expect(description.output).toEqual(output)
    expect(description.needsCode).toBeUndefined()
    expect(findings.filter(({ verdict }) => verdict === 'dangerous')).toEqual([])
  })

  test.each([
    'columns',
    'joblib-lz4',
    'joblib-xz',
    'joblib-zlib',
    'named-columns',
    'pickle-0',
    'pickle-2',
    'pickle-5',
    'texts',
  ])('%s is met with a clear error when it is damaged', async (name) => {
    const { facts, data } = caseOf(join('scikit-learn-1.9.1', name))
    await survives(pickleFormat, facts.path, data)
  })

  test('no name is needed to recognise it, nor is it taken for a pickle by its name', async () => {
    for (const name of ['pickle-0', 'pickle-1', 'pickle-2', 'joblib-bz2', 'joblib-lzma', 'texts']) {
      const { data } = caseOf(join('scikit-learn-1.9.1', name))
      expect(pickleFormat.recognises(data.subarray(0, 4096), 'model')).toBe(true)
    }
    for (const other of ['{"a": 1}', 'tree\nversion=v4\n', '(a text in brackets)', '\x93NUMPY', ''])
      expect(pickleFormat.recognises(Buffer.from(other, 'latin1'), 'model.bin')).toBe(false)
    expect(await outcome(pickleFormat, 'a.gz', bytesOf(deflateSync('no pickle')))).toBeUndefined()
  })
})

test('the names of thousands of columns are told, and none rather than some of them', async () => {
  const named = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => text(`gene ${index}`)).join('')
    const state = `}(${text('feature_names_in_')}](${names}e${text('n_features_in_')}M${littleEndian(count)}${text('coef_')}K\x00u`
    return read(pickle(made('sklearn.linear_model._ridge', 'Ridge', state)))
  }
  const known = (await named(5_000)).description.input
  expect(known).toMatchObject({
    kind: 'rows',
    columns: { length: 5_000, 4999: { name: 'gene 4999' } },
  })
  const unnamed = (await named(12_000)).description.input
  expect(unnamed).toMatchObject({ kind: 'rows', columns: { length: 12_000 } })
  expect(unnamed.kind === 'rows' && unnamed.columns.some(({ name }) => name !== undefined)).toBe(
    false,
  )
})

const littleEndian = (value: number) => String.fromCharCode(value & 255, value >> 8)

describe('what cannot be served as it is', () => {
  test('a dict that holds a model names what it holds', async () => {
    const scaler = made('sklearn.preprocessing._data', 'StandardScaler')
    const model = made('sklearn.linear_model._ridge', 'Ridge')
    const data = pickle(`}(${text('scaler')}${scaler}${text('model')}${model}u`)
    const { needsCode } = (await read(data)).description
    expect(needsCode?.reason).toBe(
      "it holds a dict of 'scaler' (StandardScaler), 'model' (Ridge), which is no model that is known here",
    )
    expect(needsCode?.script).toContain('model = joblib.load(path)["model"]')
  })

  test("a class of the user's own asks for its module", async () => {
    const step = made('features.text', 'Cleaner')
    const steps = `}${text('steps')}](${text('clean')}${step}\x86es`
    const { description, findings } = await read(
      pickle(made('sklearn.pipeline', 'Pipeline', steps)),
    )
    expect(description.needsCode?.reason).toContain('features.text.Cleaner')
    expect(description.needsCode?.script).toContain('import features.text  #')
    expect(findings.map(({ verdict }) => verdict)).toContain('unknown')
  })

  test('a class of a notebook must be put where the pickle looks for it', async () => {
    const { description } = await read(pickle(made('__main__', 'Model')))
    expect(description.framework).toBe('custom')
    expect(description.needsCode?.script).toContain('__main__.Model = Model')
  })

  test('a name that is no name does not get into the script', async () => {
    const { description } = await read(pickle(made('x; import os', 'Y')))
    expect(description.needsCode?.script).not.toContain('import os;')
    expect(description.needsCode?.script).not.toContain('x;')
  })

  test('of a tuple, the script serves what looks like the model', async () => {
    const scaler = made('sklearn.preprocessing._data', 'StandardScaler')
    const model = made('sklearn.linear_model._ridge', 'Ridge')
    const { needsCode } = (await read(pickle(`${scaler}${model}\x86`))).description
    expect(needsCode?.script).toContain('model = joblib.load(path)[1]')
  })

  test.each([
    ['sklearn.cluster._dbscan', 'DBSCAN', 'DBSCAN has no method that takes new rows'],
    [
      'sklearn.neighbors._lof',
      'LocalOutlierFactor',
      'LocalOutlierFactor takes new rows only when it was made with novelty=True',
    ],
    ['sklearn.linear_model._ridge', 'Ridge', 'Ridge was saved before it was fitted'],
    [
      'sklearn.model_selection._search',
      'GridSearchCV',
      'GridSearchCV holds no fitted model: it was saved before fit, or made with refit=False',
    ],
  ])('%s.%s that can answer nothing says why', async (module, name, reason) => {
    const { description } = await read(pickle(made(module, name)))
    expect(description.needsCode?.reason).toBe(reason)
  })

  test('a class, and an object whose class was saved with it, are told from estimators', async () => {
    const itself = await read(pickle('csklearn.linear_model._ridge\nRidge\n'))
    expect(itself.description.holds).toBe(
      'the class sklearn.linear_model._ridge.Ridge itself, and no object of it',
    )
    const skeleton = 'ccloudpickle.cloudpickle\n_make_skeleton_class\n'
    const byValue = `${skeleton}(cbuiltins\ntype\n${text('Mine')}tR)\x81`
    expect((await read(pickle(byValue))).description.holds).toBe(
      'a Mine, whose class was saved with it',
    )
  })
})

describe('what joblib would do unseen', () => {
  const dtype = `cnumpy\ndtype\n${text('u1')}\x89\x88\x87R(K\x03${text('|')}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb`
  const wrapper = (bytes: number, more = '') =>
    made(
      'joblib.numpy_pickle',
      'NumpyArrayWrapper',
      `}(${text('shape')}K${String.fromCharCode(bytes)}\x85${text('dtype')}${dtype}${text('order')}${text('C')}${more}u`,
    )
  const attack = 'cos\nsystem\n'

  test('the bytes of an array are no opcodes, and what stands behind them is', async () => {
    const { findings } = await read(pickle(`${wrapper(12)}cos\nremove\n.${attack}`))
    expect(findings.map(({ what }) => what)).toEqual([
      'joblib.numpy_pickle.NumpyArrayWrapper',
      'numpy.dtype',
      'os.system',
    ])
  })

  test('padding is counted by its own byte', async () => {
    const aligned = `${text('numpy_array_alignment_bytes')}K\x10`
    const data = pickle(`${wrapper(3, aligned)}\x02\xff\xffabc${attack}`)
    expect(dangers(await read(data))).toEqual(['os.system'])
  })

  test.each([
    ['in a frame that goes on behind it', `\x95\xff\0\0\0\0\0\0\0${wrapper(1)}a${attack}`],
    ['of a type that is not known', wrapper(1).replace('u1', 'z1')],
    ['of numbers that claim to be objects', wrapper(1).replace('K\x00tb', 'K\x01tb')],
    ['under the name of another module', made('numpy', 'NumpyArrayWrapper')],
    ['that a function is given first', `ccopy\ncopy\n${wrapper(0).slice(0, -1)}0\x85R}b`],
    [
      'in another file',
      made('joblib.numpy_pickle', 'NDArrayWrapper', `}${text('filename')}${text('x.npy')}s`),
    ],
  ])('an array %s is a danger', async (_, opcodes) => {
    expect((await read(pickle(opcodes))).findings.map(({ verdict }) => verdict)).toContain(
      'dangerous',
    )
  })

  test('a second pickle behind the first is looked at', async () => {
    const data = Buffer.concat([pickle('N'), pickle(`${attack})R`), Buffer.from('and more')])
    expect(dangers(await read(data))).toEqual(['os.system'])
  })

  test('a pickle that is cut off has done what stands before', async () => {
    const data = pickle(`${text('echo')}cos\nsystem\n${text('ls')}\x85R`)
    const reading = await read(data.subarray(0, -1))
    expect(dangers(reading)).toEqual(['os.system'])
    expect(reading.description.needsCode?.reason).toContain('ends before the pickle does')
  })
})
