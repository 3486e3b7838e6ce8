/** A scoring server, whatever runs in it. */
import type { Report } from './report.ts'

export interface ScoringServer {
  /** On loopback. */
  readonly port: number
  /** Resolves with the exit code when the server ends by itself or is stopped. */
  readonly exited: Promise<number>
  stop(): Promise<void>
}

/** Starts one more instance. */
export type Launch = () => Promise<ScoringServer>

/** What an image without `azureml-inference-server-http` does: it says so and ends. */
export async function serverMissing(report: Report): Promise<ScoringServer> {
  report.print(
    'InferenceServer',
    'A required package azureml-inference-server-http is missing. Please add it to the conda file.\n',
  )
  return ended(1)
}

/** A server that ended before it listened. */
export const ended = (exitCode: number): ScoringServer => ({
  port: 0,
  exited: Promise.resolve(exitCode),
  stop: async () => {},
})
