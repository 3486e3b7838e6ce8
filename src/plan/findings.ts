/** Everything that a plan is made from. */
import type { ModelFacts } from '../model/model.ts'
import type { Attested } from './attestation.ts'
import type { Identity } from './framework.ts'
import type { Origin } from './origin.ts'
import type { Container, Request, Sized } from './request.ts'
import type { Service } from './service.ts'
import type { SmokeCase } from './smoke.ts'
import type { AzureState } from './state.ts'

/** What the planner goes by. */
export interface Findings {
  readonly request: Sized<Request>
  readonly model: ModelFacts
  /** Who attested it; absent where nobody had to. */
  readonly attestation?: Attested
  readonly identity: Identity
  readonly service: Service
  readonly container: Container
  /** What the new deployment must answer before it gets traffic. */
  readonly smoke: readonly SmokeCase[]
  readonly state: AzureState
  readonly origin: Origin
}
