/** GitHub's REST API, as a job's token may use it. */
import { getOctokit } from '@actions/github'
import { reasonOf } from '../errors.ts'

export type GitHubApi = ReturnType<typeof getOctokit>

/** The repository of the run, as the API's paths name it. */
export interface Repository {
  readonly owner: string
  readonly repo: string
}

/** Undefined outside of a repository. */
export function repositoryOf({ GITHUB_REPOSITORY }: NodeJS.ProcessEnv): Repository | undefined {
  const [owner, repo] = GITHUB_REPOSITORY?.split('/') ?? []
  return owner && repo ? { owner, repo } : undefined
}

const mostTries = 3
const tryMs = 10_000
const pauseMs = 1_000

/** A client of the server that the run belongs to. No request is waited for beyond half a minute. */
export function openApi(token: string): GitHubApi {
  const api = getOctokit(token)
  api.hook.wrap('request', async (send, options) => {
    for (let tries = 1; ; tries++) {
      const signal = AbortSignal.timeout(tryMs)
      try {
        return await send({ ...options, request: { ...options.request, signal } })
      } catch (error) {
        if (tries >= mostTries || !mayPass(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, pauseMs * tries))
      }
    }
  })
  return api
}

/** The HTTP status that an error of the client carries; undefined where there was no answer. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined

/** Whether trying again may help: the client gives what had no answer the status 500, too. */
const mayPass = (error: unknown): boolean => {
  const status = statusOf(error) ?? 500
  return status >= 500 || status === 429
}

/**
 * Why GitHub did not do it, and what to do: completes "…: ". `permission` is what the job's token needs
 * for it, as a workflow spells it.
 */
export function explainRefusal(error: unknown, permission: string): string {
  const said = reasonOf(error).split('\n')[0] ?? ''
  switch (statusOf(error)) {
    case 401:
      return `GitHub does not take the token (${said}). Give 'github-token' the job's own: \${{ github.token }}`
    // What a token may not see is not there for it.
    case 403:
    case 404:
      return `GitHub refused (${said}). The job needs 'permissions: ${permission}'; in the pull request of a fork, a token can only read`
    default:
      return said
  }
}
