/** Triton model repositories: models by name and version, each with its configuration. */
import type { Description, Finding, ModelInput, ModelOutput } from '../description.ts'
import { parsedFile } from '../encodings/parsed.ts'
import type { FolderFormat, ModelFolder, Reading } from '../format.ts'
import { readConfig, type TritonConfig } from '../triton/config.ts'
import { backendOf, modelsIn, type TritonModel } from '../triton/repository.ts'
import { Unreadable } from '../unreadable.ts'
import { onnxFormat } from './onnx.ts'

/** Reads repositories of any model; a single model's folder is no repository. */
export const tritonFormat: FolderFormat = {
  name: 'Triton model repository',
  // Where the files lie decides, and of that the paths show only a part.
  recognises: () => true,
  read,
}

async function read(folder: ModelFolder): Promise<Reading | undefined> {
  const models = modelsIn(folder)
  if (models.length === 0) return misplaced(folder)
  const findings = models.flatMap(findingsOf)
  const described: Description[] = []
  for (const model of models) described.push(await describe(folder, model))
  const [only, ...more] = described
  const description = only && more.length === 0 ? only : together(described)
  return { description, findings }
}

const common = { framework: 'triton', format: 'triton', packages: {} } as const

/** A repository of several models takes and answers nothing by itself: each of them does. */
function together(described: readonly Description[]): Description {
  const names = described.flatMap(({ models = [] }) => models).toSorted()
  const shown = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
  const nothing = { input: { kind: 'unknown' }, output: { kind: 'unknown' } } as const
  const places = new Set(described.map(({ path }) => path))
  const gpu = described.map(({ gpu }) => gpu).find((reason) => reason !== undefined)
  return {
    ...common,
    ...nothing,
    path: places.size === 1 ? ([...places][0] ?? '') : '',
    holds: `${names.length} Triton models: ${shown}`,
    models: names,
    ...(gpu === undefined ? {} : { gpu }),
  }
}

/** Azure mounts the repository, and Triton takes the names of the folders in it for the models'. */
function misplaced({ root, files }: ModelFolder): undefined {
  const versions = [...files.keys()].some((path) => /^\d+\/model\./.test(root + path))
  if (versions && files.has('config.pbtxt') && root === '')
    throw new Unreadable(
      'is one model of a Triton repository, not the repository: the folder above it is to be deployed',
    )
  return undefined
}

async function describe(folder: ModelFolder, model: TritonModel): Promise<Description> {
  const config: TritonConfig = model.hasConfig ? await configOf(folder, model) : { gpu: false }
  const written = config.inputs && config.outputs ? undefined : await readGraph(folder, model)
  const backend = backendOf(model.files) ?? config.backend
  const gpu = config.gpu
    ? `the config.pbtxt of '${model.name}' asks for one (instance_group, KIND_GPU)`
    : gpuBackends.has(backend ?? '')
      ? `${backend}, which runs '${model.name}', runs nowhere else`
      : undefined
  return {
    ...common,
    // What Triton loads is the repository, the folder that the model's own lies in.
    path: model.place.slice(0, -`/${model.name}/`.length),
    models: [model.name],
    ...(gpu === undefined ? {} : { gpu }),
    holds: `Triton model ${model.name}${backend === undefined ? '' : ` (${backend})`}`,
    input: config.inputs ? tensors(config.inputs) : (written?.input ?? { kind: 'unknown' }),
    output: config.outputs ? tensors(config.outputs) : (written?.output ?? { kind: 'unknown' }),
  }
}

/** Backends that there are for GPUs alone, by the names in `backendOf`. */
const gpuBackends: ReadonlySet<string> = new Set(['TensorRT', 'tensorrt', 'tensorrt_plan'])

const tensors = (named: NonNullable<TritonConfig['inputs']>): ModelInput & ModelOutput => ({
  kind: 'tensors',
  tensors: named,
})

const configOf = (folder: ModelFolder, { place }: TritonModel): Promise<TritonConfig> =>
  parsedFile(folder, `${place}config.pbtxt`.slice(folder.root.length), readConfig)

/** What the graph itself says, where the configuration is left to Triton to write. */
async function readGraph(
  folder: ModelFolder,
  model: TritonModel,
): Promise<Description | undefined> {
  const full = `${model.place}${model.version}/model.onnx`
  const path = full.slice(folder.root.length)
  if (!folder.files.has(path)) return undefined
  const siblings = new Map([...folder.files.values()].map((file) => [file.path, file]))
  const reading = await folder.open(path, (bytes) =>
    onnxFormat.read({ path: full, bytes, signal: folder.signal, siblings }),
  )
  return reading?.description
}

/** Code of the author's that Triton runs. */
function findingsOf(model: TritonModel): readonly Finding[] {
  return model.files
    .flatMap((file): Finding[] => {
      const why = codeIn(file)
      if (why === undefined) return []
      return [
        { verdict: 'unknown', what: file, why, file: `${model.place}${model.version}/${file}` },
      ]
    })
    .slice(0, mostFindings)
}

const mostFindings = 100

function codeIn(file: string): string | undefined {
  if (file.endsWith('.py')) return "is the author's own Python code, which Triton runs"
  return /\.so(\.\d+)*$/.test(file)
    ? "is the author's own machine code, which Triton loads"
    : undefined
}
