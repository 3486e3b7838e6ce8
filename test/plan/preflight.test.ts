import { describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/plan/parse.ts'
import { compareWithSize, givenSize, suggestSize, withSize } from '../../src/plan/preflight.ts'
import { toSummary } from '../../src/plan/summary.ts'
import { filesOf, leastFiles, leastInputs } from './factories.ts'

const measured = { installMs: 30_000, loadMs: 2_000, memoryMB: 1000, p50Ms: 10, p95Ms: 20 }

describe('the size for what was measured', () => {
  test.each([
    [100, 1, { cpu: 1, memory: 1 }],
    [1000, 1, { cpu: 1, memory: 2 }],
    [1290, 1, { cpu: 1, memory: 2 }],
    // 1.5 × 1400 MB and the server's own 100 MB are more than 2 GB.
    [1400, 1, { cpu: 1, memory: 4 }],
    [1400, 4, { cpu: 4, memory: 16 }],
    [500_000, 1, { cpu: 1, memory: 733 }],
  ])('of %i MB in %i workers has headroom, in large steps', (memoryMB, workers, size) => {
    expect(suggestSize({ ...measured, memoryMB }, workers)).toEqual(size)
  })

  test('is unknown where memory is', () => {
    const { memoryMB: _, ...less } = measured
    expect(suggestSize(less, 1)).toBeUndefined()
    expect(compareWithSize(less, { cpu: 1, memory: 1 })).toEqual([])
  })
})

describe('a size that is', () => {
  test('enough needs no words', () => {
    expect(compareWithSize(measured, { cpu: 1, memory: 2 })).toEqual([])
  })

  test('too small is warned of, with the numbers', () => {
    expect(compareWithSize(measured, { cpu: 1, memory: 1 })).toEqual([
      {
        level: 'warning',
        text: '1.00 GB of memory are too little: the service took 1.07 GB on the runner (1 × 0.98 GB, and 0.10 GB for the server itself). With headroom, 2 GB would do',
      },
    ])
    expect(compareWithSize(measured, { cpu: 1, memory: 2 }, 3)).toMatchObject([
      { level: 'warning', text: expect.stringContaining('took 3.03 GB') },
    ])
  })

  test('absurdly large is hinted at', () => {
    expect(compareWithSize(measured, { cpu: 16, memory: 64 })).toMatchObject([
      { level: 'hint', text: expect.stringContaining('64.00 GB of memory are far more') },
      { level: 'hint', text: expect.stringContaining('16 vCPUs are far more') },
    ])
  })
})

describe('`auto`', () => {
  const parse = (inputs: Readonly<Record<string, string>>) =>
    parseRequest({ ...leastInputs, ...inputs }, leastFiles)

  test('is resolved where it stands, and only there', () => {
    const parsed = parse({ cpu: '4', memory: 'Auto' })
    if (!parsed.ok || parsed.asked.mode !== 'deploy') throw new Error('is refused')
    const { request } = parsed.asked
    expect(request.compute).toMatchObject({ cpu: 4, memory: 'auto' })
    expect(givenSize(request.compute)).toBeUndefined()
    const sized = withSize(request, { cpu: 1, memory: 8 })
    expect(givenSize(sized.compute)).toEqual({ cpu: 4, memory: 8 })
  })

  test.each([
    ['without a preflight', { preflight: 'off' }, /'preflight' is 'off'/],
    ['with a VM size', { 'instance-type': 'Standard_D2as_v4' }, /'instance-type' decides/],
    [
      'for a registered model',
      { 'model-path': 'azureml:fraud:1', 'model-name': '' },
      /names a registered one/,
    ],
  ])('is refused %s', (_, inputs, message) => {
    const parsed = parse({ ...inputs, memory: 'auto' })
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      { input: 'memory', message: expect.stringMatching(message) },
    ])
  })

  test('and `off` are words of the config file, too', () => {
    const files = filesOf({
      'model.joblib': 'bytes',
      'azureml-deploy.yml': 'cpu: auto\npreflight: on\n',
    })
    const parsed = parseRequest(leastInputs, files)
    expect(parsed.ok && parsed.asked.request).toMatchObject({
      preflight: 'on',
      compute: { cpu: 'auto', memory: 2 },
    })
  })
})

test('the summary sets what was measured beside what is asked for', () => {
  const result = { status: 'planned', timeline: [], totalMs: 1 } as const
  const summary = toSummary({ ...result, preflight: { measured, size: { cpu: 1, memory: 2 } } })
  expect(summary).toContain(
    [
      '| Making the environment | 30 s |  |',
      '| Loading the model | 2.0 s |  |',
      '| Memory of a worker, at its peak | 1000 MB | 2 GB |',
      '| Latency, p50 and p95 | 10\u00a0ms, 20\u00a0ms | 1 vCPU |',
    ].join('\n'),
  )
})
