/** Which deployments go once the new one is live. */
import { createdBy, tag } from './naming.ts'
import { type DeploymentState, isHealthy, type ServiceState } from './state.ts'
import { shareOf } from './traffic.ts'

/**
 * Who had the traffic goes, and so does what this action left at 0 %, beyond the `keep` newest that
 * are healthy. A deployment of somebody else that never had traffic is not ours to delete, one that
 * is still being made may be another run's, and one that receives mirrored traffic is in use.
 */
export function planRetirement(state: ServiceState, live: string, keep: number): string[] {
  const had = (deployment: DeploymentState) =>
    shareOf(state.endpoint?.traffic ?? {}, deployment.name) > 0
  const ours = (deployment: DeploymentState) => deployment.tags[tag.createdBy] === createdBy
  const settled = (deployment: DeploymentState) =>
    isHealthy(deployment) || ['Failed', 'Canceled'].includes(deployment.provisioningState)
  const mirrored = (deployment: DeploymentState) =>
    shareOf(state.endpoint?.mirrorTraffic ?? {}, deployment.name) > 0
  const candidates = state.deployments.filter(
    (deployment) =>
      deployment.name.toLowerCase() !== live.toLowerCase() &&
      !mirrored(deployment) &&
      settled(deployment) &&
      (had(deployment) || ours(deployment)),
  )
  // What served last is the one to go back to, so it is kept first.
  const healthy = candidates.filter(isHealthy).sort((a, b) => Number(had(b)) - Number(had(a)))
  const kept = new Set(healthy.slice(0, keep).map((deployment) => deployment.name))
  return candidates.map((deployment) => deployment.name).filter((name) => !kept.has(name))
}
