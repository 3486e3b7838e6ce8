/** XGBoost's models, as three of its versions wrote them, and as nobody should. */
import { expect, test } from 'vitest'
import { bytesOf } from '../../src/model/bytes.ts'
import { xgboostBlob, xgboostFormat } from '../../src/model/formats/xgboost.ts'
import { testKept } from './boosters.ts'
import { outcome } from './damage.ts'

testKept(xgboostFormat, xgboostBlob, ['xgboost-1.7.6', 'xgboost-2.1.4', 'xgboost-3.4.1'])

const read = (text: string) => outcome(xgboostFormat, 'model.json', bytesOf(Buffer.from(text)))

const learner = (more: object) => ({
  learner: {
    learner_model_param: { num_class: '0', num_feature: '2', num_target: '1' },
    objective: { name: 'reg:squarederror' },
    gradient_booster: { name: 'gbtree', model: {} },
    ...more,
  },
})

test('reads a model that was formatted by hand, and one that says its version first', async () => {
  const model = { version: [1, 0, 2], ...learner({}) }
  for (const text of [JSON.stringify(model), JSON.stringify(model, null, 2)])
    expect(await read(text)).toMatchObject({
      description: {
        version: '1.0.2',
        input: { columns: [{ type: 'number' }, { type: 'number' }] },
      },
    })
})

test('leaves other JSON to others', async () => {
  expect(await read('{"model_type": "bert"}')).toBe(undefined)
  expect(await read('{"learner": {"rate": 0.1}}')).toBe(
    "is an XGBoost model without its 'learner_model_param'",
  )
})

test('tells the configuration of a booster from the booster', async () => {
  const configuration = learner({ gradient_booster: { name: 'gbtree', updater: [] } })
  expect(await read(JSON.stringify(configuration))).toContain("booster's configuration")
})

test('passes over trees of any size', async () => {
  const trees = { gradient_booster: { model: { trees: Array(5000).fill({ a: [1, 2.5, null] }) } } }
  expect(await read(JSON.stringify(learner(trees)))).toHaveProperty('description')
})

test.for([
  ['a text without end', '{"learner": {"attributes": {"a": "b', 'ends in the middle of its JSON'],
  ['nesting without end', `{"learner": {"a": ${'['.repeat(5000)}`, 'is nested too deeply'],
  ['a wrong bracket', '{"learner": {"a": [}}', 'expected another bracket'],
  [
    'features without number',
    JSON.stringify(learner({ learner_model_param: { num_feature: '1e300' } })),
    'claims 1e+300 features',
  ],
])('refuses %s', async ([, text, message]) => {
  expect(await read(text ?? '')).toContain(message)
})
