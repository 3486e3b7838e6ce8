/** The connection to Azure Resource Manager: the SDK where it can be trusted, its own pipeline where it cannot. */
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import type { TokenCredential } from '@azure/core-auth'
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline'
import { ActionError } from '../errors.ts'
import type { Log } from '../log.ts'
import { readAzureError } from '../plan/azureError.ts'
import { type Attempt, explain } from '../plan/explain.ts'
import type { Request } from '../plan/request.ts'
import { armScope, type CloudHosts } from './cloud.ts'
import { asFailure, correlationOf } from './failure.ts'
import { patience } from './patience.ts'

/**
 * For endpoints and deployments. The SDK speaks 2022-10-01, whose endpoint knows no `mirrorTraffic`:
 * a PUT in that version would erase one. 2023-10-01 knows it and is stable.
 */
export const inferenceApiVersion = '2023-10-01'

export interface ArmAnswer {
  readonly status: number
  /** Parsed JSON, or undefined for an empty body. */
  readonly body: unknown
  header(name: string): string | undefined
}

export interface ArmCall {
  readonly method: HttpMethods
  /** An absolute URL, or a path that begins with a slash. */
  readonly path: string
  readonly body?: unknown
  readonly attempt: Attempt
  readonly signal: AbortSignal
  /** Statuses besides 2xx that the caller can make sense of. */
  readonly accept?: readonly number[]
}

export interface Arm {
  readonly sdk: AzureMachineLearningWorkspaces
  readonly where: Request['where']
  readonly hosts: CloudHosts
  readonly credential: TokenCredential
  /** The ARM id of the workspace, as Azure's clients write it. */
  readonly workspaceId: string
  readonly log: Log
  /** What time it is for Azure, in milliseconds since 1970: a runner's own clock may be wrong. */
  now(): number
  /** A call in the newer api-version. Throws an ActionError for any status that is not accepted. */
  send(call: ArmCall): Promise<ArmAnswer>
}

export function connectArm(
  where: Request['where'],
  hosts: CloudHosts,
  credential: TokenCredential,
  log: Log,
): Arm {
  let ahead = 0
  const sdk = new AzureMachineLearningWorkspaces(credential, where.subscriptionId, {
    endpoint: hosts.arm,
    credentialScopes: armScope(hosts),
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'azureml-deploy' },
    additionalPolicies: [
      {
        policy: patience(log),
        position: 'perCall',
      },
      {
        policy: hearTime((at) => {
          ahead = at - Date.now()
        }),
        position: 'perRetry',
      },
    ],
  })
  const http = createDefaultHttpClient()
  const workspaceId = `/subscriptions/${where.subscriptionId}/resourceGroups/${where.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${where.workspace}`

  const send = async ({
    method,
    path,
    body,
    attempt,
    signal,
    accept = [],
  }: ArmCall): Promise<ArmAnswer> => {
    const url = new URL(path, hosts.arm)
    // The request carries the identity's token: an address that a resource names gets it only from ARM.
    if (url.origin !== hosts.arm) {
      throw new ActionError({
        code: 'azure-refused',
        message: `could not ${attempt.doing}: an answer points to ${url.origin}, which is not ${hosts.arm}`,
      })
    }
    if (!url.searchParams.has('api-version'))
      url.searchParams.set('api-version', inferenceApiVersion)
    const request = createPipelineRequest({
      url: url.href,
      method,
      abortSignal: signal,
      headers: createHttpHeaders({
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    try {
      const response = await sdk.pipeline.sendRequest(http, request)
      const header = (name: string) => response.headers.get(name)
      const parsed = response.bodyAsText ? parse(response.bodyAsText) : undefined
      const fine = response.status >= 200 && response.status < 300
      if (fine || accept.includes(response.status))
        return { status: response.status, body: parsed, header }
      throw new ActionError({
        ...explain(readAzureError(parsed ?? response.bodyAsText), {
          ...attempt,
          status: response.status,
        }),
        correlation: correlationOf(header),
      })
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw asFailure(error, attempt)
    }
  }
  return { sdk, where, hosts, credential, workspaceId, log, now: () => Date.now() + ahead, send }
}

/** Every answer says when it was given, to the second. */
const hearTime = (hear: (at: number) => void): PipelinePolicy => ({
  name: 'hearTime',
  async sendRequest(request, next) {
    const response = await next(request)
    const at = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(at)) hear(at)
    return response
  },
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** A loosely typed resource of ARM: the parts that the action reads, checked as they are read. */
export interface Resource {
  readonly id?: string
  readonly name?: string
  readonly location?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly identity?: {
    readonly type?: string
    readonly userAssignedIdentities?: Readonly<Record<string, unknown>>
  }
  readonly kind?: string
  readonly sku?: { readonly name?: string; readonly capacity?: number }
  readonly properties?: Readonly<Record<string, unknown>>
  readonly systemData?: { readonly createdAt?: string }
}
