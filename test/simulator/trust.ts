/** Whom a client of the simulator trusts: the simulator, and whomever its machine trusts. */
import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'

/**
 * The simulator's root and all of the machine's own: package indexes are no part of the simulation,
 * and pip and uv take one file only.
 */
export function trustBundle(root: string): string {
  const file = process.env['SSL_CERT_FILE']
  const roots = [
    root,
    ...getCACertificates('default'),
    ...getCACertificates('system'),
    ...(file === undefined ? [] : [readFileSync(file, 'utf8')]),
  ]
  return [...new Set(roots.map((pem) => pem.trim()))].join('\n')
}
