/** What Azure has, as far as a deployment cares: plain data, read before anything is decided. */
import type { AlertRule } from './alerts.ts'
import type { Traffic } from './traffic.ts'

/** Azure's words for where a resource stands. */
export type ProvisioningState =
  | 'Creating'
  | 'Updating'
  | 'Scaling'
  | 'Deleting'
  | 'Succeeded'
  | 'Failed'
  | 'Canceled'

/** How callers prove themselves to an endpoint, as ARM spells it. */
export type AuthMode = 'Key' | 'AMLToken' | 'AADToken'

/** Where uploads go: the workspace's default datastore. */
export interface Datastore {
  readonly name: string
  readonly account: string
  readonly container: string
  /** `https://<account>.blob.<suffix>` as the datastore itself says it. */
  readonly url: string
  /** Whether the datastore holds credentials (`listSecrets`) or leaves it to the caller's identity. */
  readonly credentials: 'secrets' | 'identity'
}

export interface EndpointState {
  readonly name: string
  readonly provisioningState: ProvisioningState
  readonly authMode: AuthMode
  readonly scoringUri?: string
  readonly swaggerUri?: string
  readonly traffic: Traffic
  readonly mirrorTraffic: Traffic
  readonly tags: Readonly<Record<string, string>>
  /** On an attached Kubernetes compute, not on managed instances. */
  readonly kubernetes: boolean
}

export interface DeploymentState {
  readonly name: string
  readonly provisioningState: ProvisioningState
  readonly tags: Readonly<Record<string, string>>
  /** The ARM id of the model version that it serves. */
  readonly modelId?: string
  readonly instanceType?: string
  readonly instanceCount: number
  /** ISO 8601. */
  readonly createdAt?: string
}

/** Whether it can take traffic: it serves on while Azure changes the number of its instances. */
export const isHealthy = ({ provisioningState }: DeploymentState): boolean =>
  provisioningState === 'Succeeded' || provisioningState === 'Scaling'

/** A service: what is behind one name. */
export interface ServiceState {
  readonly endpoint?: EndpointState
  readonly deployments: readonly DeploymentState[]
  /** The alert rules that were asked for. */
  readonly alertRules?: readonly AlertRule[]
}

/** A setting of Azure Monitor that scales a deployment of the endpoint. */
export interface AutoscaleState {
  readonly name: string
  readonly deployment: string
  readonly tags: Readonly<Record<string, string>>
  /** As Azure tells them. */
  readonly properties: Readonly<Record<string, unknown>>
}

export interface ModelVersionState {
  readonly version: string
  readonly id: string
  readonly uri: string
  /** `custom_model`, `mlflow_model`, `triton_model`; others may come. */
  readonly type: string
  readonly tags: Readonly<Record<string, string>>
}

export interface VmSize {
  readonly name: string
  readonly family: string
  readonly vCPUs: number
  readonly gpus: number
  readonly memoryGB: number
  readonly premiumDisks: boolean
  readonly computeTypes: readonly string[]
  /** Per hour, Linux, in the billing currency, where Azure says it. */
  readonly price?: { readonly amount: number; readonly currency: string }
}

/** A row of the vCPU quota; `limit` -1 means none. */
export interface Usage {
  readonly name: string
  readonly type: string
  readonly current: number
  readonly limit: number
}

export interface AzureState extends ServiceState {
  readonly workspace: { readonly id: string; readonly guid?: string; readonly location: string }
  readonly datastore: Datastore
  /**
   * Of the deployments of the endpoint, also of those that are gone; or why nobody knows: the
   * identity may not read them, or the subscription is not registered for Azure Monitor.
   */
  readonly autoscale: readonly AutoscaleState[] | 'forbidden' | 'unregistered'
  readonly models: { readonly versions: readonly ModelVersionState[]; readonly nextVersion: string }
  /** The registered model that was asked for by name. */
  readonly registered?: ModelVersionState
  /** The id of the environment that was asked for by name, resolved. */
  readonly environmentId?: string
  /**
   * Sizes and quota belong to the subscription, not to the workspace: an identity with a role on
   * the workspace alone may not read them, and goes without.
   */
  readonly sizes?: readonly VmSize[]
  readonly usages?: readonly Usage[]
}
