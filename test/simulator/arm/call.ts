/** What a part of the resource manager is told about a request, and how parts say what they serve. */
import type { Azure } from '../azure.ts'
import type { Cloud } from '../clouds.ts'
import type { Reply } from '../http.ts'
import type { Json } from '../world.ts'
import type { Refusal } from './errors.ts'
import type { Problem, Shape } from './validate.ts'
import type { Feature } from './versions.ts'

export interface Call {
  readonly azure: Azure
  readonly cloud: Cloud
  readonly url: URL
  readonly version: string
  /** The names in the path, as the client wrote them. */
  readonly names: Readonly<Record<string, string>>
  /** Checked against the route's shape. */
  readonly body: Json
}

export interface Route {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  /** Segments with `:name` for the variable ones. */
  readonly path: string
  /** Absent: the operation takes no body. */
  readonly body?: Shape
  /** How another service than machine learning refuses a body. */
  readonly refuse?: (problems: readonly Problem[]) => Refusal
  readonly since?: Feature
  /** The api-versions of another provider. */
  readonly versions?: readonly string[]
  readonly answer: (call: Call) => Reply | Promise<Reply>
}

export const provider = 'Microsoft.MachineLearningServices'
export const workspacePath = `/subscriptions/:subscription/resourceGroups/:group/providers/${provider}/workspaces/:workspace`
export const locationPath = `/subscriptions/:subscription/providers/${provider}/locations/:location`

/** The canonical id of the workspace or of something below it. */
export const idOf = ({ world }: Azure, below = ''): string =>
  `/subscriptions/${world.subscriptionId}/resourceGroups/${world.resourceGroup}/providers/${provider}/workspaces/${world.workspace.name}${below}`

/** Who did it and when, as every resource shows. */
export const systemData = ({ world }: Azure, createdAt: string, modifiedAt: string) => ({
  createdAt,
  createdBy: world.application.displayName,
  createdByType: 'Application',
  lastModifiedAt: modifiedAt,
  lastModifiedBy: world.application.displayName,
  lastModifiedByType: 'Application',
})

/** A name from the path; the router has matched it, so it is there. */
export const named = (call: Call, name: string): string => call.names[name] ?? ''

/** ARM names are the same in any case. */
export const key = (name: string): string => name.toLowerCase()
