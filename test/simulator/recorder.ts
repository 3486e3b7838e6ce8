/** Writes down every exchange as it went over the wire, secrets too: redaction tests read it. */
import { appendFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

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

const limit = 1 << 20

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

/** Listens in on a body without consuming it: counts always, keeps the text where it is wanted. */
interface Tap {
  add(chunk: unknown): void
  read(type?: string): unknown
}

const tap = (payload: boolean): Tap => {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    add: (chunk) => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
      const buffer = Buffer.from(chunk)
      bytes += buffer.length
      if (!payload && bytes <= limit) chunks.push(buffer)
    },
    read: (type = '') => {
      if (bytes === 0) return null
      if (payload || bytes > limit || /^(image|audio|video)\/|octet-stream/.test(type))
        return { bytes }
      return parsed(Buffer.concat(chunks).toString())
    },
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The HTTP parser hands every chunk to `push`; a listener would set the stream flowing too early. */
const tapRequest = (request: IncomingMessage, payload: boolean): Tap => {
  const body = tap(payload)
  const push = request.push.bind(request)
  request.push = (chunk, encoding) => {
    body.add(chunk)
    return push(chunk, encoding)
  }
  return body
}

const tapResponse = (response: ServerResponse, payload: boolean, ended: () => void): Tap => {
  const body = tap(payload)
  // `end(chunk)` writes its chunk without calling `write`, so both are listened to.
  for (const name of ['write', 'end'] as const) {
    const original = response[name]
    const heard = (...args: readonly unknown[]): unknown => {
      body.add(args[0])
      const result: unknown = Reflect.apply(original, response, args)
      if (name === 'end') ended()
      return result
    }
    Object.assign(response, { [name]: heard })
  }
  return body
}
