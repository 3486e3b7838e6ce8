/** Microsoft Entra ID: OpenID metadata, instance discovery, and access tokens for an application. */
import { randomUUID } from 'node:crypto'
import type { Azure } from './azure.ts'
import type { Cloud } from './clouds.ts'
import { clouds } from './clouds.ts'
import { authenticate, EntraError } from './entra-credentials.ts'
import { type Reply, readText, send, urlOf } from './http.ts'
import type { Handler } from './types.ts'

const lifetimeSeconds = 4499

/** Answers for one authority host of one cloud. */
export const entra =
  (azure: Azure, cloud: Cloud, host: string): Handler =>
  async (request, response) => {
    const url = urlOf(request, host)
    const form = new URLSearchParams(await readText(request))
    try {
      send(response, reply(azure, cloud, host, url, form))
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      send(response, { status: error.status, body: errorBody(error, azure.clock.now()) })
    }
  }

const reply = (
  azure: Azure,
  cloud: Cloud,
  host: string,
  url: URL,
  form: URLSearchParams,
): Reply => {
  const [tenant = '', ...rest] = url.pathname.split('/').filter(Boolean)
  const page = rest.join('/').toLowerCase()
  if (page === 'discovery/instance') return { status: 200, body: instances(host) }
  requireTenant(azure, tenant)
  switch (page) {
    case 'v2.0/.well-known/openid-configuration':
    case '.well-known/openid-configuration':
      return { status: 200, body: metadata(azure, cloud, host, tenant) }
    case 'discovery/v2.0/keys':
    case 'discovery/keys':
      return { status: 200, body: { keys: azure.issuers.entra.keys } }
    case 'oauth2/v2.0/token':
    case 'oauth2/token':
      return {
        status: 200,
        headers: { 'cache-control': 'no-store, no-cache' },
        body: token(azure, cloud, form),
      }
    default:
      return { status: 404 }
  }
}

/** `common` and `organizations` have metadata, but nothing can be issued for them to an application. */
const requireTenant = (azure: Azure, tenant: string): void => {
  if ([azure.world.tenantId, 'common', 'organizations'].includes(tenant.toLowerCase())) return
  throw new EntraError(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  )
}

const token = (azure: Azure, cloud: Cloud, form: URLSearchParams) => {
  const application = authenticate(azure, form)
  const audience = audienceOf(azure, form)
  const seconds = Math.floor(azure.clock.now().getTime() / 1000)
  const { tenantId } = azure.world
  const accessToken = azure.issuers.entra.sign({
    aud: audience,
    iss: `${cloud.tokenIssuer}/${tenantId}/`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + lifetimeSeconds,
    appid: application.clientId,
    appidacr: form.has('client_assertion') ? '2' : '1',
    idp: `${cloud.tokenIssuer}/${tenantId}/`,
    idtyp: 'app',
    oid: application.objectId,
    sub: application.objectId,
    tid: tenantId,
    uti: randomUUID(),
    ver: '1.0',
  })
  const answer = {
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
  }
  if (!form.has('resource')) return { ...answer, access_token: accessToken }
  // The first version of the protocol wrote its numbers as strings.
  return {
    token_type: 'Bearer',
    expires_in: String(lifetimeSeconds),
    ext_expires_in: String(lifetimeSeconds),
    expires_on: String(seconds + lifetimeSeconds),
    not_before: String(seconds),
    resource: audience,
    access_token: accessToken,
  }
}

/** The resource of a `…/.default` scope, with the slash that the client wrote, which ends up in `aud`. */
const audienceOf = (azure: Azure, form: URLSearchParams): string => {
  const scope = form.get('scope') ?? ''
  const asked = form.get('resource') ?? scope.split(' ').find((part) => part.endsWith('/.default'))
  if (asked === undefined) {
    throw new EntraError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    )
  }
  const resource = asked.replace(/\/\.default$/, '')
  if (resources(azure).includes(resource.replace(/\/$/, ''))) return resource
  throw new EntraError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${azure.world.tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  )
}

const resources = ({ world }: Azure): readonly string[] => [
  'https://storage.azure.com',
  'https://graph.microsoft.com',
  ...clouds.flatMap((cloud) => [
    `https://${cloud.resourceManager}`,
    `https://${cloud.legacyResourceManager}`,
    `https://${cloud.machineLearning}`,
    `https://${world.storage.name}.blob.${cloud.storageSuffix}`,
  ]),
]

const metadata = (azure: Azure, cloud: Cloud, host: string, tenant: string) => ({
  token_endpoint: `https://${host}/${tenant}/oauth2/v2.0/token`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  jwks_uri: `https://${host}/${tenant}/discovery/v2.0/keys`,
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  issuer: `https://${host}/${azure.world.tenantId}/v2.0`,
  request_uri_parameter_supported: false,
  userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
  authorization_endpoint: `https://${host}/${tenant}/oauth2/v2.0/authorize`,
  device_authorization_endpoint: `https://${host}/${tenant}/oauth2/v2.0/devicecode`,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  end_session_endpoint: `https://${host}/${tenant}/oauth2/v2.0/logout`,
  claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'tid', 'ver'],
  tenant_region_scope: 'NA',
  cloud_instance_name: cloud.authorities[0],
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
})

/** Which names belong together; clients ask before they trust an authority. */
const instances = (host: string) => ({
  tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
  'api-version': '1.1',
  metadata: clouds.map(({ authorities }) => ({
    preferred_network: authorities[0],
    preferred_cache: authorities[1] ?? authorities[0],
    aliases: authorities,
  })),
})

const errorBody = ({ error, code, message }: EntraError, now: Date) => {
  const timestamp = now.toISOString().replace('T', ' ').replace(/\.\d+/, '')
  const trace = randomUUID()
  const correlation = randomUUID()
  return {
    error,
    error_description: `${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  }
}
