/** Other runs of the repository. */
import { type GitHubApi, type Repository, statusOf } from './api.ts'

/**
 * Whether the attempt of a run that a link leads to is over, its post steps included. Of what is no run of
 * this repository, or no longer known, nobody can tell: false. Throws what else GitHub has against it.
 */
export async function isOver(
  api: GitHubApi,
  { owner, repo }: Repository,
  link: string,
): Promise<boolean> {
  const path = link.split(`/${owner}/${repo}/actions/runs/`)[1] ?? ''
  const [, run, attempt] = /^(\d+)\/attempts\/(\d+)$/.exec(path) ?? []
  if (run === undefined || attempt === undefined) return false
  try {
    const { data } = await api.rest.actions.getWorkflowRunAttempt({
      owner,
      repo,
      run_id: Number(run),
      attempt_number: Number(attempt),
    })
    return data.status === 'completed'
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}
