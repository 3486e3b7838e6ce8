/** How a model is served, as far as the planner must know. */
import type { Digested } from '../model/content.ts'

export type ServiceEnvironment =
  /** Registered by this action, named by its content. */
  | { readonly kind: 'new'; readonly image: string; readonly condaFile?: string }
  /** Already there: by id, or by a name that Azure resolves. */
  | { readonly kind: 'existing'; readonly name: string; readonly id?: string }

export interface Service {
  readonly code: Digested
  /** The entry script, relative to the code folder. */
  readonly scoringScript: string
  readonly environment: ServiceEnvironment
  /** The version of the framework that a generated environment installs. */
  readonly frameworkVersion?: string
  /** What the user may want to know about the choices made. */
  readonly notes: readonly string[]
}
