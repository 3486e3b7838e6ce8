/**
 * Autoscale settings of Azure Monitor. They stand in the resource group, beside the workspace: Azure
 * deletes none with the deployment that it scales.
 */
import { ActionError } from '../errors.ts'
import { type AutoscaleSetting, isOurs } from '../plan/autoscale.ts'
import type { AutoscaleState, AzureState } from '../plan/state.ts'
import type { Arm, Resource } from './arm.ts'
import { listAll } from './paging.ts'

const pathOf = ({ where }: Arm, name = '') =>
  `/subscriptions/${where.subscriptionId}/resourcegroups/${where.resourceGroup}/providers/Microsoft.Insights/autoscalesettings${name && `/${name}`}?api-version=2022-10-01`

/**
 * The settings of an endpoint's deployments. An identity with a role on the workspace alone may not
 * read them, which is a mistake only where one is wanted.
 */
export async function readAutoscale(
  arm: Arm,
  endpoint: string,
  signal: AbortSignal,
): Promise<AzureState['autoscale']> {
  try {
    const all = await listAll(arm, {
      path: pathOf(arm),
      attempt: { doing: 'list the autoscale settings', otherwise: 'azure-refused' },
      signal,
    })
    return all.flatMap((setting) => toState(arm, endpoint, setting))
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (error.code === 'permission-denied') return 'forbidden'
    // Whether a list is refused there, or empty, is not established; the latter shows when a setting is made.
    if (error.code === 'provider-not-registered') return 'unregistered'
    throw error
  }
}

/** A setting, if it scales a deployment of the endpoint. */
function toState(arm: Arm, endpoint: string, setting: Resource): AutoscaleState[] {
  const { name = '', tags = {}, properties = {} } = setting
  const deployments = `${arm.workspaceId}/onlineEndpoints/${endpoint}/deployments/`
  const target = String(properties['targetResourceUri'] ?? '')
  if (!target.toLowerCase().startsWith(deployments.toLowerCase())) return []
  return [{ name, deployment: target.slice(deployments.length), tags, properties }]
}

/** Makes a setting, or changes it; it is in force at once. */
export async function putAutoscale(
  arm: Arm,
  name: string,
  body: AutoscaleSetting,
  signal: AbortSignal,
): Promise<void> {
  await arm.send({
    method: 'PUT',
    path: pathOf(arm, name),
    body,
    attempt: { doing: `set autoscale '${name}'`, otherwise: 'deployment-failed' },
    signal,
  })
}

/**
 * Deletes a setting that this action made, and says whether there was one. One of somebody else
 * stays; whoever may not look, or may have no settings at all, has most likely made none.
 */
export async function deleteAutoscale(
  arm: Arm,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = pathOf(arm, name)
  const attempt = { doing: `delete autoscale '${name}'`, otherwise: 'azure-refused' } as const
  const found = await arm.send({ method: 'GET', path, attempt, signal, accept: [403, 404, 409] })
  if (found.status === 403)
    arm.log.info(`clean-up: autoscale ${name}, if there is one, may not be read and stays`)
  if (found.status !== 200 || !isOurs({ tags: (found.body as Resource).tags ?? {} })) return false
  await arm.send({ method: 'DELETE', path, attempt, signal, accept: [404] })
  return true
}
