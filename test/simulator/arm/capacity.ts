/** Sizes, cores in use and cores allowed. */
import type { Azure } from '../azure.ts'
import type { Deployment, Json } from '../world.ts'
import { type Call, idOf, locationPath, provider, type Route } from './call.ts'
import { serviceRefusal } from './errors.ts'
import { type Family, families, type Size, sizeNamed, sizes } from './sizes.ts'

export const capacityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${locationPath}/vmSizes`,
    answer: (call) => listed(call, sizes.map(sizeView)),
  },
  { method: 'GET', path: `${locationPath}/usages`, answer: (call) => listed(call, usages(call)) },
  { method: 'GET', path: `${locationPath}/quotas`, answer: (call) => listed(call, quotas(call)) },
]

/** Only the workspace's region is simulated. */
const listed = ({ azure, names }: Call, value: readonly Json[]) => {
  const location = (names['location'] ?? '').replaceAll(' ', '').toLowerCase()
  if (location === azure.world.location) return { status: 200, body: { value } }
  throw serviceRefusal(
    azure,
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${names['location']}' is not available for this subscription.`,
  )
}

const sizeView = ({ name, family, vCPUs, memoryGB, gpus, price }: Size): Json => ({
  name,
  family: family.id,
  vCPUs,
  gpus,
  osVhdSizeMB: 1_047_552,
  maxResourceVolumeMB: memoryGB * 2048,
  memoryGB,
  lowPriorityCapable: true,
  // An s in the size's name stands for premium storage.
  premiumIO: /^standard_[a-z]+\d+[a-z]*s/i.test(name),
  estimatedVMPrices: {
    billingCurrency: 'USD',
    unitOfMeasure: 'OneHour',
    values: [
      { retailPrice: price, osType: 'Linux', vmTier: 'Standard' },
      { retailPrice: rounded(price * 0.2), osType: 'Linux', vmTier: 'LowPriority' },
      { retailPrice: rounded(price + vCPUs * 0.046), osType: 'Windows', vmTier: 'Standard' },
    ],
  },
  supportedComputeTypes: ['AmlCompute', 'ComputeInstance', ...(family.inference ? ['MIR'] : [])],
})

const rounded = (dollars: number): number => Number(dollars.toFixed(3))

/** Cores that so many instances take: a fifth more than they have, for upgrades. */
export const coresFor = ({ vCPUs, family }: Size, instances: number): number =>
  // In tenths, because 1.2 * 5 is not 6 in binary.
  (family.reserve ? Math.ceil((instances * 12) / 10) : instances) * vCPUs

/** What one deployment holds, a failed one too. */
export const coresOf = ({ properties, sku }: Deployment): number => {
  const size = sizeNamed(String(properties['instanceType']))
  return size === undefined ? 0 : coresFor(size, Number(sku?.['capacity'] ?? 1))
}

const used = ({ world }: Azure, family: Family): number =>
  Object.values(world.endpoints)
    .flatMap(({ deployments }) => Object.values(deployments))
    .filter(({ properties }) => sizeNamed(String(properties['instanceType']))?.family === family)
    .reduce(
      (sum, deployment) => sum + coresOf(deployment),
      world.coresUsedElsewhere[family.id] ?? 0,
    )

/** How the quota stands for a size: the family's, or the region's where that is tighter. */
export const quota = (azure: Azure, { family }: Size): { used: number; limit: number } => {
  const own = azure.world.coreLimits[family.id] ?? family.limit
  // -1 is how usages write "no limit".
  const limit = own < 0 ? Infinity : own
  const total = families.reduce((sum, one) => sum + used(azure, one), 0)
  const tight = azure.world.totalCoreLimit - total < limit - used(azure, family)
  return tight
    ? { used: total, limit: azure.world.totalCoreLimit }
    : { used: used(azure, family), limit }
}

const usages = ({ azure }: Call): readonly Json[] => {
  const { world } = azure
  const subscription = `/subscriptions/${world.subscriptionId}`
  const total = families.reduce((sum, one) => sum + used(azure, one), 0)
  return [
    usage(subscription, 'totalCores', 'Clusters', 0, 100),
    usage(
      subscription,
      'dedicatedCores',
      'Total Cluster Dedicated Regional vCPUs',
      total,
      world.totalCoreLimit,
    ),
    ...families.flatMap((family) => {
      const limit = world.coreLimits[family.id] ?? family.limit
      const current = used(azure, family)
      return [
        usage(subscription, 'vmFamily', family.title, current, limit),
        // The workspace's share repeats the family's name; it is not what a deployment is measured by.
        ...(limit > 0 ? [usage(idOf(azure), 'workspaces', family.title, 0, -1)] : []),
      ]
    }),
  ]
}

const usage = (
  scope: string,
  type: string,
  title: string,
  currentValue: number,
  limit: number,
): Json => ({
  id: `${scope}/usages/${title.replaceAll(' ', '_')}`,
  type: `${provider}/${type}/usages`,
  unit: 'Count',
  name: { value: title, localizedValue: title },
  currentValue,
  limit,
})

const quotas = ({ azure: { world } }: Call): readonly Json[] =>
  families.map(({ id, title, limit }) => ({
    id: `/subscriptions/${world.subscriptionId}/quotas/${title.replaceAll(' ', '_')}`,
    type: `${provider}/vmFamily/quotas`,
    limit: world.coreLimits[id] ?? limit,
    name: { value: title, localizedValue: title },
    unit: 'Count',
  }))
