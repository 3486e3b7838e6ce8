import { describe, expect, test } from 'vitest'
import {
  difference,
  judge,
  judgeAnswer,
  percentile,
  readSmokeCases,
  report,
  type SmokeAnswer,
  type SmokeCase,
} from '../../src/plan/smoke.ts'
import { filesOf } from './factories.ts'

const files = filesOf({
  'a.json': '{"data": [[1]]}',
  'b.json': '{"data": [[2]]}',
  'want.json': '{"predict": [1]}',
  'bad.json': '{',
})
const casesOf = (request: unknown, expectation?: unknown) => {
  const cases = readSmokeCases(request, expectation, files)
  if ('refused' in cases) throw new Error(`${cases.input}: ${cases.refused}`)
  return cases
}

describe('smoke-request', () => {
  test('is sent exactly as it was written', () => {
    const [inline] = casesOf('{"data": [[9007199254740993, 1.10]]}')
    expect(inline?.body).toBe('{"data": [[9007199254740993, 1.10]]}')
    expect(casesOf('a.json')[0]?.body).toBe('{"data": [[1]]}')
  })

  test('can be YAML, or come from the config file as it is', () => {
    expect(casesOf('data:\n  - [1, 2]')[0]?.body).toBe('{"data":[[1,2]]}')
    expect(casesOf({ data: [[1, 2]] })[0]?.body).toBe('{"data":[[1,2]]}')
  })

  test('can be several: files, maps, or maps with their own expectation', () => {
    expect(casesOf('- a.json\n- b.json').map(({ name, body }) => [name, body])).toEqual([
      ['a.json', '{"data": [[1]]}'],
      ['b.json', '{"data": [[2]]}'],
    ])
    expect(casesOf('[{"data": [[1]]}, {"data": [[2]]}]')).toHaveLength(2)
    const [own] = casesOf([{ name: 'benign', request: { data: [[1]] }, expect: { predict: [1] } }])
    expect(own).toMatchObject({
      name: 'benign',
      body: '{"data":[[1]]}',
      expect: { body: { value: { predict: [1] } } },
    })
  })

  test('with a word in a case that is not known is refused, not sent without its expectation', () => {
    expect(() => casesOf([{ request: { data: [[1]] }, expects: { predict: [1] } }])).toThrow(
      "smoke-request: 'expects' is unknown in a case; allowed are name, model, request, expect. Did you mean 'expect'?",
    )
    expect(casesOf({ request: { data: [[1]] }, expect: { predict: [1] } })).toMatchObject([
      { body: '{"data":[[1]]}', expect: { body: { value: { predict: [1] } } } },
    ])
  })

  test('that is a list of rows is one payload', () => {
    expect(casesOf('[[1, 2], [3, 4]]').map(({ body }) => body)).toEqual(['[[1, 2], [3, 4]]'])
  })

  test('can be none', () => {
    expect(casesOf('none')).toEqual([])
  })

  test.each([
    [
      'missing.json',
      undefined,
      'smoke-request: neither JSON nor the path of a file in the checkout',
    ],
    ['bad.json', undefined, /^smoke-request: bad\.json: not valid JSON: /],
    ['{"data": ', undefined, /^smoke-request: not valid JSON: /],
    [
      '- a.json\n- b.json',
      '[1, 2, 3]',
      'smoke-expect: 3 expectations for 2 requests; give one for each, or one for all',
    ],
  ])('%j is refused', (request, expectation, message) => {
    expect(() => casesOf(request, expectation)).toThrow(message)
  })
})

describe('smoke-expect', () => {
  test('is the answer itself, inline or from a file', () => {
    const expected = { status: 200, body: { value: { predict: [1] } } }
    expect(casesOf('a.json', '{"predict": [1]}')[0]?.expect).toMatchObject(expected)
    expect(casesOf('a.json', 'want.json')[0]?.expect).toMatchObject(expected)
  })

  test('can spell out status, body and tolerance', () => {
    expect(casesOf('a.json', 'status: 400')[0]?.expect).toMatchObject({ status: 400 })
    expect(casesOf('a.json', '{"body": [0.5], "tolerance": 0.01}')[0]?.expect).toEqual({
      status: 200,
      body: { value: [0.5] },
      tolerance: 0.01,
    })
  })

  test('can be flow YAML, or a list of files', () => {
    expect(casesOf('a.json', '{body: [0.5], tolerance: 0.01}')[0]?.expect).toMatchObject({
      tolerance: 0.01,
    })
    expect(
      casesOf('- a.json\n- b.json', '- want.json\n- want.json').map((c) => c.expect.body?.value),
    ).toEqual([{ predict: [1] }, { predict: [1] }])
    expect(() => casesOf('a.json', '{"body": 1, "tolerance": "much"}')).toThrow(
      'smoke-expect: \'tolerance\' is "much"',
    )
  })

  test('an answer that itself has a status is not taken apart', () => {
    expect(casesOf('a.json', '{"status": "ok", "predict": [1]}')[0]?.expect.body).toEqual({
      value: { status: 'ok', predict: [1] },
    })
  })

  test('a list is one expectation for each request', () => {
    const cases = casesOf('- a.json\n- b.json', '[{"predict": [0]}, {"predict": [1]}]')
    expect(cases.map((item) => item.expect.body?.value)).toEqual([
      { predict: [0] },
      { predict: [1] },
    ])
  })
})

describe('the difference of two answers', () => {
  test.each([
    [{ predict: [1] }, { predict: [1] }, undefined],
    [{ predict: [1.0000001] }, { predict: [1] }, undefined],
    [{ predict: [0] }, { predict: [1] }, 'at $.predict[0]: expected 1, got 0'],
    [{ predict: [1, 2] }, { predict: [1] }, 'at $.predict: expected 1 elements, got 2'],
    [{}, { predict: [1] }, "at $: 'predict' is missing"],
    [{ predict: 1, more: 2 }, { predict: 1 }, "at $: 'more' was not expected"],
    ['1', 1, 'at $: expected 1, got "1"'],
    [null, 0, 'at $: expected 0, got null'],
    [[null], [null], undefined],
  ])('%j against %j', (actual, expected, found) => {
    expect(difference(actual, expected, 1e-6)).toBe(found)
  })

  test('tolerance is relative for large numbers and absolute below one', () => {
    expect(difference(1010, 1000, 0.01)).toBeUndefined()
    expect(difference(1011, 1000, 0.01)).toBeDefined()
    expect(difference(0.009, 0, 0.01)).toBeUndefined()
  })
})

const smokeCase: SmokeCase = {
  name: 'request 1',
  body: '{}',
  expect: { status: 200, body: { value: { predict: [1] } }, tolerance: 1e-6 },
}
const answer = (overrides: Partial<SmokeAnswer> = {}): SmokeAnswer => ({
  status: 200,
  text: '{"predict": [1]}',
  latencyMs: 10,
  ...overrides,
})

describe('the verdict', () => {
  test('passes a right answer', () => {
    expect(judgeAnswer(smokeCase, answer())).toEqual({ passed: true })
  })

  test('tells a wrong answer from an error', () => {
    expect(judgeAnswer(smokeCase, answer({ text: '{"predict": [0]}' }))).toMatchObject({
      code: 'smoke-wrong-answer',
    })
    expect(judgeAnswer(smokeCase, answer({ text: '<html>' }))).toMatchObject({
      code: 'smoke-wrong-answer',
    })
    expect(
      judgeAnswer(
        smokeCase,
        answer({ status: 424, modelStatus: '500', modelReason: 'model_error', text: 'boom' }),
      ),
    ).toEqual({
      passed: false,
      code: 'smoke-error',
      message:
        'request 1: expected HTTP 200, got 424, the container itself answered 500 (model_error): boom',
    })
  })

  test('is too slow by the 95th percentile, not by one hiccup', () => {
    const fast = Array.from({ length: 19 }, () => answer())
    expect(judge(report(smokeCase, [...fast, answer({ latencyMs: 5000 })]), 100)).toEqual({
      passed: true,
    })
    expect(judge(report(smokeCase, [answer({ latencyMs: 500 })]), 100)).toMatchObject({
      code: 'smoke-too-slow',
      message:
        "request 1: the 95th percentile of 1 answers is 500 ms, 'smoke-max-latency-ms' allows 100",
    })
  })
})

test('percentiles are those of the nearest rank', () => {
  const values = [5, 1, 4, 2, 3]
  expect([0, 50, 95, 100].map((rank) => percentile(values, rank))).toEqual([1, 3, 5, 5])
  expect(percentile([], 50)).toBe(0)
})
