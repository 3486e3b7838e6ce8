/** Autoscale settings as resources. They stand beside what they scale: nothing deletes them with it. */
import { type Call, key, named, type Route } from '../arm/call.ts'
import type { Reply } from '../http.ts'
import type { AutoscaleSetting, Json } from '../world.ts'
import { adjust } from './autoscale.ts'
import { checkAutoscale } from './autoscale-rules.ts'
import * as bodies from './bodies.ts'
import { asked, misfit, resourceView, theResource } from './resources.ts'
import { groupPath, insights, subscriptionPath } from './scopes.ts'

const type = 'autoscaleSettings'
const versions = ['2014-04-01', '2015-04-01', '2021-05-01-preview', '2022-10-01']
const inGroup = `${groupPath}/providers/${insights}/${type}`
const path = `${inGroup}/:name`

export const autoscaleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${subscriptionPath}/providers/${insights}/${type}`,
    versions,
    answer: (call) => list(call),
  },
  { method: 'GET', path: inGroup, versions, answer: (call) => list(call) },
  {
    method: 'GET',
    path,
    versions,
    answer: (call) => ({ status: 200, body: view(call, theSetting(call)) }),
  },
  {
    method: 'PUT',
    path,
    versions,
    body: bodies.autoscaleSetting,
    refuse: misfit,
    answer: (call) => put(call),
  },
  {
    method: 'PATCH',
    path,
    versions,
    body: bodies.autoscalePatch,
    refuse: misfit,
    answer: (call) => patch(call),
  },
  { method: 'DELETE', path, versions, answer: (call) => remove(call) },
]

const theSetting = (call: Call): AutoscaleSetting =>
  theResource(call, type, call.azure.world.autoscaleSettings)

const list = (call: Call): Reply => ({
  status: 200,
  body: {
    value: Object.values(call.azure.world.autoscaleSettings).map((one) => view(call, one)),
  },
})

const put = (call: Call): Reply => {
  const existing = call.azure.world.autoscaleSettings[key(named(call, 'name'))]
  const setting = kept(call, { ...asked(call, existing), scaledAt: existing?.scaledAt }, existing)
  return { status: existing === undefined ? 201 : 200, body: view(call, setting) }
}

const patch = (call: Call): Reply => {
  const existing = theSetting(call)
  const setting = kept(
    call,
    {
      ...existing,
      tags: (call.body['tags'] ?? existing.tags) as Record<string, string>,
      properties: { ...existing.properties, ...(call.body['properties'] as Json | undefined) },
      modifiedAt: call.azure.clock.now().toISOString(),
    },
    existing,
  )
  return { status: 200, body: view(call, setting) }
}

/** Checked, filled in, and at work at once. */
const kept = (
  { azure }: Call,
  setting: AutoscaleSetting,
  existing: AutoscaleSetting | undefined,
): AutoscaleSetting => {
  setting.properties = {
    enabled: false,
    name: setting.name,
    targetResourceLocation: setting.location,
    notifications: [],
    ...setting.properties,
  }
  checkAutoscale(azure, setting, existing)
  azure.world.autoscaleSettings[key(setting.name)] = setting
  adjust(azure, setting)
  return setting
}

const remove = ({ azure, names }: Call): Reply => {
  const name = key(names['name'] ?? '')
  if (azure.world.autoscaleSettings[name] === undefined) return { status: 204 }
  delete azure.world.autoscaleSettings[name]
  return { status: 200 }
}

/** Older versions say nothing of who made it and when. */
const view = (call: Call, setting: AutoscaleSetting): Json => {
  const { systemData, ...shown } = resourceView(call, type, setting)
  return call.version >= '2021-05-01' ? { ...shown, systemData } : shown
}
