/** The deployments of a service as a person looks at them. Pure. */
import { tag } from './naming.ts'
import type { ServiceState } from './state.ts'
import { shareOf } from './traffic.ts'

/** One of them: plain JSON, for the result and the summary. */
export interface DeploymentView {
  readonly name: string
  /** Percent of the traffic. */
  readonly share: number
  /** Percent of the traffic that it gets a copy of. */
  readonly mirrored?: number
  readonly state: string
  /** `name:version`. */
  readonly model?: string
  readonly instanceType?: string
  readonly instances: number
  /** The commit that it was made from. */
  readonly commit?: string
  /** ISO 8601. */
  readonly createdAt?: string
}

/** The serving first, then the newest. */
export function viewDeployments({
  endpoint,
  deployments,
}: ServiceState): readonly DeploymentView[] {
  return deployments
    .map(({ name, provisioningState, modelId, instanceType, instanceCount, createdAt, tags }) => {
      const mirrored = shareOf(endpoint?.mirrorTraffic ?? {}, name)
      const model = modelId && /\/models\/([^/]+)\/versions\/([^/]+)$/.exec(modelId)
      const commit = tags[tag.commit]
      return {
        name,
        share: shareOf(endpoint?.traffic ?? {}, name),
        ...(mirrored > 0 ? { mirrored } : {}),
        state: provisioningState,
        ...(model ? { model: `${model[1]}:${model[2]}` } : {}),
        ...(instanceType === undefined ? {} : { instanceType }),
        instances: instanceCount,
        ...(commit === undefined ? {} : { commit }),
        ...(createdAt === undefined ? {} : { createdAt }),
      }
    })
    .sort((a, b) => b.share - a.share || (b.createdAt ?? '').localeCompare(a.createdAt ?? ''))
}
