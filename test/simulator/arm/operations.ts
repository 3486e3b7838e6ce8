/** Long-running operations: begun here, carried out by the part that owns the resource, watched by the client. */
import { randomUUID } from 'node:crypto'
import type { Azure } from '../azure.ts'
import type { ArmError } from '../types.ts'
import type { Operation, Work } from '../world.ts'
import { type Call, locationPath, named, provider, type Route } from './call.ts'
import { pollSeconds } from './durations.ts'
import { serviceRefusal, signed } from './errors.ts'

/** Does the work; what went wrong, or undefined. */
export type Task = (azure: Azure, work: Work) => Promise<ArmError | undefined>

/** Starts an operation and lets it run. */
export const begin = (azure: Azure, work: Work, task: Task): Operation => {
  const prefix = work.deployment === undefined ? 'oe' : 'od'
  const operation: Operation = {
    id: `${prefix}:${azure.world.workspace.id}:${randomUUID()}`,
    work,
    startTime: azure.clock.now().toISOString(),
    endTime: undefined,
    status: 'InProgress',
    error: undefined,
  }
  azure.world.operations[operation.id] = operation
  void carryOut(azure, operation, task)
  return operation
}

/** Also used for what a process before this one has left unfinished. */
export const carryOut = async (azure: Azure, operation: Operation, task: Task): Promise<void> => {
  const error = await task(azure, operation.work).catch((reason: unknown) => {
    console.error(reason)
    return { code: 'InternalServerError', message: 'Received 500 from a service request' }
  })
  operation.error = error && signed(azure, error)
  operation.status = error === undefined ? 'Succeeded' : 'Failed'
  operation.endTime = azure.clock.now().toISOString()
  azure.save()
}

/** Where a client looks at how an operation stands. */
export const statusUrl = (call: Call, { id }: Operation): string =>
  address(call, 'mfeOperationsStatus', id)

const address = ({ azure, cloud, version }: Call, kind: string, id: string): string =>
  `https://${cloud.resourceManager}/subscriptions/${azure.world.subscriptionId}/providers/${provider}/locations/${azure.world.location}/${kind}/${id}?api-version=${version}`

const timeout = { 'x-ms-async-operation-timeout': 'PT30M' }

/** Headers of a PUT: the client watches the operation, then reads the resource. */
export const watched = (call: Call, operation: Operation): Record<string, string> => ({
  'azure-asyncoperation': statusUrl(call, operation),
  ...timeout,
})

/** Headers of PATCH, DELETE and POST: the client asks the location until the result is there. */
export const located = (call: Call, operation: Operation): Record<string, string> => ({
  location: address(call, 'mfeOperationResults', operation.id),
  ...timeout,
  // The documented range begins at 10 seconds; below, the service leaves the pace to the client.
  ...(pollSeconds * call.azure.clock.scale >= 10 ? pace(call) : {}),
})

export const pace = ({ azure }: Call): Record<string, string> => ({
  'retry-after': String(Math.ceil(pollSeconds * azure.clock.scale)),
})

export const findOperation = (call: Call): Operation => {
  const id = named(call, 'operation')
  const operation = call.azure.world.operations[id]
  if (operation !== undefined) return operation
  throw serviceRefusal(call.azure, 404, 'ResourceNotFound', `Operation ${id} was not found.`)
}

export const operationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${locationPath}/mfeOperationsStatus/:operation`,
    answer: (call) => {
      const { id, status, startTime, endTime, error } = findOperation(call)
      const running = status === 'InProgress'
      return {
        status: 200,
        headers: running ? pace(call) : {},
        body: {
          id: call.url.pathname,
          name: id,
          status,
          startTime,
          ...(endTime === undefined ? {} : { endTime }),
          percentComplete: running ? 0 : 100,
          ...(error === undefined ? {} : { error }),
        },
      }
    },
  },
]
