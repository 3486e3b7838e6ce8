/** The identity of a resource that is PUT back changed. */
import type { Resource } from './arm.ts'

/** As it is PUT: without what the service adds to it. */
export function identityBody({ identity }: Resource) {
  if (!identity?.type) return {}
  const users = Object.keys(identity.userAssignedIdentities ?? {})
  const userAssignedIdentities = Object.fromEntries(users.map((id) => [id, {}]))
  return {
    identity: { type: identity.type, ...(users.length > 0 ? { userAssignedIdentities } : {}) },
  }
}
