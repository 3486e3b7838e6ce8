/** Accidents on order: which requests meet one, and what happens to their answers. */
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Handler } from './types.ts'

export interface Fault {
  readonly match: {
    readonly method?: string
    /** A regular expression over the whole address. */
    readonly url?: string
    /** Only the n-th request that matches, counted from 1; without it, every one. */
    readonly nth?: number
  }
  readonly do: Accident
}

export interface Accident {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The connection breaks without an answer. */
  readonly reset?: boolean
  /** No answer comes, the connection stays. */
  readonly hang?: boolean
  readonly delayMs?: number
  /** Told that the request has come, which is held back until this settles; only within one process. */
  readonly hold?: () => Promise<unknown>
  /** The connection breaks after so many bytes of the body; `true` = after half of it. */
  readonly truncate?: number | boolean
  /** The request takes effect, then its answer is lost, or replaced by `status` and `body`. */
  readonly afterEffect?: boolean
}

export interface Faults {
  /** Returns what takes it back again. */
  add(fault: Fault): () => void
  /** The accident that this request meets, if any. */
  strike(method: string, url: string): Accident | undefined
}

export const faultList = (initial: readonly Fault[] = []): Faults => {
  const faults = new Set<{ fault: Fault; url: RegExp; matched: number }>()
  const add = (fault: Fault) => {
    const entry = { fault, url: new RegExp(fault.match.url ?? ''), matched: 0 }
    faults.add(entry)
    return () => void faults.delete(entry)
  }
  initial.forEach(add)

  const strike = (method: string, url: string): Accident | undefined => {
    const hit = [...faults]
      .filter((entry) => entry.url.test(url))
      .filter(({ fault }) => (fault.match.method ?? method).toUpperCase() === method)
    for (const entry of hit) entry.matched += 1
    return hit.find(({ fault, matched }) => (fault.match.nth ?? matched) === matched)?.fault.do
  }
  return { add, strike }
}

/** Where an accident reports the answer that was given, or that none was. */
interface Witness {
  watch(response: ServerResponse): void
  unanswered(): void
}

/** Carries out the accident; `handle` is what would have answered. */
export const suffer = async (
  accident: Accident,
  handle: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  witness: Witness,
): Promise<void> => {
  const { status, headers, body, delayMs, hold, truncate, reset, hang, afterEffect } = accident
  await hold?.()
  if (delayMs !== undefined) await sleep(delayMs, undefined, { ref: false })
  const replaced = status !== undefined || body !== undefined

  if (afterEffect) {
    const lost = nowhere(request)
    if (!replaced) witness.watch(lost)
    await handle(request, lost)
  }
  if (!replaced && hang) return witness.unanswered()
  if (!replaced && (reset || afterEffect)) {
    witness.unanswered()
    request.socket.destroy()
    return
  }
  witness.watch(response)
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
  if (truncate) cutShort(response, truncate)
  if (!replaced) return handle(request, response)
  request.resume()
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  if (text !== '' && !response.hasHeader('content-type')) {
    response.setHeader('content-type', typeof body === 'string' ? 'text/plain' : 'application/json')
  }
  response.setHeader('content-length', Buffer.byteLength(text))
  response.statusCode = status ?? 200
  response.end(text)
}

/** A response that is complete and that nobody reads. */
const nowhere = (request: IncomingMessage): ServerResponse => {
  const response = new ServerResponse(request)
  response.assignSocket(new PassThrough().resume() as unknown as Socket)
  response.on('finish', () => response.emit('close'))
  return response
}

/** Promises the whole body in the headers, sends a part of it, then breaks the connection. */
const cutShort = (response: ServerResponse, truncate: number | true): void => {
  const end = response.end.bind(response)
  const kept: Buffer[] = []
  response.write = (chunk: string | Uint8Array) => kept.push(Buffer.from(chunk)) > 0
  response.end = (chunk?: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) kept.push(Buffer.from(chunk))
    const whole = Buffer.concat(kept)
    const part = whole.subarray(0, truncate === true ? whole.length / 2 : truncate)
    if (!response.headersSent) response.setHeader('content-length', whole.length)
    Reflect.apply(end, response, [part, () => response.socket?.destroy()])
    return response
  }
}
