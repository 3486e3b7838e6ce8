/**
 * GitHub Deployments: what a repository's page, its commits and its pull requests show of where each of
 * them is live ("REST API endpoints for deployments").
 */
import { claimsOf } from '../claims.ts'
import type { DeploymentState } from '../plan/shown.ts'
import type { GitHubApi, Repository } from './api.ts'
import { askForToken } from './token.ts'

/** The deployment to record. */
export interface NewDeployment {
  readonly environment: string
  readonly service: string
  /** `deploy`, or what else is done with the service. */
  readonly task: string
  /** The commit that is deployed. */
  readonly commit: string
  /** Whether the environment will be gone some day: a preview. */
  readonly isTransient: boolean
}

/** What becomes of one. */
export interface Outcome {
  readonly state: DeploymentState
  readonly description: string
  /** Where what was deployed answers. */
  readonly url?: string
  /** The run. */
  readonly logUrl?: string
}

/** By this a deployment is known to be the action's, whatever its environment is called. */
const createdBy = 'azureml-deploy'

/** GitHub refuses longer ones. */
const longestDescription = 140

/** Makes the record of a deployment, of which nothing is said yet; returns its id. */
export async function recordDeployment(
  api: GitHubApi,
  repository: Repository,
  { environment, service, task, commit, isTransient }: NewDeployment,
): Promise<number> {
  const { data } = await api.rest.repos.createDeployment({
    ...repository,
    ref: commit,
    task,
    environment,
    description: `${service} in Azure Machine Learning`.slice(0, longestDescription),
    payload: { createdBy, service },
    transient_environment: isTransient,
    // What GitHub would do before it: merge the default branch in, and wait for every check of the commit.
    auto_merge: false,
    required_contexts: [],
  })
  if (!('id' in data)) throw new Error(data.message ?? 'GitHub made no deployment')
  return data.id
}

/** Says how it stands with a deployment. */
export async function sayOutcome(
  api: GitHubApi,
  repository: Repository,
  id: number,
  { state, description, url, logUrl }: Outcome,
): Promise<void> {
  await api.rest.repos.createDeploymentStatus({
    ...repository,
    deployment_id: id,
    state,
    description: description.slice(0, longestDescription),
    ...(url === undefined ? {} : { environment_url: url }),
    ...(logUrl === undefined ? {} : { log_url: logUrl }),
  })
}

/** More than these an environment's page does not show at once, either. */
const mostRetired = 30

/**
 * Says of every deployment that the action has recorded for an environment, but one, that it is no
 * longer there. GitHub itself does so for what another takes the place of, but in no environment that is
 * transient or production. What failed stays as it is.
 */
export async function retireDeployments(
  api: GitHubApi,
  repository: Repository,
  environment: string,
  except?: number,
): Promise<void> {
  const { data } = await api.rest.repos.listDeployments({
    ...repository,
    environment,
    per_page: mostRetired,
  })
  for (const { id } of data.filter((one) => isOurs(one.payload) && one.id !== except)) {
    const { data: statuses } = await api.rest.repos.listDeploymentStatuses({
      ...repository,
      deployment_id: id,
      per_page: 1,
    })
    const state = statuses[0]?.state
    // The newest come first: what was before one that is inactive was seen to when that was.
    if (state === 'inactive') return
    if (state === 'success' || state === 'in_progress')
      await sayOutcome(api, repository, id, { state: 'inactive', description: 'no longer there' })
  }
}

/** GitHub gives a payload back as it was given, or as text. */
const isOurs = (payload: unknown): boolean =>
  typeof payload === 'string'
    ? payload.includes(createdBy)
    : (payload as { createdBy?: unknown } | null)?.createdBy === createdBy

/**
 * Whether GitHub itself records a deployment of the job, since it has an `environment:`. The runner
 * tells that in the job's OIDC token alone; where the job may have none, a deployment of the same commit
 * whose status leads to this run says it.
 */
export async function hasOwnDeployment(
  api: GitHubApi,
  repository: Repository,
  commit: string,
  runUrl: string | undefined,
): Promise<boolean> {
  if (process.env['ACTIONS_ID_TOKEN_REQUEST_URL']) {
    try {
      const token = await askForToken(`https://github.com/${repository.owner}`)
      return claimsOf(token)['environment'] !== undefined
    } catch {
      // The sign-in to Azure will say it, if it needs one, too.
    }
  }
  if (runUrl === undefined) return false
  const { data } = await api.rest.repos.listDeployments({
    ...repository,
    sha: commit,
    per_page: 10,
  })
  for (const { id } of data.filter(({ payload }) => !isOurs(payload))) {
    const { data: statuses } = await api.rest.repos.listDeploymentStatuses({
      ...repository,
      deployment_id: id,
      per_page: 1,
    })
    if (`${statuses[0]?.log_url ?? ''}/`.startsWith(`${runUrl}/`)) return true
  }
  return false
}
