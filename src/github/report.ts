/** The result, reported: outputs, job summary, annotations, exit code. */
import * as core from '@actions/core'
import { type Failure, reasonOf } from '../errors.ts'
import { isSuccess, type Result, toOutputs } from '../plan/result.ts'
import { toSummary } from '../plan/summary.ts'
import { at } from './place.ts'

/** Writes every output and the summary, on every path; what cannot be written keeps nothing else from it. */
export async function report(result: Result): Promise<void> {
  if (!isSuccess(result.status)) process.exitCode = 1
  for (const [name, value] of Object.entries(toOutputs(result))) {
    try {
      core.setOutput(name, value)
    } catch (error) {
      core.warning(`output '${name}' could not be written: ${reasonOf(error)}`)
    }
  }
  try {
    if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(toSummary(result)).write()
  } catch (error) {
    core.warning(`the job summary could not be written: ${reasonOf(error)}`)
  }
  if (!isSuccess(result.status) && result.error) annotate(result.error, result)
}

/** Fails a step that has no result to report. */
export const fail = (message: string): void => core.setFailed(message)

function annotate(failure: Failure, { failedPhase, status }: Result): void {
  for (const problem of failure.problems ?? []) {
    if (problem.place) core.error(problem.message, at(problem.place))
  }
  core.error(spellFailure(failure), {
    title: `${status}${failedPhase === undefined ? '' : ` (${failedPhase})`}: ${failure.code}`,
    ...(failure.place ? at(failure.place) : {}),
  })
}

/** What broke, in Azure's own words too, what to do, and the ids for support: one message. */
function spellFailure(failure: Failure): string {
  const ids = Object.entries(failure.correlation ?? {}).map(([name, value]) => `${name} ${value}`)
  return [
    failure.message,
    failure.azure && failure.azure !== failure.message ? `Azure says: ${failure.azure}` : '',
    failure.hint ? `What to do: ${failure.hint}` : '',
    failure.link ? `See ${failure.link}` : '',
    ids.length > 0 ? `Ids for a support ticket: ${ids.join(', ')}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}
