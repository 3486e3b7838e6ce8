/** The containers behind the deployments: which one serves, which one is the latest. */
import type { Azure, Running } from '../azure.ts'
import type { Clock, Container, ContainerSpec } from '../types.ts'
import { key } from './call.ts'

const at = (endpoint: string, deployment: string): string => `${key(endpoint)}/${key(deployment)}`

export const runningOf = (
  { running }: Azure,
  endpoint: string,
  deployment: string,
): Running | undefined => running.get(at(endpoint, deployment))

/** Starts a container beside the one that serves now; a failed one before it is cleared away. */
export const launch = (azure: Azure, spec: ContainerSpec, clock?: Clock): Container => {
  const place = at(spec.endpoint, spec.deployment)
  const before = azure.running.get(place)
  if (before !== undefined && before.latest !== before.serving) {
    before.latest.stop().catch(console.error)
  }
  const latest = azure.startContainer(spec, clock)
  azure.running.set(place, { serving: before?.serving, latest })
  return latest
}

/** The latest container takes over. */
export const promote = async (
  azure: Azure,
  endpoint: string,
  deployment: string,
): Promise<void> => {
  const place = at(endpoint, deployment)
  const now = azure.running.get(place)
  if (now === undefined) return
  azure.running.set(place, { serving: now.latest, latest: now.latest })
  if (now.serving !== undefined && now.serving !== now.latest) await now.serving.stop()
}

/**
 * The containers of a deployment go, and nobody waits until they are gone. What goes wrong is only
 * told: as an unhandled rejection it would end the process, or fail a run whose tests all passed.
 */
export const stopContainers = ({ running }: Azure, endpoint: string, deployment: string): void => {
  const place = at(endpoint, deployment)
  const now = running.get(place)
  running.delete(place)
  for (const container of new Set([now?.latest, now?.serving])) {
    container?.stop().catch(console.error)
  }
}
