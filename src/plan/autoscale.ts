/** The autoscale setting of a deployment: what Azure Monitor is told, and what becomes of the settings that are there. Pure. */
import { ActionError } from '../errors.ts'
import { isObject } from './json.ts'
import { createdBy, digestOf, tag } from './naming.ts'
import { isOwned, type Origin, ownership } from './origin.ts'
import type { Autoscale, Request } from './request.ts'
import type { AutoscaleState, AzureState } from './state.ts'

/** A setting as it is sent to Azure Monitor. */
export interface AutoscaleSetting {
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  readonly properties: object
}

/** What is done about the setting of the deployment, and which others go. */
export interface AutoscalePlan {
  readonly setting:
    | { readonly action: 'none' | 'keep' }
    | { readonly action: 'put'; readonly name: string; readonly body: AutoscaleSetting }
    | { readonly action: 'remove'; readonly name: string }
  /** Made from here for deployments that are gone: somebody deleted them in the studio. */
  readonly orphans: readonly AutoscaleState[]
}

/**
 * The same deployment always has the same setting, so a second run finds it. Settings of all
 * workspaces of a resource group share their names, and dashes do not say where an endpoint's name
 * ends: the digest keeps those apart.
 */
export function autoscaleName(workspaceId: string, endpoint: string, deployment: string): string {
  const id = deploymentId(workspaceId, endpoint, deployment).toLowerCase()
  return `${endpoint}-${deployment}-${digestOf(id).slice(0, 16)}`.toLowerCase()
}

const deploymentId = (workspaceId: string, endpoint: string, deployment: string) =>
  `${workspaceId}/onlineEndpoints/${endpoint}/deployments/${deployment}`

/**
 * Whether this action made a setting, in whichever repository. A deployment is retired by the same
 * mark, and its setting must not outlive it.
 */
export const isOurs = ({ tags }: Pick<AutoscaleState, 'tags'>): boolean =>
  tags[tag.createdBy] === createdBy

/**
 * The CPU below which an instance is taken away. Its load goes to those that stay: what n of them do
 * at u %, n - 1 do at u · n / (n - 1) %. That factor is largest where the fewest are left, at
 * n = min + 1; staying 10 % below the target even there, taking one away never brings it back.
 */
export const lowerBound = ({ min, target }: Autoscale): number =>
  Math.floor((0.9 * target * min) / (min + 1))

/** Everything that there is to say to Azure Monitor ("Autoscale online endpoints"). */
function settingOf(request: Request, location: string, id: string, origin: Origin, name: string) {
  const { autoscale, instanceCount } = request.compute
  if (!autoscale) return undefined
  const rule = (direction: 'Increase' | 'Decrease', operator: string, threshold: number) => ({
    metricTrigger: {
      metricName: 'CpuUtilizationPercentage',
      metricResourceUri: id,
      timeGrain: 'PT1M',
      statistic: 'Average',
      timeWindow: 'PT5M',
      timeAggregation: 'Average',
      operator,
      threshold,
    },
    scaleAction: { direction, type: 'ChangeCount', value: '1', cooldown: 'PT5M' },
  })
  return {
    location,
    // Nothing that changes from run to run: the same setting is not written twice.
    tags: ownership(origin),
    properties: {
      name,
      enabled: true,
      targetResourceUri: id,
      profiles: [
        {
          name: 'default',
          capacity: {
            minimum: String(autoscale.min),
            maximum: String(autoscale.max),
            // Where there are no metrics to go by, there are at least so many.
            default: String(instanceCount),
          },
          rules: [
            rule('Increase', 'GreaterThan', autoscale.target),
            rule('Decrease', 'LessThan', lowerBound(autoscale)),
          ],
        },
      ],
    },
  } satisfies AutoscaleSetting
}

/** Whether there is nothing to be done. */
export const isSettled = ({ setting, orphans }: AutoscalePlan): boolean =>
  (setting.action === 'none' || setting.action === 'keep') && orphans.length === 0

/**
 * What is to be done. Throws where Azure Monitor cannot be used, or somebody else scales the
 * deployment already.
 */
export function planAutoscale(
  request: Request,
  state: AzureState,
  deployment: string,
  origin: Origin,
): AutoscalePlan {
  const { workspace, deployments } = state
  const settings = known(request, state.autoscale)
  const exists = new Set([deployment, ...deployments.map(({ name }) => name)].map(folded))
  const orphans = settings.filter(
    (found) => isOwned(found.tags, origin) && !exists.has(folded(found.deployment)),
  )
  const here = settings.filter((found) => folded(found.deployment) === folded(deployment))
  const ours = here.find(isOurs)
  const name = autoscaleName(workspace.id, request.endpoint.name, deployment)
  const id = deploymentId(workspace.id, request.endpoint.name, deployment)
  const body = settingOf(request, workspace.location, id, origin, name)
  if (!body)
    return { setting: ours ? { action: 'remove', name: ours.name } : { action: 'none' }, orphans }
  const foreign = here.find(
    (found) =>
      !isOurs(found) && (found.properties['enabled'] === true || folded(found.name) === name),
  )
  if (foreign) throw new ActionError(scaledAlready(foreign))
  const { tags, properties } = body
  const same = ours !== undefined && includes(ours, { name, tags, properties })
  return { setting: same ? { action: 'keep' } : { action: 'put', name, body }, orphans }
}

const folded = (name: string) => name.toLowerCase()

/** The settings that there are; throws where one is asked for and nobody may know. */
function known(
  { compute, where }: Request,
  settings: AzureState['autoscale'],
): readonly AutoscaleState[] {
  if (typeof settings !== 'string') return settings
  if (!compute.autoscale) return []
  throw new ActionError(
    settings === 'unregistered'
      ? {
          code: 'provider-not-registered',
          message: `'autoscale' is a setting of Azure Monitor, and subscription ${where.subscriptionId} is not registered for its provider Microsoft.Insights`,
          hint: `Register it once: az provider register --namespace Microsoft.Insights --subscription ${where.subscriptionId} --wait`,
        }
      : {
          code: 'permission-denied',
          message: `'autoscale' is a setting of Azure Monitor, and the identity may not read those of resource group '${where.resourceGroup}'`,
          hint: `Grant it 'Contributor' on the resource group, or a custom role with Microsoft.Insights/autoscaleSettings/read, write and delete. A new role takes some minutes to take effect.`,
        },
  )
}

const scaledAlready = ({ name, deployment }: AutoscaleState) =>
  ({
    code: 'deployment-conflict',
    message: `deployment '${deployment}' is scaled by the autoscale setting '${name}', which this action has not made`,
    hint: "Leave 'autoscale' out to go on with that setting, or delete it: a deployment can have only one.",
  }) as const

/** Whether what was found says all that is wanted; Azure adds words of its own, and changes the case of ids. */
function includes(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((item, index) => includes(found[index], item))
    )
  }
  if (isObject(wanted)) {
    return (
      isObject(found) && Object.entries(wanted).every(([key, item]) => includes(found[key], item))
    )
  }
  return typeof wanted === 'string' && typeof found === 'string'
    ? found.toLowerCase() === wanted.toLowerCase()
    : found === wanted
}

/** `1 to 5, one more beyond 70 % CPU and one fewer below 31 %`. */
export const describeAutoscale = (autoscale: Autoscale): string =>
  `${autoscale.min} to ${autoscale.max}, one more beyond ${autoscale.target} % CPU and one fewer below ${lowerBound(autoscale)} %`
