/** Whose word on a model counts. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  attestedBy,
  type Claim,
  issuerOf,
  objection,
  type Wanted,
} from '../../src/plan/attestation.ts'
import { tag } from '../../src/plan/naming.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { filesOf, findingsOf, leastInputs, requestOf } from './factories.ts'

const wanted: Wanted = {
  server: 'https://github.com',
  repository: 'octo-org/train',
  predicateType: 'https://slsa.dev/provenance/v1',
}
const claim: Claim = {
  issuer: 'https://token.actions.githubusercontent.com',
  signer: 'https://github.com/octo-org/train/.github/workflows/train.yml@refs/heads/main',
  repository: 'https://github.com/octo-org/train',
  commit: 'c0ffee'.repeat(7).slice(0, 40),
  run: 'https://github.com/octo-org/train/actions/runs/1/attempts/1',
  predicateType: wanted.predicateType,
  subjects: new Set(['a'.repeat(64)]),
}

describe('a claim', () => {
  test('of a workflow of the repository counts, in any case of its name', () => {
    expect(objection(claim, wanted)).toBeUndefined()
    expect(objection(claim, { ...wanted, repository: 'Octo-Org/Train' })).toBeUndefined()
    expect(attestedBy(claim)).toEqual({
      by: 'octo-org/train/.github/workflows/train.yml@refs/heads/main',
      repository: 'octo-org/train',
      commit: claim.commit,
      run: claim.run,
    })
  })

  test('of an enterprise with an issuer of its own counts, and one that only looks so does not', () => {
    expect(objection({ ...claim, issuer: `${claim.issuer}/octo-inc` }, wanted)).toBeUndefined()
    expect(objection({ ...claim, issuer: `${claim.issuer}.example` }, wanted)).toMatch(/vouches/)
  })

  test.each<[string, Partial<Claim>]>([
    [
      'a repository whose name begins the same',
      { repository: 'https://github.com/octo-org/train2' },
    ],
    ['no repository', { repository: '' }],
    ['a workflow of one', { signer: claim.signer.replace('/train/', '/train2/') }],
    ['another server', { repository: 'https://github.example/octo-org/train' }],
    ['another kind', { predicateType: 'https://in-toto.io/attestation/release/v0.1' }],
  ])('of %s does not count', (_, other) => {
    expect(objection({ ...claim, ...other }, wanted)).toMatch(/^(was|says) /)
  })

  test.each<[string, boolean]>([
    ['octo-org/train/.github/workflows/train.yml', true],
    ['OCTO-ORG/train/.github/workflows/train.yml', true],
    ['octo-org/train/.github/workflows/train.yml@refs/heads/main', true],
    ['octo-org/train/.github/workflows/train.yml@refs/heads/ma', false],
    ['octo-org/train/.github/workflows/train.yml@refs/heads/MAIN', false],
    ['octo-org/train/.github/workflows/train.yaml', false],
    ['octo-org/train/.github/workflows/rain.yml', false],
    ['octo-org/workflows/.github/workflows/train.yml', false],
  ])('counts by the workflow %s: %s', (signerWorkflow, counts) => {
    expect(objection(claim, { ...wanted, signerWorkflow }) === undefined).toBe(counts)
  })

  test('counts only if everything about it is what is wanted', () => {
    const texts = (right: string) =>
      fc.oneof(fc.constant(right), fc.string(), fc.constant(`${right}x`), fc.constant(''))
    fc.assert(
      fc.property(
        texts(claim.issuer),
        texts(claim.repository),
        texts(claim.signer),
        texts(claim.predicateType),
        (issuer, repository, signer, predicateType) => {
          const signerWorkflow = 'octo-org/train/.github/workflows/train.yml@refs/heads/main'
          const one = { ...claim, issuer, repository, signer, predicateType }
          const counts = objection(one, { ...wanted, signerWorkflow }) === undefined
          const right =
            issuer === claim.issuer &&
            repository === claim.repository &&
            signer === claim.signer &&
            predicateType === claim.predicateType
          expect(counts).toBe(right)
        },
      ),
    )
  })

  test.each([
    ['https://github.com', 'https://token.actions.githubusercontent.com'],
    ['https://octo.ghe.com', 'https://token.actions.octo.ghe.com'],
    ['https://github.octo.example', 'https://github.octo.example/_services/token'],
  ])('of %s is vouched for by %s', (server, issuer) => {
    expect(issuerOf(server)).toBe(issuer)
  })
})

describe('verify-attestation', () => {
  const files = filesOf({ 'model.joblib': 'x', 'bundle.jsonl': '{}', 'root.jsonl': '{}' })
  const token = { 'github-token': 'ghs_x' }
  const choiceOf = (given: string, more: Readonly<Record<string, string>> = token) =>
    requestOf({ 'verify-attestation': given, ...more }, files).model.attestation
  const problemsOf = (inputs: Readonly<Record<string, string>>) => {
    const parsed = parseRequest({ ...leastInputs, ...inputs }, files)
    return parsed.ok ? [] : parsed.problems.map(({ message }) => message)
  }
  const { predicateType } = wanted

  test('is short where it can be', () => {
    expect(choiceOf('false')).toBeUndefined()
    expect(choiceOf('true')).toEqual({ predicateType })
    expect(choiceOf('octo-org/train')).toEqual({ predicateType, repository: 'octo-org/train' })
    const workflow = 'octo-org/w/.github/workflows/train.yml@refs/tags/v1'
    expect(choiceOf(`repository: octo-org/train\nsigner-workflow: ${workflow}`)).toEqual({
      predicateType,
      repository: 'octo-org/train',
      signerWorkflow: workflow,
    })
    expect(
      choiceOf('{bundle: bundle.jsonl, trusted-root: root.jsonl, predicate-type: x}', {}),
    ).toEqual({
      predicateType: 'x',
      bundles: { path: 'bundle.jsonl', text: '{}' },
      trustedRoots: { path: 'root.jsonl', text: '{}' },
    })
  })

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['yes please', token, /'verify-attestation' is 'yes please': expected a repository such as/],
    ['repo: a/b', token, /'repo' is unknown.*Did you mean/],
    ['signer-workflow: train.yml', token, /expected a workflow such as 'owner\/name\/.github/],
    ['{bundle: no.jsonl}', {}, /has 'no.jsonl' as its 'bundle': no such file/],
    ['{trusted-root: no.jsonl}', token, /has 'no.jsonl' as its 'trusted-root': no such file/],
    ['true', {}, /add 'github-token: \$\{\{ github.token \}\}'/],
    ['true', { ...token, 'model-path': 'azureml:m:1' }, /nothing there proves who made it/],
  ])('%s is refused with what to do', (given, more, says) => {
    expect(problemsOf({ 'verify-attestation': given, ...more })).toEqual([
      expect.stringMatching(says),
    ])
  })

  test('leaves a mark on the model and on what serves it, and changes neither', () => {
    const attestation = attestedBy({ ...claim, signer: `${claim.signer}${'x'.repeat(300)}` })
    const [plain, marked] = [makePlan(findingsOf()), makePlan(findingsOf({ attestation }))]
    expect(marked.deployment).toEqual(plain.deployment)
    const tags = marked.model.action === 'register' ? marked.model.tags : {}
    for (const marks of [tags, marked.tags]) {
      expect(marks[tag.attestedBy]).toBe(attestation.by.slice(0, 256))
      expect(marks[tag.attestedCommit]).toBe(claim.commit)
    }
    expect(plain.tags).not.toHaveProperty(tag.attestedBy)
  })
})
