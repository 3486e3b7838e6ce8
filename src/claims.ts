/** What a JSON Web Token says, which is not verified here: whoever it is meant for does that. */

/** Throws for what is no such token. */
export const claimsOf = (token: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
