/** How it ended: one value, always produced; outputs and summary are functions of it. */
import type { ErrorCode, Failure } from '../errors.ts'
import type { SmokeReport } from './smoke.ts'
import type { Traffic } from './state.ts'

export const statuses = [
  'deployed',
  'unchanged',
  'planned',
  'failed',
  'smoke-failed',
  'rolled-back',
  'rollback-failed',
  'cancelled',
  'deleted',
] as const
export type Status = (typeof statuses)[number]

/** The steps of a run, in order; the first that failed is the `failed-phase`. */
export const phases = [
  'request',
  'sign-in',
  'facts',
  'plan',
  'model',
  'code',
  'environment',
  'endpoint',
  'deployment',
  'smoke',
  'traffic',
  'verify',
  'clean-up',
] as const
export type Phase = (typeof phases)[number]

export interface TimelineEntry {
  readonly phase: Phase
  /** Milliseconds after the run began. */
  readonly from: number
  readonly ms: number
  readonly outcome: 'done' | 'failed'
  /** What came of it: `version 3, 1.4 MB uploaded`. */
  readonly note?: string
}

/** What became known in the course of a run; absent is what it never got to. */
export interface Known {
  readonly serviceName?: string
  readonly modelName?: string
  readonly modelVersion?: string
  readonly modelId?: string
  readonly modelDigest?: string
  readonly framework?: string
  readonly frameworkVersion?: string
  readonly deploymentName?: string
  readonly previousDeployment?: string
  readonly instanceType?: string
  readonly instanceCount?: number
  readonly sizeReason?: string
  readonly scoringUri?: string
  readonly swaggerUri?: string
  readonly authMode?: string
  readonly traffic?: Traffic
  readonly portalUrl?: string
  readonly smoke?: readonly SmokeReport[]
  readonly notes?: readonly string[]
}

export interface Result extends Known {
  readonly status: Status
  readonly failedPhase?: Phase
  readonly error?: Failure
  readonly timeline: readonly TimelineEntry[]
  readonly totalMs: number
}

/** Exit code 0 only for what was asked and verified. */
export const isSuccess = (status: Status): boolean =>
  status === 'deployed' || status === 'unchanged' || status === 'planned' || status === 'deleted'

/** The status that an error in a phase means, when nothing had to be rolled back. */
export function statusOf(code: ErrorCode): Status {
  switch (code) {
    case 'cancelled':
      return 'cancelled'
    case 'smoke-error':
    case 'smoke-wrong-answer':
    case 'smoke-too-slow':
      return 'smoke-failed'
    default:
      return 'failed'
  }
}

export const outputNames = [
  'status',
  'scoring-uri',
  'swagger-uri',
  'service-name',
  'deployment-name',
  'previous-deployment',
  'traffic',
  'model-name',
  'model-version',
  'model-id',
  'model-digest',
  'framework',
  'framework-version',
  'instance-type',
  'smoke-response',
  'smoke-latency-ms',
  'failed-phase',
  'error-code',
  'portal-url',
  'result',
] as const
export type OutputName = (typeof outputNames)[number]

/** Every output, on every path; what is not known is empty. */
export function toOutputs(result: Result): Readonly<Record<OutputName, string>> {
  const lastSmoke = result.smoke?.at(-1)
  const slowest = Math.max(0, ...(result.smoke ?? []).map((report) => report.p95Ms))
  return {
    status: result.status,
    'scoring-uri': result.scoringUri ?? '',
    'swagger-uri': result.swaggerUri ?? '',
    'service-name': result.serviceName ?? '',
    'deployment-name': result.deploymentName ?? '',
    'previous-deployment': result.previousDeployment ?? '',
    traffic: result.traffic ? JSON.stringify(result.traffic) : '',
    'model-name': result.modelName ?? '',
    'model-version': result.modelVersion ?? '',
    'model-id': result.modelId ?? '',
    'model-digest': result.modelDigest ?? '',
    framework: result.framework ?? '',
    'framework-version': result.frameworkVersion ?? '',
    'instance-type': result.instanceType ?? '',
    'smoke-response': lastSmoke?.answers.at(-1)?.text ?? '',
    'smoke-latency-ms': lastSmoke ? String(Math.round(slowest)) : '',
    'failed-phase': result.failedPhase ?? '',
    'error-code': result.error?.code ?? '',
    'portal-url': result.portalUrl ?? '',
    result: JSON.stringify(toJson(result)),
  }
}

/** The result as a workflow may parse it: plain JSON, without stacks. */
function toJson(result: Result): unknown {
  const { error, ...rest } = result
  if (!error) return rest
  const { cause: _, ...failure } = error
  return { ...rest, error: failure }
}
