/** The example request is found in either version of OpenAPI, and nothing is made up where there is none. */
import { expect, test } from 'vitest'
import { exampleIn } from '../../src/plan/openApi.ts'
import { writeSwagger } from '../../src/serving/swagger.ts'
import { descriptionOf } from './factories.ts'

const example = { data: [[1, 2, 3]] }

test.each(['swagger2.json', 'swagger3.json'])('the one that a service writes in %s', (file) => {
  const found = exampleIn(writeSwagger({ description: descriptionOf(), example })[file] ?? '')
  expect(found).toMatchObject({ body: JSON.stringify(example), expect: { status: 200 } })
})

test('one that stands where the schema points to', () => {
  const document = {
    swagger: '2.0',
    paths: {
      '/': { get: {} },
      '/score': {
        post: { parameters: [{ in: 'body', schema: { $ref: '#/definitions/ServiceInput' } }] },
      },
    },
    definitions: { ServiceInput: { type: 'object', example } },
  }
  expect(exampleIn(JSON.stringify(document))?.body).toBe(JSON.stringify(example))
})

test.each([
  ['no document at all', 'not found'],
  ['no object', '[1]'],
  ['no path', '{"swagger": "2.0"}'],
  ['no example', writeSwagger({ description: descriptionOf() })['swagger2.json'] ?? ''],
  [
    'a pointer to nowhere',
    JSON.stringify({
      paths: { '/score': { post: { parameters: [{ in: 'body', schema: { $ref: '#/a/b' } }] } } },
    }),
  ],
])('none in %s', (_, text) => {
  expect(exampleIn(text)).toBeUndefined()
})
