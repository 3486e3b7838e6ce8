/** Assets as the resource manager shows them. */
import type { AssetContainer, AssetKind, AssetVersion, Json } from '../world.ts'
import { type Call, idOf, provider, systemData } from './call.ts'
import { speaks } from './versions.ts'

const state = ({ version }: Call): Json =>
  speaks(version, 'assetState') ? { provisioningState: 'Succeeded' } : {}

export const containerView = (call: Call, kind: AssetKind, container: AssetContainer): Json => {
  const numbers = [...container.versions.map(({ name }) => name), ...Object.keys(container.deleted)]
    .map(Number)
    .filter(Number.isInteger)
  return {
    id: idOf(call.azure, `/${kind}/${container.name}`),
    name: container.name,
    type: `${provider}/workspaces/${kind}`,
    properties: {
      description: null,
      tags: {},
      properties: {},
      isArchived: false,
      ...container.properties,
      latestVersion: container.versions.at(-1)?.name ?? null,
      nextVersion: String(Math.max(0, ...numbers) + 1),
      ...state(call),
    },
    systemData: systemData(call.azure, container.createdAt, container.modifiedAt),
  }
}

export const versionView = (
  call: Call,
  kind: AssetKind,
  container: AssetContainer,
  version: AssetVersion,
): Json => {
  const { stage, ...properties } = version.properties
  return {
    id: idOf(call.azure, `/${kind}/${container.name}/versions/${version.name}`),
    name: version.name,
    type: `${provider}/workspaces/${kind}/versions`,
    properties: {
      description: null,
      tags: {},
      properties: {},
      isArchived: false,
      isAnonymous: false,
      ...properties,
      ...(stage !== undefined && speaks(call.version, 'stage') ? { stage } : {}),
      ...state(call),
    },
    systemData: systemData(call.azure, version.createdAt, version.modifiedAt),
  }
}
