/** Trying again: what may pass by itself, how long to wait, and when to give up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Log } from '../log.ts'

const transientStatuses = new Set([408, 429, 500, 502, 503, 504])
/** Of the Azure SDK and of Node: no answer, half an answer, or no connection. */
const transientCodes = new Set([
  'REQUEST_SEND_ERROR',
  'PARSE_ERROR',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'UND_ERR_SOCKET',
  'ERR_STREAM_PREMATURE_CLOSE',
])
/** Certificates do not heal by waiting. */
const tls = /certificate|self.signed|CERT_/i

export const maxTries = 6
const firstDelayMs = 400
const longestDelayMs = 20_000
/** One try of a request; Azure answers within seconds or not at all. */
const tryTimeoutMs = 60_000
/** What is sent takes its time; a connection on which it takes more than this is stuck. */
const slowestBytesPerMs = 32

/** Waits, unless the signal ends it first. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error
  })

/** Exponential with jitter, or what the service asked for. */
export function delayMs(attempt: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, 120_000)
  const most = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1))
  return most / 2 + (Math.random() * most) / 2
}

/** `Retry-After` (seconds or a date) and its millisecond cousins, in milliseconds. */
export function retryAfterMs(header: (name: string) => string | undefined): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const ms = Number(header(name) ?? Number.NaN)
    if (ms >= 0) return ms
  }
  const value = header('retry-after')
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

interface Thrown {
  readonly name?: string
  readonly code?: string
  readonly statusCode?: number
  readonly message?: string
  readonly response?: { readonly headers?: { get(name: string): string | undefined } }
  readonly cause?: unknown
}

/** Whether what was thrown may pass by itself. Aborts of ours never count; timeouts of a try do. */
export function isTransient(error: unknown): boolean {
  const thrown = error as Thrown
  if (thrown.statusCode !== undefined) {
    // A success whose body broke off is a transient fault too.
    return transientStatuses.has(thrown.statusCode) || thrown.code === 'PARSE_ERROR'
  }
  if (tls.test(thrown.message ?? '') || tls.test(thrown.code ?? '')) return false
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return true
  return (
    (thrown.code !== undefined && transientCodes.has(thrown.code)) ||
    /socket hang up|premature close|terminated/i.test(thrown.message ?? '')
  )
}

export interface PersistOptions {
  readonly signal: AbortSignal
  readonly tries?: number
  /** How much a try sends. */
  readonly bytes?: number
  readonly onRetry?: (why: string, waitMs: number) => void
}

/**
 * Runs `attempt` until it succeeds, fails for good, or has been tried often enough. Its signal ends a
 * try that hangs, too.
 */
export async function persist<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  options: PersistOptions,
): Promise<T> {
  const { signal, tries = maxTries, bytes = 0 } = options
  const longestMs = tryTimeoutMs + Math.ceil(bytes / slowestBytesPerMs)
  for (let count = 1; ; count++) {
    signal.throwIfAborted()
    const limit = AbortSignal.timeout(longestMs)
    try {
      return await attempt(AbortSignal.any([signal, limit]))
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      const error = limit.aborted ? noAnswer(longestMs, cause) : cause
      if (count >= tries || !isTransient(error)) throw error
      const thrown = error as Thrown
      const wait = delayMs(
        count,
        retryAfterMs((name) => thrown.response?.headers?.get(name)),
      )
      options.onRetry?.(
        thrown.statusCode ? `HTTP ${thrown.statusCode}` : (thrown.message ?? 'no answer'),
        wait,
      )
      await pause(wait, signal)
    }
  }
}

/** A try that was ended because it hung: what the SDK throws says only that it was aborted. */
const noAnswer = (ms: number, cause: unknown): Error =>
  Object.assign(new Error(`no answer within ${Math.round(ms / 1000)} s`, { cause }), {
    name: 'TimeoutError',
  })

/** A success whose JSON broke off on the way. */
function isTruncated(response: PipelineResponse): boolean {
  const type = response.headers.get('content-type') ?? ''
  if (!/json/.test(type) || !response.bodyAsText) return false
  try {
    JSON.parse(response.bodyAsText)
    return false
  } catch {
    return true
  }
}

/**
 * The retries of every request to Resource Manager and Entra ID. The SDK's own policy gives up after three tries, does
 * not know a try that hangs, and takes half a JSON document for an answer; so this one stands in
 * for it, outside of everything else in the pipeline.
 */
export const patience = (log: Log): PipelinePolicy => ({
  name: 'patience',
  async sendRequest(request, next) {
    const signal = (request.abortSignal as AbortSignal | undefined) ?? new AbortController().signal
    request.timeout = tryTimeoutMs
    for (let count = 1; ; count++) {
      let wait: number
      let why: string
      try {
        const response = await next(request)
        const again = transientStatuses.has(response.status) || isTruncated(response)
        if (!again || count >= maxTries) return response
        wait = delayMs(
          count,
          retryAfterMs((name) => response.headers.get(name)),
        )
        why = `HTTP ${response.status}`
      } catch (error) {
        if (signal.aborted) throw signal.reason
        if (count >= maxTries || !isTransient(error)) throw error
        const thrown = error as Thrown
        wait = delayMs(
          count,
          retryAfterMs((name) => thrown.response?.headers?.get(name)),
        )
        why = thrown.statusCode ? `HTTP ${thrown.statusCode}` : (thrown.message ?? 'no answer')
      }
      const what = new URL(request.url).pathname.split('/').slice(-2).join('/')
      log.debug(
        `Azure: ${request.method} ${what}: ${why}; trying again in ${(wait / 1000).toFixed(1)} s`,
      )
      await pause(wait, signal)
    }
  },
})
