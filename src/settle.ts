/** The post step's corridor: sign in again, and undo what the main step could not. */

import { connect } from './azure/connect.ts'
import type { AskForToken } from './azure/credential.ts'
import { reasonOf } from './errors.ts'
import { type Recovery, recover } from './execution/recover.ts'
import type { Log } from './log.ts'
import type { GivenInputs } from './plan/given.ts'
import { parseRequest } from './plan/parse.ts'
import type { Files } from './plan/smoke.ts'
import type { Unsettled } from './plan/unsettled.ts'

/** Never throws: what could not be undone is said in the log. */
export async function settle(
  world: {
    readonly inputs: GivenInputs
    readonly files: Files
    readonly log: Log
    readonly askForToken: AskForToken
  },
  unsettled: Unsettled,
): Promise<Recovery> {
  const { inputs, files, log } = world
  // GitHub gives a cancelled job five minutes for all its post steps.
  const signal = AbortSignal.timeout(240_000)
  log.info(
    unsettled.tried.length === 0 && unsettled.onFailure === 'keep'
      ? `the endpoint may still be kept for ${unsettled.deployment}; giving it back`
      : `the main step was stopped while it deployed ${unsettled.deployment}; undoing what it left`,
  )
  const parsed = parseRequest(inputs, files)
  if (!parsed.ok || parsed.asked.mode === 'check') {
    const why = parsed.ok ? 'they no longer ask for a deployment' : parsed.problems[0]?.message
    log.warning(`the inputs can no longer be read: ${why}`)
    return { traffic: unrestored(unsettled) }
  }
  try {
    const { where, who } = parsed.asked.request
    const arm = await connect(where, who, world.askForToken, log, signal)
    return await recover(arm, unsettled, log, signal, false)
  } catch (error) {
    log.warning(`could not sign in to undo it: ${reasonOf(error)}`)
    return { traffic: unrestored(unsettled) }
  }
}

const unrestored = ({ tried, update }: Unsettled): Recovery['traffic'] =>
  tried.length > 0 || update ? 'not-restored' : 'none'
