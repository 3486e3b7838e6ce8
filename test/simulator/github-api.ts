/** The corner of GitHub's REST API that a deployment reports to: deployments, statuses, comments. */
import type { Azure } from './azure.ts'
import { type Reply, readText, send, urlOf } from './http.ts'
import type { Handler } from './types.ts'
import type { GitHub, GitHubDeployment, Json } from './world.ts'

export const apiHost = 'api.github.com'

export const githubApi =
  (azure: Azure): Handler =>
  async (request, response) => {
    const url = urlOf(request, apiHost)
    const text = await readText(request)
    const { github } = azure.world
    const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token !== github.token) {
      send(response, { status: 401, body: { message: 'Bad credentials', status: '401' } })
      return
    }
    const body = text === '' ? {} : (JSON.parse(text) as Json)
    send(response, reply(github, request.method ?? '', url, body, azure.clock.now().toISOString()))
    azure.save()
  }

interface Call {
  readonly github: GitHub
  readonly url: URL
  /** The numbers in the path, in order. */
  readonly ids: readonly number[]
  readonly body: Json
  readonly at: string
}

const ok = (body: unknown): Reply => ({ status: 200, body })
const created = (body: unknown): Reply => ({ status: 201, body })
const notFound: Reply = { status: 404, body: { message: 'Not Found', status: '404' } }

/** Below the repository; `#` is a number. */
const routes: Readonly<Record<string, (call: Call) => Reply>> = {
  'GET ': ({ github }) => ok({ id: Number(github.repositoryId), name: github.repository }),

  'GET /deployments': ({ github, url }) =>
    ok(
      github.deployments
        .filter(({ request }) =>
          ['environment', 'ref', 'sha', 'task'].every((name) => {
            const wanted = url.searchParams.get(name)
            return wanted === null || wanted === request[name]
          }),
        )
        .map((deployment) => view(github, deployment))
        .reverse(),
    ),
  'POST /deployments': ({ github, body, at }) =>
    created(view(github, added(github.deployments, { request: body, statuses: [], at }))),
  'GET /deployments/#': (call) => ofDeployment(call, (one) => ok(view(call.github, one))),
  'GET /deployments/#/statuses': (call) =>
    ofDeployment(call, ({ statuses }) => ok(statuses.map(statusView).reverse())),
  'POST /deployments/#/statuses': (call) =>
    ofDeployment(call, ({ statuses }) =>
      created(statusView(added(statuses, { request: call.body, at: call.at }))),
    ),

  'GET /issues/#/comments': ({ github, ids: [issue] }) =>
    ok(github.comments.filter((comment) => comment.issue === issue)),
  'POST /issues/#/comments': ({ github, ids: [issue = 0], body }) =>
    created(added(github.comments, { issue, body: String(body['body']) })),
  'PATCH /issues/comments/#': ({ github, ids: [id], body }) => {
    const comment = github.comments.find((one) => one.id === id)
    if (comment === undefined) return notFound
    comment.body = String(body['body'])
    return ok(comment)
  },
}

const reply = (github: GitHub, method: string, url: URL, body: Json, at: string): Reply => {
  const home = `/repos/${github.owner}/${github.repository}`
  if (!url.pathname.toLowerCase().startsWith(home.toLowerCase())) return notFound
  const path = url.pathname.slice(home.length)
  const ids = (path.match(/\d+/g) ?? []).map(Number)
  const route = routes[`${method} ${path.replace(/\d+/g, '#')}`]
  return route?.({ github, url, ids, body, at }) ?? notFound
}

const ofDeployment = (
  { github, ids: [id] }: Call,
  answer: (deployment: GitHubDeployment) => Reply,
): Reply => {
  const deployment = github.deployments.find((one) => one.id === id)
  return deployment === undefined ? notFound : answer(deployment)
}

const statusView = ({ id, request, at }: GitHubDeployment['statuses'][number]) => ({
  id,
  ...request,
  created_at: at,
})

const view = (github: GitHub, { id, request, at }: GitHubDeployment) => ({
  id,
  sha: github.sha,
  task: 'deploy',
  environment: 'production',
  ...request,
  url: `https://${apiHost}/repos/${github.owner}/${github.repository}/deployments/${id}`,
  created_at: at,
  updated_at: at,
})

const added = <T extends { readonly id: number }>(list: T[], item: Omit<T, 'id'>): T => {
  const whole = { id: list.length + 1, ...item } as T
  list.push(whole)
  return whole
}
