/** Model, code and environment versions: immutable, found by their content, registered once. */
import { ActionError } from '../errors.ts'
import type { CodeStep, EnvironmentStep, ModelStep } from '../plan/assets.ts'
import type { Arm } from './arm.ts'
import { attempting, isNotFound } from './failure.ts'
import { readNextVersion } from './models.ts'
import type { Uploader } from './upload.ts'

export interface RegisteredModel {
  readonly id: string
  readonly version: string
  readonly uploaded: boolean
}

/** As Azure's clients do: another writer may take a version number first. */
const mostTries = 4

/**
 * Uploads and registers a model. The version is noted on the blob *before* it is registered, and
 * blobs are read consistently: a run that was killed in between, or that another one races, finds
 * the note and ends with the same version instead of a second one.
 */
export async function registerModel(
  arm: Arm,
  uploader: Uploader,
  step: Extract<ModelStep, { action: 'register' }>,
  signal: AbortSignal,
): Promise<RegisteredModel> {
  const uploaded = await uploader.upload(
    step.upload,
    `the model (${step.upload.content.name})`,
    signal,
  )
  const { claimed } = uploaded
  let version = claimed?.name === step.name ? claimed.version : step.version
  for (let tries = 1; ; tries++) {
    const existing = await readModelVersion(arm, step.name, version, signal)
    if (existing && sameUri(existing.uri, step.uri) && existing.type === step.type) {
      return { id: existing.id, version, uploaded: !uploaded.skipped }
    }
    if (!existing) {
      await uploaded.claim({ name: step.name, version })
      const id = await putModelVersion(arm, step, version, signal)
      if (id !== undefined) return { id, version, uploaded: !uploaded.skipped }
    }
    if (tries >= mostTries) {
      throw new ActionError({
        code: 'registration-failed',
        message: `could not register model '${step.name}': version ${version} was taken by another writer ${tries} times`,
        hint: 'Run again; a concurrency group in the workflow keeps runs from racing.',
      })
    }
    const next = await readNextVersion(arm, step.name, { abortSignal: signal })
    // Reads may lag behind writes: a version that is known to be taken is not proposed again.
    version = next === version && /^\d+$/.test(version) ? String(Number(version) + 1) : next
  }
}

/** Azure writes ids and hosts in varying case. */
const sameUri = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

async function readModelVersion(arm: Arm, name: string, version: string, signal: AbortSignal) {
  const { resourceGroup, workspace } = arm.where
  return attempting(
    { doing: `read version ${version} of model '${name}'`, otherwise: 'azure-refused' },
    async () => {
      try {
        const found = await arm.sdk.modelVersions.get(resourceGroup, workspace, name, version, {
          abortSignal: signal,
        })
        const { modelUri = '', modelType = 'custom_model' } = found.properties
        return { id: found.id ?? '', uri: modelUri, type: modelType }
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
  )
}

const taken = /cannot be (updated|recreated)|already exists/i

/** The new version's id, or undefined when the number is taken or was used before. */
async function putModelVersion(
  arm: Arm,
  step: Extract<ModelStep, { action: 'register' }>,
  version: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { resourceGroup, workspace } = arm.where
  try {
    const registered = await arm.sdk.modelVersions.createOrUpdate(
      resourceGroup,
      workspace,
      step.name,
      version,
      {
        properties: {
          modelUri: step.uri,
          modelType: step.type,
          ...(step.description === undefined ? {} : { description: step.description }),
          tags: { ...step.tags },
          properties: { ...step.properties },
        },
      },
      { abortSignal: signal },
    )
    return registered.id
  } catch (error) {
    const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
    if (statusCode === 409 || (statusCode === 400 && taken.test(message))) return undefined
    return attempting(
      { doing: `register model '${step.name}'`, otherwise: 'registration-failed' },
      () => Promise.reject(error),
    )
  }
}

/** Uploads and registers the scoring code, unless the same bytes are registered already. */
export async function registerCode(
  arm: Arm,
  uploader: Uploader,
  step: CodeStep,
  signal: AbortSignal,
): Promise<void> {
  const { resourceGroup, workspace } = arm.where
  const options = { abortSignal: signal }
  await attempting(
    { doing: 'register the scoring code', otherwise: 'registration-failed' },
    async () => {
      const exists = await found(
        arm.sdk.codeVersions.get(resourceGroup, workspace, step.name, step.version, options),
      )
      if (exists) return
      const uploaded = await uploader.upload(step.upload, 'the scoring code', signal)
      await uploaded.claim({ name: step.name, version: step.version })
      await arm.sdk.codeVersions.createOrUpdate(
        resourceGroup,
        workspace,
        step.name,
        step.version,
        {
          properties: {
            codeUri: uploader.url(step.upload.path),
            isAnonymous: true,
            tags: { ...step.tags },
          },
        },
        options,
      )
    },
  )
}

/** Registers the environment, unless the same content is registered already. */
export async function registerEnvironment(
  arm: Arm,
  step: Extract<EnvironmentStep, { action: 'register' }>,
  signal: AbortSignal,
): Promise<void> {
  const { resourceGroup, workspace } = arm.where
  const options = { abortSignal: signal }
  await attempting(
    { doing: 'register the environment', otherwise: 'registration-failed' },
    async () => {
      const exists = await found(
        arm.sdk.environmentVersions.get(resourceGroup, workspace, step.name, step.version, options),
      )
      if (exists) return
      await arm.sdk.environmentVersions.createOrUpdate(
        resourceGroup,
        workspace,
        step.name,
        step.version,
        {
          properties: {
            image: step.image,
            ...(step.condaFile === undefined ? {} : { condaFile: step.condaFile }),
            osType: 'Linux',
            tags: { ...step.tags },
          },
        },
        options,
      )
    },
  )
}

async function found(reading: Promise<unknown>): Promise<boolean> {
  try {
    await reading
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
