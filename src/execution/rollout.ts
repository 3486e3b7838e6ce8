/** Giving the new deployment the traffic step by step, watching each, and proving from outside that it has it. */
import { moveTraffic } from '../azure/traffic.ts'
import type { RolloutRecord } from '../plan/record.ts'
import type { TrafficStep } from '../plan/rollout.ts'
import type { EndpointState } from '../plan/state.ts'
import { describeTraffic, positive, shareOf, type Traffic } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { bake } from './bake.ts'
import { type Rollout, unsettledOf } from './execution.ts'
import { confirmTraffic, verify } from './verify.ts'
import { openWatch } from './watch.ts'

/** Takes every step of the rollout. Throws what speaks against the new deployment. */
export async function rollOut(
  rollout: Rollout,
  endpoint: EndpointState,
  token: string,
): Promise<void> {
  const { plan, journal } = rollout
  const { live, before, steps, after, unfinished } = plan.traffic
  let current = unfinished === 'undo' ? before : live
  let unsettled = unsettledOf(rollout)
  const watch = openWatch(rollout)
  for (const step of steps) {
    if (step.bakeMs > 0) watch.begin(step.share)
    unsettled = { ...unsettled, tried: [...unsettled.tried, step.traffic] }
    await take(rollout, step, current, unsettled)
    current = step.traffic
    if (step.share === 100) await journal.phase('verify', () => verify(rollout, endpoint, token))
    if (step.bakeMs > 0) await bake(rollout, step, watch, endpoint, token)
  }
  watch.end()
  if (steps.length > 0) return
  await confirmTraffic(rollout, after)
  if (shareOf(after, plan.deployment.name) === 100)
    await journal.phase('verify', () => verify(rollout, endpoint, token))
}

/** What an earlier run left half-way, and nobody carries on, goes back to where it began. */
export async function undoUnfinished({ arm, plan, journal, log, signal }: Rollout): Promise<void> {
  const { live, before, by } = plan.traffic
  // Of a rollback it is the whole of what is done; a rollout has more to say of it later.
  const history = by === 'rollback' ? { history: { by, before: live } } : {}
  await journal.phase(
    'traffic',
    async () => {
      log.info(
        `traffic: an earlier run left its rollout at ${describeTraffic(live)}; back to ${describeTraffic(before)}`,
      )
      await moveTraffic(
        arm,
        { name: plan.endpoint.name, from: live, to: before, ...history },
        signal,
      )
    },
    () => `${describeTraffic(live)} → ${describeTraffic(before)}`,
  )
}

/** How long a run may say nothing beyond the time for which a step is watched, before it counts as dead. */
const slackMs = 5 * 60_000

async function take(
  rollout: Rollout,
  { traffic, bakeMs }: TrafficStep,
  from: Traffic,
  unsettled: Unsettled,
): Promise<void> {
  const { arm, plan, journal, log, signal, run } = rollout
  const record: RolloutRecord = {
    run,
    deployment: plan.deployment.name,
    before: plan.traffic.before,
    until: Date.now() + bakeMs + slackMs,
  }
  await journal.phase(
    'traffic',
    async () => {
      log.info(`traffic: ${describeTraffic(from)} → ${describeTraffic(traffic)}`)
      const moved = await moveTraffic(
        arm,
        {
          name: plan.endpoint.name,
          from,
          to: traffic,
          // A step that is not watched is over before anybody could ask about it.
          ...(bakeMs > 0 ? { record } : {}),
          history: { by: plan.traffic.by, before: plan.traffic.before },
          beforePut: () => rollout.remember(unsettled),
        },
        signal,
      )
      journal.learn({ traffic: positive(moved.traffic) })
    },
    () => `${describeTraffic(from)} → ${describeTraffic(traffic)}`,
  )
}
