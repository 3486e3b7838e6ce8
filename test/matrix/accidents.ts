/** What can happen to a request on its way, or to its answer. */
import type { Accident } from '../simulator/faults.ts'
import type { Moment } from './moments.ts'

export interface NamedAccident {
  readonly name: string
  readonly accident: Accident
  /** Absent: it can happen to any request. */
  readonly suits?: (moment: Moment) => boolean
  /** It costs a minute, until the request is given up. */
  readonly slow?: true
}

const arm = (
  status: number,
  code: string,
  message: string,
  more: Partial<Accident> = {},
): Accident => ({
  status,
  body: { error: { code, message } },
  ...more,
})

const isArm = ({ url }: Moment) => url.startsWith('^https://management')

export const accidents: readonly NamedAccident[] = [
  {
    name: '429',
    accident: arm(429, 'TooManyRequests', 'The request is being throttled.', {
      headers: { 'retry-after': '1' },
    }),
  },
  { name: '500', accident: arm(500, 'InternalServerError', 'An internal error occurred.') },
  { name: '503', accident: arm(503, 'ServerBusy', 'The server is busy.') },
  { name: 'reset', accident: { reset: true } },
  { name: 'lost', accident: { afterEffect: true } },
  { name: 'half', accident: { truncate: true } },
  {
    name: '401',
    accident: arm(
      401,
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than the current time.',
      {
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      },
    ),
    suits: isArm,
  },
  {
    name: '403',
    accident: arm(
      403,
      'AuthorizationFailed',
      "The client does not have authorization to perform action 'any' over scope 'any'.",
    ),
  },
  {
    name: '409',
    accident: arm(409, 'Conflict', 'There is already an operation in progress.'),
    suits: (moment) => isArm(moment) && moment.method !== 'GET',
  },
  { name: 'hang', accident: { hang: true }, slow: true },
]
