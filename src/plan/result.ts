/** How it ended: one value, always produced; outputs and summary are functions of it. */
import type { ErrorCode, Failure } from '../errors.ts'
import type { Finding } from '../model/description.ts'
import type { Attested } from './attestation.ts'
import type { StepReport } from './bake.ts'
import type { Deletion } from './deletion.ts'
import type { DeploymentView } from './deploymentView.ts'
import type { LiveReport } from './liveMetrics.ts'
import type { Measured, Size } from './preflight.ts'
import type { Autoscale, Mode, Request } from './request.ts'
import type { SmokeReport } from './smoke.ts'
import type { AuthMode } from './state.ts'
import type { Traffic } from './traffic.ts'
import type { PlanView } from './view.ts'

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
  'attestation',
  'plan',
  'preflight',
  'model',
  'code',
  'environment',
  'endpoint',
  'deployment',
  'smoke',
  'traffic',
  'verify',
  'bake',
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

/** A service that is gone. */
export interface Removed {
  readonly service: string
  readonly environment: string
}

/** What became known in the course of a run; absent is what it never got to. */
export interface Known {
  readonly mode?: Mode
  /** The workspace. */
  readonly where?: Request['where']
  /** The commit that the run is of, and a link to the run. */
  readonly commit?: string
  readonly runUrl?: string
  readonly serviceName?: string
  readonly modelName?: string
  readonly modelVersion?: string
  readonly modelId?: string
  readonly modelDigest?: string
  /** Who attested the model's files, verified. */
  readonly attestation?: Attested
  readonly framework?: string
  readonly frameworkVersion?: string
  readonly deploymentName?: string
  readonly previousDeployment?: string
  readonly instanceType?: string
  readonly instanceCount?: number
  readonly autoscale?: Autoscale
  readonly sizeReason?: string
  readonly scoringUri?: string
  readonly swaggerUri?: string
  readonly authMode?: AuthMode
  /** What callers ask Microsoft Entra ID for a token for. */
  readonly audience?: string
  readonly traffic?: Traffic
  /** What was behind the service when the run began. */
  readonly before?: readonly DeploymentView[]
  /** What is behind the service, when somebody asked for that. */
  readonly deployments?: readonly DeploymentView[]
  readonly portalUrl?: string
  /** From when on `mode: sweep` may delete the service: ISO 8601. */
  readonly expiresAt?: string
  /** The services that were deleted, with the GitHub environments that showed them. */
  readonly removed?: readonly Removed[]
  /** What was asked to be taken away. */
  readonly deletion?: Deletion
  readonly smoke?: readonly SmokeReport[]
  /** How each step of the rollout went that was watched. */
  readonly rollout?: readonly StepReport[]
  /** What Azure Monitor measured in each of them. */
  readonly live?: readonly LiveReport[]
  /** What was decided, as somebody approves it. */
  readonly plan?: { readonly digest: string; readonly view: PlanView }
  /** How the service did on the runner, and the size it is to get, where that is known. */
  readonly preflight?: { readonly measured: Measured; readonly size?: Size }
  /** The estimator or graph that the model file holds, in words. */
  readonly holds?: string
  /** What loading the model's files would import, call or do. */
  readonly findings?: readonly Finding[]
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

/** Every output with what it says: action.yml and the documents follow this table. Names are frozen once released. */
export const outputs = {
  status:
    'How it ended: `deployed`, `unchanged`, `planned`, `failed`, `smoke-failed`, `rolled-back`, `rollback-failed`, `cancelled` or `deleted`.',
  'scoring-uri': 'The HTTPS address that answers requests.',
  'swagger-uri': "The address of the service's OpenAPI document, if it offers one.",
  'service-name': 'The online endpoint.',
  'deployment-name': 'The deployment behind it that this run made or found.',
  'previous-deployment': 'The deployment that had most of the traffic before.',
  traffic: 'The share of every deployment with traffic, as JSON: `{"d-1a2b3c4d":100}`.',
  'model-name': 'The registered model.',
  'model-version': 'Its version.',
  'model-id': 'Its Azure resource id.',
  'model-digest': "SHA-256 of the model's files.",
  framework: 'The framework of the model.',
  'framework-version': "The framework's version.",
  'instance-type': 'The VM size that was chosen or given.',
  'plan-digest': 'What `approved-plan` holds a deployment to: the digest of what was planned.',
  'smoke-response': 'The last answer of the smoke test, as the model gave it.',
  'smoke-latency-ms':
    'The largest 95th percentile of the latency of the smoke requests, in milliseconds.',
  'failed-phase': 'The phase that failed; empty on success.',
  'error-code': 'What went wrong, one of a closed set; empty on success.',
  'portal-url': 'The endpoint in the Azure ML studio.',
  result: 'The whole result as JSON: all of the above, the timeline and the smoke test.',
} as const
export type OutputName = keyof typeof outputs
export const outputNames = Object.keys(outputs) as OutputName[]

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
    'plan-digest': result.plan?.digest ?? '',
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
  const { error, findings, ...others } = result
  // A file may import a thousand harmless things.
  const notable = findings?.filter((finding) => finding.verdict !== 'known').slice(0, 200)
  const rest = { ...others, ...(notable === undefined ? {} : { findings: notable }) }
  if (!error) return rest
  // The log of the run has the containers' logs.
  const { cause: _, logs: __, ...failure } = error
  return { ...rest, error: failure }
}

/** Outputs and summary have limits of their own, which answers of many megabytes would break. */
const keptCharacters = 64_000

/** A report as it is kept: its last answers, and no more of them than can be shown. */
export const shortened = (full: SmokeReport): SmokeReport => ({
  ...full,
  case: { ...full.case, body: full.case.body.slice(0, keptCharacters) },
  answers: full.answers
    .slice(-3)
    .map((answer) => ({ ...answer, text: answer.text.slice(0, keptCharacters) })),
  sent: full.answers.length,
})
