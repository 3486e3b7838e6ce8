/** The corner of GitHub's REST API that a run shows itself in: deployments, comments, runs. */
import type { Azure } from './azure.ts'
import { attestationsReply } from './github-attestations.ts'
import { type Reply, readText, send, urlOf } from './http.ts'
import type { Handler } from './types.ts'
import type { GitHub, GitHubDeployment, GitHubPermission, Json } from './world.ts'

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
    const at = azure.clock.now().toISOString()
    send(
      response,
      attestationsReply(github, url) ?? reply(github, request.method ?? '', url, body, at),
    )
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
const forbidden: Reply = {
  status: 403,
  body: { message: 'Resource not accessible by integration', status: '403' },
}
const invalid = (field: string, code: string): Reply => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ field, code }], status: '422' },
})

interface Route {
  readonly needs: readonly [GitHubPermission, 'read' | 'write'] | undefined
  answer(call: Call): Reply
}

const needing =
  (permission: GitHubPermission, level: 'read' | 'write') =>
  (answer: Route['answer']): Route => ({ needs: [permission, level], answer })
const readsDeployments = needing('deployments', 'read')
const writesDeployments = needing('deployments', 'write')
const readsComments = needing('pull-requests', 'read')
const writesComments = needing('pull-requests', 'write')
const readsRuns = needing('actions', 'read')

/** Below the repository; `#` is a number. */
const routes: Readonly<Record<string, Route>> = {
  'GET ': {
    needs: undefined,
    answer: ({ github }) => ok({ id: Number(github.repositoryId), name: github.repository }),
  },

  'GET /deployments': readsDeployments(({ github, url }) =>
    paged(
      url,
      github.deployments
        .filter(({ request }) =>
          ['environment', 'ref', 'sha', 'task'].every((name) => {
            const wanted = url.searchParams.get(name)
            // A deployment of a commit names it by `ref`.
            const given = name === 'sha' ? (request['sha'] ?? request['ref']) : request[name]
            return wanted === null || wanted === given
          }),
        )
        .map((deployment) => view(github, deployment))
        .reverse(),
    ),
  ),
  'POST /deployments': writesDeployments(({ github, body, at }) =>
    typeof body['ref'] === 'string' && body['ref'] !== ''
      ? created(view(github, added(github.deployments, { request: body, statuses: [], at })))
      : invalid('ref', 'missing_field'),
  ),
  'GET /deployments/#': readsDeployments((call) =>
    ofDeployment(call, (one) => ok(view(call.github, one))),
  ),
  'GET /deployments/#/statuses': readsDeployments((call) =>
    ofDeployment(call, ({ statuses }) => paged(call.url, statuses.map(statusView).reverse())),
  ),
  'POST /deployments/#/statuses': writesDeployments((call) =>
    ofDeployment(call, (deployment) => addStatus(call, deployment)),
  ),

  'GET /issues/#/comments': readsComments(({ github, url, ids: [issue] }) =>
    paged(url, github.comments.filter((comment) => comment.issue === issue).map(commentView)),
  ),
  'POST /issues/#/comments': writesComments(({ github, ids: [issue = 0], body }) =>
    saying(body, (text) => created(commentView(added(github.comments, { issue, body: text })))),
  ),
  'PATCH /issues/comments/#': writesComments(({ github, ids: [id], body }) => {
    const comment = github.comments.find((one) => one.id === id)
    if (comment === undefined) return notFound
    return saying(body, (text) => {
      comment.body = text
      return ok(commentView(comment))
    })
  }),

  'GET /actions/runs/#/attempts/#': readsRuns(({ github, ids: [id = 0, attempt] }) => {
    const run = github.runs[String(id)]
    return run === undefined ? notFound : ok({ id, run_attempt: attempt, status: run.status })
  }),
}

const levels = ['none', 'read', 'write'] as const

const reply = (github: GitHub, method: string, url: URL, body: Json, at: string): Reply => {
  const home = `/repos/${github.owner}/${github.repository}`
  if (!url.pathname.toLowerCase().startsWith(home.toLowerCase())) return notFound
  const path = url.pathname.slice(home.length)
  const ids = (path.match(/\d+/g) ?? []).map(Number)
  const route = routes[`${method} ${path.replace(/\d+/g, '#')}`]
  if (route === undefined) return notFound
  if (route.needs) {
    const [permission, level] = route.needs
    if (levels.indexOf(github.permissions[permission]) < levels.indexOf(level)) return forbidden
  }
  return route.answer({ github, url, ids, body, at })
}

/** A list comes in pages, of 30 where the caller does not say, and of 100 at most; `Link` leads to the next. */
const paged = (url: URL, items: readonly unknown[]): Reply => {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30))
  const number = Number(url.searchParams.get('page') ?? 1)
  const next = new URL(url)
  next.searchParams.set('page', String(number + 1))
  const more = items.length > number * size
  return {
    ...ok(items.slice((number - 1) * size, number * size)),
    ...(more ? { headers: { link: `<${next}>; rel="next"` } } : {}),
  }
}

/** A comment has at most 65,536 characters. */
const saying = (body: Json, answer: (text: string) => Reply): Reply => {
  const text = body['body']
  if (typeof text !== 'string' || text === '') return invalid('body', 'missing_field')
  return text.length > 65_536 ? invalid('body', 'too_long') : answer(text)
}

const ofDeployment = (
  { github, ids: [id] }: Call,
  answer: (deployment: GitHubDeployment) => Reply,
): Reply => {
  const deployment = github.deployments.find((one) => one.id === id)
  return deployment === undefined ? notFound : answer(deployment)
}

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']

const addStatus = ({ github, body, at }: Call, deployment: GitHubDeployment): Reply => {
  const { state, description, auto_inactive: ends = true } = body
  if (!states.includes(String(state))) return invalid('state', 'invalid')
  if (String(description ?? '').length > 140) return invalid('description', 'too_long')
  // A success ends what was there before, but for what is transient or production.
  if (state === 'success' && ends === true) {
    for (const other of github.deployments.filter((one) => one.id < deployment.id)) {
      const { transient_environment: transient, production_environment: production } = view(
        github,
        other,
      )
      const same = other.request['environment'] === deployment.request['environment']
      if (same && !transient && !production && stateOf(other) === 'success')
        added(other.statuses, { request: { state: 'inactive' }, at })
    }
  }
  return created(statusView(added(deployment.statuses, { request: body, at })))
}

const stateOf = ({ statuses }: GitHubDeployment) => statuses.at(-1)?.request['state']

const statusView = ({ id, request, at }: GitHubDeployment['statuses'][number]) => ({
  id,
  ...request,
  created_at: at,
})

const view = (github: GitHub, { id, request, at }: GitHubDeployment) => {
  const environment = String(request['environment'] ?? 'production')
  return {
    id,
    sha: github.sha,
    task: 'deploy',
    environment,
    payload: {},
    transient_environment: false,
    production_environment: environment === 'production',
    ...request,
    url: `https://${apiHost}/repos/${github.owner}/${github.repository}/deployments/${id}`,
    created_at: at,
    updated_at: at,
  }
}

const commentView = ({ id, issue, body }: GitHub['comments'][number]) => ({
  id,
  body,
  user: { login: 'github-actions[bot]', type: 'Bot' },
  issue_url: `https://${apiHost}/issues/${issue}`,
})

const added = <T extends { readonly id: number }>(list: T[], item: Omit<T, 'id'>): T => {
  const whole = { id: list.length + 1, ...item } as T
  list.push(whole)
  return whole
}
