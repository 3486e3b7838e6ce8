/** What an asset is made of: how the service rewrites it, what must be true of it, what may never change. */
import { parse } from 'yaml'
import type { Azure } from '../azure.ts'
import type { AssetKind, Json } from '../world.ts'
import { serviceRefusal } from './errors.ts'

const contentFields = {
  models: ['modelUri'],
  codes: ['codeUri'],
  environments: ['image', 'condaFile', 'build', 'inferenceConfig', 'osType'],
}

/** The part of an asset that its version stands for; equal texts, equal content. */
export const contentOf = (kind: AssetKind, properties: Json): string =>
  JSON.stringify(contentFields[kind].map((field) => properties[field] ?? null)).toLowerCase()

/** The properties as the service keeps them. */
export const normalized = (azure: Azure, kind: AssetKind, body: Json): Json => {
  const given: Json = { ...body, tags: texts(body['tags']), properties: texts(body['properties']) }
  switch (kind) {
    case 'models':
      return {
        flavors: {},
        jobName: null,
        modelType: 'custom_model',
        ...given,
        modelUri: String(given['modelUri']).replace('/resourcegroups/', '/resourceGroups/'),
      }
    case 'environments':
      return {
        environmentType: 'UserCreated',
        osType: 'Linux',
        ...given,
        ...(given['condaFile'] === undefined
          ? {}
          : { condaFile: condaJson(azure, given['condaFile']) }),
      }
    case 'codes':
      return given
  }
}

const texts = (map: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries((map ?? {}) as Json).map(([name, value]) => [name, String(value ?? '')]),
  )

/** The service parses the conda file and gives it back as JSON, which is YAML too. */
const condaJson = (azure: Azure, text: unknown): string => {
  try {
    const conda: unknown = parse(String(text))
    if (typeof conda === 'object' && conda !== null) return JSON.stringify(conda, null, 2)
  } catch {
    // Falls through to the refusal, which is the same for text that is YAML but no conda file.
  }
  throw serviceRefusal(azure, 400, 'UserError', 'The conda file is not a valid YAML document.')
}

const names = /^[a-zA-Z0-9][a-zA-Z0-9\-_.]{0,254}$/

export const checkAsset = (azure: Azure, kind: AssetKind, name: string, given: Json): void => {
  const refuse = (message: string) => serviceRefusal(azure, 400, 'UserError', message)
  if (!names.test(name))
    throw refuse(`The name '${name}' is not valid: it must match ${names.source}.`)
  switch (kind) {
    case 'models':
      if (/^(azureml|runs|https):\/\//.test(String(given['modelUri']))) return
      throw refuse(`The model URI '${given['modelUri']}' is not valid.`)
    case 'codes':
      if (/^https:\/\/[^/]+\.blob\.[^/]+\/[^/]+/.test(String(given['codeUri']))) return
      throw refuse(`The code URI '${given['codeUri']}' is not the address of a blob folder.`)
    case 'environments':
      if (/^(azureml|microsoft)/i.test(name)) {
        throw refuse(
          `Environment name '${name}' is reserved: names that start with AzureML or Microsoft belong to curated environments.`,
        )
      }
      if (given['build'] !== undefined && given['image'] !== undefined) {
        throw refuse("Only one of 'image' and 'build' may be given.")
      }
      if (given['build'] === undefined && given['image'] === undefined) {
        throw refuse("One of 'image' and 'build' must be given.")
      }
  }
}
