/** Azure Resource Manager: who calls, under which version, what for, and only then the resource itself. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Azure } from '../azure.ts'
import { type Cloud, clouds } from '../clouds.ts'
import { type Reply, readText, send, urlOf } from '../http.ts'
import { monitorRoutes } from '../monitor/routes.ts'
import type { Handler } from '../types.ts'
import type { Json } from '../world.ts'
import { assetRoutes } from './assets.ts'
import { type Call, provider, type Route } from './call.ts'
import { capacityRoutes } from './capacity.ts'
import { datastoreRoutes } from './datastores.ts'
import { deploymentRoutes } from './deployments.ts'
import { endpointKeyRoutes } from './endpoint-keys.ts'
import { endpointRoutes } from './endpoints.ts'
import { Refusal, refusal, serviceRefusal } from './errors.ts'
import {
  authenticated,
  authorize,
  checkParents,
  checkRegistration,
  checkScope,
  typeOf,
} from './gate.ts'
import { operationRoutes } from './operations.ts'
import { resultRoutes } from './results.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { apiVersions, speaks } from './versions.ts'
import { workspaceRoutes } from './workspaces.ts'

const routes: readonly Route[] = [
  ...subscriptionRoutes,
  ...workspaceRoutes,
  ...datastoreRoutes,
  ...assetRoutes,
  ...endpointRoutes,
  ...endpointKeyRoutes,
  ...deploymentRoutes,
  ...capacityRoutes,
  ...operationRoutes,
  ...resultRoutes,
  ...monitorRoutes,
]

/** How long Resource Manager takes for an answer, in Azure. */
const latencyMs = 200

/** Answers for one cloud's Resource Manager. */
export const resourceManager =
  (azure: Azure, cloud: Cloud): Handler =>
  async (request, response) => {
    const text = await readText(request)
    const result = await answer(azure, cloud, request, text).catch((error: unknown) =>
      error instanceof Refusal
        ? { status: error.status, headers: error.headers, body: { error: error.error } }
        : broken(error),
    )
    if (request.method !== 'GET') azure.save()
    await azure.clock.pass(latencyMs)
    send(response, { ...result, headers: { ...tracing(azure, request), ...result.headers } })
  }

const answer = async (
  azure: Azure,
  cloud: Cloud,
  request: IncomingMessage,
  text: string,
): Promise<Reply> => {
  const url = urlOf(request, cloud.resourceManager)
  if (url.pathname === '/metadata/endpoints') {
    return { status: 200, body: clouds.map(cloudMetadata) }
  }
  const claims = authenticated(azure, cloud, request)
  const version = versionOf(url)
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const { route, names } = routed(segments, request.method ?? '', version)
  checkScope(azure, names, segments)
  checkRegistration(azure, route)
  authorize(azure, claims, route, segments)
  checkParents(azure, names)
  const call: Call = { azure, cloud, url, version, names, body: {} }
  return route.answer({ ...call, body: bodyOf(call, route, text) })
}

const versionOf = (url: URL): string => {
  const version = [...url.searchParams].find(([name]) => name.toLowerCase() === 'api-version')?.[1]
  if (version) return version.toLowerCase()
  throw refusal(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  )
}

/** The route of a path in any case, with the names that stand in it. */
const routed = (segments: readonly string[], method: string, version: string) => {
  const fitting = routes.flatMap((route) => {
    const names = match(route.path, segments)
    return names === undefined ? [] : [{ route, names }]
  })
  const [namespace = provider, ...types] = typeOf(segments).split('/')
  const type = types.join('/')
  const ours = segments.some((segment) => segment.toLowerCase() === provider.toLowerCase())
  if (fitting.length === 0) {
    throw refusal(
      404,
      'InvalidResourceType',
      `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'. The supported api-versions are '${apiVersions.join(',')}'.`,
    )
  }
  const hit = fitting.find(({ route }) => route.method === method)
  if (hit === undefined) {
    throw refusal(
      405,
      'HttpMethodNotSupported',
      `The HTTP method '${method}' is not supported at scope '/${segments.join('/')}'.`,
    )
  }
  const supported = hit.route.versions ?? apiVersions
  const known = (!ours && !hit.route.versions) || supported.includes(version)
  if (known && (hit.route.since === undefined || speaks(version, hit.route.since))) return hit
  throw refusal(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '' and API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`,
  )
}

const match = (path: string, segments: readonly string[]): Record<string, string> | undefined => {
  const pattern = path.split('/').filter(Boolean)
  if (pattern.length !== segments.length) return undefined
  const fits = pattern.every(
    (part, i) => part.startsWith(':') || part.toLowerCase() === segments[i]?.toLowerCase(),
  )
  if (!fits) return undefined
  return Object.fromEntries(
    pattern.flatMap((part, i) =>
      part.startsWith(':') ? [[part.slice(1), segments[i] ?? '']] : [],
    ),
  )
}

const bodyOf = ({ azure, version }: Call, route: Route, text: string): Json => {
  if (route.body === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(text === '' ? '{}' : text)
  } catch {
    throw refusal(
      400,
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
    )
  }
  const problems = route.body.check(value, 'body', version)
  if (problems.length === 0) return value as Json
  if (route.refuse !== undefined) throw route.refuse(problems)
  throw serviceRefusal(
    azure,
    400,
    'BadRequest',
    'The request is invalid.',
    problems.map(({ at, message }) => ({ code: 'ValidationError', message: `${at}: ${message}` })),
  )
}

const broken = (error: unknown): Reply => {
  console.error(error)
  const message = 'An error occurred while processing your request.'
  return { status: 500, body: { error: { code: 'InternalServerError', message } } }
}

const tracing = (azure: Azure, request: IncomingMessage): Record<string, string> => {
  const id = randomUUID()
  const correlation = request.headers['x-ms-correlation-request-id'] ?? id
  const client = request.headers['x-ms-client-request-id']
  return {
    'cache-control': 'no-cache',
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': String(correlation),
    'x-ms-routing-request-id': `${azure.world.location.toUpperCase()}:${azure.clock.now().toISOString()}:${id}`,
    ...(client === undefined ? {} : { 'x-ms-client-request-id': String(client) }),
  }
}

/** What tools that know only one address of a cloud ask for. */
const cloudMetadata = (cloud: Cloud) => ({
  name: cloud.name,
  portal: `https://${cloud.portal}`,
  authentication: {
    loginEndpoint: `https://${cloud.authorities[0]}`,
    audiences: [`https://${cloud.legacyResourceManager}/`, `https://${cloud.resourceManager}/`],
    tenant: 'common',
    identityProvider: 'AAD',
  },
  resourceManager: `https://${cloud.resourceManager}/`,
  suffixes: { storage: cloud.storageSuffix },
})
