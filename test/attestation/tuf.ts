/** A repository of The Update Framework (specification 1.0.31) with one target, as its files. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'

/** Everything that such a repository serves, by path. */
export type Served = Map<string, string>

export interface Keys {
  readonly id: string
  readonly public: string
  sign(data: string): string
}

export function newKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // The last 32 bytes of its DER are the key itself.
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    public: raw,
    sign: (data) => sign(null, Buffer.from(data), privateKey).toString('hex'),
  }
}

const year = 365 * 86_400_000

/** Metadata with its signatures, over its canonical form. */
const signed = (keys: readonly Keys[], type: string, body: object, expires = Date.now() + year) => {
  const content = {
    _type: type,
    spec_version: '1.0.31',
    version: 1,
    expires: `${new Date(expires).toISOString().slice(0, 19)}Z`,
    ...body,
  }
  const data = canonical(content)
  return {
    signed: content,
    signatures: keys.map((key) => ({ keyid: key.id, sig: key.sign(data) })),
  }
}

/** Keys sorted, no space: what all of this repository's texts need. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}

/** The root that trusts `keys`, signed by those and, where it replaces another, by that one's. */
export const rootOf = (keys: Keys, version = 1, before: readonly Keys[] = []) =>
  signed([keys, ...before], 'root', {
    version,
    consistent_snapshot: true,
    keys: {
      [keys.id]: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: keys.public } },
    },
    roles: Object.fromEntries(
      ['root', 'timestamp', 'snapshot', 'targets'].map((role) => [
        role,
        { keyids: [keys.id], threshold: 1 },
      ]),
    ),
  })

/** Serves `text` as trusted_root.json; `expires` is when somebody should have signed again. */
export function serve(keys: Keys, text: string, expires?: number): Served {
  const hash = createHash('sha256').update(text).digest('hex')
  const meta = (name: string) => ({ meta: { [name]: { version: 1 } } })
  const targets = { 'trusted_root.json': { length: text.length, hashes: { sha256: hash } } }
  return new Map([
    ['1.targets.json', JSON.stringify(signed([keys], 'targets', { targets }))],
    ['1.snapshot.json', JSON.stringify(signed([keys], 'snapshot', meta('targets.json')))],
    ['timestamp.json', JSON.stringify(signed([keys], 'timestamp', meta('snapshot.json'), expires))],
    [`targets/${hash}.trusted_root.json`, text],
  ])
}
