/** Who is calling, and may they? Access tokens and role assignments, as ARM and the data planes see them. */
import type { Azure } from './azure.ts'
import type { Claims } from './jwt.ts'
import type { StorageAccess, StorageAccount } from './types.ts'

export type Verdict =
  | { readonly ok: true; readonly claims: Claims }
  | {
      readonly ok: false
      readonly why: 'invalid' | 'expired' | 'audience'
      readonly claims?: Claims
    }

/** Checks signature, life time and audience of an access token. */
export const examine = (azure: Azure, token: string, audiences: readonly string[]): Verdict => {
  const claims = azure.issuers.entra.verify(token)
  if (claims === undefined) return { ok: false, why: 'invalid' }
  if (Number(claims['exp']) * 1000 <= azure.clock.now().getTime()) {
    return { ok: false, why: 'expired', claims }
  }
  const audience = String(claims['aud']).replace(/\/$/, '')
  if (!audiences.includes(audience)) return { ok: false, why: 'audience', claims }
  return { ok: true, claims }
}

/** Does the principal hold a role with this action? Asking counts as a try. */
export const permits = (azure: Azure, action: string): boolean => {
  const { granted } = azure.world
  if (granted && !granted.some((one) => matches(one, action))) return false
  const now = azure.clock.now().toISOString()
  const refusing = azure.world.denials.find(
    (denial) =>
      matches(denial.action, action) &&
      (denial.tries === undefined || denial.tries > 0) &&
      (denial.until === undefined || denial.until > now),
  )
  if (refusing === undefined) return true
  if (refusing.tries !== undefined) refusing.tries -= 1
  return false
}

/** Azure's patterns: `*` for any part, in any case. */
const matches = (pattern: string, asked: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i').test(asked)

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'

/** What a bearer token is worth at Blob Storage. */
export const storageAccess = (
  azure: Azure,
  token: string,
  account: StorageAccount,
  operation: 'read' | 'write',
): StorageAccess => {
  const verdict = examine(azure, token, [
    'https://storage.azure.com',
    `https://${account.name}.blob.${account.suffix}`,
  ])
  if (!verdict.ok) {
    const failed = { invalid: 'Signature', expired: 'Lifetime', audience: 'Audience' }[verdict.why]
    const message = `Server failed to authenticate the request. ${failed} validation failed.`
    return { ok: false, status: 401, code: 'InvalidAuthenticationInfo', message }
  }
  if (permits(azure, `${blobs}/${operation}`)) return { ok: true }
  return {
    ok: false,
    status: 403,
    code: 'AuthorizationPermissionMismatch',
    message: 'This request is not authorized to perform this operation using this permission.',
  }
}
