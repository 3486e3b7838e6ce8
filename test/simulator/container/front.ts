/** Azure's front end before the instances: queue, time limit, and its own words for a model's errors. */
import { Agent, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ContainerSpec, Handler } from '../types.ts'
import type { Instance } from './instance.ts'
import type { Routes } from './program.ts'

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** Headers of the connection, and the caller's key, which is none of the model's business. */
const withheld = new Set(['connection', 'keep-alive', 'host', 'authorization', 'transfer-encoding'])

/** Forwards requests to whichever ready instance has room. */
export function createFront(
  spec: ContainerSpec,
  routes: Routes,
  instances: readonly Instance[],
): Handler {
  const agent = new Agent({ keepAlive: false })
  const capacity = spec.maxConcurrentRequests * spec.instanceCount
  const busy = new Map<Instance, number>()
  const waiting: (() => void)[] = []
  let pending = 0
  let running = 0

  /** Waits for a place among the concurrent requests; `false` if time ran out first. */
  async function place(signal: AbortSignal): Promise<boolean> {
    if (running >= capacity) {
      const turn = Promise.withResolvers<void>()
      waiting.push(turn.resolve)
      signal.addEventListener('abort', () => turn.resolve(), { once: true })
      await turn.promise
      const index = waiting.indexOf(turn.resolve)
      if (index >= 0) waiting.splice(index, 1)
      if (signal.aborted) return false
    }
    running += 1
    return true
  }

  async function score(request: IncomingMessage, signal: AbortSignal): Promise<Answer | undefined> {
    const [instance] = instances
      .filter((each) => each.port() !== undefined)
      .toSorted((a, b) => (busy.get(a) ?? 0) - (busy.get(b) ?? 0))
    if (instance === undefined) return undefined
    busy.set(instance, (busy.get(instance) ?? 0) + 1)
    try {
      return await call(agent, instance.port() ?? 0, request, signal)
    } finally {
      busy.set(instance, (busy.get(instance) ?? 1) - 1)
    }
  }

  return async (request, response) => {
    if (!routes.serves(request.url?.split('?')[0] ?? '')) return void response.writeHead(404).end()
    if (pending >= 2 * capacity) return reject(response, 429, 'too_many_pending_request')
    const timeout = AbortSignal.timeout(spec.requestTimeoutMs)
    pending += 1
    try {
      if (!(await place(timeout))) return void response.writeHead(408).end()
      try {
        const answer = await score(request, timeout)
        if (answer === undefined) return reject(response, 424, 'model_not_ready', 503)
        reply(response, answer)
      } finally {
        running -= 1
        waiting.shift()?.()
      }
    } catch {
      if (timeout.aborted) response.writeHead(408).end()
      else reject(response, 424, 'model_error', 502)
    } finally {
      pending -= 1
    }
  }
}

async function call(
  agent: Agent,
  port: number,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  const upstream = open({
    agent,
    signal,
    host: '127.0.0.1',
    port,
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !withheld.has(name)),
    ),
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve).on('error', reject)
  })
  // Not a pipeline: when the server is lost, the client must stay, to be told.
  request.pipe(upstream)
  const answer = await answered
  const body = await buffer(answer)
  return { status: answer.statusCode ?? 502, headers: answer.headers, body }
}

function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !withheld.has(name)) response.setHeader(name, value)
  }
  response.setHeader('content-length', body.length)
  if (status === 200) return void response.writeHead(200).end(body)
  reject(response, 424, 'model_error', status, body)
}

/** Azure's refusals: why, and what the model itself had answered, are in headers. */
function reject(
  response: ServerResponse,
  status: number,
  reason: string,
  modelStatus?: number,
  body: Buffer = Buffer.alloc(0),
): void {
  response.setHeader('ms-azureml-model-error-reason', reason)
  if (modelStatus !== undefined) {
    response.setHeader('ms-azureml-model-error-statuscode', String(modelStatus))
  }
  response.writeHead(status).end(body)
}
