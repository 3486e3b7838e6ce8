/** Trusted roots come from their repository, or not at all. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Download } from '../../src/attestation/download.ts'
import { fetchTrustedRoot } from '../../src/attestation/repository.ts'
import githubRoot from '../../src/attestation/roots/github.json' with { type: 'json' }
import sigstoreRoot from '../../src/attestation/roots/sigstore.json' with { type: 'json' }
import { ActionError } from '../../src/errors.ts'
import { newKeys, rootOf, type Served, serve } from './tuf.ts'

const scratch = mkdtempSync(join(tmpdir(), 'tuf-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const url = 'https://tuf.example'
const keys = newKeys()
const text = JSON.stringify({ mediaType: 'trusted root', tlogs: [] })

const from = (served: Served, root: unknown = rootOf(keys)) => {
  const asked: string[] = []
  const download: Download = async (address) => {
    const path = address.slice(url.length + 1)
    asked.push(path)
    const found = served.get(path)
    return {
      status: found === undefined ? 404 : 200,
      header: () => undefined,
      body: Buffer.from(found ?? ''),
    }
  }
  const { signal } = new AbortController()
  return { asked, fetched: fetchTrustedRoot({ url, root }, { download, scratch, signal }) }
}

const failure = async (fetched: Promise<unknown>) => {
  const error = await fetched.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ActionError)) throw new Error('did not fail as it should')
  return error.failure
}

test('the trusted root is what the repository has signed', async () => {
  const { fetched, asked } = from(serve(keys, text))
  expect(await fetched).toEqual(JSON.parse(text))
  expect(asked[0]).toBe('2.root.json')
})

test('whom to trust may have changed since, by the word of those who were trusted', async () => {
  const [second, third] = [newKeys(), newKeys()]
  const served = serve(third, text)
  served.set('2.root.json', JSON.stringify(rootOf(second, 2, [keys])))
  served.set('3.root.json', JSON.stringify(rootOf(third, 3, [second])))
  expect(await from(served).fetched).toEqual(JSON.parse(text))
})

test.each<[string, () => Served]>([
  ['signed by somebody else', () => serve(newKeys(), text)],
  [
    'whose change of trust nobody vouches for',
    () => {
      const mallory = newKeys()
      return serve(mallory, text).set('2.root.json', JSON.stringify(rootOf(mallory, 2)))
    },
  ],
  ['that is older than it may be', () => serve(keys, text, Date.now() - 1000)],
  [
    'whose target is another',
    () => {
      const served = serve(keys, text)
      const [path = ''] = [...served.keys()].filter((name) => name.startsWith('targets/'))
      return served.set(path, text.replace('root', 'r00t'))
    },
  ],
  ['that is not there', () => new Map()],
])('a repository %s is not believed', async (_, served) => {
  expect(await failure(from(served()).fetched)).toMatchObject({
    code: 'attestation-invalid',
    message: expect.stringContaining(`${url} offers no trusted root that is signed as it must be`),
    hint: expect.stringContaining('Nothing was deployed'),
  })
})

test('one that cannot be reached is told as what it is, with a way round', async () => {
  const { signal } = new AbortController()
  const answers: readonly Download[] = [
    async () => {
      throw new Error('getaddrinfo ENOTFOUND tuf.example')
    },
    async () => ({ status: 503, header: () => undefined, body: new Uint8Array() }),
  ]
  for (const download of answers) {
    const fetched = fetchTrustedRoot({ url, root: rootOf(keys) }, { download, scratch, signal })
    expect(await failure(fetched)).toMatchObject({
      code: 'network',
      message: expect.stringMatching(/from https:\/\/tuf.example: (getaddrinfo|HTTP 503)/),
      hint: expect.stringContaining("'trusted-root'"),
    })
  }
})

test.each([
  ['Sigstore', sigstoreRoot],
  ['GitHub', githubRoot],
])('what is shipped of %s to begin with is signed by enough of its own keys', async (_, root) => {
  // Nothing is served: what it trusts is asked for, unless it is not trusted itself.
  const whole = from(new Map(), root)
  await failure(whole.fetched)
  expect(whole.asked).toEqual([`${root.signed.version + 1}.root.json`, 'timestamp.json'])
  const changed = { ...root, signed: { ...root.signed, expires: '2099-01-01T00:00:00Z' } }
  const forged = from(new Map(), changed)
  await failure(forged.fetched)
  expect(forged.asked).toEqual([])
})
