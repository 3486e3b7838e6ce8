/** A model is deployed only if it is what a trusted workflow made of it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { storedZip } from '../model/zip.ts'
import { pickled } from '../models/pickled.ts'
import type { ActionRun } from '../runner.ts'
import { createSigstore, type Sigstore, type Statement } from '../simulator/sigstore.ts'
import { expectEnding, roomy, type Story, story } from './story.ts'

let it: Story
let sigstore: Sigstore
let own: string

beforeAll(async () => {
  it = await story(roomy)
  sigstore = await createSigstore('public')
  const { owner, repository } = it.simulator.world.github
  own = `${owner}/${repository}`
})
afterAll(() => it.end())
beforeEach(() => {
  const { github } = it.simulator.world
  github.attestations.splice(0)
  github.permissions.attestations = 'read'
  github.attestationPage = 100
  it.write('trusted_root.jsonl', `${JSON.stringify(sigstore.trustedRoot)}\n`)
  // Of another story: nothing of it was ever registered.
  it.write('model.joblib', pickled(`a model that nobody has seen ${Math.random()}`))
})

const sha256 = (path: string) =>
  createHash('sha256')
    .update(readFileSync(join(it.checkout, path)))
    .digest('hex')

const commit = 'c0ffee'.repeat(7).slice(0, 40)

/** A bundle for files of the checkout, by the repository's own training workflow. */
const attest = (paths: readonly string[], more: Partial<Statement> = {}, by = sigstore) =>
  by.attest({
    subjects: Object.fromEntries(paths.map((path) => [path, sha256(path)])),
    repository: own,
    workflow: `${own}/.github/workflows/train.yml@refs/heads/main`,
    commit,
    ...more,
  })

/** GitHub keeps it for each of the files. */
const keep = (paths: readonly string[], bundle: unknown, inline = true, repository = own) => {
  for (const path of paths)
    it.simulator.world.github.attestations.push({
      repository,
      sha256: sha256(path),
      bundle,
      inline,
    })
}

const verified = (
  choice: Readonly<Record<string, string>> = {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> =>
  it.deploy({
    'github-token': it.simulator.world.github.token,
    'verify-attestation': JSON.stringify({ 'trusted-root': 'trusted_root.jsonl', ...choice }),
    ...inputs,
  })

const writesNothing = () => {
  const since = it.simulator.exchanges.length
  return () =>
    expect(
      it.simulator.exchanges
        .slice(since)
        .filter(
          ({ method, url }) => ['PUT', 'PATCH', 'DELETE'].includes(method) && !/login\./.test(url),
        )
        .map(({ url }) => url),
    ).toEqual([])
}

interface Tagged {
  readonly tags?: Record<string, string>
  readonly properties: { readonly tags?: Record<string, string> }
}

const puts = (since: number, url: RegExp) =>
  it.simulator.exchanges
    .slice(since)
    .filter((exchange) => exchange.method === 'PUT' && url.test(exchange.url))
    .map(({ requestBody }) => requestBody as Tagged)

describe('a model that is attested', () => {
  test('is deployed, and says by whom: in the log, the result, the summary and on what is made', async () => {
    keep(['model.joblib'], await attest(['model.joblib']))
    const since = it.simulator.exchanges.length
    const run = await verified()
    expect(run.exitCode, run.log).toBe(0)
    const by = `${own}/.github/workflows/train.yml@refs/heads/main`
    expect(run.log).toContain(`attestation: attested by ${by} at c0ffeec`)
    expect(run.summary).toMatch(
      /\| ✅ attestation \|.*train\.yml@<!-- -->refs\/heads\/main at c0ffeec \|/,
    )
    expect(JSON.parse(run.outputs['result'] ?? '')).toMatchObject({
      attestation: { by, repository: own, commit, run: expect.stringContaining('/actions/runs/') },
      timeline: expect.arrayContaining([expect.objectContaining({ phase: 'attestation' })]),
    })
    const attested = { 'attested-by': by, 'attested-commit': commit }
    expect(puts(since, /\/models\/[^/]+\/versions\//)[0]?.properties.tags).toMatchObject(attested)
    expect(puts(since, /\/deployments\/[^/?]+\?/)[0]?.tags).toMatchObject(attested)
    // The token goes to GitHub's API and nowhere else, and is never shown.
    const { token } = it.simulator.world.github
    const shown = it.simulator.exchanges
      .slice(since)
      .filter(({ requestHeaders }) => JSON.stringify(requestHeaders).includes(token))
    expect([...new Set(shown.map(({ url }) => new URL(url).host))]).toEqual(['api.github.com'])
    expect(run.log.replace(/^::add-mask::.*$/gm, '')).not.toContain(token)
    expect(run.log).toContain(`::add-mask::${token}`)
  })

  test('is found among others, on a later page, and where only its address is listed', async () => {
    const other = await attest(['trusted_root.jsonl'])
    keep(['model.joblib'], await attest(['model.joblib']), false)
    keep(['model.joblib'], other)
    keep(['model.joblib'], other, false)
    it.simulator.world.github.attestationPage = 1
    const run = await verified({}, { mode: 'plan' })
    expect(run.outputs['status'], run.log).toBe('planned')
    expect(run.log).toContain('attestation: attested by')
  })

  test('may be of another repository, or of a workflow of another, where that is said', async () => {
    const workflow = 'octo-org/workflows/.github/workflows/build.yml@refs/tags/v1'
    keep(
      ['model.joblib'],
      await attest(['model.joblib'], { repository: 'octo-org/train', workflow }),
      true,
      'octo-org/train',
    )
    const choice = { repository: 'Octo-Org/train', 'signer-workflow': workflow.replace(/@.*/, '') }
    const run = await verified(choice, { mode: 'plan' })
    expect(run.outputs['status'], run.log).toBe('planned')
  })

  test('is a folder whose every file is attested, by one attestation or by several', async () => {
    it.write('folder/model.joblib', pickled('a model with notes'))
    it.write('folder/notes.txt', 'notes')
    it.write('folder/more.txt', 'more')
    keep(['folder/model.joblib'], await attest(['folder/model.joblib', 'folder/notes.txt']))
    keep(['folder/more.txt'], await attest(['folder/more.txt'], { commit: 'beef'.repeat(10) }))
    const since = it.simulator.exchanges.length
    const run = await verified({}, { mode: 'plan', 'model-path': 'folder' })
    expect(run.outputs['status'], run.log).toBe('planned')
    expect(run.log).toMatch(/attested by .* at c0ffeec[\s\S]*attested by .* at beefbee/)
    const asked = it.simulator.exchanges.slice(since).filter(({ url }) => /attestations/.test(url))
    expect(asked).toHaveLength(2)
  })

  test('may come in an archive, and needs neither GitHub nor Azure where its attestation is a file', async () => {
    // What is attested is the archive, as the training workflow left it.
    it.write('model.zip', storedZip({ 'model.joblib': pickled('a packed model') }))
    it.write('attestation.jsonl', JSON.stringify(await attest(['model.zip'])))
    const since = it.simulator.exchanges.length
    const run = await verified(
      { bundle: 'attestation.jsonl' },
      { mode: 'check', 'model-path': 'model.zip', 'github-token': '' },
    )
    expect(run.outputs['status'], run.log).toBe('planned')
    expect(run.log).toContain('attestation: attested by')
    expect(it.simulator.exchanges.slice(since)).toEqual([])
  })
})

const ends = async (
  run: ActionRun,
  code: 'attestation-missing' | 'attestation-invalid' | 'permission-denied' | 'network',
  says: RegExp,
  todo: RegExp,
) => expectEnding(run, { status: 'failed', phase: 'attestation', code, says, todo })

describe('a model that is not', () => {
  test('is not deployed: none for its digest', async () => {
    const nothing = writesNothing()
    keep(['model.joblib'], await attest(['model.joblib']))
    it.write('model.joblib', pickled('tampered with'))
    await ends(
      await verified(),
      'attestation-missing',
      new RegExp(
        `not attested by a workflow of ${own}:\\n- model.joblib \\(sha256:${sha256('model.joblib')}\\): none`,
      ),
      /uses: actions\/attest@[\s\S]*attestations: read/,
    )
    nothing()
  })

  test('is not deployed: each attestation that does not count is told, once', async () => {
    const good = await attest(['model.joblib'])
    const { tlogEntries: _, ...undated } = good.verificationMaterial
    const { signatures } = (await attest(['model.joblib'])).dsseEnvelope
    const expired = { signedAt: new Date(Date.now() + 3_600_000) }
    const elsewhere = { workflow: 'mallory/x/.github/workflows/a.yml@refs/heads/main' }
    const cases: readonly (readonly [bundle: unknown, reason: string])[] = [
      [
        await attest(['model.joblib'], { repository: 'mallory/train' }),
        'was made for https://github.com/mallory/train, and not for https://github.com/',
      ],
      [
        await attest(['model.joblib'], elsewhere),
        `was signed by https://github.com/${elsewhere.workflow}, which is no workflow of ${own}`,
      ],
      [
        await attest(['model.joblib'], { issuer: 'https://accounts.example' }),
        "was signed by somebody for whom 'https://accounts.example' vouches",
      ],
      [
        await attest(['model.joblib'], { predicateType: 'https://cyclonedx.org/bom' }),
        "says 'https://cyclonedx.org/bom' of it",
      ],
      [
        await attest(['trusted_root.jsonl']),
        `speaks of ${sha256('trusted_root.jsonl')}, and not of this file`,
      ],
      [
        await attest(['model.joblib'], expired),
        'has a certificate that does not count (Failed to verify certificate chain: certificate is not valid or expired',
      ],
      [
        await attest(['model.joblib'], {}, await createSigstore('public')),
        'has a certificate that does not count (Failed to verify certificate chain: no valid certificate path',
      ],
      [
        { ...good, verificationMaterial: undated },
        'does not prove when it was signed (expected 1 timestamps, got 0)',
      ],
      [
        { ...good, dsseEnvelope: { ...good.dsseEnvelope, signatures } },
        'is not what the transparency log has (tlog entry signature mismatch)',
      ],
      [{ mediaType: 'text/plain' }, 'is no Sigstore bundle'],
    ]
    for (const [bundle] of cases) keep(['model.joblib'], bundle)
    keep(['model.joblib'], { mediaType: 'text/plain' })
    const nothing = writesNothing()
    const run = await verified()
    expectEnding(run, {
      status: 'failed',
      phase: 'attestation',
      code: 'attestation-invalid',
      says: /no attestation of the model counts; wanted is one for/,
      todo: /Nothing was deployed[\s\S]*find out where it comes from/,
    })
    nothing()
    const message = run.annotations.find(({ level }) => level === 'error')?.message ?? ''
    // The newest first.
    expect(message.match(/^ {2}- one .*/gm)).toEqual(
      cases.map(([, reason]) => expect.stringContaining(`one ${reason}`)).reverse(),
    )
  })

  test('is not deployed: one file of its folder is not attested', async () => {
    it.write('partly/model.joblib', pickled('a model with a stowaway'))
    it.write('partly/stowaway.txt', 'nobody knows me')
    keep(['partly/model.joblib'], await attest(['partly/model.joblib']))
    await ends(
      await verified({}, { mode: 'plan', 'model-path': 'partly' }),
      'attestation-missing',
      /:\n- stowaway.txt \(sha256:[0-9a-f]{64}\): none\n/,
      /a pattern for the files of a folder/,
    )
  })

  test('is not deployed: its attestations may not be read', async () => {
    keep(['model.joblib'], await attest(['model.joblib']))
    it.simulator.world.github.permissions.attestations = 'none'
    await ends(
      await verified({}, { mode: 'plan' }),
      'permission-denied',
      /read the attestations of .*: HTTP 403 Resource not accessible by integration/,
      /permissions:\n {4}attestations: read/,
    )
    await ends(
      await verified({}, { mode: 'plan', 'github-token': 'ghs_0000' }),
      'permission-denied',
      /HTTP 401 Bad credentials/,
      /github-token: \$\{\{ github.token \}\}/,
    )
  })

  test('is not deployed: nobody tells whom to believe', async () => {
    keep(['model.joblib'], await attest(['model.joblib']))
    const run = await it.deploy({
      mode: 'plan',
      'github-token': it.simulator.world.github.token,
      'verify-attestation': 'true',
    })
    await ends(
      run,
      'attestation-invalid',
      /one has a certificate of 'sigstore.mock', and not of the Sigstore that GitHub uses/,
      /Nothing was deployed/,
    )
    // One that the Sigstore of the public has signed, whose repository no runner here can reach.
    const kept = new URL('../attestation/kept/public.json', import.meta.url)
    keep(['model.joblib'], JSON.parse(readFileSync(kept, 'utf8')))
    const unreachable = await it.deploy({
      mode: 'plan',
      'github-token': it.simulator.world.github.token,
      'verify-attestation': 'true',
    })
    await ends(
      unreachable,
      'network',
      /trusted root that attestations are verified by could not be fetched from https:\/\/tuf-repo-cdn.sigstore.dev/,
      /gh attestation trusted-root/,
    )
    expect(it.simulator.refused).toContain('tuf-repo-cdn.sigstore.dev:443')
  })
})
