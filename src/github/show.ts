/** What a run shows of itself in GitHub, beyond its own job. Nothing of it fails a run: what GitHub refuses is said. */
import type { Log } from '../log.ts'
import { commentMarker, toComment } from '../plan/comment.ts'
import { type Origin, runLink } from '../plan/origin.ts'
import { isSuccess, type Result } from '../plan/result.ts'
import { outcomeOf, type Showing, taskOf } from '../plan/shown.ts'
import type { GitHub } from '../world.ts'
import { explainRefusal, type GitHubApi, openApi, type Repository, repositoryOf } from './api.ts'
import { writeComment } from './comment.ts'
import {
  hasOwnDeployment,
  type Outcome,
  recordDeployment,
  retireDeployments,
  sayOutcome,
} from './deployment.ts'
import { type PullRequest, readPullRequest } from './event.ts'
import { readInputs } from './inputs.ts'
import { isOver } from './runs.ts'
import { rememberDeployment } from './state.ts'

/** A run that shows itself; one without a token shows nothing. */
export interface Show extends GitHub {
  /** Says how it ended, where it was said that it began. */
  end(result: Result): Promise<void>
}

/** Reads whom and what it is about from the runner's environment. */
export function openShow(
  token: string | undefined,
  environment: NodeJS.ProcessEnv,
  origin: Origin,
  log: Log,
): Show {
  const repository = repositoryOf(environment)
  if (!token || !repository) return silent
  return new Shown({
    api: openApi(token),
    repository,
    pullRequest: readPullRequest(environment),
    origin,
    log,
  })
}

const silent: Show = {
  about: () => {},
  begin: () => {},
  isOver: async () => false,
  end: async () => {},
}

interface Connection {
  readonly api: GitHubApi
  readonly repository: Repository
  readonly pullRequest: PullRequest | undefined
  readonly origin: Origin
  readonly log: Log
}

class Shown implements Show {
  readonly #connection: Connection
  #showing: Showing | undefined
  /** The id of the deployment that was begun, if one was. */
  #deployment: Promise<number | undefined> = Promise.resolve(undefined)

  constructor(connection: Connection) {
    this.#connection = connection
  }

  about(showing: Showing): void {
    this.#showing = showing
  }

  begin(): void {
    const showing = this.#showing
    const task = showing && taskOf(showing.mode)
    if (showing && task !== undefined) this.#deployment = this.#begin(showing, task)
  }

  async #begin(showing: Showing, task: string): Promise<number | undefined> {
    const id = await this.#recording(() => this.#record(showing, task))
    if (id === undefined) return undefined
    // From here on the post step can end it.
    rememberDeployment(id)
    await this.#recording(() => this.#say(id, { state: 'in_progress', description: 'under way' }))
    return id
  }

  async #record(showing: Showing, task: string): Promise<number | undefined> {
    const { api, repository, pullRequest, origin, log } = this.#connection
    const commit = pullRequest?.head || origin.commit
    if (commit === undefined) return undefined
    if (await hasOwnDeployment(api, repository, commit, origin.runUrl)) {
      log.debug('the job has an environment, so GitHub records the deployment itself')
      return undefined
    }
    const { environment, service, isTransient } = showing
    return recordDeployment(api, repository, {
      environment,
      service,
      task,
      commit,
      isTransient: isTransient || pullRequest !== undefined,
    })
  }

  #say(id: number, outcome: Omit<Outcome, 'logUrl'>): Promise<void> {
    const { api, repository, origin } = this.#connection
    const logUrl = runLink(origin)
    return sayOutcome(api, repository, id, { ...outcome, ...(logUrl ? { logUrl } : {}) })
  }

  isOver(run: string): Promise<boolean> {
    const { api, repository } = this.#connection
    return this.#trying('whether the other run is over', 'actions: read', () =>
      isOver(api, repository, run),
    ).then((over) => over ?? false)
  }

  async end(result: Result): Promise<void> {
    await Promise.all([this.#endDeployment(result), this.#endComment(result)])
  }

  async #endDeployment(result: Result): Promise<void> {
    const { api, repository } = this.#connection
    const showing = this.#showing
    const id = await this.#deployment
    await this.#recording(async () => {
      if (id !== undefined) {
        await this.#say(id, outcomeOf(result))
        rememberDeployment(undefined)
        if (showing && isSuccess(result.status))
          await retireDeployments(api, repository, showing.environment, id)
      }
      for (const { environment } of result.removed ?? []) {
        // Who deletes a service may say which environment showed it, as who deployed it did.
        const named = showing?.mode === 'delete' ? [showing.environment] : []
        for (const one of new Set([environment, ...named]))
          await retireDeployments(api, repository, one)
      }
    })
  }

  async #endComment(result: Result): Promise<void> {
    const { api, repository, pullRequest } = this.#connection
    if (!pullRequest || this.#showing?.comments === false) return
    await this.#trying('the comment on the pull request', 'pull-requests: write', () =>
      writeComment(api, repository, pullRequest.number, {
        marker: commentMarker(result),
        body: toComment(result),
        // That a preview is gone is of no interest where there was none.
        begins: result.status !== 'deleted',
      }),
    )
  }

  #recording<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#trying('the GitHub Deployment', 'deployments: write', work)
  }

  /** Undefined where GitHub did not do it, which is said. */
  async #trying<T>(
    what: string,
    permission: string,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      const { pullRequest, log } = this.#connection
      const said = `${what} is missing: ${explainRefusal(error, permission)}`
      // Of a fork's pull request nothing else is to be expected, and its author can do nothing about it.
      if (pullRequest?.isFork) log.info(said)
      else log.warning(said)
      return undefined
    }
  }
}

/** Says that a GitHub Deployment has failed whose run was stopped before it could say so itself. */
export async function endLostDeployment(
  id: number,
  environment: NodeJS.ProcessEnv,
  origin: Origin,
  log: Log,
): Promise<void> {
  const { 'github-token': token } = readInputs(environment)
  const repository = repositoryOf(environment)
  if (!token || !repository) return
  try {
    const logUrl = runLink(origin)
    const outcome = { state: 'failure', description: 'the run was stopped' } as const
    await sayOutcome(openApi(token), repository, id, { ...outcome, ...(logUrl ? { logUrl } : {}) })
  } catch (error) {
    log.warning(
      `the GitHub Deployment stays 'in progress': ${explainRefusal(error, 'deployments: write')}`,
    )
  }
}
