import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/model/description.ts'
import { outputNames, type Result, statuses, toOutputs } from '../../src/plan/result.ts'
import { toSummary } from '../../src/plan/summary.ts'

const least: Result = { status: 'failed', timeline: [], totalMs: 1 }

const full: Result = {
  status: 'deployed',
  serviceName: 'breast-cancer',
  modelName: 'breast-cancer',
  modelVersion: '3',
  modelDigest: 'a'.repeat(64),
  deploymentName: 'd-1',
  previousDeployment: 'd-0',
  scoringUri: 'https://breast-cancer.eastus2.inference.ml.azure.com/score',
  traffic: { 'd-1': 100 },
  smoke: [
    {
      case: {
        name: 'request | 1',
        body: '{"data": [["<b>`|`"]]}',
        expect: { status: 200, tolerance: 0 },
      },
      answers: [{ status: 200, text: '{"predict": [1]}', latencyMs: 12 }],
      sent: 1,
      p50Ms: 12,
      p95Ms: 12,
    },
  ],
  timeline: [{ phase: 'smoke', from: 0, ms: 12, outcome: 'done' }],
  totalMs: 1234,
}

describe('outputs', () => {
  test('are all set on every path', () => {
    for (const status of statuses) {
      expect(Object.keys(toOutputs({ ...least, status })).sort()).toEqual([...outputNames].sort())
    }
  })

  test('carry the whole result as JSON, without stacks', () => {
    const outputs = toOutputs({
      ...full,
      error: { code: 'internal', message: 'm', cause: new Error('secret stack') },
    })
    expect(JSON.parse(outputs.result)).toMatchObject({
      status: 'deployed',
      error: { code: 'internal', message: 'm' },
    })
    expect(outputs.result).not.toContain('secret stack')
    expect(outputs).toMatchObject({ 'smoke-latency-ms': '12', traffic: '{"d-1":100}' })
  })
})

describe('the summary', () => {
  test('shows what loading the model would run, the dangerous first', () => {
    const finding = (verdict: Finding['verdict'], what: string): Finding => ({
      verdict,
      what,
      why: 'because',
      file: 'model.pkl',
      offset: 7,
    })
    const findings = [
      finding('known', 'sklearn.tree.Tree'),
      finding('unknown', 'mine.Thing'),
      finding('dangerous', 'os.<b>system|'),
    ]
    const rows = toSummary({ ...full, findings }).split('\n')
    const shown = rows.filter((row) => row.includes('because'))
    expect(shown).toEqual([
      '| ⛔ dangerous | <code>os.&#60;b&#62;system&#124;</code> | because | <code>model.pkl</code>, byte 7 |',
      '| ❔ unknown | <code>mine.Thing</code> | because | <code>model.pkl</code>, byte 7 |',
    ])
    expect(rows).toContain('1 that is known to be harmless.')
    const { result } = toOutputs({ ...full, findings })
    expect(JSON.parse(result).findings).toHaveLength(2)
  })

  test('says what is live, and no value breaks its tables', () => {
    const summary = toSummary(full)
    expect(summary).toContain('## ✅ breast-cancer is live')
    const rows = summary.split('\n').filter((line) => line.includes('predict'))
    expect(rows).toEqual([
      '| ✅ request \\| 1 | <code>{"data": &#91;&#91;"&#60;b&#62;&#96;&#124;&#96;"&#93;&#93;}</code> | HTTP 200 | <code>{"predict": &#91;1&#93;}</code> | 200 | 1 | 12\u00a0ms | 12\u00a0ms |',
    ])
  })

  test('what a model says of itself links nowhere, shows no image and mentions nobody', () => {
    const said = '[x](https://a.test) ![y](//b.test) @octocat www.c.test <img src=x>'
    const what = `${said}\u2028| next`
    const findings = [{ verdict: 'unknown' as const, what, why: said, file: said }]
    const summary = toSummary({ ...full, holds: said, findings })
    expect(summary).not.toMatch(/(?<!\\)\[[xy]|@octocat|www\.c|s:\/\/a|<img|\u2028/)
  })

  test('puts the failure first, and nothing in its text is obeyed', () => {
    const summary = toSummary({
      ...least,
      failedPhase: 'deployment',
      error: {
        code: 'container-crashed',
        message: 'ends ```here```\n  | <b> ```` |\n# x',
        hint: 'do *this*',
      },
    })
    expect(summary).toContain('## ❌ The model was not deployed')
    expect(summary).toContain('> ends \\`\\`\\`here\\`\\`\\`\n')
    expect(summary).toContain('`````text\n  | <b> ```` |\n# x\n`````')
    expect(summary).toContain('> do \\*this\\*')
    expect(summary.indexOf('container-crashed')).toBeLessThan(summary.indexOf('do '))
  })
})
