/** What the runner gets from elsewhere than Azure, through its proxy. */
import { HttpClient } from '@actions/http-client'
import type { Download, Downloaded } from '../attestation/download.ts'

const mostTries = 3
const tryMs = 20_000
const pauseMs = 500
/** Nothing that is asked for so is longer. */
const longest = 32 << 20

/** Tries again what was not answered, or with an error that may pass. */
export const download: Download = async (url, signal, headers = {}) => {
  for (let tries = 1; ; tries++) {
    const last = tries >= mostTries
    try {
      const answer = await get(url, headers, AbortSignal.any([signal, AbortSignal.timeout(tryMs)]))
      if (last || (answer.status < 500 && answer.status !== 429)) return answer
    } catch (error) {
      if (last || signal.aborted) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs * tries))
  }
}

/** The client knows no signal, so that whoever waits has to stop waiting. */
async function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Downloaded> {
  signal.throwIfAborted()
  // It follows redirects, and takes the token to no other host.
  const client = new HttpClient('azureml-deploy')
  const { promise: tooLong, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([read(client, url, headers), tooLong])
  } finally {
    signal.removeEventListener('abort', stop)
    client.dispose()
  }
}

async function read(
  client: HttpClient,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Downloaded> {
  const { message } = await client.get(url, { ...headers })
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of message as AsyncIterable<Buffer>) {
    bytes += piece.byteLength
    if (bytes > longest) throw new Error(`more than ${longest} bytes`)
    pieces.push(piece)
  }
  return {
    status: message.statusCode ?? 0,
    header: (name) => {
      const value = message.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: Buffer.concat(pieces),
  }
}
