/** Lists of assets, and the filters that narrow them. */
import type { AssetKind, Json } from '../world.ts'
import { containerView, versionView } from './asset-view.ts'
import { type Call, key, named } from './call.ts'
import { paged } from './paging.ts'

export const listContainers = (call: Call, kind: AssetKind) =>
  paged(
    call,
    Object.values(call.azure.world.assets[kind])
      .filter(({ properties }) => inView(call, properties))
      .map((container) => containerView(call, kind, container)),
  )

/** Newest first. A container that does not exist has no versions, which is no error. */
export const listVersions = (call: Call, kind: AssetKind) => {
  const container = call.azure.world.assets[kind][key(named(call, 'name'))]
  if (container === undefined) return paged(call, [])
  const { searchParams } = call.url
  const versions = container.versions
    .filter(({ properties }) => inView(call, properties))
    .filter(({ name }) => searchParams.get('version')?.split(',').includes(name) ?? true)
    .filter(({ properties }) => holds(properties['tags'], searchParams.get('tags')))
    .filter(({ properties }) => holds(properties['properties'], searchParams.get('properties')))
    .filter(({ properties }) => holds(properties['properties'], hashFilter(call)))
    .filter(({ properties }) =>
      holds({ ...properties }, pair('description', searchParams.get('description'))),
    )
    .map((version) => versionView(call, kind, container, version))
  return paged(
    call,
    /asc/i.test(searchParams.get('$orderBy') ?? '') ? versions : versions.reverse(),
  )
}

const inView = ({ url }: Call, { isArchived }: Json): boolean => {
  const view = url.searchParams.get('listViewType') ?? 'ActiveOnly'
  return view === 'All' || (isArchived === true) === (view === 'ArchivedOnly')
}

const pair = (name: string, value: string | null) => (value === null ? null : `${name}=${value}`)
const hashFilter = ({ url }: Call) => pair('hash_sha256', url.searchParams.get('hash'))

/** `key`, `key=value`, several of them separated by commas: all must hold. */
const holds = (map: unknown, filter: string | null): boolean =>
  (filter ?? '')
    .split(',')
    .filter(Boolean)
    .every((condition) => {
      const [name = '', ...value] = condition.split('=')
      const actual = (map as Json | null | undefined)?.[name]
      return actual !== undefined && (value.length === 0 || actual === value.join('='))
    })
