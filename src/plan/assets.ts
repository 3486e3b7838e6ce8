/** Which versions of model, code and environment there will be, and what is there already. */
import { ActionError } from '../errors.ts'
import type { Digested } from '../model/content.ts'
import { formats, frameworks } from '../model/description.ts'
import type { ModelFacts, RegisteredModel } from '../model/model.ts'
import { attestationTags } from './attestation.ts'
import type { Findings } from './findings.ts'
import type { Identity } from './framework.ts'
import {
  assetId,
  createdBy,
  datastoreUri,
  digestOf,
  environmentName,
  tag,
  uploadPrefix,
} from './naming.ts'
import { limitTags, type Origin, originTags } from './origin.ts'
import type { Request } from './request.ts'
import type { BuiltInService, ScriptedService } from './service.ts'
import type { AzureState } from './state.ts'

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
  /** Who made it first: the same code is registered once. */
  readonly tags: Readonly<Record<string, string>>
}

/** What answers requests, and what of it has to be registered first. */
export type ProgramStep =
  | { readonly kind: 'scripted'; readonly code: CodeStep; readonly environment: EnvironmentStep }
  /** Azure's own for the model's type: there is nothing to register. */
  | Pick<BuiltInService, 'kind' | 'server'>

export type EnvironmentStep =
  | { readonly action: 'use'; readonly id: string }
  | {
      readonly action: 'register'
      readonly name: string
      readonly version: string
      readonly id: string
      readonly image: string
      readonly condaFile?: string
      readonly tags: Readonly<Record<string, string>>
    }

/** The version that has this content, or the one to register. */
export function planModel({
  request,
  model,
  attestation,
  identity,
  state,
  origin,
}: Findings): ModelStep {
  const name = request.model.name
  if (model.kind === 'registered') {
    return { action: 'reuse', name, version: model.version, id: model.id }
  }
  const { content } = model
  const known = state.models.versions.find(
    // Under another name, the same bytes would be mounted elsewhere than the scoring script looks.
    // Of another type, Azure would not serve it by itself.
    ({ tags, uri, type }) =>
      tags[tag.modelDigest] === content.digest &&
      uri.endsWith(`/${content.name}`) &&
      type === model.type,
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
    tags: limitTags({
      ...request.model.tags,
      ...identityTags(identity),
      ...originTags(origin),
      ...attestationTags(attestation),
      [tag.createdBy]: createdBy,
      [tag.modelDigest]: content.digest,
    }),
    properties: {},
  }
}

/** What the model is, noted so that it can be served again from the registry alone. */
function identityTags({ framework, version, description }: Identity) {
  return {
    ...(framework === undefined ? {} : { [tag.framework]: framework }),
    ...(version === undefined ? {} : { [tag.frameworkVersion]: version }),
    ...(description === undefined
      ? {}
      : { [tag.modelFormat]: description.format, [tag.modelFile]: description.path }),
  }
}

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
    noted: notedIn(tags),
  }
}

/** What this action wrote into a model's tags, as far as it makes sense. */
function notedIn(tags: Readonly<Record<string, string>>): RegisteredModel['noted'] {
  const framework = frameworks.find((name) => name === tags[tag.framework])
  const format = formats.find((name) => name === tags[tag.modelFormat])
  const version = tags[tag.frameworkVersion]
  const path = tags[tag.modelFile]
  return {
    ...(framework === undefined ? {} : { framework }),
    ...(version === undefined ? {} : { frameworkVersion: version }),
    ...(format === undefined ? {} : { format }),
    ...(path === undefined ? {} : { path }),
  }
}

/** The program that serves the model. */
export function planProgram({ request, service, state, origin }: Findings): ProgramStep {
  if (service.kind === 'built-in') return { kind: service.kind, server: service.server }
  return {
    kind: service.kind,
    code: planCode(service, state, origin),
    environment: planEnvironment(service, request, state, origin),
  }
}

/** Code is named by its content, as Azure's clients name it. */
function planCode(
  { code, scoringScript }: ScriptedService,
  state: AzureState,
  origin: Origin,
): CodeStep {
  const name = code.digest
  return {
    name,
    version: '1',
    id: assetId(state.workspace.id, 'codes', name, '1'),
    upload: { content: code, path: `${uploadPrefix(code.digest)}/${code.name}` },
    scoringScript,
    tags: madeBy(origin),
  }
}

/** Code and environments are named by their digests, and shared by whoever needs the same. */
const madeBy = (origin: Origin) => ({ ...originTags(origin), [tag.createdBy]: createdBy })

/** The environment that was named, or the one to register for its content. */
function planEnvironment(
  { environment }: ScriptedService,
  request: Request,
  state: AzureState,
  origin: Origin,
): EnvironmentStep {
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
    tags: madeBy(origin),
  }
}
