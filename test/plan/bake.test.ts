import { describe, expect, test } from 'vitest'
import { judgeProbe, type Limits, type Probe, reportStep } from '../../src/plan/bake.ts'
import type { SmokeCase } from '../../src/plan/smoke.ts'

const asked: SmokeCase = {
  name: 'request 1',
  body: '{"data": [[1]]}',
  expect: { status: 200, body: { value: { predict: [1] } }, tolerance: 1e-6 },
}
const right = (latencyMs = 20): Probe =>
  judgeProbe(asked, { status: 200, text: '{"predict": [1]}', latencyMs })
const wrong = judgeProbe(asked, { status: 200, text: '{"predict": [0]}', latencyMs: 20 })
const failed = judgeProbe(asked, {
  status: 424,
  text: '{"message": "boom"}',
  latencyMs: 5,
  modelStatus: '500',
})
const lost = judgeProbe(asked, { lost: 'no answer within 90 s' })
const limits: Limits = { maxErrorRate: 1 }
const breachOf = (probes: readonly Probe[], more: Partial<Limits> = {}) =>
  reportStep(10, 60_000, probes, { ...limits, ...more }).breach
const times = (count: number, probe: Probe) => Array.from({ length: count }, () => probe)

describe('a step that is watched', () => {
  test('is summed up, whatever became of it', () => {
    expect(
      reportStep(25, 60_000, [...times(97, right()), lost, right(300), right(400)], limits),
    ).toEqual({
      share: 25,
      watchedMs: 60_000,
      asked: 100,
      failed: 1,
      p50Ms: 20,
      p95Ms: 20,
    })
    expect(reportStep(25, 0, [], limits)).toMatchObject({ asked: 0, failed: 0 })
  })

  test('is taken back for a single wrong answer, with the answer', () => {
    expect(breachOf([...times(999, right()), wrong])).toMatch(
      /a wrong answer under live traffic: request 1: wrong answer at \$\.predict\[0\]: expected 1, got 0/,
    )
  })

  test('is not taken back for one error, which may be anybody’s', () => {
    expect(breachOf([right(), failed])).toBeUndefined()
    expect(breachOf([lost])).toBeUndefined()
  })

  test('is taken back when more requests fail than chance explains, with the numbers', () => {
    expect(breachOf([...times(98, right()), failed, lost])).toBeUndefined()
    expect(breachOf([...times(95, right()), ...times(4, failed), lost])).toMatch(
      /5 of 100 requests failed \(5 %, 'max-error-rate' allows 1 %\), the last: request 1: no answer within 90 s/,
    )
    expect(
      breachOf([...times(95, right()), ...times(5, lost)], { maxErrorRate: 5 }),
    ).toBeUndefined()
    expect(breachOf(times(2, failed))).toMatch(/2 of 2 requests failed/)
    expect(breachOf([...times(5000, right()), failed], { maxErrorRate: 0 })).toMatch(/1 of 5001/)
    expect(breachOf([...times(9900, right()), ...times(100, failed)])).toBeUndefined()
    expect(breachOf([...times(9850, right()), ...times(150, failed)])).toMatch(/150 of 10000/)
    expect(breachOf([...times(59_100, right()), ...times(900, failed)])).toMatch(/900 of 60000/)
    expect(breachOf([...times(59_395, right()), ...times(605, failed)])).toBeUndefined()
    expect(breachOf(times(5, failed), { maxErrorRate: 100 })).toBeUndefined()
  })

  test('is taken back for being slow, however few answers that leaves', () => {
    const slow = right(250)
    expect(breachOf([slow], { maxLatencyMs: 200 })).toBeUndefined()
    expect(breachOf([...times(10, right()), ...times(4, slow)], { maxLatencyMs: 200 })).toBe(
      "4 of 14 answers took longer than the 200 ms of 'smoke-max-latency-ms', their 95th percentile is 250 ms",
    )
    expect(
      breachOf([...times(95, right()), ...times(5, slow)], { maxLatencyMs: 200 }),
    ).toBeUndefined()
    expect(breachOf(times(20, slow), { maxLatencyMs: 300 })).toBeUndefined()
    expect(breachOf(times(20, slow))).toBeUndefined()
  })
})
