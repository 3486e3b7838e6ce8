/** What live traffic may show before a new deployment is taken back, from the inputs. */
import { flawOfRule } from './alerts.ts'
import type { Values } from './inputs.ts'
import type { Problems } from './problems.ts'
import type { RolloutChoice, WatchChoice } from './rollout.ts'

/** The limits and alert rules that are asked for; adds a problem for each that cannot be. */
export function readWatch(
  values: Values,
  { strategy, bakeMs }: Pick<RolloutChoice, 'strategy' | 'bakeMs'>,
  problems: Problems,
): WatchChoice {
  const alerts = values['rollback-alerts'] ?? []
  for (const given of alerts) {
    const flaw = flawOfRule(given)
    if (flaw) problems.add('rollback-alerts', `'${given}' in 'rollback-alerts': ${flaw}`)
  }
  if (alerts.length > 0 && bakeMs === 0) {
    problems.add(
      'rollback-alerts',
      `'rollback-alerts' take a deployment back while it is watched, and ${values['bake-time'] === undefined ? `'strategy: ${strategy}'` : "'bake-time: 0'"} watches nothing: ${strategy === 'manual' ? 'leave them out' : "say 'strategy: canary' or 'linear', or give a 'bake-time'"}`,
    )
  }
  return {
    maxErrorRate: values['max-error-rate'] ?? 1,
    maxLatencyIncrease: values['max-latency-increase'] ?? 100,
    maxMemory: values['max-memory'] ?? 90,
    alerts,
  }
}
