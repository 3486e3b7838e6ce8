/** The decision: request, model, service and Azure's state → everything that will be done, as data. */
import { ActionError, type Failure } from '../errors.ts'
import type { Digested } from '../model/content.ts'
import type { ModelFacts, RegisteredModel } from '../model/model.ts'
import type { Service } from '../serving/service.ts'
import {
  assetId,
  createdBy,
  datastoreUri,
  deploymentName,
  digestOf,
  environmentName,
  tag,
  uploadPrefix,
} from './naming.ts'
import type { AuthMode, Request } from './request.ts'
import { chooseSize, coresNeeded, quotaShortage, type SizeChoice } from './sizes.ts'
import type { AzureState, DeploymentState, Traffic, VmSize } from './state.ts'
import { positive } from './traffic.ts'

/** Where the run comes from; becomes tags. */
export interface Origin {
  readonly repository?: string
  readonly commit?: string
  readonly ref?: string
  readonly runUrl?: string
}

/** Content and the place in the datastore that it goes to. */
export interface Upload {
  readonly content: Digested
  /** The blob path of the file, or of the folder. */
  readonly path: string
}

export type ModelStep =
  | {
      readonly action: 'reuse'
      readonly name: string
      readonly version: string
      readonly id: string
    }
  | {
      readonly action: 'register'
      readonly name: string
      /** The version that is free as far as is known; another run may take it first. */
      readonly version: string
      readonly upload: Upload
      readonly uri: string
      readonly type: ModelFacts['type']
      readonly description?: string
      readonly tags: Readonly<Record<string, string>>
      readonly properties: Readonly<Record<string, string>>
    }

export interface CodeStep {
  readonly name: string
  readonly version: string
  readonly id: string
  readonly upload: Upload
  readonly scoringScript: string
}

export type EnvironmentStep =
  | { readonly action: 'use'; readonly id: string }
  | {
      readonly action: 'register'
      readonly name: string
      readonly version: string
      readonly id: string
      readonly image: string
      readonly condaFile?: string
    }

export interface DeploymentStep {
  /**
   * `create`; `replace` what failed or is going away; `resume` what another run began;
   * `keep` what is there and healthy.
   */
  readonly action: 'create' | 'replace' | 'resume' | 'keep'
  readonly name: string
  readonly digest: string
}

/** Everything that will be done, and why. Plain data; the same in gives the same out. */
export interface Plan {
  readonly request: Request
  readonly location: string
  readonly model: ModelStep
  readonly code: CodeStep
  readonly environment: EnvironmentStep
  readonly endpoint: {
    readonly action: 'create' | 'keep'
    readonly name: string
    readonly authMode: AuthMode
    readonly tags: Readonly<Record<string, string>>
  }
  readonly size: SizeChoice
  readonly deployment: DeploymentStep
  readonly traffic: { readonly before: Traffic; readonly after: Traffic }
  /** Deployments to delete once the new one is live and verified, in this order. */
  readonly retire: readonly string[]
  /** The last run for this content ended only after it had verified the result. */
  readonly verified: boolean
  readonly tags: Readonly<Record<string, string>>
}

/** What the planner goes by. */
export interface Findings {
  readonly request: Request
  readonly model: ModelFacts
  readonly service: Service
  readonly state: AzureState
  readonly origin: Origin
}

/** A plan, or the reason why there can be none. Pure. */
export function makePlan(findings: Findings): Plan {
  const { request, state, service } = findings
  refuseConflicts(request, state)
  const size = orThrow(chooseSize(state.sizes, request.compute))
  const environment = planEnvironment(findings)
  const code = planCode(findings)
  const digest = deploymentDigest(findings, size.size.name, environment.id)
  const deployment = planDeployment(request, state, digest)
  const endpoint = state.endpoint

  if (deployment.action === 'create') refuseShortage(request, state, size.size)
  const before = positive(endpoint?.traffic ?? {})
  return {
    request,
    location: state.workspace.location,
    model: planModel(findings),
    code: { ...code, scoringScript: service.scoringScript },
    environment,
    endpoint: {
      action: endpoint && !isBroken(state) ? 'keep' : 'create',
      name: request.endpoint.name,
      authMode: endpoint?.authMode ?? request.endpoint.authMode ?? 'Key',
      tags: { ...endpoint?.tags, [tag.createdBy]: endpoint?.tags[tag.createdBy] ?? createdBy },
    },
    size,
    deployment,
    traffic: { before, after: { [deployment.name]: 100 } },
    retire: planRetirement(state, deployment.name, request.rollout.keepPrevious),
    verified: endpoint?.tags[tag.verified] === deployment.name,
    tags: {
      [tag.createdBy]: createdBy,
      [tag.deploymentDigest]: digest,
      [tag.modelDigest]: findings.model.digest,
      ...originTags(findings.origin),
    },
  }
}

/** An endpoint whose creation failed and that nothing runs on: it is created again. */
const isBroken = (state: AzureState) =>
  state.endpoint?.provisioningState === 'Failed' && state.deployments.length === 0

function orThrow<T>(chosen: { ok: true; value: T } | { ok: false; failure: Failure }): T {
  if (!chosen.ok) throw new ActionError(chosen.failure)
  return chosen.value
}

/** Quota is looked at before anything is made; where it may not be read, Azure has the word. */
function refuseShortage(request: Request, { sizes, usages }: AzureState, size: VmSize): void {
  if (!sizes || !usages) return
  const needed = coresNeeded(size, request.compute.instanceCount)
  const shortage = quotaShortage(usages, sizes, size, needed)
  if (shortage) throw new ActionError(shortage)
}

function refuseConflicts(request: Request, state: AzureState): void {
  const { endpoint } = state
  if (!endpoint) return
  const asked = request.endpoint.authMode
  if (asked !== undefined && asked !== endpoint.authMode) {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `'auth-mode' asks for ${asked}, but endpoint '${endpoint.name}' exists with ${endpoint.authMode}`,
      hint: "Leave 'auth-mode' out to keep the endpoint as it is, or deploy under another 'service-name': its callers would lose access.",
    })
  }
  if (endpoint.kubernetes) {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `endpoint '${endpoint.name}' runs on an attached Kubernetes compute; this action deploys to managed endpoints`,
      hint: "Choose another 'service-name'.",
    })
  }
  if (endpoint.provisioningState === 'Deleting') {
    throw new ActionError({
      code: 'endpoint-conflict',
      message: `endpoint '${endpoint.name}' is being deleted`,
      hint: 'Run again in a few minutes, when its name is free, or choose another service-name.',
    })
  }
}

function planModel({ request, model, state, origin }: Findings): ModelStep {
  const name = request.model.name
  if (model.kind === 'registered') {
    return { action: 'reuse', name, version: model.version, id: model.id }
  }
  const { content } = model
  const known = state.models.versions.find(
    (version) => version.tags[tag.modelDigest] === content.digest,
  )
  if (known) return { action: 'reuse', name, version: known.version, id: known.id }
  const path = `${uploadPrefix(content.digest)}/${content.name}`
  return {
    action: 'register',
    name,
    version: state.models.nextVersion,
    upload: { content, path },
    uri: datastoreUri(request.where, state.datastore.name, path),
    type: model.type,
    ...(request.model.description === undefined ? {} : { description: request.model.description }),
    tags: limit({
      ...request.model.tags,
      ...(request.model.framework ? { framework: request.model.framework } : {}),
      ...(request.model.frameworkVersion
        ? { 'framework-version': request.model.frameworkVersion }
        : {}),
      ...originTags(origin),
      [tag.createdBy]: createdBy,
      [tag.modelDigest]: content.digest,
    }),
    properties: {},
  }
}

/** Asset tags: values up to 1,000 characters; endpoint and deployment tags: 256, so that holds for all. */
const limit = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.slice(0, 256)]))

const originTags = (origin: Origin): Readonly<Record<string, string>> =>
  limit({
    ...(origin.repository ? { [tag.repository]: origin.repository } : {}),
    ...(origin.commit ? { [tag.commit]: origin.commit } : {}),
    ...(origin.ref ? { [tag.ref]: origin.ref } : {}),
    ...(origin.runUrl ? { [tag.run]: origin.runUrl } : {}),
  })

/**
 * The facts of a model that is registered already. One that this action registered carries its
 * digest; any other is identified by where its bytes lie, since a registered version never changes.
 */
export function registeredModel({ registered }: AzureState): RegisteredModel {
  if (!registered) throw new Error('the registered model was not read')
  const { id, version, uri, tags, type } = registered
  return {
    kind: 'registered',
    id,
    version,
    digest: tags[tag.modelDigest] ?? digestOf({ uri }),
    mount: uri.replace(/\/+$/, '').split('/').at(-1) ?? '',
    type: type === 'mlflow_model' || type === 'triton_model' ? type : 'custom_model',
  }
}

/** Code is named by its content, as Azure's clients name it. */
function planCode({ service, state }: Findings): Omit<CodeStep, 'scoringScript'> {
  const { code } = service
  const name = code.digest
  return {
    name,
    version: '1',
    id: assetId(state.workspace.id, 'codes', name, '1'),
    upload: { content: code, path: `${uploadPrefix(code.digest)}/${code.name}` },
  }
}

function planEnvironment({ request, service, state }: Findings): EnvironmentStep {
  const { environment } = service
  if (environment.kind === 'existing') {
    const id = environment.id ?? state.environmentId
    if (id === undefined) {
      throw new ActionError({
        code: 'environment-not-found',
        message: `environment '${environment.name}' is not registered in workspace '${request.where.workspace}'`,
        hint: "Register it, correct 'environment', or give a 'conda-file'.",
      })
    }
    return { action: 'use', id }
  }
  const { image, condaFile } = environment
  const version = digestOf({ image, condaFile }).slice(0, 16)
  return {
    action: 'register',
    name: environmentName,
    version,
    id: assetId(state.workspace.id, 'environments', environmentName, version),
    image,
    ...(condaFile === undefined ? {} : { condaFile }),
  }
}

/** Everything that makes a deployment what it is; nothing that changes from run to run. */
function deploymentDigest(
  { request, model, service }: Findings,
  instanceType: string,
  environmentId: string,
): string {
  return digestOf({
    model: { name: request.model.name, digest: model.digest, mount: model.mount },
    code: { digest: service.code.digest, script: service.scoringScript, folder: service.code.name },
    environmentId,
    instanceType,
    instanceCount: request.compute.instanceCount,
    container: request.container,
    revision: request.rollout.revision,
  })
}

function planDeployment(request: Request, state: AzureState, digest: string): DeploymentStep {
  const name = request.rollout.deploymentName ?? deploymentName(digest)
  const existing = state.deployments.find((deployment) => deployment.name === name)
  if (!existing) return { action: 'create', name, digest }
  const serves = (state.endpoint?.traffic[name] ?? 0) > 0
  if (existing.tags[tag.deploymentDigest] !== digest) {
    if (!serves) return { action: 'replace', name, digest }
    throw new ActionError({
      code: 'deployment-conflict',
      message: `'deployment-name' is '${name}', which serves ${state.endpoint?.traffic[name]} % of the traffic with other content`,
      hint: "Leave 'deployment-name' out, or name one that has no traffic: the new model is tested beside the old one before it takes over.",
    })
  }
  switch (existing.provisioningState) {
    case 'Succeeded':
      return { action: 'keep', name, digest }
    case 'Creating':
    case 'Updating':
    case 'Scaling':
      return { action: 'resume', name, digest }
    case 'Failed':
    case 'Canceled':
    case 'Deleting':
      // A deployment with traffic cannot be deleted; putting it again mends it in place.
      return { action: serves ? 'create' : 'replace', name, digest }
  }
}

/**
 * Who had the traffic goes, and so does what this action left at 0 %, beyond the `keep` newest that
 * are healthy. A deployment of somebody else that never had traffic is not ours to delete, one that
 * is still being made may be another run's, and one that receives mirrored traffic is in use.
 */
function planRetirement(state: AzureState, live: string, keep: number): string[] {
  const had = (deployment: DeploymentState) => (state.endpoint?.traffic[deployment.name] ?? 0) > 0
  const ours = (deployment: DeploymentState) => deployment.tags[tag.createdBy] === createdBy
  const settled = (deployment: DeploymentState) =>
    ['Succeeded', 'Failed', 'Canceled'].includes(deployment.provisioningState)
  const mirrored = (deployment: DeploymentState) =>
    (state.endpoint?.mirrorTraffic[deployment.name] ?? 0) > 0
  const candidates = state.deployments.filter(
    (deployment) =>
      deployment.name !== live &&
      !mirrored(deployment) &&
      settled(deployment) &&
      (had(deployment) || ours(deployment)),
  )
  // What served last is the one to go back to, so it is kept first.
  const healthy = candidates
    .filter((deployment) => deployment.provisioningState === 'Succeeded')
    .sort((a, b) => Number(had(b)) - Number(had(a)))
  const kept = new Set(healthy.slice(0, keep).map((deployment) => deployment.name))
  return candidates.map((deployment) => deployment.name).filter((name) => !kept.has(name))
}
