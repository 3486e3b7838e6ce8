import { describe, expect, test } from 'vitest'
import type { DeploymentView } from '../../src/plan/deploymentView.ts'
import type { Result } from '../../src/plan/result.ts'
import type { SmokeReport } from '../../src/plan/smoke.ts'
import { toSummary } from '../../src/plan/summary.ts'

const old: DeploymentView = {
  name: 'd-old',
  share: 100,
  state: 'Succeeded',
  model: 'fraud:3',
  instanceType: 'Standard_DS2_v2',
  instances: 2,
  commit: 'a'.repeat(40),
  createdAt: '2026-11-20T10:00:00.000Z',
}

const live: Result = {
  status: 'deployed',
  mode: 'deploy',
  serviceName: 'fraud',
  where: { cloud: 'public', subscriptionId: '1', resourceGroup: 'ml', workspace: 'ml-prod' },
  audience: 'https://ml.azure.com',
  authMode: 'Key',
  commit: 'b'.repeat(40),
  modelName: 'fraud',
  modelVersion: '4',
  deploymentName: 'd-new',
  instanceType: 'Standard_D2as_v4',
  instanceCount: 1,
  scoringUri: 'https://fraud.eastus2.inference.ml.azure.com/score',
  portalUrl: 'https://ml.azure.com/endpoints/realtime/fraud/detail?wsid=/subscriptions/1',
  traffic: { 'd-new': 100 },
  before: [old],
  timeline: [],
  totalMs: 1234,
}

const answered = (text: string, more: Partial<SmokeReport['case']> = {}): SmokeReport => ({
  case: { name: 'one', body: '{"data": []}', expect: { status: 200, tolerance: 1e-6 }, ...more },
  answers: [{ status: 200, text, latencyMs: 12 }],
  sent: 1,
  p50Ms: 12,
  p95Ms: 12,
})

const rowsOf = (summary: string, ...names: readonly string[]) =>
  summary.split('\n').filter((line) => names.some((name) => line.startsWith(`| ${name} |`)))

describe('the summary of a success', () => {
  test('has what is live beside what was before', () => {
    expect(
      rowsOf(toSummary(live), '', 'Deployment', 'Traffic', 'Model', 'Machines', 'Commit'),
    ).toEqual([
      '|  | Now | Before |',
      '| Deployment | <code>d-new</code> | <code>d-old</code> |',
      '| Traffic | d-new 100 % | d-old 100 % |',
      '| Model | <code>fraud:4</code> | <code>fraud:3</code> |',
      '| Machines | 1 × Standard\\_D2as\\_v4 | 2 × Standard\\_DS2\\_v2 |',
      '| Commit | <code>bbbbbbb</code> | <code>aaaaaaa</code> |',
    ])
  })

  test('has one column where there was nothing, and where nothing has changed', () => {
    expect(toSummary({ ...live, before: [] })).toContain('|  | Now |\n')
    const unchanged = toSummary({
      ...live,
      status: 'unchanged',
      deploymentName: 'd-old',
      traffic: { 'd-old': 100 },
    })
    expect(unchanged).toContain('|  | Now |\n')
    expect(unchanged).toContain('| Model | <code>fraud:3</code> |')
  })

  test('of an update in place has the new model and the old one under one name', () => {
    const summary = toSummary({ ...live, deploymentName: 'd-old', traffic: { 'd-old': 100 } })
    expect(rowsOf(summary, 'Deployment', 'Model')).toEqual([
      '| Deployment | <code>d-old</code> | <code>d-old</code> |',
      '| Model | <code>fraud:4</code> | <code>fraud:3</code> |',
    ])
  })

  test('of a rollback knows what it went back to by what was there before', () => {
    const { modelName: _, modelVersion: __, ...others } = live
    const before = [
      { ...old, name: 'd-bad', model: 'fraud:4' },
      { ...old, share: 0 },
    ]
    const summary = toSummary({
      ...others,
      mode: 'rollback',
      deploymentName: 'd-old',
      traffic: { 'd-old': 100 },
      before,
    })
    expect(summary).toContain('## ✅ fraud is back on what served before')
    expect(rowsOf(summary, 'Model')).toEqual([
      '| Model | <code>fraud:3</code> | <code>fraud:4</code> |',
    ])
  })

  test('leads to the studio', () => {
    expect(toSummary(live)).toContain(
      '| Studio | [endpoint and logs](https://ml.azure.com/endpoints/realtime/fraud/detail?wsid=/subscriptions/1) · [try it](https://ml.azure.com/endpoints/realtime/fraud/test?wsid=/subscriptions/1) · [model](https://ml.azure.com/model/fraud:4/details?wsid=/subscriptions/1) |',
    )
  })

  test('says how to call the service: with its smoke request, or a file where that is long', () => {
    const short = toSummary({ ...live, smoke: [answered('[1]')] })
    expect(short).toContain(`--data-binary '{"data": []}'`)
    const long = { ...live, smoke: [answered('[1]', { body: `[${'1,'.repeat(50_000)}1]` })] }
    expect(toSummary(long)).toContain('--data-binary @request.json')
    expect(toSummary(long).length).toBeLessThan(20_000)
    const hidden = toSummary({ ...live, traffic: { 'd-old': 100 }, smoke: [answered('[1]')] })
    expect(hidden).toContain("--header 'azureml-model-deployment: d-new'")
    const refused = answered('no', { expect: { status: 400, tolerance: 0 } })
    expect(toSummary({ ...live, smoke: [refused] })).toContain('@request.json')
    expect(toSummary({ ...live, status: 'rolled-back' })).not.toContain('curl')
  })
})

describe('smoke cases', () => {
  const expectation = (value: unknown) => ({ status: 200, body: { value }, tolerance: 1e-6 })

  test('have what was expected beside what came', () => {
    const summary = toSummary({
      ...live,
      smoke: [
        answered('[1]', { expect: { ...expectation([1]), tolerance: 0.1 } }),
        answered('[0]', { name: 'two', expect: expectation([1]) }),
      ],
    })
    expect(rowsOf(summary, '✅ one', '❌ two')).toEqual([
      '| ✅ one | <code>{"data": &#91;&#93;}</code> | <code>&#91;1&#93; ± 10 %</code> | <code>&#91;1&#93;</code> | 200 | 1 | 12\u00a0ms | 12\u00a0ms |',
      '| ❌ two | <code>{"data": &#91;&#93;}</code> | <code>&#91;1&#93;</code> | <code>&#91;0&#93;</code> | 200 | 1 | 12\u00a0ms | 12\u00a0ms |',
    ])
    expect(summary).not.toContain('in full')
  })

  test('that are long are folded when they passed, and open when they did not', () => {
    const long = JSON.stringify({ answer: 'x'.repeat(200) })
    const passed = answered(long)
    const failed = answered(long, { name: 'two', expect: expectation([1]) })
    const summary = toSummary({ ...live, smoke: [passed, failed] })
    expect(summary).toContain('<details><summary>✅ one in full</summary>')
    expect(summary).toContain('<details open><summary>❌ two in full</summary>')
    expect(summary).toContain(`**Expected**\n\n\`\`\`json\n[\n  1\n]\n\`\`\`\n\n**Got**`)
  })

  test('are shown in part where there are hundreds, the last of them always', () => {
    const many = Array.from({ length: 200 }, (_, n) => answered('[1]', { name: `case ${n}` }))
    const summary = toSummary({ ...live, smoke: many })
    expect(summary.match(/✅ case/g)).toHaveLength(31)
    expect(summary).toContain('✅ case 199')
    expect(summary).toContain('169 more passed.')
  })

  test('that were too slow are marked, by the limit of the plan', () => {
    const view = { watch: { maxLatencyMs: 10 }, size: {}, traffic: { steps: [] } }
    const plan = { digest: '', view } as unknown as NonNullable<Result['plan']>
    expect(toSummary({ ...live, plan, smoke: [answered('[1]')] })).toContain('| ❌ one |')
  })
})

describe('the summary of a failure', () => {
  const failed: Result = {
    ...live,
    status: 'failed',
    failedPhase: 'deployment',
    traffic: { 'd-old': 100 },
    error: {
      code: 'container-crashed',
      message: 'could not deploy it: it crashed\nThe container says: KeyError: 1',
      hint: 'Correct it.',
      azure: 'ResourceNotReady',
      link: 'https://aka.ms/oe-tsg#error-resourcenotready',
      correlation: { 'x-ms-request-id': '42' },
      place: { file: 'service/score.py', line: 3 },
      logs: [
        {
          title: 'Log of the scoring container',
          text: `Instance status:\nSystemSetup: Succeeded\n\nContainer logs:\n${'line\n'.repeat(300)}\u001b[31m\`\`\` the end\u001b[0m`,
        },
      ],
    },
  }

  test('begins with cause and remedy; then come the log’s end, Azure’s words, and the rest', () => {
    const summary = toSummary(failed)
    const order = [
      '## ❌ fraud was not deployed',
      '**container-crashed** in phase <code>deployment</code> at <code>service/score.py:3</code>',
      'could not deploy it: it crashed',
      'The container says: KeyError: 1',
      '> Correct it.',
      '<summary>Log of the scoring container</summary>',
      "<summary>Azure's own words</summary>",
      '[what Microsoft says of it](https://aka.ms/oe-tsg#error-resourcenotready)',
      'x-ms-request-id <code>42</code>',
      '| Deployment | <code>d-old</code> |',
    ]
    expect(order.map((text) => summary.indexOf(text))).toEqual(
      order.map((text) => summary.indexOf(text)).toSorted((a, b) => a - b),
    )
    expect(summary.indexOf(order[0] ?? '')).toBe(0)
    expect(summary).toContain('````text\n… (101 earlier lines)\nline\n')
    expect(summary).toContain('line\n``` the end\n````')
    expect(summary).not.toContain('SystemSetup')
  })

  test('lists several mistakes, and no more than can be read', () => {
    const mistakes = Array.from({ length: 60 }, (_, n) => `- mistake ${n}`)
    const summary = toSummary({
      ...failed,
      error: { code: 'invalid-input', message: `60 mistakes:\n${mistakes.join('\n')}` },
    })
    expect(summary).toContain('> 60 mistakes:\n\n- mistake 0\n')
    expect(summary).toContain('- mistake 49\n- and 10 more\n')
  })

  test('never breaks GitHub’s limit, whatever Azure, the model and the container say', () => {
    const huge = '& <b>|` '.repeat(50_000)
    const endless = {
      ...failed,
      error: {
        ...failed.error,
        code: 'container-crashed',
        message: huge,
        hint: huge,
        azure: huge,
        logs: [{ title: 'Log', text: huge }],
      },
      holds: huge,
      sizeReason: huge,
      notes: Array.from({ length: 1_000 }, () => huge),
      smoke: Array.from({ length: 100 }, () => answered(huge, { body: huge })),
      findings: Array.from({ length: 1_000 }, () => ({
        verdict: 'unknown' as const,
        what: huge,
        why: huge,
        file: huge,
      })),
    } as const satisfies Result
    const summary = toSummary(endless)
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain('**container-crashed**')
    expect(summary).toMatch(/Left out, because GitHub takes no more: what is live \(\d+ kB\)/)
  })
})

describe('live traffic', () => {
  const numbers = (deployment: string, minutes: number) => ({
    deployment,
    minutes,
    requests: 100 * minutes,
    failed: 0,
    refused: 0,
  })

  test('is compared with what served beside it, or before it, and never with nothing', () => {
    const summary = toSummary({
      ...live,
      live: [
        { share: 10, current: numbers('d-new', 2), previous: numbers('d-old', 2) },
        {
          share: 100,
          current: numbers('d-new', 2),
          previous: numbers('d-new before its update', 0),
          earlier: numbers('d-new before its update', 5),
        },
        { share: 100, current: numbers('d-new', 0), previous: numbers('d-old', 0) },
      ],
    })
    const rows = summary
      .split('\n')
      .filter((line) => /^\| (✅ \d+ %|beside\u00a0it|before\u00a0it) \|/.test(line))
    expect(rows.map((row) => row.split(' | ').slice(0, 4).join(' | '))).toEqual([
      '| ✅ 10 % | <code>d-new</code> | 2 | 200',
      '| beside\u00a0it | <code>d-old</code> | 2 | 200',
      '| ✅ 100 % | <code>d-new</code> | 2 | 200',
      '| before\u00a0it | <code>d-new before its update</code> | 5 | 500',
      '| ✅ 100 % | <code>d-new</code> | 0 | 0',
    ])
  })
})

describe('the title', () => {
  test.each<[Partial<Result>, string]>([
    [{ mode: 'check', status: 'planned' }, '✅ fraud passes its check'],
    [{ mode: 'check', status: 'smoke-failed' }, '❌ fraud does not pass its check: the smoke'],
    [{ mode: 'plan', status: 'unchanged' }, '✅ fraud is live already'],
    [{ mode: 'status', status: 'unchanged' }, '✅ fraud answers'],
    [{ mode: 'status', status: 'unchanged', traffic: {} }, '✅ fraud has no traffic'],
    [{ mode: 'delete', status: 'deleted' }, '✅ fraud was deleted'],
    [
      { mode: 'delete', status: 'deleted', deletion: { kind: 'deployment', name: 'd-old' } },
      '✅ A deployment of fraud was deleted',
    ],
    [
      { mode: 'delete', status: 'deleted', deletion: { kind: 'nothing' } },
      '✅ fraud is gone already',
    ],
    [{ mode: 'sweep', status: 'unchanged' }, '✅ No service has outlived its time'],
    [
      { mode: 'sweep', status: 'deleted', removed: [{ service: 'a', environment: 'a' }] },
      '✅ 1 service that has outlived its time was deleted',
    ],
  ])('says what became of what was asked: %j', (more, says) => {
    expect(toSummary({ ...live, ...more })).toContain(`## ${says}`)
  })
})
