/** The words that the simulator's parts share: plain data and the narrow doors between them. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers one HTTP request; streams both ways, so that a 2 GiB blob never sits in memory. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** An error as ARM words it: `{"error": {code, message, details, additionalInfo}}`. */
export interface ArmError {
  readonly code: string
  readonly message: string
  readonly details?: readonly ArmError[]
  readonly additionalInfo?: readonly { readonly type: string; readonly info: unknown }[]
}

/** A storage account of the simulated subscription. The policy fields may change while it runs. */
export interface StorageAccount {
  readonly name: string
  /** Base64, as Azure issues them. */
  readonly key: string
  /** `core.windows.net` in the public cloud. */
  readonly suffix: string
  readonly containers: readonly string[]
  /** `false`: requests signed with a key or an account SAS get 403 KeyBasedAuthenticationNotPermitted. */
  allowSharedKeyAccess: boolean
  /** `false`: every request from outside gets 403 AuthorizationFailure, as a storage firewall answers. */
  reachable: boolean
}

/** Where bytes lie: one blob, or everything below `path + '/'`. */
export interface BlobLocation {
  readonly account: string
  readonly container: string
  readonly path: string
}

/** What a bearer token of the simulated Entra ID allows on a storage account. */
export type StorageAccess =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly status: 401 | 403
      readonly code: string
      readonly message: string
    }

/** Azurite behind production host names, plus the doors that Azure's own services have to the blobs. */
export interface BlobStorage {
  /** Serves a client's request whose Host is `<account>.blob.<suffix>`. */
  readonly handle: Handler
  list(at: BlobLocation): Promise<readonly { readonly path: string; readonly bytes: number }[]>
  /** One blob → `directory/<basename>`; a folder → `directory/<last segment>/…`, as Azure mounts models. */
  download(at: BlobLocation, directory: string): Promise<void>
  readText(at: BlobLocation): Promise<string>
  writeText(at: BlobLocation, text: string): Promise<void>
  writeBytes(at: BlobLocation, bytes: Uint8Array): Promise<void>
  /** Makes a container, unless it is there already. */
  createContainer(account: string, container: string): Promise<void>
  /** A container SAS token, without the leading question mark. */
  sas(account: string, container: string, permissions: string, expires: Date): string
  close(): Promise<void>
}

export interface Probe {
  readonly initialDelayMs: number
  readonly periodMs: number
  readonly timeoutMs: number
  readonly failureThreshold: number
  readonly successThreshold: number
}

/** Everything the scoring container of one deployment is made of. */
export interface ContainerSpec {
  readonly endpoint: string
  readonly deployment: string
  readonly instanceCount: number
  readonly model?: {
    readonly name: string
    readonly version: string
    /** `custom_model`, `mlflow_model` or `triton_model`: the latter two need no code. */
    readonly type: string
    readonly at: BlobLocation
  }
  readonly code?: { readonly at: BlobLocation; readonly scoringScript: string }
  readonly environment:
    | {
        readonly kind: 'conda'
        readonly name: string
        readonly version: string
        readonly image: string
        readonly condaFile: string
      }
    | {
        readonly kind: 'image'
        readonly name: string
        readonly version: string
        readonly image: string
      }
    /** The image that Azure takes for a Triton repository. */
    | { readonly kind: 'triton' }
  /** Of one instance. */
  readonly gpus: number
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly requestTimeoutMs: number
  readonly maxConcurrentRequests: number
}

/** The container of a deployment: logs from the first moment, an outcome later, requests once ready. */
export interface Container {
  /** Resolves when the container is ready, or with what Azure would report. Never rejects. */
  readonly ready: Promise<{ readonly ok: true } | { readonly ok: false; readonly error: ArmError }>
  /** As `getLogs` answers: an instance status block, container events, then the log text. */
  logs(container: 'InferenceServer' | 'StorageInitializer', tail: number): string
  /** The process of each instance that is ready. */
  processes(): readonly number[]
  /** Forwards one scoring request; 424, 408 and 429 as Azure's front end answers them. */
  readonly handle: Handler
  stop(): Promise<void>
}

/** Simulated time: Azure's typical durations multiplied by the scale; 0 = as fast as it goes. */
export interface Clock {
  readonly scale: number
  now(): Date
  /** Waits `azureMs × scale`. */
  pass(azureMs: number): Promise<void>
}
