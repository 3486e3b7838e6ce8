/** What a deployment says of itself: its progress while it is made, its containers' logs when it fails. */
import { ActionError, type Place, reasonOf } from '../errors.ts'
import {
  complaint,
  firstTraceback,
  instanceStep,
  linesAfter,
  linesOf,
  placeInCode,
  remedyFor,
} from '../plan/containerLog.ts'
import type { RolloutPlan } from '../plan/rollout.ts'
import { formatTime } from '../progress.ts'
import type { Arm } from './arm.ts'

/** How to understand what a deployment says, and its failure. */
export type Explaining = Pick<RolloutPlan, 'source' | 'deployment'>

/** What a deployment runs, in our words. */
const containers = {
  InferenceServer: 'scoring container',
  StorageInitializer: 'storage initializer',
} as const
type ContainerName = keyof typeof containers

/** How often an instance is asked what it is doing, and how long nothing may be said. */
const askEveryMs = 10_000
const silenceMs = 30_000

/**
 * Prints where a deployment stands: what its instance does as it changes, what its containers print as
 * they print it, and a sign of life every half minute.
 */
export function watchProgress(
  arm: Arm,
  endpoint: string,
  name: string,
  { deployment }: Explaining,
  signal: AbortSignal,
) {
  const started = Date.now()
  let asked = started
  let saidAt = started
  let said = ''
  let step: string | undefined
  // What a deployment that is updated has printed up to now is none of this run's.
  const printed = new Map<ContainerName, readonly string[]>()
  const follow = async (container: ContainerName) => {
    const log = await readLog(arm, endpoint, name, container, signal)
    step = instanceStep(log) ?? step
    const lines = linesOf(log)
    // A log that could not be read is none that is empty.
    if (lines.length === 0) return
    const before = printed.get(container) ?? (deployment.update ? lines : [])
    printed.set(container, lines)
    for (const line of linesAfter(before, lines)) arm.log.info(`${containers[container]} │ ${line}`)
  }
  const ask = async () => {
    await follow('StorageInitializer')
    await follow('InferenceServer')
  }
  return async (status: string) => {
    if (Date.now() - asked > askEveryMs) {
      asked = Date.now()
      await ask()
    }
    const text = step === undefined || status === 'Succeeded' ? status : `${status}, ${step}`
    if (text === said && Date.now() - saidAt < silenceMs) return
    said = text
    saidAt = Date.now()
    arm.log.info(`deployment ${name}: ${text} (${formatTime(saidAt - started)})`)
  }
}

/** The tail of one container's log; empty when there is none, which itself says something. */
export async function readLog(
  arm: Arm,
  endpoint: string,
  name: string,
  container: ContainerName,
  signal: AbortSignal,
): Promise<string> {
  const { resourceGroup, workspace } = arm.where
  try {
    const { content } = await arm.sdk.onlineDeployments.getLogs(
      resourceGroup,
      workspace,
      endpoint,
      name,
      { containerType: container, tail: 500 },
      { abortSignal: signal },
    )
    return content?.trim() ?? ''
  } catch (error) {
    if (signal.aborted) throw signal.reason
    arm.log.debug(`no ${container} log: ${reasonOf(error)}`)
    return ''
  }
}

/** Runs `work`; when the deployment fails, both logs are read and printed before anything is cleaned up. */
export async function explained<T>(
  arm: Arm,
  endpoint: string,
  name: string,
  explaining: Explaining,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted || !(error instanceof ActionError)) throw error
    throw await withLogs(arm, endpoint, name, explaining, error, signal)
  }
}

/** The same failure with what the containers logged: the first traceback, its place and its remedy. */
export async function withLogs(
  arm: Arm,
  endpoint: string,
  name: string,
  explaining: Explaining,
  error: ActionError,
  signal: AbortSignal,
): Promise<ActionError> {
  const [server, storage] = await Promise.all([
    readLog(arm, endpoint, name, 'InferenceServer', signal),
    readLog(arm, endpoint, name, 'StorageInitializer', signal),
  ])
  if (server !== '') arm.log.block(`Log of the ${containers.InferenceServer} (${name})`, server)
  if (storage !== '')
    arm.log.block(`Log of the ${containers.StorageInitializer} (${name})`, storage)
  const said = complaint(server) ?? complaint(storage)
  const logs = [
    { title: `Log of the ${containers.InferenceServer}`, text: server },
    { title: `Log of the ${containers.StorageInitializer}`, text: storage },
  ].filter(({ text }) => text !== '')
  if (said === undefined) return new ActionError({ ...error.failure, logs, cause: error })
  const traceback = firstTraceback(server) ?? firstTraceback(storage)
  const { source } = explaining
  const place: Place | undefined =
    traceback && source && placeInCode(traceback, source.folder, source.sourceDirectory)
  const remedy = remedyFor(said)
  const { failure } = error
  return new ActionError({
    ...failure,
    // A probe that fails because the script raised is the script's failure, not the probe's.
    ...(traceback && failure.code === 'container-not-ready' ? crashed : {}),
    message: `${failure.message}\nThe container says: ${said}`,
    azure: [failure.azure, traceback?.text].filter((text) => text).join('\n\n'),
    ...(remedy === undefined ? {} : { hint: remedy }),
    ...(place ? { place } : {}),
    logs,
    cause: error,
  })
}

const crashed = {
  code: 'container-crashed',
  hint: 'The traceback says where: correct the entry script, the model or the environment.',
} as const
