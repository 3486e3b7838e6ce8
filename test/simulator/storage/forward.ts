/** Passes a storage request on to Azurite and its answer back, a chunk at a time. */
import { Agent, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { internalError, refuse, signatureRefused } from './refusal.ts'

/** Headers that belong to one connection, not to the message. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade'])

/** Azurite's codes for a key or SAS that does not fit. In Azure they mean a firewall, a bad token. */
const badSignature = new Set(['AuthorizationFailure', 'InvalidAuthenticationInfo'])

export interface Forwarder {
  forward(request: IncomingMessage, response: ServerResponse, authorization?: string): Promise<void>
  close(): void
}

/** A forwarder to the Azurite at `origin`. */
export function forwarder(origin: string): Forwarder {
  const agent = new Agent({ keepAlive: true })
  const { hostname, port } = new URL(origin)

  async function forward(
    request: IncomingMessage,
    response: ServerResponse,
    authorization?: string,
  ): Promise<void> {
    const upstream = open({
      agent,
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request, authorization),
    })
    response.once('close', () => upstream.destroy())
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upstream.once('response', resolve).on('error', reject)
    })
    // Not a pipeline: when Azurite is lost, the client must stay, to be told.
    request.pipe(upstream)
    try {
      await reply(await answered, response)
    } catch {
      if (response.headersSent) response.destroy()
      else refuse(response, internalError)
    }
  }

  return { forward, close: () => agent.destroy() }
}

/** Azure takes an empty checksum for none; Azurite finds it malformed. */
const checksum = /^(x-ms-blob-)?content-md5$/i

/** The client's own spelling is kept: metadata names are case-preserving in Azure. */
function requestHeaders(request: IncomingMessage, authorization?: string): string[] {
  // The signature of a shared key covers the header, empty or not.
  const signed = /^SharedKey/i.test(request.headers.authorization ?? '')
  const kept = pairs(request.rawHeaders).filter(
    ([name, value]) =>
      !hopByHop.has(name.toLowerCase()) &&
      !(authorization !== undefined && name.toLowerCase() === 'authorization') &&
      !(value === '' && checksum.test(name) && !signed),
  )
  if (authorization !== undefined) kept.push(['Authorization', authorization])
  return kept.flat()
}

async function reply(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  if (badSignature.has(String(answer.headers['x-ms-error-code']))) {
    answer.resume()
    return refuse(response, signatureRefused)
  }
  const headers = pairs(answer.rawHeaders).filter(([name]) => !hopByHop.has(name.toLowerCase()))
  for (const pair of headers) {
    if (pair[0].toLowerCase() === 'server') pair[1] = 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0'
  }
  response.writeHead(answer.statusCode ?? 500, answer.statusMessage, headers.flat())
  await pipeline(answer, response)
}

function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  )
}
