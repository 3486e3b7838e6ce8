/**
 * A scoring server without Python, for tests that need hundreds: one number for each row of the
 * request, the same for the same row and the same model bytes.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { hasServer, type Recipe } from './image/recipe.ts'
import type { Report } from './report.ts'
import { ended, type Launch, serverMissing } from './server.ts'
import type { AppRoot } from './storage-initializer.ts'

/** Launches stub servers on this app root. Like the real one, they want their entry script. */
export function stubServers(recipe: Recipe, root: AppRoot, report: Report): Launch {
  return async () => {
    if (!hasServer(recipe)) return serverMissing(report)
    const script = join(root.path, root.entryScript ?? '')
    if (!existsSync(script)) {
      report.print('InferenceServer', `FileNotFoundError: No such file or directory: '${script}'\n`)
      return ended(3)
    }
    const model = await digestOf(root.modelDirectory)
    const server = createServer((request, response) => void answer(model, request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    report.print('InferenceServer', `Stub server for the model with digest ${model}\n`)
    return {
      port: (server.address() as AddressInfo).port,
      exited: once(server, 'close').then(() => 0),
      async stop() {
        server.closeAllConnections()
        server.close()
      },
    }
  }
}

async function answer(
  model: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0]
  if (path === '/') return void response.end('Healthy')
  if (path !== '/score') return void response.writeHead(404).end('{"message": "Not found"}')
  response.setHeader('content-type', 'application/json')
  try {
    // Within `try`: whoever asks may go away in the middle of the request.
    const rows = rowsOf(JSON.parse(await text(request)))
    response.setHeader('x-ms-run-fn-exec-ms', '1')
    response.end(JSON.stringify({ predict: rows.map((row) => predict(model, row)) }))
  } catch (error) {
    response.setHeader('x-ms-run-function-failed', 'True')
    response.writeHead(500).end(JSON.stringify({ message: String(error) }))
  }
}

/** The first list in the request, wherever it is: `{"data": […]}`, `{"input_data": {"data": […]}}`. */
function rowsOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body
  if (typeof body !== 'object' || body === null) return [body]
  const values = Object.values(body)
  const nested = values.find((value) => typeof value === 'object' && !Array.isArray(value))
  return values.find((value) => Array.isArray(value)) ?? (nested ? rowsOf(nested) : [body])
}

function predict(model: string, row: unknown): number {
  const hash = createHash('sha256').update(model).update(JSON.stringify(row)).digest()
  return hash.readUInt16BE(0) / 65_536
}

async function digestOf(directory: string | undefined): Promise<string> {
  const hash = createHash('sha256')
  if (directory !== undefined) {
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) hash.update(await readFile(join(entry.parentPath, entry.name)))
    }
  }
  return hash.digest('hex')
}
