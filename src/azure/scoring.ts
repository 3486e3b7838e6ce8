/** One request to the scoring URI, as a caller of the endpoint would send it. */
import { randomUUID } from 'node:crypto'
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineRequest,
} from '@azure/core-rest-pipeline'
import { ActionError, reasonOf } from '../errors.ts'
import type { SmokeAnswer } from '../plan/smoke.ts'
import type { Arm } from './arm.ts'
import { delayMs, isTransient, pause, retryAfterMs } from './patience.ts'

/** How to reach the endpoint. */
export interface Route {
  readonly uri: string
  readonly token: string
  /** Addresses one deployment whatever the traffic; without it the request goes the callers' way. */
  readonly deployment?: string
  readonly timeoutMs: number
  /** How long answers that say "not yet" are tried again; a minute and a half unless given. */
  readonly settlingMs?: number
}

/** Made at the first request: a proxy variable that is no URL throws here, where it is explained. */
const makeClient = () => {
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'azureml-deploy' },
  })
  const http = createDefaultHttpClient()
  return (request: PipelineRequest) => pipeline.sendRequest(http, request)
}
let client: ReturnType<typeof makeClient> | undefined

/** How long a route that has just been made may take to be known everywhere. */
const settlingMs = 90_000
/**
 * What the front end answers while a route settles ("HTTP status codes" of online endpoints); a 424
 * with the model's own status is the model's answer and counts.
 */
const settling = (answer: SmokeAnswer): boolean =>
  [404, 429, 502, 503].includes(answer.status) ||
  (answer.status === 424 &&
    (answer.modelStatus === undefined || ['502', '503', '504'].includes(answer.modelStatus)))

/** Sends a body by POST, or asks by GET. */
function send(route: Route, body: string | undefined, signal: AbortSignal) {
  const request = createPipelineRequest({
    url: route.uri,
    ...(body === undefined ? { method: 'GET' } : { method: 'POST', body }),
    abortSignal: signal,
    timeout: route.timeoutMs,
    headers: createHttpHeaders({
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      accept: 'application/json',
      authorization: `Bearer ${route.token}`,
      'x-ms-client-request-id': randomUUID(),
      ...(route.deployment === undefined ? {} : { 'azureml-model-deployment': route.deployment }),
    }),
  })
  client ??= makeClient()
  return client(request)
}

async function post(
  route: Route,
  body: string,
  signal: AbortSignal,
): Promise<SmokeAnswer & { readonly waitMs?: number }> {
  const started = performance.now()
  const response = await send(route, body, signal)
  const header = (name: string) => response.headers.get(name)
  const waitMs = retryAfterMs(header)
  return {
    status: response.status,
    text: response.bodyAsText ?? '',
    latencyMs: performance.now() - started,
    deployment: header('azureml-model-deployment'),
    requestId: header('x-request-id') ?? header('x-ms-request-id'),
    modelStatus: header('ms-azureml-model-error-statuscode'),
    modelReason: header('ms-azureml-model-error-reason'),
    ...(waitMs === undefined ? {} : { waitMs }),
  }
}

/**
 * Sends one request; while a new route settles, answers that say so are tried again for a minute
 * and a half. Returns the answer whatever its status; throws `smoke-error` only when there is none.
 */
export async function score(
  arm: Arm,
  route: Route,
  body: string,
  signal: AbortSignal,
): Promise<SmokeAnswer> {
  const deadline = Date.now() + (route.settlingMs ?? settlingMs)
  for (let count = 1; ; count++) {
    let wait = delayMs(count)
    try {
      const { waitMs, ...answer } = await post(route, body, signal)
      if (!settling(answer) || Date.now() >= deadline) return answer
      wait = waitMs ?? wait
      arm.log.debug(`scoring: HTTP ${answer.status}; trying again in ${Math.round(wait)} ms`)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const timedOut = (error as { name?: string }).name === 'AbortError'
      if (timedOut || !isTransient(error) || Date.now() >= deadline) {
        const reason = timedOut ? `no answer within ${route.timeoutMs / 1000} s` : reasonOf(error)
        throw new ActionError({
          code: 'smoke-error',
          message: `could not reach ${route.uri}: ${reason}`,
          hint: "Check that the runner reaches the endpoint's host (firewall, proxy, private network).",
          cause: error,
        })
      }
    }
    await pause(Math.min(wait, 10_000), signal)
  }
}

/** What is asked for its own sake is not waited for as a model is. */
const documentMs = 30_000

/** The OpenAPI document of a deployment; undefined where it offers none, which is no failure. */
export async function readOpenApi(
  arm: Arm,
  route: Omit<Route, 'timeoutMs'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await send({ ...route, timeoutMs: documentMs }, undefined, signal)
    return answer.status === 200 ? (answer.bodyAsText ?? undefined) : undefined
  } catch (error) {
    if (signal.aborted) throw signal.reason
    arm.log.debug(`no OpenAPI document: ${reasonOf(error)}`)
    return undefined
  }
}
