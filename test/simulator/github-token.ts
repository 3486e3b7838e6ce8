/** GitHub's OIDC issuer and the runner's token host in front of it. */
import { randomUUID } from 'node:crypto'
import type { Azure } from './azure.ts'
import { bearerOf, type Reply, send, urlOf } from './http.ts'
import type { Handler } from './types.ts'
import type { GitHub } from './world.ts'

export const issuer = 'https://token.actions.githubusercontent.com'
export const issuerHost = 'token.actions.githubusercontent.com'
export const tokenHost = 'pipelinesghubeus1.actions.githubusercontent.com'

const path = '/A5x8Hn3kQwTr/00000000-0000-0000-0000-000000000000/_apis/distributedtask/hubs/Actions'

/** What a job with `id-token: write` finds in its environment. */
export const tokenRequestUrl = ({ runId }: GitHub): string =>
  `https://${tokenHost}${path}/plans/${runId}/jobs/deploy/idtoken?api-version=2.0`

/** `GET …/idtoken?api-version=2.0&audience=…` with the job's request token → a JWT that lives five minutes. */
export const tokenService =
  (azure: Azure): Handler =>
  async (request, response) => {
    send(response, tokenReply(azure, urlOf(request, tokenHost), bearerOf(request)))
  }

const tokenReply = (azure: Azure, url: URL, token: string | undefined): Reply => {
  const { github } = azure.world
  if (!url.pathname.endsWith('/idtoken')) return { status: 404, body: { message: 'Not found' } }
  if (token !== github.requestToken) return { status: 401, body: { message: 'Unauthorized' } }
  const seconds = Math.floor(azure.clock.now().getTime() / 1000)
  const value = azure.issuers.github.sign({
    jti: randomUUID(),
    sub: subjectOf(github),
    aud: url.searchParams.get('audience') ?? `https://github.com/${github.owner}`,
    ref: github.ref,
    sha: github.sha,
    repository: `${github.owner}/${github.repository}`,
    repository_owner: github.owner,
    repository_owner_id: github.ownerId,
    run_id: github.runId,
    run_number: '1',
    run_attempt: '1',
    repository_visibility: 'private',
    repository_id: github.repositoryId,
    actor_id: github.actorId,
    actor: github.actor,
    workflow: github.workflow,
    event_name: github.eventName,
    ref_type: github.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ...(github.environment === undefined ? {} : { environment: github.environment }),
    runner_environment: 'github-hosted',
    iss: issuer,
    nbf: seconds - 300,
    exp: seconds + 300,
    iat: seconds,
  })
  return { status: 200, body: { value } }
}

/** The subject in the form that the repository uses; a colon inside a value is written `%3A`. */
export const subjectOf = (github: GitHub): string => {
  const named = (name: string, id: string) =>
    github.subject === 'classic' ? name : `${name}@${id}`
  const repository = `${named(github.owner, github.ownerId)}/${named(github.repository, github.repositoryId)}`
  const context =
    github.environment !== undefined
      ? `environment:${github.environment.replaceAll(':', '%3A')}`
      : github.eventName === 'pull_request'
        ? 'pull_request'
        : `ref:${github.ref.replaceAll(':', '%3A')}`
  return `repo:${repository}:${context}`
}

/** The public side: where anybody finds the keys that GitHub signs with. */
export const issuerMetadata =
  (azure: Azure): Handler =>
  async (request, response) => {
    const { pathname } = urlOf(request, issuerHost)
    if (pathname === '/.well-known/jwks') {
      send(response, { status: 200, body: { keys: azure.issuers.github.keys } })
    } else if (pathname === '/.well-known/openid-configuration') {
      send(response, {
        status: 200,
        body: {
          issuer,
          jwks_uri: `${issuer}/.well-known/jwks`,
          subject_types_supported: ['public', 'pairwise'],
          response_types_supported: ['id_token'],
          id_token_signing_alg_values_supported: ['RS256'],
          scopes_supported: ['openid'],
        },
      })
    } else send(response, { status: 404, body: { message: 'Not found' } })
  }
