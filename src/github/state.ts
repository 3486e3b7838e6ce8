/** What the main step leaves for the post step, which runs even after the main step was killed. */

import * as core from '@actions/core'
import { reasonOf } from '../errors.ts'
import type { Unsettled } from '../plan/unsettled.ts'

const key = 'unsettled'

/** Keeps what would have to be undone; undefined when nothing would. */
export const rememberUnsettled = (unsettled: Unsettled | undefined): void => {
  // Outside of a runner there is no post step, and nothing to keep state in.
  if (!process.env['GITHUB_STATE']) return
  try {
    core.saveState(key, unsettled ?? null)
  } catch (error) {
    core.warning(`the post step will know nothing of this run: ${reasonOf(error)}`)
  }
}

export function recallUnsettled(): Unsettled | undefined {
  const text = core.getState(key)
  return text === '' ? undefined : ((JSON.parse(text) as Unsettled | null) ?? undefined)
}
