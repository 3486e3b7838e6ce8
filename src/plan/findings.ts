/** Everything that a plan is made from. */
import type { ModelFacts } from '../model/model.ts'
import type { Origin } from './origin.ts'
import type { Request } from './request.ts'
import type { Service } from './service.ts'
import type { AzureState } from './state.ts'

/** What the planner goes by. */
export interface Findings {
  readonly request: Request
  readonly model: ModelFacts
  readonly service: Service
  readonly state: AzureState
  readonly origin: Origin
}
