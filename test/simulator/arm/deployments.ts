/** Online deployments: a model, code and an environment on so many machines behind an endpoint. */
import type { Reply } from '../http.ts'
import type { Deployment, Endpoint, Json, Work } from '../world.ts'
import * as bodies from './bodies.ts'
import { type Call, key, named, type Route } from './call.ts'
import { runningOf } from './containers.ts'
import { checkDeployment } from './deployment-rules.ts'
import { deploymentTasks } from './deployment-tasks.ts'
import { deploymentView } from './deployment-view.ts'
import { serviceRefusal } from './errors.ts'
import { asRead, lagBehind } from './lag.ts'
import { checkLocation } from './location.ts'
import { begin, located, statusUrl, watched } from './operations.ts'
import { paged } from './paging.ts'
import { endpointPath, theEndpoint } from './the-endpoint.ts'

const path = `${endpointPath}/deployments/:deployment`

export const deploymentRoutes: readonly Route[] = [
  { method: 'GET', path: `${endpointPath}/deployments`, answer: (call) => list(call) },
  { method: 'GET', path, answer: (call) => get(call) },
  { method: 'PUT', path, body: bodies.deployment, answer: (call) => put(call) },
  { method: 'PATCH', path, body: bodies.deploymentPatch, answer: (call) => patch(call) },
  { method: 'DELETE', path, answer: (call) => remove(call) },
  { method: 'POST', path: `${path}/getLogs`, body: bodies.logs, answer: (call) => logs(call) },
  { method: 'GET', path: `${path}/skus`, answer: (call) => skus(call) },
]

const notFound = (call: Call) =>
  serviceRefusal(
    call.azure,
    404,
    'ResourceNotFound',
    `Deployment ${named(call, 'deployment')} not found in endpoint ${named(call, 'endpoint')}`,
  )

const theDeployment = (call: Call): Deployment => {
  const deployment = theEndpoint(call).deployments[key(named(call, 'deployment'))]
  if (deployment === undefined) throw notFound(call)
  return deployment
}

const list = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  const all = Object.values(endpoint.deployments)
  return paged(
    call,
    all.map((deployment) => deploymentView(call, endpoint, deployment)),
  )
}

const get = (call: Call): Reply => {
  const deployment = asRead(theDeployment(call))
  if (deployment === undefined) throw notFound(call)
  return { status: 200, body: deploymentView(call, theEndpoint(call), deployment) }
}

const put = (call: Call): Reply => {
  const { azure, body } = call
  const endpoint = theEndpoint(call)
  const name = named(call, 'deployment')
  const existing = endpoint.deployments[key(name)]
  const asked = {
    tags: (body['tags'] ?? {}) as Record<string, string>,
    properties: withDefaults(body['properties'] as Json),
    sku: { name: 'Default', tier: 'Standard', capacity: 1, ...(body['sku'] as Json | undefined) },
  }
  checkLocation(call)
  checkDeployment(call, endpoint, name, asked, existing)
  const now = azure.clock.now().toISOString()
  if (existing === undefined) {
    const deployment: Deployment = {
      name,
      location: azure.world.location,
      kind: 'Managed',
      identity: undefined,
      ...asked,
      provisioningState: 'Creating',
      createdAt: now,
      modifiedAt: now,
      operation: '',
      lag: lagBehind<Deployment>(azure, undefined),
    }
    endpoint.deployments[key(name)] = deployment
    return started(call, endpoint, deployment, 'provisionDeployment', 201)
  }
  const runs = changed(running(existing), running(asked)) || existing.provisioningState === 'Failed'
  if (
    !runs &&
    !changed(existing.properties, asked.properties) &&
    !changed(existing.tags, asked.tags)
  ) {
    return { status: 200, body: deploymentView(call, endpoint, existing) }
  }
  existing.lag = lagBehind(azure, existing)
  Object.assign(existing, asked, { provisioningState: 'Updating', modifiedAt: now })
  return started(call, endpoint, existing, runs ? 'provisionDeployment' : 'touchDeployment', 200)
}

/** What the machines see of a deployment: everything but words about it. */
const running = ({ properties, sku }: Pick<Deployment, 'properties' | 'sku'>): Json => {
  const { description: _description, properties: _properties, ...rest } = properties
  return { ...rest, sku }
}

const changed = (a: unknown, b: unknown): boolean => sorted(a) !== sorted(b)

/** JSON with its keys in order, so that equal values have equal texts. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

const probe = {
  failureThreshold: 30,
  successThreshold: 1,
  timeout: 'PT2S',
  period: 'PT10S',
  initialDelay: 'PT10S',
}
const settings = {
  maxQueueWait: 'PT0.5S',
  requestTimeout: 'PT5S',
  maxConcurrentRequestsPerInstance: 1,
}

const withDefaults = (given: Json): Json => ({
  description: null,
  properties: {},
  codeConfiguration: null,
  environmentId: null,
  environmentVariables: {},
  modelMountPath: null,
  appInsightsEnabled: false,
  egressPublicNetworkAccess: 'Enabled',
  model: null,
  scaleSettings: { scaleType: 'Default' },
  ...given,
  requestSettings: { ...settings, ...(given['requestSettings'] as Json | null) },
  livenessProbe: { ...probe, ...(given['livenessProbe'] as Json | null) },
  readinessProbe: { ...probe, ...(given['readinessProbe'] as Json | null) },
})

/** Only tags and the number of instances can be patched. */
const patch = (call: Call): Reply => {
  const { azure, body } = call
  const endpoint = theEndpoint(call)
  const deployment = theDeployment(call)
  const asked = {
    tags: (body['tags'] ?? deployment.tags) as Record<string, string>,
    properties: deployment.properties,
    sku: { ...deployment.sku, ...(body['sku'] as Json | undefined) },
  }
  checkDeployment(call, endpoint, deployment.name, asked, deployment)
  const scales = changed(deployment.sku, asked.sku)
  deployment.lag = lagBehind(azure, deployment)
  Object.assign(deployment, asked, { provisioningState: scales ? 'Scaling' : 'Updating' })
  return accepted(call, deployment, scales ? 'provisionDeployment' : 'touchDeployment')
}

/** A deployment that still receives live traffic stays. */
const remove = (call: Call): Reply => {
  const endpoint = call.azure.world.endpoints[key(named(call, 'endpoint'))]
  const deployment = endpoint?.deployments[key(named(call, 'deployment'))]
  if (endpoint === undefined || deployment === undefined) return { status: 204 }
  const share =
    Object.entries(endpoint.traffic).find(([name]) => key(name) === key(deployment.name))?.[1] ?? 0
  if (share > 0) {
    throw serviceRefusal(
      call.azure,
      400,
      'BadRequest',
      `Cannot delete deployment ${deployment.name} in endpoint ${endpoint.name} because it receives ${share}% of the traffic. Set its traffic to 0% first.`,
    )
  }
  deployment.provisioningState = 'Deleting'
  return accepted(call, deployment, 'deleteDeployment')
}

const started = (
  call: Call,
  endpoint: Endpoint,
  deployment: Deployment,
  task: keyof typeof deploymentTasks,
  status: number,
): Reply => {
  const work: Work = { task, endpoint: endpoint.name, deployment: deployment.name }
  const operation = begin(call.azure, work, deploymentTasks[task])
  deployment.operation = statusUrl(call, operation)
  return {
    status,
    headers: watched(call, operation),
    body: deploymentView(call, endpoint, deployment),
  }
}

const accepted = (
  call: Call,
  deployment: Deployment,
  task: keyof typeof deploymentTasks,
): Reply => {
  const work: Work = { task, endpoint: theEndpoint(call).name, deployment: deployment.name }
  const operation = begin(call.azure, work, deploymentTasks[task])
  deployment.operation = statusUrl(call, operation)
  return { status: 202, headers: located(call, operation) }
}

const defaultTail = 500

const logs = (call: Call): Reply => {
  const { name } = theDeployment(call)
  const container =
    call.body['containerType'] === 'StorageInitializer' ? 'StorageInitializer' : 'InferenceServer'
  const latest = runningOf(call.azure, theEndpoint(call).name, name)?.latest
  const content = latest?.logs(container, Number(call.body['tail'] ?? defaultTail)) ?? ''
  return { status: 200, body: { content } }
}

const skus = (call: Call): Reply => {
  theDeployment(call)
  return paged(call, [
    {
      resourceType: 'Microsoft.MachineLearning.Services/endpoints/deployments',
      sku: { name: 'Default', tier: 'Standard' },
      capacity: { minimum: 1, maximum: 50, default: 1, scaleType: 'Automatic' },
    },
  ])
}
