/** What a service says of itself that it can be asked. Pure. */
import { isObject } from './json.ts'
import { defaultTolerance, type SmokeCase } from './smoke.ts'

/**
 * The example request in an OpenAPI document, version 2 or 3, as a case: its answer must be one, and
 * nothing more is known of it. Undefined for a text that holds none.
 */
export function exampleIn(text: string): SmokeCase | undefined {
  const example = requestsOf(parsed(text))
    .map(exampleOf)
    .find((found) => found !== undefined)
  if (example === undefined) return undefined
  return {
    name: 'the example of its OpenAPI document',
    body: JSON.stringify(example),
    expect: { status: 200, tolerance: defaultTolerance },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** What every POST takes, as far as it is said. */
function requestsOf(document: unknown): readonly unknown[] {
  const posts = Object.values(objectAt(document, 'paths')).map((path) => objectAt(path, 'post'))
  const parameters = posts.flatMap(({ parameters: list }) => (Array.isArray(list) ? list : []))
  const second = parameters.filter((parameter) => isObject(parameter) && parameter['in'] === 'body')
  const third = posts.map((post) =>
    objectAt(objectAt(objectAt(post, 'requestBody'), 'content'), 'application/json'),
  )
  return [...second, ...third].map((request) => resolve(document, request))
}

/** A request with its schema, which may stand elsewhere in the document. */
function resolve(document: unknown, request: unknown): unknown {
  const schema = objectAt(request, 'schema')
  const path = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').slice(1) : undefined
  if (!path) return request
  const found = path.reduce<unknown>((at, name) => objectAt(at, name), document)
  return { ...objectOf(request), schema: found }
}

const exampleOf = (request: unknown): unknown =>
  objectOf(request)['example'] ?? objectAt(request, 'schema')['example']

const objectOf = (value: unknown) => (isObject(value) ? value : {})
const objectAt = (value: unknown, name: string) => objectOf(objectOf(value)[name])
