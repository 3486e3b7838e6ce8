/** A scoring server, whatever runs in it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Report } from './report.ts'

export interface ScoringServer {
  /** On loopback. */
  readonly port: number
  /** Where it runs, with all that it started; absent when it never began. */
  readonly pid?: number | undefined
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

/** A server within this process; what its handler throws is told to nobody but the caller. */
export async function listening(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<ScoringServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    pid: process.pid,
    exited: once(server, 'close').then(() => 0),
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A server that ended before it listened. */
export const ended = (exitCode: number): ScoringServer => ({
  port: 0,
  exited: Promise.resolve(exitCode),
  stop: async () => {},
})
