/** Where the run comes from, as the runner tells it. */
import { tmpdir } from 'node:os'
import type { Origin } from '../plan/origin.ts'
import { nameProcess } from './process.ts'

export function readOrigin(environment: NodeJS.ProcessEnv): Origin {
  const {
    GITHUB_REPOSITORY,
    GITHUB_SHA,
    GITHUB_REF,
    GITHUB_ACTOR,
    GITHUB_RUN_ID,
    GITHUB_RUN_ATTEMPT,
    GITHUB_SERVER_URL,
  } = environment
  return {
    ...(GITHUB_REPOSITORY ? { repository: GITHUB_REPOSITORY } : {}),
    ...(GITHUB_SHA ? { commit: GITHUB_SHA } : {}),
    ...(GITHUB_REF ? { ref: GITHUB_REF } : {}),
    ...(GITHUB_ACTOR ? { actor: GITHUB_ACTOR } : {}),
    ...(GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID
      ? { runUrl: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` }
      : {}),
    ...(GITHUB_RUN_ATTEMPT ? { attempt: GITHUB_RUN_ATTEMPT } : {}),
    process: nameProcess(),
  }
}

/** The runner empties its own folder after every job; without a runner the machine's has to do. */
export const scratchFolder = ({ RUNNER_TEMP }: NodeJS.ProcessEnv): string => RUNNER_TEMP ?? tmpdir()

/** Where self-hosted runners keep what later jobs may use again. */
export const cacheFolder = (environment: NodeJS.ProcessEnv): string =>
  environment['RUNNER_TOOL_CACHE'] ?? scratchFolder(environment)
