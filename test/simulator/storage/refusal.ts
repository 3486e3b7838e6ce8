/** Refusals in the words of Azure Storage: an XML body, its code repeated in a header. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** A storage firewall that does not know the caller's network. */
export const unreachable: Refusal = {
  status: 403,
  code: 'AuthorizationFailure',
  message: 'This request is not authorized to perform this operation.',
}

/** `allowSharedKeyAccess` is off. */
export const keysNotPermitted: Refusal = {
  status: 403,
  code: 'KeyBasedAuthenticationNotPermitted',
  message: 'Key based authentication is not permitted on this storage account.',
}

/** A signature that is wrong, expired, or of another account. */
export const signatureRefused: Refusal = {
  status: 403,
  code: 'AuthenticationFailed',
  message:
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
}

/** No credential, from a client recent enough to be answered with a challenge. */
export const credentialWanted: Refusal = {
  status: 401,
  code: 'NoAuthenticationInformation',
  message:
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
}

/** No credential, from any other client. */
export const publicAccessRefused: Refusal = {
  status: 409,
  code: 'PublicAccessNotPermitted',
  message: 'Public access is not permitted on this storage account.',
}

export const internalError: Refusal = {
  status: 500,
  code: 'InternalError',
  message: 'Server encountered an internal error. Please try again after some time.',
}

/** Ends the response with a refusal. */
export function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const requestId = randomUUID()
  const time = new Date().toISOString()
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${xml(
    message,
  )}\nRequestId:${requestId}\nTime:${time}</Message></Error>`
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0',
    'x-ms-error-code': code,
    'x-ms-request-id': requestId,
    'x-ms-version': '2026-06-06',
    ...(status === 401 && { 'www-authenticate': 'Bearer resource_id=https://storage.azure.com' }),
  })
  response.end(body)
}

const xml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
