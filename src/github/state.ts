/** What the main step leaves for the post step, which runs even after the main step was killed. */

import * as core from '@actions/core'
import { reasonOf } from '../errors.ts'
import type { Unsettled } from '../plan/unsettled.ts'

const unsettledKey = 'unsettled'
const deploymentKey = 'github-deployment'

/** Keeps what would have to be undone; undefined when nothing would. */
export const rememberUnsettled = (unsettled: Unsettled | undefined): void =>
  remember(unsettledKey, unsettled)

export const recallUnsettled = (): Unsettled | undefined => recall<Unsettled>(unsettledKey)

/** Keeps the id of a GitHub Deployment that is under way; undefined when none is any more. */
export const rememberDeployment = (id: number | undefined): void => remember(deploymentKey, id)

export const recallDeployment = (): number | undefined => recall<number>(deploymentKey)

function remember(key: string, value: unknown): void {
  // Outside of a runner there is no post step, and nothing to keep state in.
  if (!process.env['GITHUB_STATE']) return
  try {
    core.saveState(key, value ?? null)
  } catch (error) {
    core.warning(`the post step will know nothing of this run: ${reasonOf(error)}`)
  }
}

function recall<T>(key: string): T | undefined {
  const text = core.getState(key)
  return text === '' ? undefined : ((JSON.parse(text) as T | null) ?? undefined)
}
