import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column, ElementType, Label, Tensor } from '../../src/model/description.ts'
import { type Inspiration, type InventedCase, inventSmokeCase } from '../../src/plan/invent.ts'
import { keepsPromise } from '../../src/plan/promise.ts'

const inspiration = (facts: Partial<Inspiration>): Inspiration => ({
  format: 'pickle',
  holds: 'LogisticRegression',
  input: { kind: 'rows', columns: [{ name: 'a', type: 'number' }] },
  output: { kind: 'unknown' },
  ...facts,
})

function casesOf(facts: Partial<Inspiration>): readonly InventedCase[] {
  const invention = inventSmokeCase(inspiration(facts))
  if (!invention.invented) throw new Error(invention.reason)
  return invention.cases
}

function caseOf(facts: Partial<Inspiration>): InventedCase & { readonly json: unknown } {
  const [first] = casesOf(facts)
  if (!first) throw new Error('no case')
  return { ...first, json: JSON.parse(first.body) }
}

describe('a request for a table', () => {
  test('has two rows, columns by name, and values that the model knows', () => {
    const columns: Column[] = [
      { name: 'area', type: 'number' },
      { name: 'rooms', type: 'integer' },
      { name: 'garden', type: 'boolean' },
      { name: 'city', type: 'text', values: ['Oslo', 'Rome'] },
      { name: 'note', type: 'text' },
      { name: 'sold', type: 'datetime' },
    ]
    expect(caseOf({ input: { kind: 'rows', columns } }).json).toEqual({
      dataframe_split: {
        columns: ['area', 'rooms', 'garden', 'city', 'note', 'sold'],
        data: [
          [0.5, 0, false, 'Oslo', 'a good day', '2024-01-01T00:00:00'],
          [1.5, 1, true, 'Rome', 'a bad day', '2024-01-02T00:00:00'],
        ],
      },
    })
  })

  test('without names, or with one twice, is plain lists', () => {
    const input = { kind: 'rows', columns: [{ type: 'number' }, { type: 'number' }] } as const
    expect(caseOf({ input }).json).toEqual({
      data: [
        [0.5, 0.5],
        [1.5, 1.5],
      ],
    })
    const twice = { name: 'a', type: 'number' } as const
    expect(caseOf({ input: { kind: 'rows', columns: [twice, twice] } }).json).toHaveProperty('data')
  })

  test('of a classifier with probabilities comes twice', () => {
    const output = { kind: 'classes', classes: ['no', 'yes'], probabilities: true } as const
    const [labels, probabilities, ...more] = casesOf({ output })
    expect(more).toEqual([])
    expect(JSON.parse(probabilities?.body ?? '')).toEqual({
      ...JSON.parse(labels?.body ?? ''),
      method: 'predict_proba',
    })
    expect(
      keepsPromise(promiseOf(probabilities), {
        predict_proba: [
          [0.25, 0.75],
          [1, 0],
        ],
      }),
    ).toBe(undefined)
  })

  test('of too many columns for two rows has one, and for one there is none', () => {
    const wide = (width: number) =>
      inspiration({
        input: { kind: 'rows', columns: Array.from({ length: width }, () => ({ type: 'number' })) },
      })
    expect(inventSmokeCase(wide(200_000))).toMatchObject({ cases: [{ promise: { rows: 1 } }] })
    expect(inventSmokeCase(wide(600_000))).toMatchObject({ invented: false })
  })
})

test('a request for pictures has two, as PNG in Base64, and a row for each in its answer', () => {
  const { json, promise } = caseOf({
    format: 'transformers',
    holds: 'ViTForImageClassification, for image-classification',
    input: { kind: 'pictures' },
  })
  const { inputs } = json as { inputs: string[] }
  expect(inputs).toHaveLength(2)
  for (const picture of inputs)
    expect(Buffer.from(picture, 'base64').subarray(1, 4).toString()).toBe('PNG')
  expect(keepsPromise(promise, [[], []])).toBeUndefined()
  expect(keepsPromise(promise, [[]])).toBeDefined()
})

describe('a request for texts', () => {
  const pipeline = (task: string): Partial<Inspiration> => ({
    format: 'transformers',
    holds: `BertModel, for ${task}`,
    input: { kind: 'texts' },
  })

  test('is a list of them', () => {
    expect(caseOf({ input: { kind: 'texts' } }).json).toEqual({ data: ['a good day', 'a bad day'] })
  })

  test('for a pipeline is answered by a list of labels and scores', () => {
    const output = { kind: 'classes', classes: ['good', 'bad'], probabilities: false } as const
    const { json, promise } = caseOf({ ...pipeline('text-classification'), output })
    expect(json).toEqual({ inputs: ['a good day', 'a bad day'] })
    const answer = [
      { label: 'good', score: 0.9 },
      { label: 'bad', score: 0.8 },
    ]
    expect(keepsPromise(promise, answer)).toBe(undefined)
    expect(keepsPromise(promise, [answer[0], answer])).toBe(undefined)
    expect(keepsPromise(promise, answer.slice(1))).toBe('at $: expected 2 elements, got 1')
    expect(keepsPromise(promise, [answer[0], { label: 'odd', score: 1 }])).toBe(
      'at $[1].label: expected one of ["good","bad"], got "odd"',
    )
    expect(keepsPromise(promise, [answer[0], 'bad'])).toMatch(/^at \$\[1\]: expected a label/)
  })

  test('to be continued asks for a few words only', () => {
    const { json, promise } = caseOf(pipeline('text-generation'))
    expect(json).toMatchObject({ parameters: { max_new_tokens: 4 } })
    expect(keepsPromise(promise, [[{ generated_text: 'a' }], [{ generated_text: 'b' }]])).toBe(
      undefined,
    )
  })

  test('with a gap is not invented', () => {
    expect(inventSmokeCase(inspiration(pipeline('fill-mask')))).toMatchObject({ invented: false })
  })
})

const tensorsIn = (...tensors: Tensor[]): Partial<Inspiration> => ({
  format: 'onnx',
  input: { kind: 'tensors', tensors },
})

describe('a request for a graph', () => {
  test('has the shape and type of every input', () => {
    const { json } = caseOf(
      tensorsIn(
        { name: 'ids', type: 'int64', shape: ['batch', 'length'] },
        { name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] },
        { name: 'flag', type: 'bool', shape: [null] },
        { name: 'word', type: 'string', shape: ['batch', 1] },
      ),
    )
    expect(json).toEqual({
      inputs: {
        ids: [[0], [1]],
        attention_mask: [[1], [1]],
        flag: [false, true],
        word: [['text 0'], ['text 1']],
      },
    })
  })

  test('has one row where an input has a first axis of fixed length', () => {
    const { json } = caseOf(
      tensorsIn(
        { name: 'x', type: 'float32', shape: [1, 2] },
        { name: 'y', type: 'float32', shape: [] },
      ),
    )
    expect(json).toEqual({ inputs: { x: [[0, 0]], y: 0 } })
  })

  test('shows a picture large enough for a convolution', () => {
    const { json } = caseOf(tensorsIn({ name: '', type: 'float32', shape: [null, 3, null, null] }))
    const { inputs } = json as { inputs: number[][][][] }
    expect([inputs.length, inputs[0]?.length, inputs[0]?.[0]?.length]).toEqual([2, 3, 64])
  })

  test('of Triton speaks KServe', () => {
    const tensors: Tensor[] = [{ name: 'x', type: 'float32', shape: [null, 2] }]
    const { json, promise } = caseOf({
      ...tensorsIn(...tensors),
      format: 'triton',
      output: { kind: 'tensors', tensors },
    })
    expect(json).toEqual({
      inputs: [
        {
          name: 'x',
          shape: [2, 2],
          datatype: 'FP32',
          data: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
    })
    const answer = { outputs: [{ name: 'x', datatype: 'FP32', shape: [2, 2], data: [1, 2, 3, 4] }] }
    expect(keepsPromise(promise, answer)).toBe(undefined)
    answer.outputs[0]?.data.pop()
    expect(keepsPromise(promise, answer)).toBe('at $.outputs[0].data: expected 4 elements, got 3')
  })

  test.each<[Tensor, RegExp]>([
    [{ name: 'x', type: 'float32' }, /does not say the shape of the input 'x'/],
    [{ name: 'x', type: 'complex64', shape: [1] }, /complex numbers/],
    [{ name: 'x', type: 'float32', shape: [1, 100_000, 100_000] }, /too large/],
    [{ name: 'x', type: 'float32', shape: [1_000_000_000, 0] }, /too large/],
  ])('of %j cannot be invented', (tensor, reason) => {
    expect(inventSmokeCase(inspiration(tensorsIn(tensor)))).toEqual({
      invented: false,
      reason: expect.stringMatching(reason),
    })
  })
})

test('what the file does not say is not guessed', () => {
  expect(inventSmokeCase(inspiration({ input: { kind: 'unknown' } }))).toEqual({
    invented: false,
    reason: 'the file does not say what LogisticRegression takes',
  })
})

describe('the example that was saved with the model', () => {
  test('is sent as it was written', () => {
    const example = '{"dataframe_split": {"columns": ["a"], "data": [[1.0], [2.0], [3.0]]}}'
    expect(caseOf({ example })).toMatchObject({ body: example, promise: { rows: 3 } })
  })

  test('promises no number of rows where that is not sure', () => {
    expect(caseOf({ example: '{"inputs": [1, 2, 3]}' }).promise).not.toHaveProperty('rows')
  })
})

const promiseOf = (invented: InventedCase | undefined) => {
  if (!invented) throw new Error('no case')
  return invented.promise
}

describe('an answer', () => {
  const labels = { kind: 'classes', classes: [0, 1], probabilities: true } as const
  test.each<[Partial<Inspiration>, number, unknown, string | undefined]>([
    [{ output: labels }, 0, { predict: [0, 1] }, undefined],
    [{ output: labels }, 0, { predict: [0] }, 'at $.predict: expected 2 elements, got 1'],
    [{ output: labels }, 0, { predict: [0, 2] }, 'at $.predict[1]: expected one of [0,1], got 2'],
    [
      { output: labels },
      0,
      { predict: ['0', 1] },
      'at $.predict[0]: expected one of [0,1], got "0"',
    ],
    [{ output: labels }, 0, { answer: [0, 1] }, "at $: 'predict' is missing"],
    [{ output: labels }, 0, [0, 1], 'at $: expected an object, got [0,1]'],
    [
      { output: labels },
      1,
      {
        predict_proba: [
          [0.5, 0.5],
          [0.5, 0.4],
        ],
      },
      'at $.predict_proba[1]: expected probabilities that sum to 1, got 0.9',
    ],
    [
      { output: labels },
      1,
      {
        predict_proba: [
          [0.5, 0.5],
          [null, 1],
        ],
      },
      'at $.predict_proba[1][0]: expected a probability, got null',
    ],
    [
      { output: { kind: 'numbers' } },
      0,
      { predict: [1.5, Number.NaN] },
      'at $.predict[1]: expected a number, got NaN',
    ],
    [{ output: { kind: 'numbers' } }, 0, { predict: [1.5, null] }, undefined],
    [{ output: { kind: 'numbers' } }, 0, { predict: [[1.5], [2]] }, undefined],
    [
      { output: { kind: 'numbers', width: 2 } },
      0,
      {
        transform: [
          [1, 2],
          [3, 4],
        ],
      },
      undefined,
    ],
    [
      { output: { kind: 'numbers', width: 2 } },
      0,
      { transform: [[1, 2], [3]] },
      'at $.transform[1]: expected 2 elements, got 1',
    ],
    [{ output: { kind: 'unknown' }, format: 'mlflow' }, 0, { predict: { any: 1 } }, undefined],
  ])('to %j (case %d) of %j', (facts, index, answer, found) => {
    expect(keepsPromise(promiseOf(casesOf(facts)[index]), answer)).toBe(found)
  })

  test('has an axis as long as the one of the same name in the request', () => {
    const { promise } = caseOf({
      ...tensorsIn({ name: 'x', type: 'float32', shape: ['n', 4] }),
      output: { kind: 'tensors', tensors: [{ name: 'y', type: 'int64', shape: ['n', 'other'] }] },
    })
    expect(
      keepsPromise(promise, {
        outputs: {
          y: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
      }),
    ).toBe(undefined)
    expect(keepsPromise(promise, { outputs: { y: [[1, 2, 3]] } })).toBe(
      'at $.outputs.y: expected 2 elements, got 1',
    )
    expect(keepsPromise(promise, { outputs: { y: [[1], [0.5]] } })).toBe(
      'at $.outputs.y[1][0]: expected a whole number, got 0.5',
    )
  })
})

const label: fc.Arbitrary<Label> = fc.oneof(fc.string(), fc.integer(), fc.boolean())

const column: fc.Arbitrary<Column> = fc.record(
  {
    name: fc.string(),
    type: fc.constantFrom('number', 'integer', 'boolean', 'text', 'datetime'),
    values: fc.array(label, { maxLength: 5 }),
  },
  { requiredKeys: ['type'] },
)

const elementTypes = ['bool', 'int64', 'uint8', 'float32', 'float64', 'string'] as const
const tensor: fc.Arbitrary<Tensor> = fc.record({
  name: fc.string({ minLength: 1 }),
  type: fc.constantFrom<ElementType>(...elementTypes),
  shape: fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('n', 'm', null)), {
    maxLength: 4,
  }),
})
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, minLength: 1, maxLength: 3 })

describe('whatever the model', () => {
  test('every column has a value in every row', () => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 20 }), (columns) => {
        const { json } = caseOf({ input: { kind: 'rows', columns } })
        const table = json as { data?: unknown[][]; dataframe_split?: { data: unknown[][] } }
        const rows = table.data ?? table.dataframe_split?.data ?? []
        expect(rows.map((row) => row.length)).toEqual([columns.length, columns.length])
        for (const [index, { values = [] }] of columns.entries()) {
          if (values.length > 0)
            expect(values).toEqual(expect.arrayContaining(rows.map((row) => row[index])))
        }
      }),
    )
  })

  test('every input has its number of axes, and those of fixed length have it', () => {
    fc.assert(
      fc.property(tensors, (inputs) => {
        const { json } = caseOf(tensorsIn(...inputs))
        const given = (json as { inputs: Record<string, unknown> }).inputs
        expect(Object.keys(given).sort()).toEqual(inputs.map(({ name }) => name).sort())
        for (const { name, shape = [] } of inputs) {
          const lengths = lengthsOf(given[name])
          expect(lengths.length).toBe(shape.length)
          for (const [index, axis] of shape.entries())
            if (typeof axis === 'number') expect(lengths[index]).toBe(axis)
        }
      }),
    )
  })

  test('its labels keep the promise; too few, a foreign one and a NaN do not', () => {
    const classes = fc.uniqueArray(label, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(classes, fc.nat(), (known, choice) => {
        const facts = { output: { kind: 'classes', classes: known, probabilities: true } } as const
        const [labels, probabilities] = casesOf(facts)
        const predict = [known[choice % known.length], known[0]]
        expect(keepsPromise(promiseOf(labels), { predict })).toBe(undefined)
        for (const broken of [predict.slice(1), [predict[0], {}], [Number.NaN, predict[0]]])
          expect(keepsPromise(promiseOf(labels), { predict: broken })).toMatch(/^at \$\.predict/)
        const row = known.map(() => 1 / known.length)
        expect(keepsPromise(promiseOf(probabilities), { predict_proba: [row, row] })).toBe(
          undefined,
        )
        for (const broken of [[row], [row, [...row, 0]], [row, row.map((share) => share / 2)]])
          expect(keepsPromise(promiseOf(probabilities), { predict_proba: broken })).toMatch(
            /^at \$/,
          )
      }),
    )
  })

  test('its numbers keep the promise; too few, too wide and a NaN do not', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 2,
      maxLength: 5,
    })
    fc.assert(
      fc.property(numbers, (row) => {
        const { promise } = caseOf({ output: { kind: 'numbers', width: row.length } })
        expect(keepsPromise(promise, { predict: [row, row] })).toBe(undefined)
        for (const broken of [[row], [row, [...row, 1]], [row, [Number.NaN, ...row.slice(1)]]])
          expect(keepsPromise(promise, { predict: broken })).toMatch(/^at \$\.predict/)
      }),
    )
  })

  test('the lengths that an ONNX exporter noted are no promise', () => {
    const { promise } = caseOf({
      ...tensorsIn({ name: 'x', type: 'float32', shape: [null, 1] }),
      format: 'onnx',
      output: { kind: 'tensors', tensors: [{ name: 'label', type: 'int64', shape: [1] }] },
    })
    expect(keepsPromise(promise, { outputs: { label: [0, 1] } })).toBe(undefined)
  })

  test('its outputs keep the promise; a name too few, a row too few and a NaN do not', () => {
    const fixed: fc.Arbitrary<Tensor> = fc.record({
      name: fc.string({ minLength: 1 }),
      type: fc.constantFrom<ElementType>(...elementTypes),
      shape: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    })
    const several = fc.uniqueArray(fixed, {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(several, (outputs) => {
        const { promise } = caseOf({
          ...tensorsIn({ name: 'x', type: 'float32', shape: [null, 1] }),
          format: 'torch-export',
          output: { kind: 'tensors', tensors: outputs },
        })
        const answer = Object.fromEntries(outputs.map((output) => [output.name, faithful(output)]))
        expect(keepsPromise(promise, { outputs: answer })).toBe(undefined)
        for (const { name } of outputs) {
          const short = (answer[name] as unknown[]).slice(1)
          const { [name]: _, ...without } = answer
          for (const broken of [
            without,
            { ...answer, [name]: short },
            { ...answer, [name]: [Number.NaN] },
          ])
            expect(keepsPromise(promise, { outputs: broken })).toMatch(/^at \$\.outputs/)
        }
      }),
    )
  })
})

/** An array of a tensor's shape, as a service would answer it. */
function faithful({ type, shape = [] }: Tensor): unknown {
  const element = type === 'string' ? 'a' : type === 'bool' ? true : 1
  return [...shape]
    .reverse()
    .reduce<unknown>(
      (inner, length) => Array.from({ length: Number(length) }, () => inner),
      element,
    )
}

/** The length of each axis of a nested list. */
function lengthsOf(values: unknown): number[] {
  return Array.isArray(values) ? [values.length, ...lengthsOf(values[0])] : []
}
