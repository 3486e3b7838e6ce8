/** Requests without what differs from run to run, so that those of two clients can be compared. */
import { parse } from 'yaml'
import type { Exchange } from '../simulator/recorder.ts'

type Fields = Readonly<Record<string, unknown>>

/** One request: what it does, and everything that it says. */
export interface Said {
  /** `PUT onlineEndpoints/{name}`: the names in a path are nobody's choice here. */
  readonly operation: string
  /** The api-version, if Resource Manager is asked. */
  readonly apiVersion?: string
  readonly fields: Fields
}

/** A request as it was sent, in terms that hold for every run. */
export function said({ method, url, requestHeaders, requestBody }: Exchange): Said {
  const { hostname, pathname, searchParams } = new URL(url)
  const path = decodeURIComponent(pathname)
  const arm = hostname === 'management.azure.com'
  const comp = searchParams.get('comp')
  const at = arm ? armPath(path) : otherPath(hostname, path)
  return {
    operation: `${method} ${at}${comp === null ? '' : `?comp=${comp}`}`,
    ...(arm ? { apiVersion: searchParams.get('api-version') ?? '' } : {}),
    fields: {
      query: Object.fromEntries(
        [...searchParams]
          .filter(([name]) => !apart.has(name) && !selfPortrait.test(name))
          .map(([name, value]) => [name, plain(value)]),
      ),
      headers: Object.fromEntries(
        Object.entries(requestHeaders)
          .filter(([name]) => telling.test(name))
          .map(([name, value]) => [name, plain(value)]),
      ),
      body: bodyOf(requestBody),
    },
  }
}

const telling = /^(content-type|azureml-model-deployment|x-ms-meta-.*|x-ms-blob-.*)$/

/** Of a query, what is compared in another way, or is only proof of a right. */
const apart = new Set(['api-version', 'comp', 'sv', 'spr', 'se', 'st', 'sr', 'sp', 'sig'])

/** What a library says about itself and the machine when it signs in. */
const selfPortrait = /^(client-request-id|x-client-.*|x-ms-lib-.*)$/

/** Below the workspace, else below the provider, with names instead of the things named. */
function armPath(path: string): string {
  const segments = path.split('/').filter(Boolean)
  const provider = segments.indexOf('Microsoft.MachineLearningServices')
  const below = segments.slice(provider + 1)
  const [first, , ...inside] = below
  if (first !== 'workspaces') return template(below)
  return inside.length === 0 ? 'workspace' : template(inside)
}

/** Every other segment is a name, but an action at the end is none. */
const template = (segments: readonly string[]): string =>
  segments.map((segment, at) => (at % 2 === 0 ? segment : '{name}')).join('/')

function otherPath(host: string, path: string): string {
  if (host.startsWith('login.')) return `entra${plain(path)}`
  if (host.endsWith('.actions.githubusercontent.com')) return 'github/idtoken'
  if (host.endsWith('.inference.ml.azure.com')) return `endpoint${path}`
  const [, container = '', ...blob] = path.split('/')
  return [/^azureml-blobstore-/.test(container) ? 'datastore' : '{container}', ...blob]
    .map((segment) => plain(segment))
    .join('/')
}

function bodyOf(body: unknown): unknown {
  if (typeof body === 'string' && /^[\w-]+=/.test(body)) {
    const fields = [...new URLSearchParams(body)].filter(([name]) => !selfPortrait.test(name))
    return plain(Object.fromEntries(fields))
  }
  return plain(body)
}

/** A value without ids, digests and secrets. */
function plain(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (/^client_(secret|assertion)$/.test(name)) return '{secret}'
    // The same file: one client sends the text, the other what it has read from it.
    if (name === 'condaFile') return parse(value)
    if (/^\/subscriptions\/[^?]*\/versions\/[^/]+$/.test(value)) return armPath(value)
    return value
      .replace(/https:\/\/\w+\.blob\.core\.windows\.net\/azureml-blobstore-[\w-]+/, '{datastore}')
      .replace(/https:\/\/\w+\.blob\.core\.windows\.net\/[\w-]+/, '{container}')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{guid}')
      .replace(/\b[0-9a-f]{64}\b/g, '{sha256}')
      .replace(/\b[0-9a-f]{40}\b/g, '{commit}')
      .replace(/(?<=\/attempts\/\d+)#[0-9a-f]+(-\d+)?/, '#{process}')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+0000)/g, '{time}')
      .replace(/api-version=[\w-]+/, 'api-version={version}')
  }
  if (Array.isArray(value)) return value.map((one) => plain(one))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, key)]))
  }
  return value
}

/** Every difference between what two clients say, a line each. */
export function differences(
  [one, others]: readonly [string, readonly Said[]],
  [two, theirs]: readonly [string, readonly Said[]],
): string[] {
  const operations = new Set([...others, ...theirs].map(({ operation }) => operation))
  return [...operations].sort().flatMap((operation) => {
    const [a, b] = [others, theirs].map((all) => all.filter((each) => each.operation === operation))
    if (!a?.length) return [`${operation}: only ${two}`]
    if (!b?.length) return [`${operation}: only ${one}`]
    // How often something is read depends on the speed of the day.
    const reads = /^(GET|HEAD) /.test(operation)
    const times = reads ? 1 : Math.min(a.length, b.length)
    const compared = Array.from({ length: times }, (_, at) =>
      compare(a[at]?.fields, b[at]?.fields).map(
        (line) => `${operation}${times > 1 ? ` (${at + 1})` : ''} ${line}`,
      ),
    ).flat()
    return reads || a.length === b.length
      ? compared
      : [`${operation}: ${a.length} times ${one}, ${b.length} times ${two}`, ...compared]
  })
}

/** What one has and the other has not is shown as a whole. */
function compare(a: unknown, b: unknown, at = ''): string[] {
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .sort()
      .flatMap((name) => compare(a[name], b[name], at === '' ? name : `${at}.${name}`))
  }
  const [left, right] = [a, b].map((value) => (value === undefined ? '–' : sorted(value)))
  return left === right ? [] : [`${at}: ${left} ≠ ${right}`]
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    isObject(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
