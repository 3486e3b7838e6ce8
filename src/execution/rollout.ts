/** Giving the new deployment the traffic step by step, watching each, and proving from outside that it has it. */
import { moveTraffic } from '../azure/traffic.ts'
import { type RolloutRecord, slackMs } from '../plan/record.ts'
import { currentRouting, exposureOf, type TrafficStep } from '../plan/rollout.ts'
import { describeRouting, type Routing } from '../plan/routing.ts'
import type { EndpointState } from '../plan/state.ts'
import { positive, shareOf } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { bake } from './bake.ts'
import { type Rollout, unsettledOf } from './execution.ts'
import { confirmTraffic, verify } from './verify.ts'
import type { Watch } from './watch.ts'

/** Takes every step of the rollout. Throws what speaks against the new deployment. */
export async function rollOut(
  rollout: Rollout,
  watch: Watch,
  endpoint: EndpointState,
  token: string,
): Promise<void> {
  const { plan, journal } = rollout
  const { steps, after } = plan.traffic
  let current = currentRouting(plan)
  let unsettled = unsettledOf(rollout)
  for (const step of steps) {
    const { traffic, mirror, share, bakeMs } = step
    if (bakeMs > 0) watch.begin(exposureOf(step, plan.deployment.name))
    unsettled = { ...unsettled, tried: [...unsettled.tried, { traffic, mirror }] }
    if (!step.stays) await take(rollout, step, current, unsettled)
    current = step
    if (share === 100) await journal.phase('verify', () => verify(rollout, endpoint, token))
    if (bakeMs > 0) await bake(rollout, step, watch, endpoint, token)
  }
  watch.end()
  if (steps.length > 0) return
  await confirmTraffic(rollout, after)
  if (shareOf(after.traffic, plan.deployment.name) === 100)
    await journal.phase('verify', () => verify(rollout, endpoint, token))
}

/**
 * What an earlier run left half-way, and nobody carries on, goes back to where it began. With the
 * lease, its record goes on saying so until it has.
 */
export async function undoUnfinished(
  { arm, plan, journal, log, signal }: Rollout,
  lease: RolloutRecord | undefined,
): Promise<void> {
  const { live, before, by } = plan.traffic
  // Of a rollback it is the whole of what is done; a rollout has more to say of it later.
  const history = by === 'rollback' ? { history: { by, before: live.traffic } } : {}
  const record = lease ? { record: lease } : {}
  await journal.phase(
    'traffic',
    async () => {
      log.info(
        `traffic: an earlier run left its rollout at ${describeRouting(live)}; back to ${describeRouting(before)}`,
      )
      await moveTraffic(
        arm,
        { name: plan.endpoint.name, from: live, to: before, ...record, ...history },
        signal,
      )
    },
    () => `${describeRouting(live)} → ${describeRouting(before)}`,
  )
}

async function take(
  rollout: Rollout,
  step: TrafficStep,
  from: Routing,
  unsettled: Unsettled,
): Promise<void> {
  const { arm, plan, journal, log, signal, run } = rollout
  const record: RolloutRecord = {
    run,
    deployment: plan.deployment.name,
    // A last step that is not watched is not taken back by whoever comes later.
    before: step.share === 100 && step.bakeMs === 0 ? step : plan.traffic.before,
    until: Date.now() + step.bakeMs + slackMs,
  }
  await journal.phase(
    'traffic',
    async () => {
      log.info(`traffic: ${describeRouting(from)} → ${describeRouting(step)}`)
      const moved = await moveTraffic(
        arm,
        {
          name: plan.endpoint.name,
          from,
          to: step,
          // Who rolls back asks nobody: whoever is at it notices.
          ...(plan.traffic.by === 'rollback' ? {} : { record }),
          history: { by: plan.traffic.by, before: plan.traffic.before.traffic },
          beforePut: () => rollout.remember(unsettled),
        },
        signal,
      )
      journal.learn({ traffic: positive(moved.traffic) })
    },
    () => `${describeRouting(from)} → ${describeRouting(step)}`,
  )
}
