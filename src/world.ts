/** The world outside, as a run sees it. */
import type { Download } from './attestation/download.ts'
import type { AskForToken } from './azure/credential.ts'
import type { Log } from './log.ts'
import type { GivenInputs } from './plan/given.ts'
import type { Origin } from './plan/origin.ts'
import type { Showing } from './plan/shown.ts'
import type { Files } from './plan/smoke.ts'
import type { Unsettled } from './plan/unsettled.ts'

/** GitHub, as a run tells and asks it something on the way. Nothing of it fails, or is waited for long. */
export interface GitHub {
  /** Learns what the run is about, as far as that is clear of its inputs. */
  about(showing: Showing): void
  /** Says that it begins: the inputs are as they must be. */
  begin(): void
  /** Whether the run that a link leads to is over, as far as GitHub tells. */
  isOver(run: string): Promise<boolean>
}

export interface World {
  readonly inputs: GivenInputs
  readonly files: Files
  /** Writes a file of the checkout; throws when it cannot. */
  write(path: string, text: string): void
  readonly origin: Origin
  /** Whether a process that an `Origin` names has ended, as far as can be told from here. */
  hasEnded(process: string): boolean
  readonly log: Log
  /** Aborted with an ActionError as its reason when the workflow is cancelled. */
  readonly signal: AbortSignal
  readonly askForToken: AskForToken
  readonly github: GitHub
  /** Gets an address that is neither Azure's nor the model's. */
  readonly download: Download
  /** A folder for what is needed only during the run. */
  readonly scratch: string
  /** A folder that outlives the run, where the runner does. */
  readonly cache: string
  /** The runner's environment variables, its secrets among them. */
  readonly environment: NodeJS.ProcessEnv
  /** Keeps a value for the post step, which runs even when this process is killed. */
  remember(unsettled: Unsettled | undefined): void
}
