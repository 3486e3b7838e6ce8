/**
 * How an identity that was already checked is presented to Azurite, which reads a token's claims
 * but verifies no signature. Container policies stay out of an identity's reach, as in Azure.
 */

const nobody = '00000000-0000-0000-0000-000000000000'

/** The `Authorization` value for the bearer of a token; without one, for Azure's own services. */
export function authorizationOf(token?: string): string {
  const claims = token === undefined ? {} : claimsOf(token)
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows.net/',
    iat: now,
    nbf: now - 300,
    exp: now + 3600,
    // A user delegation key is derived from these two.
    oid: claims['oid'] ?? nobody,
    tid: claims['tid'] ?? nobody,
  }
  return `Bearer ${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.unsigned`
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return {}
  }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
