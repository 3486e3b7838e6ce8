/** Whatever the Azure SDKs throw → an ActionError that says what broke, why, and what to do. */
import { ActionError } from '../errors.ts'
import { readAzureError } from '../plan/azureError.ts'
import { type Attempt, explain } from '../plan/explain.ts'

/** The parts of a RestError that matter; duck-typed, because storage-blob brings a class of its own. */
interface RestLike {
  readonly name?: string
  readonly message: string
  readonly code?: string
  readonly statusCode?: number
  readonly details?: unknown
  readonly response?: {
    readonly bodyAsText?: string | null
    readonly headers?: { get(name: string): string | undefined }
  }
}

/** The ids that a support ticket needs, from an answer's headers. */
export function correlationOf(
  header: (name: string) => string | undefined,
): Record<string, string> {
  const names = ['x-ms-correlation-request-id', 'x-ms-request-id', 'x-ms-client-request-id']
  const found = names.flatMap((name) => {
    const value = header(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}

const certificateHint =
  'The connection is intercepted by a certificate that Node.js does not trust. On a self-hosted runner behind a proxy, set NODE_EXTRA_CA_CERTS to the PEM file of its certificate authority.'
const networkHint =
  'Check that the runner reaches this host: firewall, HTTPS_PROXY and NO_PROXY of a self-hosted runner, DNS.'

/** An ActionError for `thrown`, which came of `attempt`. An abort's own reason passes through. */
export function asFailure(thrown: unknown, attempt: Attempt): ActionError {
  if (thrown instanceof ActionError) return thrown
  const error = thrown as RestLike
  const header = (name: string) => error.response?.headers?.get(name)
  const correlation = correlationOf(header)
  const ids = Object.keys(correlation).length > 0 ? { correlation } : {}
  if (error.statusCode === undefined || !error.response) {
    const message = error.message ?? String(thrown)
    const entra = /AADSTS\d+/.exec(message)?.[0]
    if (entra !== undefined) {
      return new ActionError({
        code: 'sign-in-failed',
        message: `could not ${attempt.doing}: ${entra}, Microsoft Entra ID gave no token for it`,
        hint: 'The identity that signed in cannot get a token for this service any more: its session, secret or credential may have ended. Sign in again, or use GitHub OIDC.',
        azure: message,
        cause: thrown,
      })
    }
    const untrusted = /certificate|self.signed|unable to verify|endpoints_resolution_error/i.test(
      message,
    )
    return new ActionError({
      code: 'network',
      message: `could not ${attempt.doing}: ${message}`,
      hint: untrusted ? certificateHint : networkHint,
      cause: thrown,
    })
  }
  const body = error.response.bodyAsText ||
    error.details || { code: error.code, message: error.message }
  const failure = explain(readAzureError(body), { ...attempt, status: error.statusCode })
  return new ActionError({ ...failure, ...ids, cause: thrown })
}

/** Runs `work`, turning whatever it throws into an ActionError about `attempt`. */
export async function attempting<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asFailure(error, attempt)
  }
}

/** Whether Azure answered that there is no such thing. */
export const isNotFound = (error: unknown): boolean => (error as RestLike).statusCode === 404
