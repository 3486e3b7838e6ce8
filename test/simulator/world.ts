/** The state of the simulated cloud: plain data that survives JSON, and what a test may change in it. */
import type { JsonWebKey } from 'node:crypto'
import { type Firing, fireByHand, resolveByHand } from './monitor/alert-log.ts'
import type { ArmError, StorageAccount } from './types.ts'

export type Json = Readonly<Record<string, unknown>>

/** The repository whose workflow runs, and how GitHub writes the subject of its tokens. */
export interface GitHub {
  owner: string
  ownerId: string
  repository: string
  repositoryId: string
  actor: string
  actorId: string
  ref: string
  sha: string
  eventName: string
  workflow: string
  runId: string
  /** The job's environment, when it names one. */
  environment: string | undefined
  /** Repositories created since July 2026 carry the ids of owner and repository in the subject. */
  subject: 'classic' | 'immutable'
  /** What `ACTIONS_ID_TOKEN_REQUEST_TOKEN` holds. */
  readonly requestToken: string
  /** What `GITHUB_TOKEN` holds. */
  readonly token: string
  /** What the job's `permissions:` give that token. */
  readonly permissions: Record<GitHubPermission, 'none' | 'read' | 'write'>
  readonly deployments: GitHubDeployment[]
  readonly comments: { id: number; issue: number; body: string }[]
  /** Other runs of the repository, by id. */
  readonly runs: Record<string, { status: 'queued' | 'in_progress' | 'completed' }>
  readonly releases: { readonly tag: string; readonly assets: ReleaseAsset[] }[]
}

/** A file of a release. */
export interface ReleaseAsset {
  readonly id: number
  readonly name: string
  /** In base64. */
  content: string
}

/** The permissions of a job's token that matter here, as a workflow names them. */
export type GitHubPermission =
  | 'actions'
  | 'attestations'
  | 'contents'
  | 'deployments'
  | 'pull-requests'

export interface GitHubDeployment {
  readonly id: number
  readonly request: Json
  readonly statuses: { id: number; request: Json; at: string }[]
  readonly at: string
}

/** The application that a workflow signs in as. */
export interface Application {
  readonly clientId: string
  readonly objectId: string
  readonly displayName: string
  readonly secrets: { value: string; id: string; expires: string }[]
  readonly federatedCredentials: { issuer: string; subject: string; audience: string }[]
}

export interface Workspace {
  readonly name: string
  readonly id: string
  readonly principalId: string
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: string
  readonly containerRegistry: string | undefined
}

/** An AzureBlob datastore; `credentials` says what listSecrets hands out. */
export interface Datastore {
  readonly name: string
  readonly isDefault: boolean
  readonly container: string
  readonly createdAt: string
  credentials: 'AccountKey' | 'Sas' | 'None'
}

export type AssetKind = 'models' | 'codes' | 'environments'

export interface AssetContainer {
  readonly name: string
  properties: Json
  readonly createdAt: string
  modifiedAt: string
  readonly versions: AssetVersion[]
  /** Version numbers that were deleted, and when: they never come back. */
  readonly deleted: Record<string, string>
}

export interface AssetVersion {
  readonly name: string
  properties: Json
  readonly createdAt: string
  modifiedAt: string
}

/** What a read may still show although a write has happened since. */
export interface Lag<T> {
  reads: number
  readonly before: T | undefined
}

/** Endpoint and deployment alike: a tracked ARM resource. */
export interface Tracked {
  readonly name: string
  location: string
  tags: Readonly<Record<string, string>>
  kind: string
  properties: Json
  provisioningState: string
  identity: Json | undefined
  sku: Json | undefined
  readonly createdAt: string
  modifiedAt: string
  /** The address of the last operation, as `AzureAsyncOperationUri` shows it. */
  operation: string
}

export interface Endpoint extends Tracked {
  readonly keys: { primaryKey: string; secondaryKey: string }
  /** The split that the front end uses; `properties.traffic` is the one asked for last. */
  traffic: Readonly<Record<string, number>>
  mirrorTraffic: Readonly<Record<string, number>>
  readonly deployments: Record<string, Deployment>
  lag: Lag<Endpoint> | undefined
}

export interface Deployment extends Tracked {
  lag: Lag<Deployment> | undefined
}

/** What a long-running operation does when its time has come; data, so that a restart can finish it. */
export interface Work {
  readonly task:
    | 'createEndpoint'
    | 'updateEndpoint'
    | 'deleteEndpoint'
    | 'regenerateKeys'
    | 'provisionDeployment'
    | 'touchDeployment'
    | 'deleteDeployment'
  readonly endpoint: string
  readonly deployment?: string
  readonly detail?: Json
}

export interface Operation {
  readonly id: string
  readonly work: Work
  readonly startTime: string
  endTime: string | undefined
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled'
  error: ArmError | undefined
}

/** An action that the principal may not perform (yet). */
export interface Denial {
  /** An action, `*` for any part of it, in any case. */
  readonly action: string
  /** Refused that many times, then allowed: a role assignment that is still spreading. */
  tries: number | undefined
  /** Refused until that moment of simulated time. */
  readonly until: string | undefined
}

/** A resource of Azure Monitor that stands on its own: a rule or a setting. */
export interface MonitorResource {
  readonly name: string
  readonly location: string
  tags: Readonly<Record<string, string>>
  properties: Json
  readonly createdAt: string
  modifiedAt: string
}

export interface AutoscaleSetting extends MonitorResource {
  /** When it last changed the number of instances; a rule's cooldown begins there. */
  scaledAt: string | undefined
}

export type AlertRuleKind = 'metricAlerts' | 'scheduledQueryRules'

export interface Alert {
  readonly id: string
  /** The ids of the rule that fired it, and of what it fired for. */
  readonly rule: string
  readonly target: string
  readonly severity: number
  readonly description: string
  readonly startedAt: string
  monitorCondition: 'Fired' | 'Resolved'
  alertState: 'New' | 'Acknowledged' | 'Closed'
  modifiedAt: string
  modifiedBy: string
  resolvedAt: string | undefined
  /** How often in a row its rule has found nothing wrong since. */
  calm: number
  /** Fired by a test: what is measured does not resolve it. */
  readonly byHand: boolean
  readonly history: { event: string; from: string; to: string; at: string; by: string }[]
}

/** All of it. Everything not `readonly` may be changed while the simulator runs. */
export interface WorldData {
  readonly tenantId: string
  readonly subscriptionId: string
  readonly subscriptionName: string
  readonly resourceGroup: string
  readonly location: string
  readonly workspace: Workspace
  readonly application: Application
  readonly github: GitHub
  readonly storage: StorageAccount
  readonly datastores: Datastore[]
  readonly assets: Record<AssetKind, Record<string, AssetContainer>>
  readonly endpoints: Record<string, Endpoint>
  readonly operations: Record<string, Operation>
  readonly denials: Denial[]
  /** What the principal's roles hold, when it has no more than these; else it may do everything. */
  granted?: readonly string[] | undefined
  /** Endpoint names that other customers hold in this region. */
  readonly takenEndpointNames: string[]
  /** Dedicated vCPUs for each VM family, and those that something else than endpoints uses. */
  readonly coreLimits: Record<string, number>
  readonly coresUsedElsewhere: Record<string, number>
  totalCoreLimit: number
  /** Namespaces for which the subscription is not registered. */
  readonly unregisteredProviders: string[]
  /** How long it takes until a metric's value can be read; in Azure a minute or more. */
  metricsLagMs: number
  /** By name, in lower case. */
  readonly autoscaleSettings: Record<string, AutoscaleSetting>
  readonly alertRules: Record<AlertRuleKind, Record<string, MonitorResource>>
  readonly alerts: Alert[]
  /** How many reads show the state before a write. */
  staleReads: number
  /** How many items a list answers at once. */
  pageSize: number
  readonly signingKeys: {
    readonly github: JsonWebKey
    readonly entra: JsonWebKey
    readonly endpoints: JsonWebKey
  }
}

/** The state, and the shorthand of tests for refusing things. */
export interface World extends WorldData {
  /** Takes an action away, for good or only for so many tries or so much simulated time. */
  deny(action: string, late?: { tries?: number; until?: Date }): void
  /** Gives back what was taken away under that name. */
  allow(action: string): void
  /** From now on the principal may perform these actions, and no other. */
  grantOnly(actions: readonly string[]): void
  /** Fires an alert of the rule with this name, whatever is measured. */
  fireAlert(rule: string, firing?: Firing): void
  /** Resolves the alerts that were fired so. */
  resolveAlert(rule: string, firing?: Firing): void
}

/** Adds the shorthand to the data. */
export const worldOf = (data: WorldData, now: () => Date): World =>
  Object.assign(data, {
    deny: (action: string, late: { tries?: number; until?: Date } = {}) => {
      data.denials.push({ action, tries: late.tries, until: late.until?.toISOString() })
    },
    allow: (action: string) => {
      data.denials.splice(0, Infinity, ...data.denials.filter((d) => d.action !== action))
    },
    grantOnly: (actions: readonly string[]) => {
      data.granted = actions
    },
    fireAlert: (rule: string, firing: Firing = {}) => fireByHand(data, now(), rule, firing),
    resolveAlert: (rule: string, firing: Firing = {}) => resolveByHand(data, now(), rule, firing),
  })
