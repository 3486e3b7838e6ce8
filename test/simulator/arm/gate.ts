/** Who may pass: tokens, subscriptions, role assignments, and the parents that a resource needs. */
import type { IncomingMessage } from 'node:http'
import type { Azure } from '../azure.ts'
import type { Cloud } from '../clouds.ts'
import { bearerOf } from '../http.ts'
import { examine, permits } from '../identity.ts'
import type { Claims } from '../jwt.ts'
import { provider, type Route } from './call.ts'
import { Refusal, refusal, resourceNotFound } from './errors.ts'

/** The bearer token must be one that Entra ID issued for this Resource Manager. */
export const authenticated = (azure: Azure, cloud: Cloud, request: IncomingMessage): Claims => {
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

/** The subscription must be this one. */
export const checkScope = (
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

/** The subscription must have been registered for the provider, once and for all. */
export const checkRegistration = ({ world }: Azure, route: Route): void => {
  const [namespace = ''] = typeOf(route.path.split('/').filter(Boolean)).split('/')
  if (!world.unregisteredProviders.some((one) => one.toLowerCase() === namespace.toLowerCase()))
    return
  throw refusal(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
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
export const authorize = (
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

/** Resource group and workspace must be there. */
export const checkParents = ({ world }: Azure, names: Readonly<Record<string, string>>): void => {
  const { group, workspace } = names
  if (group !== undefined && group.toLowerCase() !== world.resourceGroup.toLowerCase()) {
    throw refusal(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`)
  }
  if (workspace !== undefined && workspace.toLowerCase() !== world.workspace.name.toLowerCase()) {
    throw resourceNotFound(`${provider}/workspaces`, workspace, world.resourceGroup)
  }
}

/** `Microsoft.X/a/b` of `…/providers/Microsoft.X/a/<name>/b/<name>`. */
export const typeOf = (segments: readonly string[]): string => {
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers')
  const [namespace = 'Microsoft.Resources', ...rest] = at < 0 ? [] : segments.slice(at + 1)
  const types = (at < 0 ? segments : rest).filter((_, i) => i % 2 === 0)
  return [namespace, ...types].join('/')
}
