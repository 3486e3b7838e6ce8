/** A caller of the endpoint: knows the scoring URI and a key, and reaches it through the proxy like anybody else. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:tls'

export interface Called {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One HTTPS request through the proxy that the environment names, trusting its certificate authority. */
export function call(
  env: Readonly<Record<string, string>>,
  url: string,
  options: Call = {},
): Promise<Called> {
  const target = new URL(url)
  const proxy = new URL(env['HTTPS_PROXY'] ?? '')
  const ca = readFileSync(env['NODE_EXTRA_CA_CERTS'] ?? '')
  return new Promise((resolve, reject) => {
    const tunnel = request({
      host: proxy.hostname,
      port: proxy.port,
      method: 'CONNECT',
      path: `${target.hostname}:443`,
    })
    tunnel.once('error', reject)
    tunnel.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy()
        reject(new Error(`the proxy answered ${response.statusCode} for ${target.hostname}`))
        return
      }
      const secure = connect({ socket, servername: target.hostname, ca })
      secure.once('error', reject)
      const outgoing = request(
        {
          method: options.method ?? 'GET',
          path: `${target.pathname}${target.search}`,
          headers: { host: target.hostname, ...options.headers },
          createConnection: () => secure,
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.once('error', reject)
          incoming.once('end', () => {
            secure.destroy()
            const headers = Object.entries(incoming.headers).map(([name, value]) => [
              name,
              String(value),
            ])
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(headers) as Record<string, string>,
              text: Buffer.concat(chunks).toString('utf8'),
            })
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(options.body)
    })
    tunnel.end()
  })
}

export interface Caller {
  /** POSTs a scoring request, as any client of the service would: to the scoring URI, or a path of its host. */
  score(body: unknown, headers?: Readonly<Record<string, string>>, path?: string): Promise<Called>
  /** The same with a body as it is, whether or not that is JSON. */
  send(text: string, headers?: Readonly<Record<string, string>>, path?: string): Promise<Called>
}

interface Azure {
  readonly subscriptionId: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly resourceGroup: string
  readonly workspace: string
}

/** An ARM request by an administrator of the subscription. */
export async function administer(
  env: Readonly<Record<string, string>>,
  azure: Azure,
  method: string,
  path: string,
  body?: unknown,
): Promise<Called> {
  const token = await call(
    env,
    `https://login.microsoftonline.com/${azure.tenantId}/oauth2/v2.0/token`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: azure.clientId,
        client_secret: azure.clientSecret,
        scope: 'https://management.azure.com/.default',
      }).toString(),
    },
  )
  const { access_token } = JSON.parse(token.text) as { access_token: string }
  const workspace = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${azure.workspace}`
  const separator = path.includes('?') ? '&' : '?'
  return call(
    env,
    `https://management.azure.com${workspace}${path}${separator}api-version=2023-10-01`,
    {
      method,
      headers: {
        authorization: `Bearer ${access_token}`,
        'content-length': String(body === undefined ? 0 : Buffer.byteLength(JSON.stringify(body))),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
}

/** A caller with the endpoint's key. */
export async function callerOf(
  env: Readonly<Record<string, string>>,
  azure: Azure,
  endpoint: string,
): Promise<Caller> {
  const keys = await administer(env, azure, 'POST', `/onlineEndpoints/${endpoint}/listKeys`)
  const { primaryKey } = JSON.parse(keys.text) as { primaryKey: string }
  const uri = (
    JSON.parse((await administer(env, azure, 'GET', `/onlineEndpoints/${endpoint}`)).text) as {
      properties: { scoringUri: string }
    }
  ).properties.scoringUri
  const send: Caller['send'] = (text, headers = {}, path = '') =>
    call(env, new URL(path, uri).href, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${primaryKey}`,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
        ...headers,
      },
      body: text,
    })
  return { send, score: (body, ...more) => send(JSON.stringify(body), ...more) }
}
