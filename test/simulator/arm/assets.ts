/** Models, code and environments: containers of numbered versions whose content never changes. */
import type { AssetContainer, AssetKind, AssetVersion, Json } from '../world.ts'
import { checkAsset, contentOf, normalized } from './asset-content.ts'
import { listContainers, listVersions } from './asset-lists.ts'
import { containerView, versionView } from './asset-view.ts'
import * as bodies from './bodies.ts'
import { type Call, idOf, key, named, type Route, workspacePath } from './call.ts'
import { serviceRefusal } from './errors.ts'
import { startPendingUpload } from './pending-upload.ts'

const versionBody = {
  models: bodies.modelVersion,
  codes: bodies.codeVersion,
  environments: bodies.environmentVersion,
}

const routesOf = (kind: AssetKind): readonly Route[] => {
  const containers = `${workspacePath}/${kind}`
  const container = `${containers}/:name`
  const version = `${container}/versions/:version`
  return [
    { method: 'GET', path: containers, answer: (call) => listContainers(call, kind) },
    {
      method: 'GET',
      path: container,
      answer: (call) => shown(containerView(call, kind, theContainer(call, kind))),
    },
    {
      method: 'PUT',
      path: container,
      body: bodies.assetContainer,
      answer: (call) => putContainer(call, kind),
    },
    { method: 'DELETE', path: container, answer: (call) => deleteContainer(call, kind) },
    { method: 'GET', path: `${container}/versions`, answer: (call) => listVersions(call, kind) },
    {
      method: 'GET',
      path: version,
      answer: (call) =>
        shown(versionView(call, kind, theContainer(call, kind), theVersion(call, kind))),
    },
    {
      method: 'PUT',
      path: version,
      body: versionBody[kind],
      answer: (call) => putVersion(call, kind),
    },
    { method: 'DELETE', path: version, answer: (call) => deleteVersion(call, kind) },
  ]
}

export const assetRoutes: readonly Route[] = [
  ...routesOf('models'),
  ...routesOf('codes'),
  ...routesOf('environments'),
  {
    method: 'POST',
    path: `${workspacePath}/codes/:name/versions/:version/startPendingUpload`,
    since: 'pendingUpload',
    body: bodies.pendingUpload,
    answer: startPendingUpload,
  },
]

const shown = (body: Json) => ({ status: 200, body })

const theContainer = (call: Call, kind: AssetKind): AssetContainer => {
  const name = named(call, 'name')
  const container = call.azure.world.assets[kind][key(name)]
  if (container !== undefined) return container
  throw serviceRefusal(
    call.azure,
    404,
    'ResourceNotFound',
    `Could not find asset with ID: ${idOf(call.azure, `/${kind}/${name}`)}`,
  )
}

const theVersion = (call: Call, kind: AssetKind): AssetVersion => {
  const found = versionNamed(theContainer(call, kind), named(call, 'version'))
  if (found !== undefined) return found
  const id = idOf(call.azure, `/${kind}/${named(call, 'name')}/versions/${named(call, 'version')}`)
  throw serviceRefusal(call.azure, 404, 'ResourceNotFound', `Could not find asset with ID: ${id}`)
}

const versionNamed = ({ versions }: AssetContainer, name: string): AssetVersion | undefined =>
  versions.find((version) => key(version.name) === key(name))

const putContainer = (call: Call, kind: AssetKind) => {
  const { azure, body } = call
  const existing = azure.world.assets[kind][key(named(call, 'name'))]
  const container = existing ?? newContainer(call, kind)
  container.properties = body['properties'] as Json
  container.modifiedAt = azure.clock.now().toISOString()
  return { status: existing ? 200 : 201, body: containerView(call, kind, container) }
}

const newContainer = ({ azure, names }: Call, kind: AssetKind): AssetContainer => {
  const name = names['name'] ?? ''
  const now = azure.clock.now().toISOString()
  const container = {
    name,
    properties: {},
    createdAt: now,
    modifiedAt: now,
    versions: [],
    deleted: {},
  }
  azure.world.assets[kind][key(name)] = container
  return container
}

/** The same content again changes tags and description only; other content is refused. */
const putVersion = (call: Call, kind: AssetKind) => {
  const { azure, body } = call
  const name = named(call, 'version')
  const given = normalized(azure, kind, body['properties'] as Json)
  checkAsset(azure, kind, named(call, 'name'), given)
  const container = azure.world.assets[kind][key(named(call, 'name'))] ?? newContainer(call, kind)
  const deleted = container.deleted[key(name)]
  if (deleted !== undefined) {
    throw serviceRefusal(
      azure,
      400,
      'UserError',
      `${container.name}:${name} was deleted at ${deleted}, it cannot be recreated. Please try again with a different version.`,
    )
  }
  const now = azure.clock.now().toISOString()
  const existing = versionNamed(container, name)
  if (existing === undefined) {
    const version = { name, properties: given, createdAt: now, modifiedAt: now }
    container.versions.push(version)
    container.modifiedAt = now
    return { status: 201, body: versionView(call, kind, container, version) }
  }
  if (contentOf(kind, existing.properties) !== contentOf(kind, given)) {
    throw serviceRefusal(
      azure,
      kind === 'environments' ? 409 : 400,
      'UserError',
      kind === 'environments'
        ? `Environment version ${container.name}:${name} already exists with a different definition.`
        : 'Asset paths cannot be updated.',
    )
  }
  existing.properties = given
  existing.modifiedAt = now
  return { status: 200, body: versionView(call, kind, container, existing) }
}

const deleteVersion = (call: Call, kind: AssetKind) => {
  const container = call.azure.world.assets[kind][key(named(call, 'name'))]
  const version = container && versionNamed(container, named(call, 'version'))
  if (container === undefined || version === undefined) return { status: 204 }
  container.versions.splice(container.versions.indexOf(version), 1)
  container.deleted[key(version.name)] = call.azure.clock.now().toISOString()
  return { status: 200 }
}

const deleteContainer = (call: Call, kind: AssetKind) => {
  const name = key(named(call, 'name'))
  const known = call.azure.world.assets[kind][name] !== undefined
  delete call.azure.world.assets[kind][name]
  return { status: known ? 200 : 204 }
}
