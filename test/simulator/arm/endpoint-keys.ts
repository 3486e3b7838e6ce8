/** What opens an endpoint: its two keys, or tokens that it hands out. */
import { randomBytes } from 'node:crypto'
import type { Reply } from '../http.ts'
import type { Endpoint, Work } from '../world.ts'
import * as bodies from './bodies.ts'
import { type Call, key, type Route } from './call.ts'
import { endpointTasks } from './endpoint-tasks.ts'
import { serviceRefusal } from './errors.ts'
import { begin, located } from './operations.ts'
import { endpointPath, theEndpoint } from './the-endpoint.ts'
import { object } from './validate.ts'

export const endpointKeyRoutes: readonly Route[] = [
  { method: 'POST', path: `${endpointPath}/listKeys`, answer: (call) => listKeys(call) },
  {
    method: 'POST',
    path: `${endpointPath}/regenerateKeys`,
    body: bodies.regenerateKeys,
    answer: (call) => regenerateKeys(call),
  },
  {
    method: 'POST',
    path: `${endpointPath}/token`,
    body: object({}),
    answer: (call) => token(call),
  },
]

const regenerateKeys = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'Key')
  const keyValue = call.body['keyValue'] ?? newKey()
  const detail = { keyType: call.body['keyType'], keyValue }
  const work: Work = { task: 'regenerateKeys', endpoint: endpoint.name, detail }
  return {
    status: 202,
    headers: located(call, begin(call.azure, work, endpointTasks.regenerateKeys)),
  }
}

const listKeys = (call: Call): Reply => {
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'Key')
  return { status: 200, body: endpoint.keys }
}

const tokenHours = 24

const token = (call: Call): Reply => {
  const { azure } = call
  const endpoint = theEndpoint(call)
  requireAuthMode(call, endpoint, 'AMLToken')
  const now = Math.floor(azure.clock.now().getTime() / 1000)
  const expiryTimeUtc = now + tokenHours * 3600
  const accessToken = azure.issuers.endpoints.sign({
    endpointName: key(endpoint.name),
    exp: expiryTimeUtc,
    iat: now,
    iss: 'azureml',
    aud: 'azureml',
  })
  const refreshAfterTimeUtc = now + (tokenHours / 2) * 3600
  return {
    status: 200,
    body: { accessToken, tokenType: 'Bearer', expiryTimeUtc, refreshAfterTimeUtc },
  }
}

const requireAuthMode = ({ azure }: Call, { name, properties }: Endpoint, mode: string): void => {
  if (properties['authMode'] === mode) return
  throw serviceRefusal(
    azure,
    400,
    'BadRequest',
    `Endpoint ${name} uses authentication mode ${properties['authMode']}; this operation needs ${mode}.`,
  )
}

export const newKey = (): string => randomBytes(24).toString('base64url').replace(/[-_]/g, 'A')
