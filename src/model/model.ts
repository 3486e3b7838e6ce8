/** The facts of a model: its files, its digest, and what they say of themselves. */
import { readFile } from 'node:fs/promises'
import { ActionError } from '../errors.ts'
import { together } from '../together.ts'
import {
  type Content,
  type Digested,
  digest,
  listContent,
  type OnBytes,
  subfolder,
} from './content.ts'
import type { Format, Framework } from './description.ts'
import { printable } from './printable.ts'
import { type ModelReading, readable, readModel } from './read.ts'
import { unpacked } from './unpacked.ts'

/** The service's own word for how a model is laid out. */
export type ModelType = 'custom_model' | 'mlflow_model' | 'triton_model'

/** What every model has, wherever it lies. */
interface Common {
  /** Identifies the content: the same digest is the same model. */
  readonly digest: string
  /** The last segment of the path that Azure mounts it under: the file's or the folder's name. */
  readonly mount: string
  readonly type: ModelType
}

export interface LocalModel extends Common {
  readonly kind: 'local'
  readonly content: Digested
  /** What the content was unpacked from, where it came in an archive. */
  readonly archive?: Content
  /** What the files say of themselves. */
  readonly reading: ModelReading
}

/** A version that is registered in the workspace already, by whomever. */
export interface RegisteredModel extends Common {
  readonly kind: 'registered'
  readonly id: string
  readonly version: string
  /** What was noted when this action registered it. */
  readonly noted: {
    readonly framework?: Framework
    readonly frameworkVersion?: string
    readonly format?: Format
    /** What is loaded, below the mount. */
    readonly path?: string
  }
}

export type ModelFacts = LocalModel | RegisteredModel

export interface Inspection {
  /** A folder for what has to be unpacked. */
  readonly scratch: string
  /**
   * Whether the model is registered as a service finds it: what is in an archive, a Triton repository
   * by itself. The user's own script expects what was given.
   */
  readonly unpack: boolean
  readonly signal: AbortSignal
  /** Told how many bytes there are, then of every piece that was read. */
  watch?(total: number): OnBytes
}

/**
 * Looks at the model, reads what it says of itself and hashes it. Throws `model-empty` for a folder
 * without files or with nothing in them, `model-unreadable` for what cannot be registered at all or
 * what the system does not let anybody read; what cannot be served is told by the reading.
 */
export async function inspectModel(path: string, how: Inspection): Promise<LocalModel> {
  try {
    return await inspect(path, how)
  } catch (error) {
    throw isOfSystem(error) ? inaccessible(path, error) : error
  }
}

/** Whether it is the operating system's: EACCES, EIO, ENOSPC. That a path is missing is not told here. */
const isOfSystem = (error: unknown): error is Error =>
  error instanceof Error && 'syscall' in error && 'code' in error && error.code !== 'ENOENT'

const inaccessible = (path: string, cause: Error): ActionError =>
  new ActionError({
    code: 'model-unreadable',
    message: `'model-path' is '${printable(path)}': ${printable(cause.message)}`,
    hint: 'Check the permissions of what is there (a container that ran as root leaves files that nobody else may read) and the room on the disk.',
    cause,
  })

async function inspect(path: string, how: Inspection): Promise<LocalModel> {
  const { scratch, unpack, signal, watch = () => () => {} } = how
  const given = await listContent(path, { ignoreFiles: ['.amlignore'] })
  refuseEmpty(given, path)
  const inside = await readable(given.name, () => unpacked(given, scratch, signal))
  const content = unpack && inside.ok && inside.value ? inside.value : given
  refuseEmpty(content, path)
  refuseMany(content, path)
  await refusePointers(content)
  const [digested, reading] = await together<[Digested, ModelReading]>(signal, [
    (signal) => digest(content, signal, watch(content.bytes)),
    async (signal) =>
      inside.ok
        ? readModel(inside.value ?? content, signal)
        : { failure: inside.failure, findings: [] },
  ])
  const whole = { content: digested, reading, ...(content === given ? {} : { archive: given }) }
  return facts(unpack && reading.description?.format === 'triton' ? repositoryOf(whole) : whole)
}

type Read = Pick<LocalModel, 'content' | 'archive' | 'reading'>

const facts = ({ content, archive, reading }: Read): LocalModel => ({
  kind: 'local',
  content,
  ...(archive ? { archive } : {}),
  digest: content.digest,
  mount: content.name,
  type: typeOf(content, reading),
  reading,
})

/**
 * The repository and nothing else, under the name that it has in Azure's samples ("Deploy a model
 * with Triton": models/<model>/<version>): Triton takes every folder beside a model for another.
 */
function repositoryOf(read: Read): Read {
  const { content, reading } = read
  const { description } = reading
  if (!description) return read
  return {
    ...read,
    content: subfolder(content, description.path, 'models'),
    reading: { ...reading, description: { ...description, path: '' } },
  }
}

function refuseEmpty(content: Content, path: string): void {
  if (content.files.length === 0) {
    throw new ActionError({
      code: 'model-empty',
      message: `'model-path' is '${printable(path)}': the folder holds no files`,
      hint: 'Check that the training step wrote the model there, and that .amlignore does not leave everything out.',
    })
  }
  if (content.bytes === 0) {
    throw new ActionError({
      code: 'model-empty',
      message: `'model-path' is '${printable(path)}': 0 bytes`,
      hint: 'Check that the training step finished writing the model (and, for Git LFS, that the checkout has lfs: true).',
    })
  }
}

function refuseMany(content: Content, path: string): void {
  if (content.files.length <= mostFiles) return
  throw new ActionError({
    code: 'model-unreadable',
    message: `'model-path' is '${printable(path)}': ${content.files.length} files, and Azure takes at most ${mostFiles} in one model`,
    hint: "Point 'model-path' at less (an .amlignore in the folder leaves files out), or pack the folder.",
  })
}

/** Azure has words of its own for the two kinds of folders that it serves by itself. */
function typeOf(content: Content, { description }: ModelReading): ModelType {
  if (content.kind === 'folder' && content.files.some((file) => file.path === 'MLmodel'))
    return 'mlflow_model'
  return description?.format === 'triton' ? 'triton_model' : 'custom_model'
}

/** "Manage quotas": files in one model version. */
const mostFiles = 1500

/** Git LFS leaves a few lines of text where a file was not fetched: nothing that could be loaded. */
async function refusePointers(content: Content): Promise<void> {
  for (const { path, bytes, source } of content.files) {
    if (source.kind !== 'disk' || bytes > 1024) continue
    const text = await readFile(source.path, 'latin1')
    if (!text.startsWith('version https://git-lfs.github.com/spec/')) continue
    throw new ActionError({
      code: 'model-unreadable',
      message: `'${printable(path)}' is a Git LFS pointer, not the file itself`,
      hint: 'Check the repository out with lfs: true (actions/checkout).',
    })
  }
}
