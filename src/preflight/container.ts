/** The files of a container, laid out as Azure mounts them, in a folder that stands for its root. */
import { copyFile, link, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Content, ContentFile } from '../model/content.ts'
import { windows } from './child.ts'

/** What the container is to hold. */
export interface Mounts {
  readonly code: Content
  /** Relative to the code. */
  readonly scoringScript: string
  readonly model: Content
  readonly modelName: string
}

export interface Container {
  /** The folder that stands for `/`. */
  readonly root: string
  /** Where the scoring script lies, and its name there. */
  readonly folder: string
  readonly script: string
  /** What `AZUREML_MODEL_DIR` says. */
  readonly modelDirectory: string
  /** An empty home, so that no settings of the runner's account are found. */
  readonly home: string
}

/** Where everything is mounted. "How to deploy a model to an online endpoint", folder structure. */
const appRoot = '/var/azureml-app'

/** Lays the files out below `scratch`; `remove` takes them away again. */
export async function layOut(mounts: Mounts, scratch: string): Promise<Container> {
  await mkdir(scratch, { recursive: true })
  // The real path, as Python shows it in tracebacks.
  const root = await realpath(await mkdtemp(join(scratch, 'preflight-')))
  const { code, scoringScript, model, modelName } = mounts
  const app = join(root, appRoot)
  const modelDirectory = join(app, 'azureml-models', modelName, '1')
  const home = join(root, 'home')
  await mkdir(home)
  // Copied: Python would leave compiled modules beside the originals.
  for (const file of code.files) await place(file, join(app, code.name, file.path), copyFile)
  const modelRoot = model.kind === 'file' ? modelDirectory : join(modelDirectory, model.name)
  for (const file of model.files) await place(file, join(modelRoot, file.path), linkOrCopy)
  const script = join(app, code.name, scoringScript)
  return { root, folder: dirname(script), script: basename(script), modelDirectory, home }
}

/** Takes everything away; what Windows does not let go is left to whoever empties the folder. */
export const remove = ({ root }: Container): Promise<void> =>
  rm(root, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})

/** A value of the user's that names a place in the container, for the folder that stands for it. */
export const withRoot = (value: string, { root }: Container): string =>
  value.replaceAll(appRoot, join(root, appRoot))

/** What the server printed, with paths as they are in the container. */
export function withoutRoot(log: string, { root }: Container): string {
  if (!windows) return log.replaceAll(root, '')
  // Python prints paths as they are, and within quotes with every backslash doubled.
  return log
    .replaceAll(root.replaceAll('\\', '\\\\'), '')
    .replaceAll(root, '')
    .replace(/\\+var\\+azureml-app[^"'\n]*/g, (path) => path.replace(/\\+/g, '/'))
}

async function place(
  { source }: ContentFile,
  path: string,
  put: (from: string, to: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  if (source.kind === 'memory') await writeFile(path, source.data)
  else await put(await realpath(source.path), path)
}

/**
 * A model may have gigabytes. A hard link is as good as the file itself, where onnx, for one,
 * refuses external data behind a symbolic link; that one reaches to other disks, but takes a
 * privilege on Windows.
 */
const linkOrCopy = (from: string, to: string): Promise<void> =>
  link(from, to)
    .catch(() => symlink(from, to))
    .catch(() => copyFile(from, to))
