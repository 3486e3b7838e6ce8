/** Requests read whole and answers given as values, for the hosts that speak JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; undefined = no body at all. */
  readonly body?: unknown
}

export const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export const send = (response: ServerResponse, { status, headers, body }: Reply): void => {
  const text = body === undefined ? '' : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** The token after `Bearer`, in whatever case the client writes it. */
export const bearerOf = (request: IncomingMessage): string | undefined =>
  /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]

/** The address as the client wrote it. */
export const urlOf = (request: IncomingMessage, host: string): URL =>
  new URL(`https://${host}${request.url ?? '/'}`)
