/**
 * The process that runs Azurite. It lives exactly as long as the channel to its parent: however
 * the simulator ends, SIGKILL included, Azurite flushes what it holds and follows.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, Server } from 'node:http'
import { createRequire, registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AzuriteMessage } from './azurite.ts'

/** What we use of Azurite, which ships no type declarations. */
interface BlobServer {
  readonly httpServer: Server
  start(): Promise<void>
  close(): Promise<void>
}

// Two thirds of what it loads are for telemetry, which it only sends when its own program starts it.
registerHooks({
  resolve: (name, context, next) =>
    name === 'applicationinsights'
      ? { url: 'node:module', format: 'builtin', shortCircuit: true }
      : next(name, context),
})

const require = createRequire(import.meta.url)
const { default: BlobConfiguration } = require('azurite/dist/src/blob/BlobConfiguration.js') as {
  default: new (...settings: unknown[]) => unknown
}
const { default: AzuriteServer } = require('azurite/dist/src/blob/BlobServer.js') as {
  default: new (configuration: unknown) => BlobServer
}

const kept = process.env['AZURITE_DIRECTORY']
const directory = kept ?? mkdtempSync(join(tmpdir(), 'azurite-'))
mkdirSync(directory, { recursive: true })

// On disk even when nothing is kept: a model of 2 GiB has no place in memory.
const server = new AzuriteServer(
  new BlobConfiguration(
    '127.0.0.1',
    0,
    3600, // keep-alive in seconds: longer than any pause of ours, so that no idle socket is reset
    join(directory, 'blobs.json'),
    join(directory, 'extents.json'),
    [{ locationId: 'Default', locationPath: join(directory, 'extents'), maxConcurrency: 50 }],
    false, // access log
    undefined,
    false, // debug log
    undefined,
    true, // loose: ignore headers that it does not know, as clients are ahead of it
    true, // skip the API version check, for the same reason
    '',
    '',
    '',
    'basic', // bearer tokens
    false, // keep production-style host names
    false, // not in memory
  ),
)

// TLS ends before this process, but a SAS with `spr=https` and a bearer token want to hear of it.
server.httpServer.prependListener('request', (request: IncomingMessage) => {
  Object.defineProperty(request, 'protocol', { value: 'https' })
})

process.once('disconnect', async () => {
  await server.close().catch(() => {})
  if (kept === undefined) rmSync(directory, { recursive: true, force: true })
  process.exit()
})

const tell = (message: AzuriteMessage) => process.send?.(message)
try {
  await server.start()
  tell({ port: (server.httpServer.address() as AddressInfo).port })
} catch (error) {
  tell({ failure: String(error) })
}
