/** Proves that a caller is the application: by its secret, or by a token of GitHub's that it trusts. */
import type { Azure } from './azure.ts'
import { type Claims, claimsOf } from './jwt.ts'
import type { Application } from './world.ts'

/** A refusal with the number by which Microsoft documents it. */
export class EntraError extends Error {
  readonly status: number
  readonly error: string
  readonly code: number

  constructor(status: number, error: string, code: number, description: string) {
    super(`AADSTS${code}: ${description}`)
    this.status = status
    this.error = error
    this.code = code
  }
}

const grant = 'client_credentials'
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The application that the form proves, or an EntraError. */
export const authenticate = (azure: Azure, form: URLSearchParams): Application => {
  const { application } = azure.world
  if (required(form, 'grant_type') !== grant) {
    throw new EntraError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.get('grant_type')}'.`,
    )
  }
  const clientId = required(form, 'client_id')
  if (clientId.toLowerCase() !== application.clientId) {
    throw new EntraError(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    )
  }
  const assertion = form.get('client_assertion')
  const secret = form.get('client_secret')
  if (assertion !== null) checkAssertion(azure, assertion, form.get('client_assertion_type'))
  else if (secret !== null) checkSecret(azure, secret)
  else {
    throw new EntraError(
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    )
  }
  return application
}

const required = (form: URLSearchParams, name: string): string => {
  const value = form.get(name)
  if (value !== null && value !== '') return value
  throw new EntraError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  )
}

const checkSecret = ({ world, clock }: Azure, given: string): void => {
  const { application } = world
  const secret = application.secrets.find(({ value }) => value === given)
  if (secret === undefined) {
    throw new EntraError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.clientId}'.`,
    )
  }
  if (secret.expires > clock.now().toISOString()) return
  throw new EntraError(
    401,
    'invalid_client',
    7000222,
    `The provided client secret keys for app '${application.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  )
}

/** The checks in Microsoft's order: is there a record for it, is it genuine, is it still valid. */
const checkAssertion = (azure: Azure, assertion: string, type: string | null): void => {
  const claims = claimsOf(assertion)
  if (type !== assertionType || claims === undefined) {
    throw new EntraError(400, 'invalid_request', 50027, 'JWT token is invalid or malformed.')
  }
  requireRecord(azure.world.application, claims)
  if (azure.issuers.github.verify(assertion) === undefined) {
    throw new EntraError(
      401,
      'invalid_client',
      700027,
      'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found or the signature is invalid.]',
    )
  }
  const now = azure.clock.now()
  const starts = new Date(Number(claims['nbf']) * 1000)
  const ends = new Date(Number(claims['exp']) * 1000)
  if (starts <= now && now < ends) return
  throw new EntraError(
    401,
    'invalid_client',
    700024,
    `Client assertion is not within its valid time range. Current time: ${now.toISOString()}, assertion valid from ${starts.toISOString()}, expiry time of assertion ${ends.toISOString()}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  )
}

const advice =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation'

/** Issuer, subject and audience must equal those of one record, to the letter and to the case. */
const requireRecord = (application: Application, { iss, sub, aud }: Claims): void => {
  const records = application.federatedCredentials
  const byIssuer = records.filter(({ issuer }) => issuer === iss)
  const bySubject = byIssuer.filter(({ subject }) => subject === sub)
  if (bySubject.some(({ audience }) => audience === aud)) return
  const none = 'No matching federated identity record found for presented assertion'
  if (byIssuer.length === 0) throw mismatch(700211, `${none} issuer '${iss}'. ${advice}`)
  if (bySubject.length > 0) throw mismatch(700212, `${none} audience '${aud}'. ${advice}`)
  const subject = String(sub).toLowerCase()
  if (byIssuer.some((record) => record.subject.toLowerCase() === subject)) {
    throw mismatch(
      7002138,
      `${none} subject '${sub}'. The subject matches a federated identity record only if case is ignored, and matching is case-sensitive. ${advice}`,
    )
  }
  throw mismatch(700213, `${none} subject '${sub}'. ${advice}`)
}

const mismatch = (code: number, description: string): EntraError =>
  new EntraError(401, 'invalid_client', code, description)
