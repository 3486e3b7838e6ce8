/** From the ids in a deployment to the assets that they mean, and from an asset to its blobs. */
import type { Azure } from '../azure.ts'
import type { BlobLocation } from '../types.ts'
import type { AssetKind, AssetVersion } from '../world.ts'
import { idOf, key } from './call.ts'
import { curatedEnvironment } from './curated.ts'
import { serviceRefusal } from './errors.ts'

export interface Reference {
  readonly name: string
  readonly version: AssetVersion
}

/** The asset behind an ARM id or an `azureml://` id of this workspace. */
export const referenced = (azure: Azure, kind: AssetKind, id: string): Reference | undefined => {
  const { world } = azure
  const scopes = [
    idOf(azure),
    `azureml://locations/${world.location}/workspaces/${world.workspace.id}`,
  ]
  const scope = scopes.find((one) => key(id).startsWith(`${key(one)}/`))
  if (scope === undefined) return undefined
  const [, name = '', version = ''] =
    new RegExp(`^/${kind}/([^/]+)/versions/([^/]+)$`, 'i').exec(id.slice(scope.length)) ?? []
  const container = world.assets[kind][key(name)]
  const found = container?.versions.find((one) => key(one.name) === key(version))
  return container && found && { name: container.name, version: found }
}

/** Refuses an id that means nothing. */
export const requireReference = (azure: Azure, kind: AssetKind, id: unknown): void => {
  if (typeof id !== 'string' || id === '') return
  if (kind === 'environments' && curatedEnvironment(id) !== undefined) return
  if (referenced(azure, kind, id) !== undefined) return
  throw serviceRefusal(
    azure,
    400,
    'BadArgument',
    `The request is invalid: the ${kind.slice(0, -1)} could not be resolved.`,
    [{ code: 'ResourceNotFound', message: `Could not find asset with ID: ${id}` }],
  )
}

/** Where the bytes of a model or of code lie: a datastore path or a blob's address. */
export const blobsOf = ({ world }: Azure, uri: string): BlobLocation | undefined => {
  const { name: account } = world.storage
  const [, store, path] =
    /^azureml:\/\/(?:subscriptions\/.+\/)?datastores\/([^/]+)\/paths\/(.+)$/i.exec(uri) ?? []
  const datastore = world.datastores.find(({ name }) => key(name) === key(store ?? ''))
  if (datastore !== undefined && path !== undefined) {
    return { account, container: datastore.container, path: path.replace(/\/$/, '') }
  }
  const url = URL.parse(uri)
  if (url === null || !url.hostname.startsWith(`${account}.blob.`)) return undefined
  const [container = '', ...rest] = decodeURIComponent(url.pathname).split('/').filter(Boolean)
  return { account, container, path: rest.join('/') }
}
