/** A plain HTTPS client for tests: it reaches the simulator as any program behind a proxy does. */
import { readFileSync } from 'node:fs'
import { Agent, request as open } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Simulator } from './simulator.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** JSON where it is JSON, text otherwise; made to be looked into by tests. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts on whatever it finds.
  readonly body: any
}

export interface Client {
  send(
    method: string,
    url: string,
    headers?: Record<string, string>,
    body?: string,
  ): Promise<Answer>
  /** A token for the scope, by secret unless the form says otherwise. */
  token(scope: string, form?: Record<string, string>): Promise<Answer>
  /** GitHub's token for the job. */
  idToken(audience?: string): Promise<string>
  /** A call to Resource Manager; a path without a leading slash is one below the workspace. */
  arm(method: string, path: string, body?: unknown, version?: string): Promise<Answer>
  /** The same, and then the operation's last status or result, if it was a long one. */
  done(method: string, path: string, body?: unknown, version?: string): Promise<Answer>
  close(): void
}

export const clientOf = ({ env, azure }: Simulator): Client => {
  const agent = new Agent({
    keepAlive: true,
    proxyEnv: { HTTPS_PROXY: env['HTTPS_PROXY'] },
    ca: readFileSync(env['NODE_EXTRA_CA_CERTS'] ?? ''),
  })
  let signedIn: string | undefined

  const send: Client['send'] = (method, url, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const call = open(url, { method, agent, headers }, async (response) => {
        const text = await buffer(response).then(String, reject)
        if (text === undefined) return
        const { statusCode = 0 } = response
        resolve({ status: statusCode, headers: response.headers, body: parsed(text) })
      })
      call.on('error', reject)
      call.end(body)
    })

  const token: Client['token'] = (scope, form = {}) =>
    send(
      'POST',
      `https://login.microsoftonline.com/${azure.tenantId}/oauth2/v2.0/token`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      new URLSearchParams({
        client_id: azure.clientId,
        grant_type: 'client_credentials',
        scope,
        ...(form['client_assertion'] === undefined ? { client_secret: azure.clientSecret } : {}),
        ...form,
      }).toString(),
    )

  const idToken: Client['idToken'] = async (audience = 'api://AzureADTokenExchange') => {
    const url = `${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=${encodeURIComponent(audience)}`
    const authorization = `bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}`
    return (await send('GET', url, { authorization })).body.value
  }

  const workspace = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${azure.workspace}`

  const arm: Client['arm'] = async (method, path, body, version = '2022-10-01') => {
    signedIn ??= (await token('https://management.azure.com/.default')).body.access_token
    const url = new URL(
      path.startsWith('/') ? path : `${workspace}/${path}`.replace(/\/$/, ''),
      'https://management.azure.com',
    )
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', version)
    const headers = { authorization: `Bearer ${signedIn}` }
    return body === undefined
      ? send(method, url.href, headers)
      : send(
          method,
          url.href,
          { ...headers, 'content-type': 'application/json' },
          JSON.stringify(body),
        )
  }

  const done: Client['done'] = async (method, path, body, version) => {
    const first = await arm(method, path, body, version)
    const at = first.headers['azure-asyncoperation'] ?? first.headers['location']
    if (at === undefined) return first
    const { pathname, search } = new URL(String(at))
    for (;;) {
      const now = await arm('GET', pathname + search)
      if (now.status !== 202 && now.body?.status !== 'InProgress') return now
      await sleep(5)
    }
  }
  return { send, token, idToken, arm, done, close: () => agent.destroy() }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
