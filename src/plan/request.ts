/** What is asked: one typed, immutable value. */
import type { Framework } from '../model/description.ts'
import type { AttestationChoice } from './attestation.ts'
import type { RolloutChoice, WatchChoice } from './rollout.ts'
import type { GivenCase } from './smoke.ts'
import type { AuthMode } from './state.ts'

export type Cloud = 'public' | 'usgov' | 'china'

/** Who signs in, and how. */
export type SignIn =
  | { readonly kind: 'oidc'; readonly tenantId: string; readonly clientId: string }
  | {
      readonly kind: 'secret'
      readonly tenantId: string
      readonly clientId: string
      readonly clientSecret: string
    }
  /** What the machine has: environment, CLI session, managed identity. */
  | { readonly kind: 'machine'; readonly tenantId?: string; readonly clientId?: string }

/** Which environment the scoring container runs in, as the user named it. */
export type EnvironmentChoice =
  | { readonly kind: 'conda'; readonly file: string; readonly image?: string }
  | { readonly kind: 'image'; readonly image: string }
  /** `version` absent: the latest. */
  | { readonly kind: 'registered'; readonly name: string; readonly version?: string }
  /** An ARM or registry id, passed through. */
  | { readonly kind: 'id'; readonly id: string }

export type Serving =
  /** A script and an environment are written for what the model file is. */
  | { readonly kind: 'no-code' }
  /** An MLflow model is left to Azure's own script, in an environment of the model's conda.yaml. */
  | { readonly kind: 'mlflow-no-code' }
  | {
      readonly kind: 'code'
      /** The folder that is uploaded. */
      readonly sourceDirectory: string
      /** Relative to it, with forward slashes. */
      readonly entryScript: string
      readonly environment: EnvironmentChoice
    }

export interface Probe {
  readonly initialDelayMs: number
  readonly periodMs: number
  readonly timeoutMs: number
  readonly failureThreshold: number
  readonly successThreshold: number
}

/** The model: files of the checkout, or a version that is registered already (absent: the latest). */
export type ModelSource =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'registered'; readonly version?: string }

/** What becomes of a model whose files would run dangerous code when they are loaded. */
export type ModelScan = 'error' | 'warn' | 'off'

/** Whether the service is run on the runner first: where that can be done, always, or never. */
export type PreflightChoice = 'auto' | 'on' | 'off'

/** Bounds between which Azure Monitor moves the number of instances. */
export interface Autoscale {
  readonly min: number
  readonly max: number
  /** Average CPU of the instances beyond which there shall be one more, in percent. */
  readonly target: number
}

/** What one instance gets, and how many there are. */
export interface Compute<Amount> {
  readonly cpu: Amount
  /** GB. */
  readonly memory: Amount
  readonly instanceType?: string
  /** With autoscale: how many there are at first. */
  readonly instanceCount: number
  readonly autoscale?: Autoscale
}

/** How the container is run, as far as the user says. */
export interface GivenContainer {
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly requestTimeoutMs?: number
  readonly maxConcurrentRequests: number
  readonly livenessProbe: Partial<Probe>
  readonly readinessProbe: Partial<Probe>
}

/** How the container is run. */
export interface Container extends GivenContainer {
  readonly requestTimeoutMs: number
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
}

/** What is wished for, wherever it is to be. */
export interface Wish {
  readonly model: {
    readonly source: ModelSource
    readonly name: string
    readonly framework?: Framework
    readonly frameworkVersion?: string
    readonly scan: ModelScan
    /** Absent: nobody has to vouch for its files. */
    readonly attestation?: AttestationChoice
    readonly description?: string
    readonly tags: Readonly<Record<string, string>>
  }
  readonly endpoint: {
    readonly name: string
    readonly authMode?: AuthMode
    /** How long the service is wanted, and the GitHub environment that shows it; absent: for good. */
    readonly expiry?: { readonly afterMs: number; readonly environment?: string }
  }
  readonly serving: Serving
  readonly preflight: PreflightChoice
  /** `auto`: what the preflight finds that it needs. */
  readonly compute: Compute<number | 'auto'>
  readonly container: GivenContainer
  readonly smoke: {
    /** Absent: to be invented from what the model file says. */
    readonly cases?: readonly GivenCase[]
    readonly count: number
    readonly maxLatencyMs?: number
  }
  readonly rollout: RolloutChoice & {
    readonly watch: WatchChoice
    readonly onBusy: 'wait' | 'fail'
    readonly deploymentName?: string
    readonly keepPrevious: number
    readonly onFailure: 'delete' | 'keep'
    readonly timeoutMs: number
    readonly revision?: string
  }
}

/** The same, with a size that is known. */
export type Sized<W extends Wish> = W & { readonly compute: Compute<number> }

/** A plan that was approved: its digest and, where its file is at hand, what that said. */
export interface Approved {
  readonly digest: string
  readonly view?: unknown
}

/** A wish, the workspace that it is for, and who asks. */
export interface Request extends Wish {
  readonly where: {
    readonly cloud: Cloud
    readonly subscriptionId: string
    readonly resourceGroup: string
    readonly workspace: string
  }
  readonly who: SignIn
  /** The plan that somebody approved, and no other. */
  readonly approved?: Approved
}

/** What is asked of a service that is there: neither a model nor machines. */
export interface ServiceRequest extends Pick<Request, 'where' | 'who' | 'smoke' | 'rollout'> {
  readonly endpoint: { readonly name: string }
}

/** What is asked of all that this repository has made: whose time to live has passed, goes. */
export type SweepRequest = Pick<Request, 'where' | 'who' | 'rollout'>

/** What may be done with a service that is there. */
export const verbs = ['promote', 'rollback', 'status', 'delete'] as const
export type Verb = (typeof verbs)[number]

/** What the action can be asked to do. */
export const modes = ['deploy', 'plan', 'check', ...verbs, 'sweep'] as const
export type Mode = (typeof modes)[number]

/** What the action is to do. */
export type Asked =
  | { readonly mode: Verb; readonly request: ServiceRequest }
  | { readonly mode: 'deploy'; readonly request: Request }
  /** What a deployment would change, written to a file. */
  | { readonly mode: 'plan'; readonly request: Request; readonly file: string }
  /** Only what can be known without Azure. */
  | { readonly mode: 'check'; readonly request: Wish }
  | { readonly mode: 'sweep'; readonly request: SweepRequest }
