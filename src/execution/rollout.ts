/** Giving the new deployment the traffic step by step, watching each, and proving from outside that it has it. */
import { moveTraffic } from '../azure/traffic.ts'
import type { RolloutRecord } from '../plan/record.ts'
import type { TrafficStep } from '../plan/rollout.ts'
import { describeRouting, type Routing } from '../plan/routing.ts'
import type { EndpointState } from '../plan/state.ts'
import { positive, shareOf } from '../plan/traffic.ts'
import type { Unsettled } from '../plan/unsettled.ts'
import { bake } from './bake.ts'
import { type Rollout, unsettledOf } from './execution.ts'
import { confirmTraffic, verify } from './verify.ts'

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
  for (const step of steps) {
    const { traffic, mirror, share, bakeMs } = step
    unsettled = { ...unsettled, tried: [...unsettled.tried, { traffic, mirror }] }
    await take(rollout, step, current, unsettled)
    current = step
    if (share === 100) await journal.phase('verify', () => verify(rollout, endpoint, token))
    if (bakeMs > 0) await bake(rollout, step, endpoint, token)
  }
  if (steps.length > 0) return
  await confirmTraffic(rollout, after)
  if (shareOf(after.traffic, plan.deployment.name) === 100)
    await journal.phase('verify', () => verify(rollout, endpoint, token))
}

/** What an earlier run left half-way, and nobody carries on, goes back to where it began. */
export async function undoUnfinished({ arm, plan, journal, log, signal }: Rollout): Promise<void> {
  const { live, before, by } = plan.traffic
  // Of a rollback it is the whole of what is done; a rollout has more to say of it later.
  const history = by === 'rollback' ? { history: { by, before: live.traffic } } : {}
  await journal.phase(
    'traffic',
    async () => {
      log.info(
        `traffic: an earlier run left its rollout at ${describeRouting(live)}; back to ${describeRouting(before)}`,
      )
      await moveTraffic(
        arm,
        { name: plan.endpoint.name, from: live, to: before, ...history },
        signal,
      )
    },
    () => `${describeRouting(live)} → ${describeRouting(before)}`,
  )
}

/** How long a run may say nothing beyond the time for which a step is watched, before it counts as dead. */
const slackMs = 5 * 60_000

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
    before: plan.traffic.before,
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
          // A step that is not watched is over before anybody could ask about it.
          ...(step.bakeMs > 0 ? { record } : {}),
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
