/** What a `Location` address answers: 202 while the operation runs, then its result. */
import { type Call, key, locationPath, type Route } from './call.ts'
import { deploymentView } from './deployment-view.ts'
import { endpointView } from './endpoint-view.ts'
import { Refusal } from './errors.ts'
import { findOperation, located, pace } from './operations.ts'

const result = (call: Call) => {
  const operation = findOperation(call)
  const { status, error, work } = operation
  if (status === 'InProgress') {
    return { status: 202, headers: { ...located(call, operation), ...pace(call) } }
  }
  if (error !== undefined) throw new Refusal(400, error)
  if (work.task === 'regenerateKeys') return { status: 200 }
  const endpoint = call.azure.world.endpoints[key(work.endpoint)]
  if (work.deployment === undefined) {
    return endpoint ? { status: 200, body: endpointView(call, endpoint) } : { status: 204 }
  }
  const deployment = endpoint?.deployments[key(work.deployment)]
  return endpoint && deployment
    ? { status: 200, body: deploymentView(call, endpoint, deployment) }
    : { status: 204 }
}

export const resultRoutes: readonly Route[] = [
  { method: 'GET', path: `${locationPath}/mfeOperationResults/:operation`, answer: result },
]
