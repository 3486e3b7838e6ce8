/**
 * A scoring server without Python, for tests that need hundreds: one number for each row of the
 * request, the same for the same row and the same model bytes.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { hasServer, type Recipe } from './image/recipe.ts'
import type { Report } from './report.ts'
import { ended, type Launch, listening, serverMissing } from './server.ts'
import type { AppRoot, InferenceProgram } from './storage-initializer.ts'

/** Launches stub servers on this app root. Like the real ones, they want their script, or the MLmodel file. */
export function stubServers(
  recipe: Recipe,
  root: AppRoot,
  program: InferenceProgram,
  report: Report,
): Launch {
  return async () => {
    if (!hasServer(recipe)) return serverMissing(report)
    const wanted =
      program.kind === 'script'
        ? join(root.path, program.entryScript)
        : join(root.modelDirectory ?? '', program.modelFolder, 'MLmodel')
    if (!existsSync(wanted)) {
      report.print('InferenceServer', `FileNotFoundError: No such file or directory: '${wanted}'\n`)
      return ended(3)
    }
    const model = await digestOf(root.modelDirectory)
    report.print('InferenceServer', `Stub server for the model with digest ${model}\n`)
    return listening((request, response) => answer(model, program, request, response))
  }
}

async function answer(
  model: string,
  { kind }: InferenceProgram,
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
    const answers = rows.map((row) => predict(model, row))
    // Azure's own script for MLflow answers the bare prediction.
    response.end(JSON.stringify(kind === 'mlflow' ? answers : { predict: answers }))
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
