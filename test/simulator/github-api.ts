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

const notFound: Reply = { status: 404, body: { message: 'Not Found', status: '404' } }

const reply = (github: GitHub, method: string, url: URL, body: Json, at: string): Reply => {
  const home = `/repos/${github.owner}/${github.repository}`
  if (!url.pathname.toLowerCase().startsWith(home.toLowerCase())) return notFound
  const [noun, id, part] = url.pathname.slice(home.length).split('/').filter(Boolean)
  const call = `${method} ${[noun, id && ':id', part].filter(Boolean).join('/')}`
  switch (call) {
    case 'GET ':
      return {
        status: 200,
        body: {
          id: Number(github.repositoryId),
          name: github.repository,
          full_name: home.slice(7),
        },
      }
    case 'GET deployments':
      return { status: 200, body: listed(github, url) }
    case 'POST deployments':
      return {
        status: 201,
        body: view(github, added(github.deployments, { request: body, statuses: [], at })),
      }
    case 'GET deployments/:id':
    case 'GET deployments/:id/statuses':
    case 'POST deployments/:id/statuses':
      return ofDeployment(github, Number(id), part, method, body, at)
    case 'GET issues/:id/comments':
      return { status: 200, body: github.comments.filter(({ issue }) => issue === Number(id)) }
    case 'POST issues/:id/comments':
      return {
        status: 201,
        body: added(github.comments, { issue: Number(id), body: String(body['body']) }),
      }
    case 'PATCH issues/:id/:comment':
    case `PATCH issues/:id/${part}`:
      return updated(github, Number(part), String(body['body']))
    default:
      return notFound
  }
}

const listed = (github: GitHub, url: URL) =>
  github.deployments
    .filter(({ request }) =>
      ['environment', 'ref', 'sha', 'task'].every((name) => {
        const wanted = url.searchParams.get(name)
        return wanted === null || wanted === request[name]
      }),
    )
    .map((deployment) => view(github, deployment))
    .reverse()

const ofDeployment = (
  github: GitHub,
  id: number,
  part: string | undefined,
  method: string,
  body: Json,
  at: string,
): Reply => {
  const deployment = github.deployments.find((one) => one.id === id)
  if (deployment === undefined) return notFound
  if (part === undefined) return { status: 200, body: view(github, deployment) }
  if (method === 'POST') {
    const { request, ...status } = added(deployment.statuses, { request: body, at })
    return { status: 201, body: { ...request, ...status } }
  }
  return {
    status: 200,
    body: deployment.statuses.map((one) => ({ id: one.id, ...one.request })).reverse(),
  }
}

const updated = (github: GitHub, id: number, text: string): Reply => {
  const comment = github.comments.find((one) => one.id === id)
  if (comment === undefined) return notFound
  comment.body = text
  return { status: 200, body: comment }
}

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
