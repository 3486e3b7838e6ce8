/** How a model is served, as far as the planner must know. */
import type { Digested } from '../model/content.ts'

export type ServiceEnvironment =
  /** Registered by this action, named by its content. */
  | { readonly kind: 'new'; readonly image: string; readonly condaFile?: string }
  /** Already there: by id, or by a name that Azure resolves. */
  | { readonly kind: 'existing'; readonly name: string; readonly id?: string }

/** A script, generated or the user's own, in an environment. */
export interface ScriptedService {
  readonly kind: 'scripted'
  readonly code: Digested
  /** The entry script, relative to the code folder. */
  readonly scoringScript: string
  readonly environment: ServiceEnvironment
  /** The version of the framework that a generated environment installs. */
  readonly frameworkVersion?: string
  /** What the user may want to know about the choices made. */
  readonly notes: readonly string[]
}

/** What serves a model that Azure serves by itself. */
export type BuiltInServer = 'mlflow' | 'triton'

/** What Azure runs by itself for the model's type ("no-code deployment"): it takes neither code nor environment. */
export interface BuiltInService {
  readonly kind: 'built-in'
  readonly server: BuiltInServer
  /** Why it cannot do without a GPU: completes "needs a GPU: …". */
  readonly gpu?: string
  readonly notes: readonly string[]
  /** What may go wrong in Azure, and cannot be known here. */
  readonly warnings: readonly string[]
}

export type Service = ScriptedService | BuiltInService
