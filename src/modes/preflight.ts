/** The preflight, as a run asks for it: whether it can be, what comes of it, and what that says of the size. */
import { ActionError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { ModelFacts } from '../model/model.ts'
import {
  compareWithSize,
  givenSize,
  type Measured,
  type Size,
  suggestSize,
  workersOf,
} from '../plan/preflight.ts'
import type { Wish } from '../plan/request.ts'
import type { BuiltInServer } from '../plan/service.ts'
import type { SmokeReport } from '../plan/smoke.ts'
import { type PreflightReport, preflight } from '../preflight/preflight.ts'
import { formatTime } from '../progress.ts'
import type { World } from '../world.ts'
import type { Prepared } from './prepare.ts'

/** What is to be run, and for whom. */
export interface Trial {
  readonly wish: Wish
  readonly model: ModelFacts
  readonly prepared: Prepared
  readonly gpu: boolean
}

/** A service that did well on the runner. */
export interface Proof {
  readonly measured: Measured
  readonly smoke: readonly SmokeReport[]
}

/**
 * Runs the service on the runner. Undefined where that is not asked for, or cannot be and need not;
 * throws what is wrong with the service, and `preflight-failed` where it cannot be and must.
 */
export async function tryOut(
  trial: Trial,
  world: World,
  journal: Journal,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  if (trial.wish.preflight === 'off') return undefined
  return journal.phase(
    'preflight',
    async () => {
      const report = await runHere(trial, world, signal)
      if (!report.ran) {
        demandNone(trial.wish, report.reason)
        journal.note(
          `preflight: not on this runner: ${report.reason}`,
          // Nothing else tries the service before it serves.
          trial.wish.rollout.strategy === 'in-place' ? 'warning' : 'info',
        )
        return undefined
      }
      journal.learn({ preflight: { measured: report.measured } })
      world.log.info(`preflight: ${describe(report)}`)
      return report
    },
    (proof) => (proof ? describe(proof) : 'not on this runner'),
  )
}

/** The size that is asked for, or the one that suits what was measured; throws when nothing could be. */
export function demandSize(wish: Wish, proof: Proof | undefined, journal: Journal): Size {
  const given = givenSize(wish.compute)
  if (given) return given
  const size = proof && suggestSize(proof.measured, workersOf(wish))
  if (!size) throw noSize('the memory of a process cannot be measured here')
  journal.note(
    `size: ${size.cpu} vCPU and ${size.memory} GB suit what the preflight measured, with headroom`,
  )
  return size
}

/** Says what there is to say of a size after a preflight. */
export function compare(wish: Wish, { measured }: Proof, size: Size, journal: Journal): void {
  journal.learn({ preflight: { measured, size } })
  for (const { level, text } of compareWithSize(measured, size, workersOf(wish)))
    journal.note(`size: ${text}`, level === 'warning' ? 'warning' : 'info')
}

async function runHere(
  { wish, model, prepared, gpu }: Trial,
  world: World,
  signal: AbortSignal,
): Promise<PreflightReport> {
  if (model.kind === 'registered')
    return { ran: false, reason: 'the files of a registered model are in Azure' }
  const { service } = prepared
  if (service.kind === 'built-in') return { ran: false, reason: onlyInAzure[service.server] }
  if (gpu) return { ran: false, reason: 'the service is made for a GPU' }
  const { environmentVariables, requestTimeoutMs } = prepared.container
  const order = {
    service,
    model: model.content,
    modelName: wish.model.name,
    environmentVariables,
    cases: prepared.smoke,
    requestTimeoutMs,
  }
  return preflight(order, world, signal)
}

const onlyInAzure: Readonly<Record<BuiltInServer, string>> = {
  mlflow: "the script that serves the model is Azure's own",
  triton: "the Triton that serves the model is Azure's own",
}

/** Throws where the preflight is not dispensable. */
function demandNone(wish: Wish, reason: string): void {
  if (givenSize(wish.compute) === undefined) throw noSize(reason)
  if (wish.preflight === 'on') {
    throw new ActionError({
      code: 'preflight-failed',
      message: `'preflight' is 'on', but the service cannot be run on this runner: ${reason}`,
      hint: "With 'preflight: auto' it is run where that can be done.",
    })
  }
}

const noSize = (reason: string): ActionError =>
  new ActionError({
    code: 'preflight-failed',
    message: `'cpu' or 'memory' is 'auto', but the service cannot be measured on this runner: ${reason}`,
    hint: "Give 'cpu' and 'memory' as numbers, or an 'instance-type'.",
  })

function describe({ measured }: Proof): string {
  const { installMs, loadMs, memoryMB, p95Ms } = measured
  return [
    `environment ${formatTime(installMs)}`,
    `ready after ${formatTime(loadMs)}`,
    ...(memoryMB === undefined ? [] : [`${Math.round(memoryMB)} MB`]),
    ...(p95Ms === undefined ? [] : [`p95 ${Math.round(p95Ms)} ms`]),
  ].join(', ')
}
