/** Writes down every exchange as it went over the wire, secrets too: redaction tests read it. */
import { appendFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type Tap, tapRequest, tapResponse } from './tap.ts'

/** One request and its answer. `status` 0: no answer was given. */
export interface Exchange {
  readonly at: string
  readonly ms: number
  readonly method: string
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, unknown>>
  readonly requestBody: unknown
  readonly status: number
  readonly responseHeaders: OutgoingHttpHeaders
  readonly responseBody: unknown
}

/** An exchange that has arrived and is not answered yet. */
export interface Opened {
  /** The answer that counts as given, even where a fault keeps it from the client. */
  watch(response: ServerResponse): void
  /** No answer will ever come. */
  unanswered(): void
}

export interface Recorder {
  /** Complete exchanges, in order of arrival. */
  readonly exchanges: readonly Exchange[]
  open(host: string, request: IncomingMessage): Opened
  refused(target: string): void
  /** Writes what is still open as unanswered. */
  close(): void
}

/** With a file, a line is written as soon as the exchange and all that arrived before it are complete. */
export const recorder = (now: () => Date, file?: string): Recorder => {
  const exchanges: Exchange[] = []
  const waiting: { done: boolean; finish: () => Exchange }[] = []
  if (file !== undefined) writeFileSync(file, '')

  const flush = (): void => {
    while (waiting[0]?.done) {
      const exchange = waiting.shift()?.finish()
      if (exchange === undefined) return
      exchanges.push(exchange)
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(exchange)}\n`)
    }
  }

  const open = (host: string, request: IncomingMessage): Opened => {
    const at = now()
    const payloads = /\.blob\./.test(host)
    const sent = tapRequest(request, payloads)
    let given: { response: ServerResponse; body: Tap } | undefined
    let exchange: Exchange | undefined

    const entry = {
      done: false,
      finish: () =>
        exchange ?? {
          at: at.toISOString(),
          ms: now().getTime() - at.getTime(),
          method: request.method ?? '',
          url: `https://${host}${request.url}`,
          requestHeaders: request.headers,
          requestBody: sent.read(request.headers['content-type']),
          status: given?.response.headersSent ? given.response.statusCode : 0,
          responseHeaders: given?.response.getHeaders() ?? {},
          responseBody:
            given?.body.read(String(given.response.getHeader('content-type') ?? '')) ?? null,
        },
    }
    const complete = (): void => {
      if (entry.done) return
      exchange = entry.finish()
      entry.done = true
      flush()
    }
    waiting.push(entry)
    return {
      watch: (response) => {
        // A header set beforehand makes Node keep all of them readable, those of writeHead() too.
        response.setHeader('date', now().toUTCString())
        // Complete as soon as the handler has ended it: before the client can have read it.
        given = { response, body: tapResponse(response, payloads, complete) }
        response.on('close', complete)
      },
      unanswered: complete,
    }
  }

  const refused = (target: string): void => {
    waiting.push({ done: true, finish: () => refusal(target, now()) })
    flush()
  }
  const close = (): void => {
    for (const entry of waiting) entry.done = true
    flush()
  }
  return { exchanges, open, refused, close }
}

const refusal = (target: string, at: Date): Exchange => ({
  at: at.toISOString(),
  ms: 0,
  method: 'CONNECT',
  url: target,
  requestHeaders: {},
  requestBody: null,
  status: 403,
  responseHeaders: {},
  responseBody: null,
})
