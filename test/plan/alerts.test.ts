import { describe, expect, test } from 'vitest'
import { type Alert, type AlertRule, alertBreach } from '../../src/plan/alerts.ts'
import { parseRequest } from '../../src/plan/parse.ts'
import { leastFiles, leastInputs, requestOf } from './factories.ts'

const id =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/Ops/providers/Microsoft.Insights/metricAlerts/errors'
const rule: AlertRule = { id, name: 'errors' }
const since = Date.parse('2026-08-01T10:00:00Z')
const alertAt = (startedAt: string, more: Partial<Alert> = {}): Alert => ({
  rule: id,
  target: '/subscriptions/s/resourceGroups/ml/providers/p/workspaces/w/onlineEndpoints/fraud',
  severity: 'Sev2',
  description: '',
  startedAt,
  resolved: false,
  ...more,
})

describe('an alert', () => {
  test('takes the deployment back when it was fired since the rollout began, even if it is over', () => {
    const late = alertAt('2026-08-01T10:04:05.123Z', { resolved: true, rule: id.toUpperCase() })
    expect(alertBreach([rule], [alertAt('2026-08-01T10:08:00Z'), late], since)).toBe(
      "the alert rule 'errors' of 'rollback-alerts' fired at 2026-08-01T10:04:05.123Z (Sev2) for onlineEndpoints/fraud",
    )
    expect(alertBreach([rule], [alertAt('2026-08-01T10:00:00Z')], since)).toBeDefined()
  })

  test('does not when it is older, of another rule, or of no certain time', () => {
    expect(alertBreach([rule], [alertAt('2026-08-01T09:59:59Z')], since)).toBeUndefined()
    const other = alertAt('2026-08-01T10:04:05Z', { rule: `${id}-2` })
    expect(alertBreach([rule], [other, alertAt('')], since)).toBeUndefined()
    expect(alertBreach([], [alertAt('2026-08-01T10:04:05Z')], since)).toBeUndefined()
  })
})

describe('the alert rules that are asked for', () => {
  const problemsOf = (inputs: Readonly<Record<string, string>>) => {
    const parsed = parseRequest({ ...leastInputs, ...inputs }, leastFiles)
    return parsed.ok ? [] : parsed.problems.map(({ message }) => message)
  }

  test('are names or ids, as YAML or JSON', () => {
    const alertsOf = (text: string) =>
      requestOf({ strategy: 'canary', 'rollback-alerts': text }).rollout.watch.alerts
    expect(alertsOf('[errors, "too slow"]')).toEqual(['errors', 'too slow'])
    expect(alertsOf(`- errors\n- ${id}`)).toEqual(['errors', id])
    expect(alertsOf('[007]')).toEqual(['007'])
  })

  test.each([
    ['errors, latency', /expected a list such as \[errors, latency\]/],
    ['[[a]]', /expected a list/],
    ['["a/b"]', /'a\/b' in 'rollback-alerts': expected the name of an alert rule/],
    [`["${id.replace('metricAlerts', 'actionGroups')}"]`, /expected the name of an alert rule/],
  ])('are refused when they are %s', (text, says) => {
    expect(problemsOf({ strategy: 'canary', 'rollback-alerts': text })).toEqual([
      expect.stringMatching(says),
    ])
  })

  test.each([
    [{}, /'strategy: all-at-once' watches nothing: say 'strategy: canary'/],
    [{ strategy: 'manual' }, /'strategy: manual' watches nothing: leave them out/],
    [{ strategy: 'canary', 'bake-time': '0' }, /'bake-time: 0' watches nothing/],
  ])('are refused where nothing is watched: %o', (inputs, says) => {
    expect(problemsOf({ ...inputs, 'rollback-alerts': '[errors]' })).toEqual([
      expect.stringMatching(says),
    ])
    expect(problemsOf({ 'bake-time': '5m', 'rollback-alerts': '[errors]' })).toEqual([])
  })
})
