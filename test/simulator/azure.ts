/** The running simulation: the state and everything that acts on it, handed to every part that needs it. */
import type { SimulatedClock } from './clock.ts'
import type { Issuer } from './jwt.ts'
import type { Telemetry } from './monitor/telemetry.ts'
import type { BlobStorage, Clock, Container, ContainerSpec } from './types.ts'
import type { World } from './world.ts'

/** The containers of one deployment: during an update the old one serves until the new one is ready. */
export interface Running {
  readonly serving: Container | undefined
  readonly latest: Container
}

export interface Azure {
  readonly world: World
  readonly clock: SimulatedClock
  readonly blobs: BlobStorage
  readonly issuers: { readonly github: Issuer; readonly entra: Issuer; readonly endpoints: Issuer }
  /** By `endpoint/deployment`, in lower case. */
  readonly running: Map<string, Running>
  /** What was measured, since this process began. */
  readonly telemetry: Telemetry
  /** Takes Azure's time, unless another clock is given. */
  readonly startContainer: (spec: ContainerSpec, clock?: Clock) => Container
  /** Keeps the state, where it is to outlive the process. */
  readonly save: () => void
}
