/** Watching a rollout by what Azure Monitor says of live traffic, beside the requests that the run sends itself. */
import { readLatestAlerts } from '../azure/alerts.ts'
import { readMinutes } from '../azure/monitor.ts'
import { ActionError } from '../errors.ts'
import { alertBreach } from '../plan/alerts.ts'
import type { Exposure } from '../plan/exposure.ts'
import { beforeUpdate, type LiveReport, reportLive, type Span } from '../plan/liveMetrics.ts'
import { leading, without } from '../plan/traffic.ts'
import { formatTime } from '../progress.ts'
import type { Rollout } from './execution.ts'

/** Why the new deployment is to be taken back, and at which step that showed. */
export interface Breach {
  readonly at: Exposure
  readonly why: string
}

/** Goes on from step to step: what is measured in one may only arrive in the next. */
export interface Watch {
  /** A step begins, by Azure's clock. */
  begin(exposure: Exposure): void
  /** Looks at everything since the rollout began. Only the last look of a step has to succeed, and of alerts alone. */
  look(last: boolean): Promise<Breach | undefined>
  /** Says what could not be seen. */
  end(): void
}

/** The minutes before the rollout, with which the new deployment is compared where there are no others. */
const lookBackMs = 10 * 60_000
/** Metrics that do not come in time are missed, not waited for. */
const patienceMs = 20_000
/** Metrics take some minutes to arrive; only when they are later than this is it worth a word. */
const lagMs = 5 * 60_000

/** Opened before anything serves differently: until then, a deployment that is updated is its own previous one. */
export function openWatch(rollout: Rollout): Watch {
  const { arm, plan, journal, log } = rollout
  const opened = arm.now()
  const steps: Span[] = []
  /** What the last attempt to read metrics brought; absent before the first. */
  let read: 'nothing' | 'something' | { readonly failed: string } | undefined
  const since = () => steps[0]?.from ?? arm.now()

  const measure = async (): Promise<Breach | undefined> => {
    try {
      const reports = await readReports(rollout, steps, opened)
      const known = reports.some(({ current }) => current.minutes > 0)
      read = known ? 'something' : 'nothing'
      if (known) journal.learn({ live: reports })
      const bad = reports.find(({ breach }) => breach !== undefined)
      return bad?.breach === undefined ? undefined : { at: bad, why: bad.breach }
    } catch (error) {
      if (rollout.signal.aborted) throw rollout.signal.reason
      // What was seen before is not unseen.
      if (read !== 'something') read = { failed: whyNot(error) }
      log.debug(`metrics: ${whyNot(error)}`)
      return undefined
    }
  }

  const listen = async (last: boolean): Promise<Breach | undefined> => {
    const { alerts: rules = [] } = plan
    if (rules.length === 0) return undefined
    try {
      const alerts = await readLatestAlerts(arm, rules, rollout.signal)
      const why = alertBreach(rules, alerts, since())
      return why === undefined ? undefined : { at: steps.at(-1) ?? { share: 0 }, why }
    } catch (error) {
      // Somebody relies on these: a step is not over before they have been seen.
      if (last || rollout.signal.aborted) throw error
      log.debug(`alerts: ${whyNot(error)}`)
      return undefined
    }
  }

  return {
    begin(exposure) {
      const from = arm.now()
      const before = steps.pop()
      if (before) steps.push({ ...before, to: from })
      else notePast(rollout)
      steps.push({ ...exposure, from })
    },
    async look(last) {
      const [alert, measured] = await Promise.all([listen(last), measure()])
      return alert ?? measured
    },
    end() {
      const alone = 'so live traffic was not judged, only the requests of this run'
      const watchedMs = arm.now() - since()
      if (typeof read === 'object')
        journal.note(`metrics: Azure Monitor gave none, ${alone}: ${read.failed}`)
      else if (read === 'nothing' && watchedMs >= lagMs)
        journal.note(`metrics: none had arrived after ${formatTime(watchedMs)}, ${alone}`)
    },
  }
}

/** An alert that is older than the rollout says nothing of it; who named its rule may expect otherwise. */
function notePast({ plan, journal }: Rollout): void {
  for (const { name, firingSince } of plan.alerts ?? [])
    if (firingSince !== undefined)
      journal.note(
        `alerts: the rule '${name}' has been firing since ${firingSince}; only what it fires during the rollout takes the new deployment back`,
      )
}

/** What is known by now of each step. */
async function readReports(
  { arm, plan, signal }: Rollout,
  steps: readonly Span[],
  opened: number,
): Promise<readonly LiveReport[]> {
  const { name, update } = plan.deployment
  const other = leading(without(plan.traffic.before.traffic, name))
  const began = update ? opened : (steps[0]?.from ?? opened)
  const minutes = await readMinutes(
    arm,
    plan.endpoint.name,
    other === undefined ? [name] : [name, other],
    began - lookBackMs,
    AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  )
  const measured = (of: string) => ({ name: of, minutes: minutes.get(of) ?? [] })
  const previous = update
    ? beforeUpdate(measured(name), began)
    : other === undefined
      ? undefined
      : measured(other)
  // The rollout's own requests are measured as well, and some of them ask for an error.
  const statuses = plan.smoke.map(({ expect }) => expect.status)
  const expected = {
    failed: statuses.some((status) => status >= 500),
    refused: statuses.some((status) => status >= 400 && status < 500),
  }
  return steps.map((step) => reportLive(step, measured(name), previous, plan.limits, expected))
}

/** What broke and, where that is known, what to do. */
function whyNot(error: unknown): string {
  if (error instanceof ActionError)
    return [error.message, error.failure.hint].filter((text) => text !== undefined).join(' ')
  const { name } = error as { readonly name?: string }
  return name === 'TimeoutError' ? `no answer within ${patienceMs / 1000} s` : String(error)
}
