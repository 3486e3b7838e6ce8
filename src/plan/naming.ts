/** Names and digests: the same content always has the same name, so nothing is made twice. */
import { createHash } from 'node:crypto'

/** JSON with sorted keys and without undefined: the same value is always the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(value ?? null)
}

/** The SHA-256 of a value's canonical JSON, in hexadecimal. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex')

/** `d-` and 16 hexadecimal digits: within the 32 characters that a deployment's name may have. */
export const deploymentName = (digest: string): string => `d-${digest.slice(0, 16)}`

/** Where Azure's own clients put uploads in a datastore, so that the studio shows ours as theirs. */
export const uploadPrefix = (digest: string): string => `LocalUpload/${digest}`

/** Environments whose names begin with `AzureML` or `Microsoft` are reserved, so ours is named otherwise. */
export const environmentName = 'deploy-action-serving'

/** Tags by which the action knows its own resources again. */
export const tag = {
  createdBy: 'created-by',
  deploymentDigest: 'deployment-digest',
  modelDigest: 'model-digest',
  framework: 'framework',
  frameworkVersion: 'framework-version',
  /** How the model was saved, and what is loaded below its mount: enough to serve it again. */
  modelFormat: 'model-format',
  modelFile: 'model-file',
  repository: 'repository',
  commit: 'commit',
  ref: 'ref',
  run: 'run',
  actor: 'actor',
  /** Who attested the model's files when they were deployed, and the commit that made them. */
  attestedBy: 'attested-by',
  attestedCommit: 'attested-commit',
  /** On the endpoint: the deployment whose rollout was carried to its end and verified. */
  verified: 'verified-deployment',
} as const

export const createdBy = 'azureml-deploy'

/** Azure Resource Manager, "Tag resources": how many characters a value has at most. */
export const longestTag = 256

/** The ARM id of a versioned asset of a workspace. */
export const assetId = (
  workspaceId: string,
  type: 'models' | 'codes' | 'environments',
  name: string,
  version: string,
): string => `${workspaceId}/${type}/${name}/versions/${version}`

/** The long form of a datastore path, as Azure's clients write a model's URI. */
export const datastoreUri = (
  where: { subscriptionId: string; resourceGroup: string; workspace: string },
  datastore: string,
  path: string,
): string =>
  `azureml://subscriptions/${where.subscriptionId}/resourcegroups/${where.resourceGroup}/workspaces/${where.workspace}/datastores/${datastore}/paths/${path}`
