/** Signing in to Microsoft Entra ID, and saying exactly what is wrong when that fails. */
import type { TokenCredential } from '@azure/core-auth'
import {
  AzureCliCredential,
  ChainedTokenCredential,
  ClientAssertionCredential,
  ClientSecretCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  type TokenCredentialOptions,
} from '@azure/identity'
import { claimsOf } from '../claims.ts'
import { ActionError, type Failure, reasonOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { SignIn } from '../plan/request.ts'
import type { CloudHosts } from './cloud.ts'
import { patience } from './patience.ts'

/** Asks the runner for a fresh OIDC token for an audience. */
export type AskForToken = (audience: string) => Promise<string>

export interface Identity {
  readonly credential: TokenCredential
  /** For the log: `GitHub OIDC as client …`. */
  readonly description: string
  /** Explains a failed sign-in. */
  explain(thrown: unknown): ActionError
}

/**
 * The credential for a way of signing in. GitHub's token lives minutes and a deployment longer, so
 * the OIDC credential asks for a fresh one whenever Entra is asked for an access token. Entra is asked as
 * patiently as Resource Manager: the library's own retries do not know a try that hangs.
 */
export function makeIdentity(
  who: SignIn,
  hosts: CloudHosts,
  askForToken: AskForToken,
  log: Log,
): Identity {
  const options: TokenCredentialOptions = {
    authorityHost: hosts.authority,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: patience(log), position: 'perCall' }],
  }
  switch (who.kind) {
    case 'oidc': {
      let claims: Claims = {}
      const assertion = async () => {
        const token = await askForToken(hosts.audience)
        claims = readClaims(token)
        return token
      }
      return {
        credential: new ClientAssertionCredential(who.tenantId, who.clientId, assertion, options),
        description: `GitHub OIDC, client ${who.clientId}`,
        explain: (thrown) => explain(thrown, who.clientId, claims, hosts),
      }
    }
    case 'secret':
      return {
        credential: new ClientSecretCredential(
          who.tenantId,
          who.clientId,
          who.clientSecret,
          options,
        ),
        description: `client secret, client ${who.clientId}`,
        explain: (thrown) => explain(thrown, who.clientId, {}, hosts),
      }
    case 'machine': {
      const tenant = who.tenantId === undefined ? {} : { tenantId: who.tenantId }
      return {
        // The managed identity comes last: asking for it where there is none costs seconds.
        credential: new ChainedTokenCredential(
          new EnvironmentCredential(options),
          new AzureCliCredential(tenant),
          new ManagedIdentityCredential(),
        ),
        description: "the machine's own sign-in (environment, az login, managed identity)",
        explain: (thrown) => explain(thrown, undefined, {}, hosts),
      }
    }
  }
}

interface Claims {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string
}

/** What a token says of itself; not verified, for Entra does that. */
function readClaims(token: string): Claims {
  try {
    return claimsOf(token) as Claims
  } catch {
    return {}
  }
}

/** Entra's error numbers ("Microsoft Entra authentication and authorization error codes"). */
function explain(
  thrown: unknown,
  clientId: string | undefined,
  claims: Claims,
  hosts: CloudHosts,
): ActionError {
  // The assertion callback's own error is already explained.
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof ActionError) return error
  }
  const message = reasonOf(thrown)
  const code = /AADSTS\d+/.exec(message)?.[0]
  const azure = [...new Set(message.split(/\r?\n/).map((line) => line.trim()))]
    .filter((line) => line !== '')
    .slice(0, 6)
    .join('\n')
  const failure = (rest: Omit<Failure, 'azure' | 'cause'>): ActionError =>
    new ActionError({ ...rest, azure, cause: thrown })

  switch (code) {
    case 'AADSTS700213':
    case 'AADSTS70021':
    case 'AADSTS7002138':
    case 'AADSTS700212':
    case 'AADSTS700211':
      return failure({
        code: 'federated-credential-mismatch',
        message: `${code}: application ${clientId} has no federated credential for this workflow. GitHub sent issuer '${claims.iss}', subject '${claims.sub}', audience '${claims.aud}'${code === 'AADSTS7002138' ? '; one matches but for upper and lower case' : ''}`,
        hint: `Create it once, exactly so (issuer, subject and audience are compared letter by letter):\n${federatedCredentialCommand(clientId ?? '', claims)}`,
        link: 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust',
      })
    case 'AADSTS700024':
      return failure({
        code: 'sign-in-failed',
        message: `${code}: GitHub's token was not valid at this moment`,
        hint: 'Usually a clock that is wrong: check the time of the self-hosted runner.',
      })
    case 'AADSTS7000222':
      return failure({
        code: 'client-secret-expired',
        message: `${code}: the client secret of application ${clientId} has expired`,
        hint: `Better than a new one is none at all: leave the secret out and use GitHub OIDC ('client-id' and 'tenant-id', permissions: id-token: write). Else: az ad app credential reset --id ${clientId}`,
      })
    case 'AADSTS7000215':
      return failure({
        code: 'client-secret-invalid',
        message: `${code}: the client secret of application ${clientId} is wrong`,
        hint: "Pass the secret's value, not its id. Better still, use GitHub OIDC, which needs none.",
      })
    case 'AADSTS700016':
      return failure({
        code: 'sign-in-failed',
        message: `${code}: there is no application ${clientId} in this tenant`,
        hint: "Check 'client-id' (the application's id, not its object id) and 'tenant-id'.",
      })
    case 'AADSTS90002':
    case 'AADSTS900023':
      return failure({
        code: 'sign-in-failed',
        message: `${code}: there is no such tenant`,
        hint: "Check 'tenant-id' and 'cloud'.",
      })
    default:
      break
  }
  if (
    /certificate|self.signed|endpoints_resolution_error|ENOTFOUND|ECONNREFUSED|ECONNRESET|getaddrinfo/i.test(
      message,
    )
  ) {
    return failure({
      code: 'network',
      message: `could not reach ${hosts.authority} to sign in`,
      hint: 'Check HTTPS_PROXY and the firewall of the self-hosted runner; behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate authority.',
    })
  }
  return failure({
    code: 'sign-in-failed',
    message:
      code === undefined
        ? 'could not sign in to Microsoft Entra ID'
        : `${code}: could not sign in to Microsoft Entra ID`,
    hint:
      clientId === undefined
        ? "Give 'client-id' and 'tenant-id' and the job 'permissions: id-token: write' to sign in by GitHub OIDC, or run azure/login before this step."
        : "Check 'client-id' and 'tenant-id', and that the application has a service principal in the tenant.",
  })
}

/** The command that makes the federated credential for what GitHub sent. */
export function federatedCredentialCommand(clientId: string, claims: Claims): string {
  const name =
    `github-${(claims.sub ?? '').replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '')}`.slice(
      0,
      120,
    )
  const parameters = {
    name,
    issuer: claims.iss ?? '',
    subject: claims.sub ?? '',
    audiences: [claims.aud ?? ''],
  }
  return `az ad app federated-credential create --id ${clientId} --parameters '${JSON.stringify(parameters)}'`
}
