/** Which kind of proof a storage request carries; whether it is *valid* is Azurite's to say. */
import type { IncomingMessage } from 'node:http'

export type Credential =
  | { readonly kind: 'bearer'; readonly token: string }
  /** The account key, or a SAS signed with it. */
  | { readonly kind: 'key' }
  /** A SAS signed with a user delegation key, and so with an Entra identity. */
  | { readonly kind: 'delegation' }
  | { readonly kind: 'none' }

/** Reads the credential of a request. */
export function credentialOf(request: IncomingMessage): Credential {
  const authorization = request.headers.authorization ?? ''
  const bearer = /^Bearer\s+(.+)$/i.exec(authorization)?.[1]
  if (bearer !== undefined) return { kind: 'bearer', token: bearer }
  if (/^SharedKey(Lite)?\s/i.test(authorization)) return { kind: 'key' }
  const query = new URLSearchParams(request.url?.split('?')[1])
  if (!query.has('sig')) return { kind: 'none' }
  return { kind: query.has('skoid') ? 'delegation' : 'key' }
}
