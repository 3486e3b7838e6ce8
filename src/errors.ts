/** The one error type: what broke, in whose words, and what to do about it. */

/** Everything that can go wrong, as the `error-code` output says it. A closed set: workflows branch on it. */
export type ErrorCode =
  // what was asked
  | 'invalid-input'
  | 'model-not-found'
  | 'model-empty'
  | 'model-unreadable'
  | 'model-unsafe'
  | 'framework-unsupported'
  | 'framework-contradicted'
  | 'framework-version-unknown'
  | 'attestation-missing'
  | 'attestation-invalid'
  // who asks
  | 'oidc-unavailable'
  | 'federated-credential-mismatch'
  | 'client-secret-invalid'
  | 'client-secret-expired'
  | 'sign-in-failed'
  | 'permission-denied'
  // what Azure has
  | 'subscription-not-found'
  | 'workspace-not-found'
  | 'datastore-unsupported'
  | 'environment-not-found'
  | 'storage-unreachable'
  | 'storage-permission-denied'
  | 'size-unknown'
  | 'size-not-found'
  | 'quota-exceeded'
  | 'endpoint-name-taken'
  | 'endpoint-conflict'
  | 'endpoint-busy'
  | 'endpoint-not-found'
  | 'deployment-not-found'
  | 'not-owned'
  | 'alert-rule-unusable'
  | 'plan-changed'
  | 'deployment-conflict'
  | 'provider-not-registered'
  | 'policy-forbids'
  // what became of it
  | 'preflight-failed'
  | 'model-changed'
  | 'upload-failed'
  | 'registration-failed'
  | 'image-build-failed'
  | 'container-crashed'
  | 'container-not-ready'
  | 'deployment-failed'
  | 'endpoint-failed'
  | 'smoke-wrong-answer'
  | 'smoke-error'
  | 'smoke-too-slow'
  | 'bake-failed'
  | 'traffic-changed'
  | 'traffic-not-applied'
  | 'verification-failed'
  // how it ended
  | 'deadline-passed'
  | 'cancelled'
  | 'azure-unavailable'
  | 'azure-refused'
  | 'network'
  | 'internal'

/** A place in a file of the repository, for an annotation. Lines count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
}

/** What an ActionError is made of; everything but code and message is optional. */
export interface Failure {
  readonly code: ErrorCode
  /** One sentence or more: what broke, with the value at fault. */
  readonly message: string
  /** What the user does next. */
  readonly hint?: string
  /** Azure's own words, unwrapped, when they say more than the message. */
  readonly azure?: string
  /** Documentation of exactly this failure. */
  readonly link?: string
  /** `x-ms-correlation-request-id` and kin: what a support ticket needs. */
  readonly correlation?: Readonly<Record<string, string>>
  readonly place?: Place
  /** What the programs at fault have printed, from its beginning to its end. */
  readonly logs?: readonly { readonly title: string; readonly text: string }[]
  /** Several mistakes reported at once, each with its own place; the message sums them up. */
  readonly problems?: readonly { readonly message: string; readonly place?: Place }[]
  readonly cause?: unknown
}

/** Thrown for every failure that has a name; anything else that is thrown becomes `internal`. */
export class ActionError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message, { cause: failure.cause })
    this.name = 'ActionError'
    this.failure = failure
  }

  get code(): ErrorCode {
    return this.failure.code
  }
}

/** What was thrown, as an ActionError; an unforeseen error is a defect of the action and says so. */
export function asActionError(thrown: unknown): ActionError {
  if (thrown instanceof ActionError) return thrown
  const message = reasonOf(thrown)
  return new ActionError({
    code: 'internal',
    message: `Unexpected error: ${message}`,
    hint: 'This is a defect of the action. Please open an issue with the debug log (re-run the job with debug logging on).',
    cause: thrown,
  })
}

/** What was thrown, in words. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)
