import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ActionError } from '../../src/errors.ts'
import type { Description } from '../../src/model/description.ts'
import type { Service } from '../../src/plan/service.ts'
import { judgeAnswer } from '../../src/plan/smoke.ts'
import { chooseSmoke } from '../../src/plan/smokeChoice.ts'
import { builtInOf, descriptionOf, requestOf, serviceOf } from './factories.ts'

const doubling = descriptionOf({
  framework: 'triton',
  format: 'triton',
  path: '',
  models: ['doubling'],
  input: { kind: 'tensors', tensors: [{ name: 'x', type: 'float32', shape: ['rows', 3] }] },
  output: { kind: 'tensors', tensors: [{ name: 'y', type: 'float32', shape: ['rows', 3] }] },
})
const several: Description = {
  ...doubling,
  models: ['again', 'doubling'],
  holds: '2 Triton models',
  input: { kind: 'unknown' },
  output: { kind: 'unknown' },
}
/** The cases of a run, for the request that the user gave, if any. */
function cases(description: Description | undefined, service: Service, given?: unknown) {
  const { smoke } = requestOf(given ? { 'smoke-request': JSON.stringify(given) } : {})
  const { cases: _, ...toInvent } = smoke
  const identity = description ? { description } : {}
  return chooseSmoke({ smoke: given ? smoke : toInvent }, identity, service)
}

function refusal(...args: Parameters<typeof cases>): string {
  try {
    cases(...args)
  } catch (error) {
    if (error instanceof ActionError) return `${error.message} ${error.failure.hint}`
  }
  throw new Error('it was not refused')
}

describe('a Triton repository', () => {
  const triton = builtInOf()

  test('of one model is asked at its address, and held to what its configuration promises', () => {
    const [test, ...more] = cases(doubling, triton)
    expect(more).toEqual([])
    expect(test).toMatchObject({ name: '2 rows', path: '/v2/models/doubling/infer' })
    if (!test) return
    const answered = (outputs: unknown) =>
      judgeAnswer(test, { status: 200, latencyMs: 1, text: JSON.stringify({ outputs }) })
    const right = { name: 'y', datatype: 'FP32', shape: [2, 3], data: [0, 0, 0, 2, 2, 2] }
    expect(answered([right])).toEqual({ passed: true })
    for (const [wrong, message] of [
      [{ ...right, name: 'z' }, /'y' is missing/],
      [{ ...right, datatype: 'FP64' }, /\$\.outputs\[0\]\.datatype: expected "?FP32"?, got "FP64"/],
      [{ ...right, shape: [3, 2] }, /\.shape/],
      [{ ...right, data: [1] }, /expected 6 elements, got 1/],
    ] as const)
      expect(answered([wrong])).toMatchObject({ message: expect.stringMatching(message) })
  })

  test('sends a plain request to its only model, and a case to the one it names', () => {
    expect(cases(doubling, triton, { inputs: [] })).toMatchObject([
      { path: '/v2/models/doubling/infer', body: '{"inputs":[]}' },
    ])
    expect(
      cases(several, triton, [
        { model: 'again', request: { inputs: [] } },
        { model: 'doubling', name: 'the other', request: { inputs: [] }, expect: { status: 400 } },
      ]),
    ).toMatchObject([
      { path: '/v2/models/again/infer' },
      { path: '/v2/models/doubling/infer', name: 'the other', expect: { status: 400 } },
    ])
  })

  test('of several models wants every case to say which it asks', () => {
    expect(refusal(several, triton)).toMatch(
      /None can be invented: the repository holds several models, again, doubling/,
    )
    expect(refusal(several, triton, { inputs: [] })).toMatch(
      /'request 1' in 'smoke-request' does not say which model of the Triton repository it asks: it holds again, doubling\. .*\[\{"model": "again", "request"/,
    )
    expect(refusal(several, triton, [{ model: 'agin', request: {} }])).toMatch(
      /asks the model 'agin', which the Triton repository does not hold: it holds again, doubling\. Did you mean 'again'\?/,
    )
  })

  test('of which nothing is known takes the case’s word', () => {
    expect(cases(undefined, triton, [{ model: 'm/1', request: {} }])).toMatchObject([
      { path: '/v2/models/m%2F1/infer' },
    ])
    expect(refusal(undefined, triton, { inputs: [] })).toMatch(/does not say which model/)
  })

  test('whose tensors JSON cannot hold is not asked by invention', () => {
    const half = { name: 'y', type: 'float16', shape: [1] } as const
    const output = { kind: 'tensors', tensors: [half] } as const
    expect(refusal({ ...doubling, output }, triton)).toMatch(/'y' is float16.* in binary only/)
  })
})

test('a model is named to nobody but Triton', () => {
  expect(refusal(descriptionOf(), serviceOf(), [{ model: 'm', request: {} }])).toMatch(
    /'request 1' in 'smoke-request' asks the model 'm': only a Triton repository/,
  )
  expect(cases(descriptionOf(), serviceOf(), { data: [] })[0]).not.toHaveProperty('path')
})

describe('Azure’s own MLflow script', () => {
  const azure = builtInOf({ server: 'mlflow' })
  const ask = (overrides: Partial<Description>) => {
    const found = cases(
      descriptionOf({ framework: 'mlflow', format: 'mlflow', ...overrides }),
      azure,
    )
    const [test] = found
    if (!test || found.length > 1) throw new Error(`${found.length} cases`)
    const judged = (value: unknown) =>
      judgeAnswer(test, { status: 200, latencyMs: 1, text: JSON.stringify(value) })
    return { body: JSON.parse(test.body), judged }
  }
  const columns = [
    { name: 'age', type: 'integer' },
    { name: 'paid', type: 'number' },
  ] as const
  const labels = { kind: 'classes', classes: ['yes', 'no'], probabilities: false } as const

  test('is asked for a table in its three parts, and answers bare labels', () => {
    const { body, judged } = ask({ input: { kind: 'rows', columns }, output: labels })
    expect(body).toEqual({
      input_data: {
        columns: ['age', 'paid'],
        index: [0, 1],
        data: [
          [0, 0.5],
          [1, 1.5],
        ],
      },
    })
    expect(judged(['yes', 'no'])).toEqual({ passed: true })
    expect(judged(['yes'])).toMatchObject({ passed: false })
    expect(judged(['yes', 'perhaps'])).toMatchObject({ passed: false })
    expect(judged({ predict: ['yes', 'no'] })).toMatchObject({ passed: false })
  })

  test('is asked for arrays without names, and by name', () => {
    const number = { type: 'number' } as const
    expect(ask({ input: { kind: 'rows', columns: [number, number] } }).body).toEqual({
      input_data: [
        [0.5, 0.5],
        [1.5, 1.5],
      ],
    })
    const one = { name: '', type: 'float64', shape: [null, 2] } as const
    expect(ask({ input: { kind: 'tensors', tensors: [one] } }).body).toEqual({
      input_data: [
        [0, 0],
        [1, 1],
      ],
    })
    const two = [
      { ...one, name: 'a' },
      { ...one, name: 'b' },
    ]
    expect(ask({ input: { kind: 'tensors', tensors: two } }).body).toEqual({
      input_data: {
        a: [
          [0, 0],
          [1, 1],
        ],
        b: [
          [0, 0],
          [1, 1],
        ],
      },
    })
  })

  test('may answer anything where the model does not say', () => {
    const { judged } = ask({ output: { kind: 'unknown' } })
    for (const value of [[{ share: 0.5 }], 'text', null]) expect(judged(value).passed).toBe(true)
  })

  test.each<[string, unknown, unknown]>([
    [
      'dataframe_split',
      { dataframe_split: { columns: ['a'], data: [[1], [2]] } },
      { columns: ['a'], index: [0, 1], data: [[1], [2]] },
    ],
    [
      'dataframe_split with an index',
      { dataframe_split: { columns: ['a'], index: ['x'], data: [[1]] } },
      { columns: ['a'], index: ['x'], data: [[1]] },
    ],
    [
      'dataframe_records',
      { dataframe_records: [{ a: 1 }, { b: 2 }] },
      {
        columns: ['a', 'b'],
        index: [0, 1],
        data: [
          [1, null],
          [null, 2],
        ],
      },
    ],
    ['inputs', { inputs: [[1, 2]] }, [[1, 2]]],
    ['named inputs', { inputs: { a: [1] } }, { a: [1] }],
    ['instances', { instances: [[1]] }, [[1]]],
  ])('is sent the example that was saved as %s', (_, example, expected) => {
    expect(ask({ example: JSON.stringify(example) }).body).toEqual({ input_data: expected })
  })

  test('is not asked by invention what it has no form for', () => {
    const chat = descriptionOf({ format: 'mlflow', example: '{"messages": []}' })
    expect(refusal(chat, azure)).toMatch(/no form that Azure takes/)
  })

  test('is sent every cell of a table, whatever the form that it was saved in', () => {
    const table = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).chain((names) =>
      fc.record({
        names: fc.constant(names),
        data: fc.array(
          fc.array(fc.integer(), { minLength: names.length, maxLength: names.length }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    )
    fc.assert(
      fc.property(table, ({ names, data }) => {
        const rows = data.map((row) =>
          Object.fromEntries(names.map((name, column) => [name, row[column]])),
        )
        const { input_data: sent } = ask({
          example: JSON.stringify({ dataframe_records: rows }),
        }).body
        const back = sent.data.map((row: unknown[]) =>
          Object.fromEntries(
            sent.columns.map((name: string, column: number) => [name, row[column]]),
          ),
        )
        expect(back).toEqual(JSON.parse(JSON.stringify(rows)))
        expect(sent.index).toHaveLength(data.length)
      }),
    )
  })
})
