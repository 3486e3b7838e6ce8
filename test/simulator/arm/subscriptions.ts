/** What lies above the workspace: tenants, subscriptions, resource groups. */
import type { Json } from '../world.ts'
import type { Call, Route } from './call.ts'

const one = (view: (call: Call) => Json) => (call: Call) => ({ status: 200, body: view(call) })
const all = (view: (call: Call) => Json) => (call: Call) => ({
  status: 200,
  body: { value: [view(call)] },
})

const tenant = ({ azure: { world } }: Call): Json => ({
  id: `/tenants/${world.tenantId}`,
  tenantId: world.tenantId,
  displayName: 'Contoso',
  tenantCategory: 'Home',
})

const subscription = ({ azure: { world } }: Call): Json => ({
  id: `/subscriptions/${world.subscriptionId}`,
  subscriptionId: world.subscriptionId,
  tenantId: world.tenantId,
  displayName: world.subscriptionName,
  state: 'Enabled',
  authorizationSource: 'RoleBased',
  managedByTenants: [],
  subscriptionPolicies: {
    locationPlacementId: 'Public_2014-09-01',
    quotaId: 'PayAsYouGo_2014-09-01',
    spendingLimit: 'Off',
  },
})

const group = ({ azure: { world } }: Call): Json => ({
  id: `/subscriptions/${world.subscriptionId}/resourceGroups/${world.resourceGroup}`,
  name: world.resourceGroup,
  type: 'Microsoft.Resources/resourceGroups',
  location: world.location,
  tags: {},
  properties: { provisioningState: 'Succeeded' },
})

const registration = ({ azure: { world }, names }: Call): Json => ({
  id: `/subscriptions/${world.subscriptionId}/providers/${names['namespace']}`,
  namespace: names['namespace'],
  registrationState: world.unregisteredProviders.some(
    (one) => one.toLowerCase() === names['namespace']?.toLowerCase(),
  )
    ? 'NotRegistered'
    : 'Registered',
  registrationPolicy: 'RegistrationRequired',
  resourceTypes: [],
})

export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', path: '/tenants', answer: all(tenant) },
  { method: 'GET', path: '/subscriptions', answer: all(subscription) },
  { method: 'GET', path: '/subscriptions/:subscription', answer: one(subscription) },
  {
    method: 'GET',
    path: '/subscriptions/:subscription/providers/:namespace',
    answer: one(registration),
  },
  { method: 'GET', path: '/subscriptions/:subscription/resourceGroups', answer: all(group) },
  { method: 'GET', path: '/subscriptions/:subscription/resourceGroups/:group', answer: one(group) },
]
