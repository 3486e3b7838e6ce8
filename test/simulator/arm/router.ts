/** Azure Resource Manager: who calls, under which version, what for, and only then the resource itself. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Azure } from '../azure.ts'
import { type Cloud, clouds } from '../clouds.ts'
import { bearerOf, type Reply, readText, send, urlOf } from '../http.ts'
import { examine, permits } from '../identity.ts'
import type { Claims } from '../jwt.ts'
import type { Handler } from '../types.ts'
import type { Json } from '../world.ts'
import { assetRoutes } from './assets.ts'
import { type Call, provider, type Route } from './call.ts'
import { capacityRoutes } from './capacity.ts'
import { datastoreRoutes } from './datastores.ts'
import { deploymentRoutes } from './deployments.ts'
import { endpointRoutes } from './endpoints.ts'
import { Refusal, refusal, resourceNotFound, serviceRefusal } from './errors.ts'
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
  ...deploymentRoutes,
  ...capacityRoutes,
  ...operationRoutes,
  ...resultRoutes,
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
  if (url.pathname === '/metadata/endpoints')
    return { status: 200, body: clouds.map(cloudMetadata) }
  const claims = authenticated(azure, cloud, request)
  const version = versionOf(url)
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const { route, names } = routed(segments, request.method ?? '', version)
  checkScope(azure, names, segments)
  authorize(azure, claims, route, segments)
  checkParents(azure, names)
  const call: Call = { azure, cloud, url, version, names, body: {} }
  return route.answer({ ...call, body: bodyOf(call, route, text) })
}

/** The bearer token must be one that Entra ID issued for this Resource Manager. */
const authenticated = (azure: Azure, cloud: Cloud, request: IncomingMessage): Claims => {
  const challenge = (error: string, description: string) => ({
    'www-authenticate': `Bearer authorization_uri="https://${cloud.authorities[0]}/${azure.world.tenantId}", error="${error}", error_description="${description}"`,
  })
  const refuse = (code: string, message: string): Refusal =>
    new Refusal(401, { code, message }, challenge('invalid_token', message))
  const token = bearerOf(request)
  if (token === undefined) {
    throw refuse(
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
    )
  }
  const audiences = [cloud.resourceManager, cloud.legacyResourceManager].map((h) => `https://${h}`)
  const verdict = examine(azure, token, audiences)
  if (verdict.ok) return verdict.claims
  switch (verdict.why) {
    case 'invalid':
      throw refuse('InvalidAuthenticationToken', 'The access token is invalid.')
    case 'expired':
      throw refuse(
        'ExpiredAuthenticationToken',
        `The access token expiry UTC time '${new Date(Number(verdict.claims?.['exp']) * 1000).toUTCString()}' is earlier than current UTC time '${azure.clock.now().toUTCString()}'.`,
      )
    case 'audience':
      throw refuse(
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource '${verdict.claims?.['aud']}'. It should exactly match with one of the allowed audiences '${audiences.join("','")}'.`,
      )
  }
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
  const type = typeOf(segments)
  const ours = segments.some((segment) => segment.toLowerCase() === provider.toLowerCase())
  if (fitting.length === 0) {
    throw refusal(
      404,
      'InvalidResourceType',
      `The resource type '${type.slice(provider.length + 1)}' could not be found in the namespace '${provider}' for api version '${version}'. The supported api-versions are '${apiVersions.join(',')}'.`,
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
  const known = !ours || apiVersions.includes(version)
  if (known && (hit.route.since === undefined || speaks(version, hit.route.since))) return hit
  throw refusal(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '' and API version '${version}' for type '${type.slice(provider.length + 1)}'. The supported api-versions are '${apiVersions.join(', ')}'.`,
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

/** `Microsoft.X/a/b` of `…/providers/Microsoft.X/a/<name>/b/<name>`. */
const typeOf = (segments: readonly string[]): string => {
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers')
  const [namespace = 'Microsoft.Resources', ...rest] = at < 0 ? [] : segments.slice(at + 1)
  const types = (at < 0 ? segments : rest).filter((_, i) => i % 2 === 0)
  return [namespace, ...types].join('/')
}

const checkScope = (
  { world }: Azure,
  names: Readonly<Record<string, string>>,
  segments: readonly string[],
): void => {
  const { subscription } = names
  if (subscription === undefined || subscription.toLowerCase() === world.subscriptionId) return
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscription)) {
    throw refusal(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${segments[1]}' is malformed or invalid.`,
    )
  }
  throw refusal(
    404,
    'SubscriptionNotFound',
    `The subscription '${subscription}' could not be found.`,
  )
}

const verbs = {
  GET: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
  POST: 'action',
} as const

/** The action's name follows from the path: its resource types, then the verb. */
const authorize = (
  azure: Azure,
  claims: Claims,
  route: Route,
  segments: readonly string[],
): void => {
  const type = typeOf(route.path.split('/').filter(Boolean))
  const action = `${type}/${verbs[route.method]}`
  if (permits(azure, action)) return
  throw refusal(
    403,
    'AuthorizationFailed',
    `The client '${claims['appid']}' with object id '${claims['oid']}' does not have authorization to perform action '${action}' over scope '/${segments.join('/')}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}

const checkParents = ({ world }: Azure, names: Readonly<Record<string, string>>): void => {
  const { group, workspace } = names
  if (group !== undefined && group.toLowerCase() !== world.resourceGroup.toLowerCase()) {
    throw refusal(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`)
  }
  if (workspace !== undefined && workspace.toLowerCase() !== world.workspace.name.toLowerCase()) {
    throw resourceNotFound(`${provider}/workspaces`, workspace, world.resourceGroup)
  }
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
