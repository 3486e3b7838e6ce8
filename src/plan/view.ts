/** A plan as a person approves it: what will be different afterwards, and nothing that changes from run to run. Pure. */

import { isObject } from './json.ts'
import { canonicalJson, digestOf } from './naming.ts'
import type { Plan } from './plan.ts'
import type { Approved, Autoscale } from './request.ts'
import type { RolloutPlan } from './rollout.ts'
import type { VmSize } from './state.ts'
import { sameTraffic, type Traffic } from './traffic.ts'

/** Plain JSON: it is written to a file, read back and compared. */
export interface PlanView {
  readonly service: string
  readonly model: { readonly name: string; readonly digest: string }
  readonly deployment: string
  /** The one that serves, updated: there is no second. */
  readonly inPlace?: true
  readonly size: {
    readonly name: string
    /** With autoscale: how many there are at first. */
    readonly instances: number
    readonly autoscale?: Autoscale
    /** With autoscale: from the fewest instances to the most. */
    readonly monthly?: string
  }
  readonly smoke: readonly string[]
  readonly traffic: {
    readonly before: Traffic
    readonly steps: readonly {
      readonly traffic: Traffic
      /** Absent where the step copies nothing. */
      readonly mirror?: Traffic
      readonly bakeSeconds: number
    }[]
  }
  /** What takes the new deployment back while it is watched: limits, and alert rules by their ids. */
  readonly watch: RolloutPlan['limits'] & { readonly alerts: readonly string[] }
  readonly retires: readonly string[]
  /** After so many hours `mode: sweep` may delete the service. */
  readonly expiresAfterHours?: number
}

/** Azure's price calculator reckons with so many hours to a month. */
const hoursAMonth = 730

export function viewOf({ request, model, endpoint, size, ...plan }: Plan): PlanView {
  const { size: chosen } = size
  const { instanceCount, autoscale } = request.compute
  const counts = autoscale ? [autoscale.min, autoscale.max] : [instanceCount]
  return {
    service: endpoint.name,
    model: { name: model.name, digest: plan.modelDigest },
    deployment: plan.deployment.name,
    ...(plan.deployment.update ? { inPlace: true } : {}),
    size: {
      name: chosen.name,
      instances: instanceCount,
      ...(autoscale ? { autoscale } : {}),
      ...(chosen.price ? { monthly: monthlyPrice(chosen.price, counts) } : {}),
    },
    smoke: plan.smoke.map(({ name, body }) => `${name}: ${body}`),
    traffic: {
      before: plan.traffic.before.traffic,
      steps: plan.traffic.steps.map(({ traffic, mirror, bakeMs }) => ({
        traffic,
        ...(sameTraffic(mirror, plan.traffic.before.mirror) ? {} : { mirror }),
        bakeSeconds: bakeMs / 1000,
      })),
    },
    watch: { ...plan.limits, alerts: (plan.alerts ?? []).map(({ id }) => id) },
    retires: plan.retire,
    ...(plan.expiry?.kind === 'expires'
      ? { expiresAfterHours: plan.expiry.afterMs / 3_600_000 }
      : {}),
  }
}

/** `70 USD`, or `70 to 350 USD`. */
const monthlyPrice = (
  { amount, currency }: NonNullable<VmSize['price']>,
  counts: readonly number[],
): string =>
  `${counts.map((count) => (amount * hoursAMonth * count).toFixed(0)).join(' to ')} ${currency}`

/**
 * What is approved with a plan, in two halves: what it makes, and what it was made for. Azure's
 * prices may change between plan and approval; the rest may not.
 */
export function planDigest(plan: Plan): string {
  const { service, deployment, size, smoke, traffic, watch, retires, expiresAfterHours } =
    viewOf(plan)
  const { instances, autoscale } = size
  const made = {
    service,
    deployment,
    content: plan.deployment.digest,
    // A fixed number of instances is part of the content.
    autoscale: autoscale && { ...autoscale, instances },
    smoke,
    watch,
    expiresAfterHours,
  }
  const { shares, mirror } = plan.request.rollout
  const start = { before: traffic.before, steps: traffic.steps, retires }
  return `${half({ ...made, shares, ...(mirror === undefined ? {} : { mirror }) })}-${half(start)}`
}

const half = (value: unknown) => digestOf(value).slice(0, 32)
const halves = (digest: string) => digest.split('-')

/**
 * Why a plan is not the one that was approved; undefined when it is, or when there is nothing left
 * to do of it: an approval is for a result, however many runs it takes.
 */
export function deviation(plan: Plan, approved: Approved): string | undefined {
  const now = planDigest(plan)
  if (now === approved.digest) return undefined
  const [made, start] = halves(approved.digest)
  const [madeNow] = halves(now)
  const done = plan.traffic.steps.length === 0 && plan.deployment.action === 'keep'
  if (made === madeNow && done) return undefined
  const what =
    made === madeNow
      ? `the service is no longer as it was when the plan was made`
      : 'what would be deployed is not what was approved'
  const changes = approved.view ? changesBetween(approved.view, viewOf(plan)) : []
  const listed = changes.map((change) => `\n- ${change}`).join('')
  return `${what}: the approved plan is ${made}-${start}, this one ${now}${listed}`
}

/** Every leaf in which two plans differ. */
function changesBetween(approved: unknown, now: unknown, path = ''): readonly string[] {
  if (canonicalJson(approved) === canonicalJson(now)) return []
  if (isObject(approved) && isObject(now)) {
    const keys = new Set([...Object.keys(approved), ...Object.keys(now)])
    return [...keys].flatMap((key) =>
      changesBetween(approved[key], now[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return [`${path}: approved ${shown(approved)}, now ${shown(now)}`]
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** The file of a plan: for people to read, and for the run that carries it out. */
export const planFile = (plan: Plan): string =>
  `${JSON.stringify({ digest: planDigest(plan), plan: viewOf(plan) }, null, 2)}\n`

const digestPattern = /^[0-9a-f]{32}-[0-9a-f]{32}$/

/** What a digest, or the text of a plan's file, says was approved; undefined for anything else. */
export function readApproved(text: string): Approved | undefined {
  const given = text.trim()
  if (digestPattern.test(given)) return { digest: given }
  try {
    const { digest, plan } = JSON.parse(given) as { digest?: unknown; plan?: unknown }
    if (typeof digest !== 'string' || !digestPattern.test(digest) || !isObject(plan))
      return undefined
    return { digest, view: plan }
  } catch {
    return undefined
  }
}
