/** What is made of a name that a pickle would import. */
import { expect, test } from 'vitest'
import { bytesOf, Cursor, streamOf } from '../../src/model/bytes.ts'
import { walkPickle } from '../../src/model/pickle/walk.ts'
import { judgePickle } from '../../src/model/scan/judge.ts'
import { pickle } from './bombs.ts'

const judge = (module: string, name: string, ...others: readonly [string, string][]) => {
  const globals = [[module, name] as const, ...others].map(([module, name], offset) => ({
    module,
    name,
    offset,
    called: true,
  }))
  return judgePickle('model.pkl', { globals, oddities: [] })[0]
}

test('a finding says what it is about, where, and why', () => {
  expect(judge('os', 'system')).toEqual({
    verdict: 'dangerous',
    what: 'os.system',
    why: 'reaches the operating system: its commands, processes and files',
    file: 'model.pkl',
    offset: 0,
  })
})

test.for([
  ['sklearn.tree._tree', 'Tree'],
  ['sklearn._loss._loss', '__pyx_unpickle_CyHalfMultinomialLoss'],
  ['numpy.core.multiarray', '_reconstruct'],
  ['numpy._core.multiarray', '_reconstruct'],
  ['sklearn.externals.joblib.numpy_pickle', 'NumpyArrayWrapper'],
  ['copy_reg', '_reconstructor'],
  ['__builtin__', 'unicode'],
  ['pandas.core.frame', 'DataFrame'],
  ['scipy.sparse._csr', 'csr_matrix'],
  ['xgboost.sklearn', 'XGBClassifier'],
  ['torch._utils', '_rebuild_tensor_v2'],
  ['zoneinfo', 'ZoneInfo._unpickle'],
  ['torch._C._nn', 'gelu'],
] as const)('%s.%s is known', ([module, name]) => {
  expect(judge(module, name)?.verdict).toBe('known')
})

test.for([
  ['__main__', 'Cleaner'],
  ['churn.features', 'Cleaner'],
  ['churn.features', 'Cleaner.Options'],
  ['churn.tests.helpers', 'Cleaner'],
  ['modèle', 'Prévision'],
  ['cloudpickle.cloudpickle', '_make_function'],
  ['operator', 'itemgetter'],
  ['scipy.stats._continuous_distns', 'norm_gen'],
] as const)('%s.%s is unknown', ([module, name]) => {
  expect(judge(module, name)?.verdict).toBe('unknown')
})

test.for([
  ['sklearn', 'utils.os.system'],
  ['sklearn.utils', 'os'],
  ['sklearn.metrics', 'Popen'],
  ['numpy', 'core.os.popen'],
  ['churn', 'os.system'],
  ['churn', 'Cleaner.__init__.__globals__'],
  ['churn.__main__', 'Cleaner'],
  ['pandas.tests.io.pickle', 'MyTz'],
  ['asyncio.unix_events', 'anything'],
  ['string', 'Formatter'],
  ['six', 'exec_'],
  ['scipy._lib._uarray._backend', 'unpickle_function'],
  ['xgboost.spark.core', '_SparkXGBSharedReadWrite.loadMetadataAndInstance'],
  ['torch', 'FloatStorage.from_file'],
  ['\u043es', 'system'],
  ['Os', 'system'],
  ['os\n', 'system'],
] as const)('%j.%j is dangerous', ([module, name]) => {
  expect(judge(module, name)?.verdict).toBe('dangerous')
})

test('what is known when it is empty is dangerous when it is given the path of a file', () => {
  const use = { module: 'xgboost.core', name: 'Booster', offset: 0, called: true }
  const verdict = (given: boolean) =>
    judgePickle('model.pkl', { globals: [{ ...use, given }], oddities: [] })[0]?.verdict
  expect(verdict(false)).toBe('known')
  expect(verdict(true)).toBe('dangerous')
})

test('getattr of a class is the import of its method, as Python pickles one', async () => {
  const verdicts = async (...pieces: readonly string[]) => {
    const { signal } = new AbortController()
    const walk = await walkPickle(new Cursor(streamOf(bytesOf(pickle(...pieces)))), { signal })
    return judgePickle('model.pkl', walk).map(({ what, verdict }) => `${what}: ${verdict}`)
  }
  const getattr = 'cbuiltins\ngetattr\n'
  const method = `(czoneinfo\nZoneInfo\nX\x09\0\0\0_unpickletR`
  expect(await verdicts(getattr, method, '.')).toEqual([
    'builtins.getattr: known',
    'zoneinfo.ZoneInfo: known',
    'zoneinfo.ZoneInfo._unpickle: known',
  ])
  expect(await verdicts(getattr, method, `]${getattr}a.`)).toContain('builtins.getattr: dangerous')
})

test('setattr is how dill rebuilds a class, and nobody else', () => {
  expect(judge('builtins', 'setattr')?.verdict).toBe('dangerous')
  expect(judge('builtins', 'setattr', ['dill._dill', '_create_type'])?.verdict).toBe('unknown')
})

test('what is hidden is dangerous, and shown without what a terminal obeys', () => {
  const oddities = [{ what: '\u001b[2J\u202e?', why: 'is computed', offset: 7 }]
  expect(judgePickle('model.pkl', { globals: [], oddities })).toEqual([
    {
      verdict: 'dangerous',
      what: '\\u{1b}[2J\\u{202e}?',
      why: 'is computed',
      file: 'model.pkl',
      offset: 7,
    },
  ])
})
