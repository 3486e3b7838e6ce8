/** What Azure Monitor's own resources have in common: how they are found, kept, and shown. */
import { type Call, key, named, systemData } from '../arm/call.ts'
import { type Refusal, refusal, resourceNotFound } from '../arm/errors.ts'
import type { Problem } from '../arm/validate.ts'
import type { Json, MonitorResource } from '../world.ts'
import { groupId, insights } from './scopes.ts'

/** A body that does not fit. */
export const misfit = (problems: readonly Problem[]): Refusal =>
  refusal(
    400,
    'BadRequest',
    `The request is invalid. ${problems.map(({ at, message }) => `${at}: ${message}`).join(' ')}`,
  )

/** The one that the path names, or a refusal. */
export const theResource = <T extends MonitorResource>(
  call: Call,
  type: string,
  all: Readonly<Record<string, T>>,
): T => {
  const name = named(call, 'name')
  const found = all[key(name)]
  if (found !== undefined) return found
  throw resourceNotFound(`${insights}/${type}`, name, call.azure.world.resourceGroup)
}

/** The resource that a PUT asks for, beside the one that there was. */
export const asked = (call: Call, existing: MonitorResource | undefined): MonitorResource => {
  const now = call.azure.clock.now().toISOString()
  return {
    name: existing?.name ?? named(call, 'name'),
    location: existing?.location ?? String(call.body['location']),
    tags: (call.body['tags'] ?? {}) as Record<string, string>,
    properties: call.body['properties'] as Json,
    createdAt: existing?.createdAt ?? now,
    modifiedAt: now,
  }
}

export const resourceView = (
  { azure }: Call,
  type: string,
  { name, location, tags, properties, createdAt, modifiedAt }: MonitorResource,
): Json => ({
  id: `${groupId(azure)}/providers/${insights}/${type}/${name}`,
  name,
  type: `${insights}/${type}`,
  location,
  tags,
  systemData: systemData(azure, createdAt, modifiedAt),
  properties,
})
