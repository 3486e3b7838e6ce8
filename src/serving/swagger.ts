/** The OpenAPI document of a generated service: what its model's file says it takes and answers. Pure. */
import type { Column, Description, ElementType, Tensor } from '../model/description.ts'

/** JSON Schema as both versions of OpenAPI know it. */
export interface Schema {
  readonly type?: string
  readonly description?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly enum?: readonly unknown[]
  readonly example?: unknown
  readonly required?: readonly string[]
}

/** What the document is about. */
export interface Documented {
  readonly description: Pick<Description, 'format' | 'holds' | 'input' | 'output'>
  /** The body of a request that the service answers, where there is one. */
  readonly example?: unknown
}

/**
 * The files that the inference server looks for beside the script ("Azure Machine Learning inference
 * HTTP server": swagger2.json, swagger3.json), by name.
 */
export function writeSwagger(documented: Documented): Readonly<Record<string, string>> {
  const { example, description } = documented
  const request = { ...requestSchema(description), ...(example === undefined ? {} : { example }) }
  const answer = answerSchema(description)
  const info = { title: 'Scoring service', description: description.holds, version: '1.0' }
  const summary = 'Scores the values in the request'
  const second = {
    swagger: '2.0',
    info,
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    securityDefinitions: { Bearer: { type: 'apiKey', name: 'Authorization', in: 'header' } },
    security: [{ Bearer: [] }],
    paths: {
      '/score': {
        post: {
          operationId: 'score',
          summary,
          parameters: [{ name: 'body', in: 'body', required: true, schema: request }],
          responses: {
            200: { description: 'The answer', schema: answer },
            400: { description: refusal, schema: error },
          },
        },
      },
    },
  }
  const json = (schema: Schema) => ({ 'application/json': { schema } })
  const third = {
    openapi: '3.0.3',
    info,
    components: { securitySchemes: { Bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ Bearer: [] }],
    paths: {
      '/score': {
        post: {
          operationId: 'score',
          summary,
          requestBody: { required: true, content: json(request) },
          responses: {
            200: { description: 'The answer', content: json(answer) },
            400: { description: refusal, content: json(error) },
          },
        },
      },
    },
  }
  return { 'swagger2.json': print(second), 'swagger3.json': print(third) }
}

const print = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`

const refusal = 'The request cannot be answered; the message says what was expected'
const error: Schema = {
  type: 'object',
  properties: { error: { type: 'object', properties: { message: { type: 'string' } } } },
}

const listOf = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description === undefined ? {} : { description }),
})

function requestSchema({ input, format }: Documented['description']): Schema {
  switch (input.kind) {
    case 'rows':
      return rowsSchema(input.columns)
    case 'texts':
      return object({
        [format === 'transformers' ? 'inputs' : 'data']: listOf(
          { type: 'string' },
          'One text per row',
        ),
      })
    case 'pictures':
      return object({
        inputs: listOf({ type: 'string' }, 'One picture per row: its address, or Base64'),
      })
    case 'tensors':
      return object({ inputs: object(tensorSchemas(input.tensors)) })
    case 'unknown':
      return object({ data: { description: 'What the model takes; its file does not say' } })
  }
}

const object = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})

/** Named columns make objects of the rows; without names their order is all there is. */
function rowsSchema(columns: readonly Column[]): Schema {
  const named = columns.every((column) => column.name !== undefined)
  const row = named
    ? object(Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])))
    : listOf({}, `${columns.length} values`)
  const rows = object({ data: listOf(row) })
  return {
    ...rows,
    properties: {
      ...rows.properties,
      method: { type: 'string', description: 'predict unless said otherwise' },
    },
  }
}

function columnSchema({ type, values }: Column): Schema {
  const types = {
    number: 'number',
    integer: 'integer',
    boolean: 'boolean',
    text: 'string',
    datetime: 'string',
  }
  return { type: types[type], ...(values === undefined ? {} : { enum: values }) }
}

const tensorSchemas = (tensors: readonly Tensor[]) =>
  Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorSchema(tensor)]))

function tensorSchema({ type, shape }: Tensor): Schema {
  if (shape === undefined) return { description: `${type}, of any shape` }
  const description = `${type} [${shape.map((axis) => axis ?? 'n').join(', ')}]`
  const nested = shape.reduce<Schema>((inner) => listOf(inner), { type: elementSchema(type) })
  return { ...nested, description }
}

function elementSchema(type: ElementType): string {
  if (type === 'bool') return 'boolean'
  if (type === 'string') return 'string'
  return type.includes('int') ? 'integer' : 'number'
}

function answerSchema({ output, input }: Documented['description']): Schema {
  switch (output.kind) {
    case 'classes':
      return object({
        predict: listOf(output.classes ? { enum: output.classes } : {}, 'A label per row'),
      })
    case 'numbers': {
      const many = output.width !== undefined && output.width > 1
      const value: Schema = { type: 'number' }
      return object({ predict: listOf(many ? listOf(value) : value, 'A number or more per row') })
    }
    case 'tensors':
      return object({ outputs: object(tensorSchemas(output.tensors)) })
    case 'unknown':
      return input.kind === 'tensors' ? object({ outputs: {} }) : { type: 'object' }
  }
}
