/** GitHub's OIDC token, asked for afresh each time: it lives for minutes, a deployment for longer. */
import * as core from '@actions/core'
import { ActionError, reasonOf } from '../errors.ts'

/** Throws `oidc-unavailable` when the job may not ask for one. */
export async function askForToken(audience: string): Promise<string> {
  if (
    !process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ||
    !process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']
  ) {
    throw new ActionError({
      code: 'oidc-unavailable',
      message: 'GitHub offers this job no OIDC token',
      hint: 'Add to the job:\n  permissions:\n    id-token: write\n    contents: read\nPull requests from forks never get one; use another way to sign in, or do not deploy from them.',
    })
  }
  for (let tries = 1; ; tries++) {
    try {
      return await inTime(core.getIDToken(audience))
    } catch (cause) {
      if (tries < mostTries) continue
      throw new ActionError({
        code: 'oidc-unavailable',
        message: `GitHub did not give an OIDC token: ${reasonOf(cause)}`,
        hint: 'Run the job again. If it stays, see https://www.githubstatus.com.',
        cause,
      })
    }
  }
}

const mostTries = 3
const tryMs = 20_000

/** An answer that breaks off would otherwise be waited for until the process has nothing left to do. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${tryMs / 1000} s`)), tryMs)
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
