/** Watching the new deployment while it has a share of the traffic, as its callers see it. */
import { pause } from '../azure/patience.ts'
import { type Route, score } from '../azure/scoring.ts'
import { ActionError, reasonOf } from '../errors.ts'
import { judgeProbe, type Probe, reportStep, type StepReport } from '../plan/bake.ts'
import { describeExposure, type Exposure } from '../plan/exposure.ts'
import { exposureOf, type TrafficStep } from '../plan/rollout.ts'
import type { SmokeAnswer, SmokeCase } from '../plan/smoke.ts'
import type { EndpointState } from '../plan/state.ts'
import { formatTime } from '../progress.ts'
import { type Rollout, withContainerLogs } from './execution.ts'
import { routeTo } from './route.ts'
import { confirmTraffic } from './verify.ts'
import type { Watch } from './watch.ts'

/** How often it is asked: some twenty times in a short watch, every ten seconds in a long one. */
const askEveryMs = (bakeMs: number) => Math.min(10_000, Math.max(250, bakeMs / 20))
/** How often traffic, metrics and alerts are looked at, and something is said. */
const lookEveryMs = 30_000

/**
 * Asks the smoke requests again and again until the time is over: through the endpoint, as callers
 * do, and of the new deployment itself, which at a small share would hardly be asked otherwise.
 * Throws `bake-failed` as soon as there is reason to go back, with the container's log.
 */
export async function bake(
  rollout: Rollout,
  step: TrafficStep,
  watch: Watch,
  endpoint: EndpointState,
  token: string,
): Promise<void> {
  const { plan, journal, log, signal } = rollout
  const { share, bakeMs } = step
  const { name } = plan.deployment
  const exposure = exposureOf(step, name)
  const started = Date.now()
  const passed = () => Date.now() - started
  const probes: Probe[] = []
  const earlier = journal.known.rollout ?? []
  const sumUp = (breach?: string): StepReport => {
    const report = { ...reportStep(share, passed(), probes, plan.limits), ...exposure }
    const full = breach === undefined ? report : { ...report, breach }
    journal.learn({ rollout: [...earlier, full] })
    return full
  }
  const look = async (last: boolean) => {
    await confirmTraffic(rollout, step)
    const breach = await watch.look(last)
    if (!breach) return
    sumUp(breach.why)
    throw await explain(rollout, breach.why, breach.at)
  }
  await journal.phase(
    'bake',
    async () => {
      log.info(`bake: watching ${name} ${describeExposure(exposure)} for ${formatTime(bakeMs)}`)
      for (let looked = started; passed() < bakeMs; ) {
        for (const test of plan.smoke)
          probes.push(...(await probe(rollout, test, step, endpoint, token)))
        const { asked, failed, p95Ms, breach } = sumUp()
        if (breach !== undefined) throw await explain(rollout, breach, exposure)
        if (Date.now() - looked > lookEveryMs) {
          looked = Date.now()
          await look(false)
          log.info(
            `bake: ${formatTime(passed())} of ${formatTime(bakeMs)}, ${asked} answers, ${failed} wrong, p95 ${Math.round(p95Ms)} ms`,
          )
        }
        await pause(Math.min(askEveryMs(bakeMs), Math.max(0, bakeMs - passed())), signal)
      }
      await look(true)
    },
    () => `${describeExposure(exposure)}: ${probes.length} answers`,
  )
}

/** One request either way; what another deployment answers says nothing of the new one. */
async function probe(
  rollout: Rollout,
  test: SmokeCase,
  { share }: TrafficStep,
  endpoint: EndpointState,
  token: string,
): Promise<readonly Probe[]> {
  const name = rollout.plan.deployment.name
  // What callers would see is what counts: nothing is asked twice.
  const route: Route = { ...routeTo(rollout, endpoint, token, test), settlingMs: 0 }
  // One after the other: an instance that is full refuses its callers, so nothing is added to its queue.
  const direct = await ask(rollout, { ...route, deployment: name }, test)
  const through = await ask(rollout, route, test)
  const answeredBy = 'lost' in through ? undefined : through.deployment
  // An answer without a name is the new deployment's only where there is no other.
  const ours = answeredBy === undefined ? share === 100 : answeredBy === name
  return (ours ? [direct, through] : [direct]).map((outcome) => judgeProbe(test, outcome))
}

async function ask(
  { arm, signal }: Rollout,
  route: Route,
  test: SmokeCase,
): Promise<SmokeAnswer | { readonly lost: string }> {
  try {
    return await score(arm, route, test.body, signal)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return { lost: reasonOf(error) }
  }
}

/** The reason to go back, with what the container logged: its log goes when the deployment does. */
function explain(rollout: Rollout, breach: string, at: Exposure): Promise<ActionError> {
  const { name } = rollout.plan.deployment
  const error = new ActionError({
    code: 'bake-failed',
    message: `deployment '${name}' did not hold ${describeExposure(at)}: ${breach}`,
    hint: "The traffic goes back to what it was before. Look at the container's log above, and try the same requests against the model at home.",
  })
  return withContainerLogs(rollout, error)
}
