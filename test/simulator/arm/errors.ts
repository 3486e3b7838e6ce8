/** How ARM and the machine learning service say no. */
import { randomUUID } from 'node:crypto'
import type { Azure } from '../azure.ts'
import type { ArmError } from '../types.ts'

/** Ends a request with an ARM error. */
export class Refusal extends Error {
  readonly status: number
  readonly error: ArmError
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, error: ArmError, headers: Readonly<Record<string, string>> = {}) {
    super(error.message)
    this.status = status
    this.error = error
    this.headers = headers
  }
}

export const refusal = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, { code, message })

/** ARM's own 404, for a resource at or above the workspace. */
export const resourceNotFound = (type: string, name: string, group: string): Refusal =>
  refusal(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )

/** The machine learning service wraps what went wrong, and says where and when, for support tickets. */
export const signed = (azure: Azure, error: ArmError): ArmError => ({
  ...error,
  details: error.details ?? [],
  additionalInfo: error.additionalInfo ?? [
    { type: 'ComponentName', info: { value: 'managementfrontend' } },
    {
      type: 'Correlation',
      info: {
        value: { operation: randomUUID().replaceAll('-', ''), request: randomUUID().slice(0, 16) },
      },
    },
    { type: 'Environment', info: { value: azure.world.location } },
    { type: 'Location', info: { value: azure.world.location } },
    { type: 'Time', info: { value: azure.clock.now().toISOString() } },
  ],
})

/** A refusal of the machine learning service. */
export const serviceRefusal = (
  azure: Azure,
  status: number,
  code: string,
  message: string,
  details: readonly ArmError[] = [],
): Refusal => new Refusal(status, signed(azure, { code, message, details }))

/** The inferencing back end answers through a JSON text inside a message: clients have to parse it. */
export const inferencingRefusal = (
  azure: Azure,
  code: string,
  errors: Readonly<Record<string, readonly string[]>>,
): Refusal => {
  const problem = {
    errors,
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    traceId: `00-${randomUUID().replaceAll('-', '')}-${randomUUID().slice(19, 23)}${randomUUID().slice(24)}-01`,
  }
  return serviceRefusal(azure, 400, 'BadRequest', 'The request is invalid.', [
    {
      code,
      message: `InferencingClient HttpRequest error, error detail: ${JSON.stringify(problem)}`,
      details: [],
      additionalInfo: [],
    },
  ])
}
