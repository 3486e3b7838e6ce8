/** Triton without Python: every output has the shape that the graph says, filled with one number. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { ContainerSpec } from '../types.ts'
import { type GraphOutput, graphOutputs } from './onnx-outputs.ts'
import type { Report } from './report.ts'
import { ended, type Launch, listening } from './server.ts'
import type { AppRoot } from './storage-initializer.ts'

interface StubModel {
  readonly version: string
  readonly outputs: readonly GraphOutput[]
  /** Another one for other bytes. */
  readonly answer: number
}

/** Launches stub servers of the model's folder; a model of another backend keeps them from starting. */
export function stubTritons(root: AppRoot, { model }: ContainerSpec, report: Report): Launch {
  const repository = join(root.modelDirectory ?? root.path, basename(model?.at.path ?? ''))
  return async () => {
    const models = await loadAll(repository)
    if (typeof models !== 'string')
      return listening((request, response) => answer(models, request, response))
    report.print(
      'InferenceServer',
      `${models}\nerror: creating server: Internal - failed to load all models\n`,
    )
    return ended(1)
  }
}

async function loadAll(repository: string): Promise<ReadonlyMap<string, StubModel> | string> {
  const models = new Map<string, StubModel>()
  const entries = await readdir(repository, { withFileTypes: true }).catch(() => [])
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const versions = (await readdir(join(repository, name))).filter((each) =>
      /^[1-9]\d*$/.test(each),
    )
    const version = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1) ?? ''
    const graph = join(repository, name, version, 'model.onnx')
    if (version === '' || !existsSync(graph))
      return `failed to load '${name}': Invalid argument: there is no version with a model.onnx`
    const bytes = await readFile(graph)
    const hash = createHash('sha256').update(bytes).digest()
    models.set(name, { version, outputs: graphOutputs(bytes), answer: hash.readUInt16BE(0) % 100 })
  }
  return models.size > 0 ? models : `there is no model in ${repository}`
}

const route = /^\/v2\/models\/([^/]+)(?:\/versions\/\d+)?\/(ready|infer)$/

async function answer(
  models: ReadonlyMap<string, StubModel>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? ''
  if (path.startsWith('/v2/health/')) return void response.end()
  const [, encoded = '', what] = route.exec(path) ?? []
  const name = decodeURIComponent(encoded)
  const model = models.get(name)
  response.setHeader('content-type', 'application/json')
  if (!model) return void response.writeHead(404).end('{"error":"Request for unknown model"}')
  if (what === 'ready') return void response.end()
  try {
    const { inputs } = (await json(request)) as { inputs: { shape: number[] }[] }
    const rows = inputs[0]?.shape[0] ?? 1
    response.end(
      JSON.stringify({
        model_name: name,
        model_version: model.version,
        outputs: model.outputs.map((output) => filled(output, rows, model.answer)),
      }),
    )
  } catch (error) {
    response.writeHead(400).end(JSON.stringify({ error: String(error) }))
  }
}

/** An axis of no certain length is as long as the request has rows. */
function filled({ name, datatype, dims }: GraphOutput, rows: number, answer: number) {
  const shape = dims.map((length) => length ?? rows)
  const value = datatype === 'BYTES' ? `text ${answer}` : datatype === 'BOOL' ? true : answer
  const length = shape.reduce((all, axis) => all * axis, 1)
  return { name, datatype, shape, data: Array.from({ length }, () => value) }
}
