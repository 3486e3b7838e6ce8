/** Everything that makes the service refuse a deployment before it starts anything. */
import type { Deployment, Endpoint, Json } from '../world.ts'
import { type Call, key } from './call.ts'
import { coresFor, coresOf, quota } from './capacity.ts'
import { milliseconds } from './container-spec.ts'
import { inferencingRefusal, serviceRefusal } from './errors.ts'
import { referenced, requireReference } from './references.ts'
import { sizeNamed } from './sizes.ts'

type Asked = Pick<Deployment, 'properties' | 'sku'>

const names = /^[a-zA-Z](?!.*--)[-a-zA-Z0-9]{1,30}[a-zA-Z0-9]$/
const deploymentLimit = 20
export const instanceLimit = 50
const requestTimeoutLimit = 'PT180S'

export const checkDeployment = (
  call: Call,
  endpoint: Endpoint,
  name: string,
  asked: Asked,
  existing: Deployment | undefined,
): void => {
  const { azure } = call
  requireReadyEndpoint(call, endpoint)
  requireIdle(call, existing)
  const refuse = (code: string, message: string) => serviceRefusal(azure, 400, code, message)
  if (!names.test(name)) {
    throw refuse(
      'BadRequest',
      `The deployment name '${name}' is invalid. It must be 3 to 32 characters long, begin with a letter, end with a letter or digit, and consist of letters, digits and single dashes.`,
    )
  }
  if (existing === undefined && Object.keys(endpoint.deployments).length >= deploymentLimit) {
    throw refuse(
      'OutOfQuota',
      `Endpoint ${endpoint.name} has reached its limit of ${deploymentLimit} deployments.`,
    )
  }
  const { properties } = asked
  if (properties['endpointComputeType'] !== 'Managed') {
    throw refuse(
      'BadArgument',
      `Endpoint ${endpoint.name} is a managed endpoint; a ${properties['endpointComputeType']} deployment cannot be created in it.`,
    )
  }
  const { requestTimeout } = properties['requestSettings'] as Json
  if (milliseconds(requestTimeout) > milliseconds(requestTimeoutLimit)) {
    throw refuse(
      'BadArgument',
      `requestTimeout ${requestTimeout} exceeds the limit of ${requestTimeoutLimit}.`,
    )
  }
  // "mutability" in the OpenAPI document: with `create` and `read` alone.
  const machines = existing?.properties['instanceType'] ?? properties['instanceType']
  if (key(String(machines)) !== key(String(properties['instanceType']))) {
    throw refuse('BadArgument', `The instance type of deployment ${name} cannot be changed.`)
  }
  requireReference(azure, 'models', properties['model'])
  requireReference(azure, 'environments', properties['environmentId'])
  requireReference(azure, 'codes', (properties['codeConfiguration'] as Json | null)?.['codeId'])
  requireProgram(call, properties)
  requireMachines(call, asked, existing)
}

const requireReadyEndpoint = ({ azure }: Call, { name, provisioningState }: Endpoint): void => {
  if (provisioningState === 'Succeeded') return
  throw serviceRefusal(
    azure,
    400,
    'BadRequest',
    `Cannot create a deployment in endpoint ${name} because it is in ${provisioningState} provisioning state.`,
  )
}

const requireIdle = ({ azure }: Call, existing: Deployment | undefined): void => {
  if (existing === undefined || /^(Succeeded|Failed|Canceled)$/.test(existing.provisioningState))
    return
  throw serviceRefusal(
    azure,
    409,
    'Conflict',
    `Cannot update deployment ${existing.name} because it is in ${existing.provisioningState} provisioning state.`,
  )
}

/** Something must answer requests: a script, a container that says how to reach it, or an MLflow model. */
const requireProgram = ({ azure }: Call, properties: Json): void => {
  if (properties['codeConfiguration'] !== null) {
    if (properties['environmentId'] !== null) return
    throw serviceRefusal(
      azure,
      400,
      'BadRequest',
      'The request is invalid: a deployment with a scoring script needs an environment.',
    )
  }
  const environment = referenced(azure, 'environments', String(properties['environmentId'] ?? ''))
  if (environment?.version.properties['inferenceConfig'] !== undefined) return
  const model = referenced(azure, 'models', String(properties['model'] ?? ''))
  if (/^(mlflow|triton)_model$/.test(String(model?.version.properties['modelType']))) return
  throw serviceRefusal(azure, 400, 'BadRequest', 'The request is invalid.', [
    { code: 'MissingDriverProgram', message: 'Could not find driver program in the request.' },
  ])
}

const requireMachines = (
  call: Call,
  { properties, sku }: Asked,
  existing: Deployment | undefined,
): void => {
  const { azure } = call
  const refuse = (errors: Record<string, string[]>) =>
    inferencingRefusal(azure, 'InferencingClientCreateDeploymentFailed', errors)
  const name = String(properties['instanceType'] ?? '')
  const size = sizeNamed(name)
  if (size === undefined) {
    throw refuse({
      VmSize: [`The VM size '${name}' is not supported for managed online endpoints.`],
    })
  }
  const instances = Number(sku?.['capacity'])
  if (instances < 1 || instances > instanceLimit) {
    throw refuse({
      Capacity: [`The instance count ${instances} must be from 1 to ${instanceLimit}.`],
    })
  }
  const needed = coresFor(size, instances) - (existing === undefined ? 0 : coresOf(existing))
  const { used, limit } = quota(azure, size)
  if (needed <= 0 || used + needed <= limit) return
  throw refuse({
    VmSize: [
      `Not enough quota available for ${size.name} in SubscriptionId ${azure.world.subscriptionId}. Current usage/limit: ${used}/${limit}. Additional needed: ${needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`,
    ],
  })
}
