/** What the model file is, as far as its names tell; its bytes are only hashed. */
import { readFile } from 'node:fs/promises'
import { ActionError } from '../errors.ts'
import { type Content, type Digested, digest, listContent, type OnBytes } from './content.ts'

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
}

/** A version that is registered in the workspace already, by whomever. */
export interface RegisteredModel extends Common {
  readonly kind: 'registered'
  readonly id: string
  readonly version: string
}

export type ModelFacts = LocalModel | RegisteredModel

/**
 * Looks at the model and hashes it; `watch` is told how many bytes there are, then of every piece. Throws `model-empty` for a folder without files or with
 * nothing in them.
 */
export async function inspectModel(
  path: string,
  signal: AbortSignal,
  watch: (total: number) => OnBytes = () => () => {},
): Promise<LocalModel> {
  const content = await listContent(path, { ignoreFiles: ['.amlignore'] })
  if (content.files.length === 0) {
    throw new ActionError({
      code: 'model-empty',
      message: `'model-path' is '${path}': the folder holds no files`,
      hint: 'Check that the training step wrote the model there, and that .amlignore does not leave everything out.',
    })
  }
  if (content.bytes === 0) {
    throw new ActionError({
      code: 'model-empty',
      message: `'model-path' is '${path}': 0 bytes`,
      hint: 'Check that the training step finished writing the model (and, for Git LFS, that the checkout has lfs: true).',
    })
  }
  if (content.files.length > mostFiles) {
    throw new ActionError({
      code: 'model-unreadable',
      message: `'model-path' is '${path}': ${content.files.length} files, and Azure takes at most ${mostFiles} in one model`,
      hint: "Point 'model-path' at less (an .amlignore in the folder leaves files out), or pack the folder.",
    })
  }
  await refusePointers(content)
  const type = content.files.some((file) => content.kind === 'folder' && file.path === 'MLmodel')
    ? 'mlflow_model'
    : 'custom_model'
  const digested = await digest(content, signal, watch(content.bytes))
  return { kind: 'local', content: digested, digest: digested.digest, mount: content.name, type }
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
      message: `'${path}' is a Git LFS pointer, not the file itself`,
      hint: 'Check the repository out with lfs: true (actions/checkout).',
    })
  }
}

const pickles = /\.(joblib|pkl|pickle|sav)(\.(z|gz|bz2|xz|lzma))?$/i

/**
 * The file of a scikit-learn model, relative to the content's root. Throws `model-unreadable` when
 * there is none or it is not clear which.
 */
export function findPickle(facts: ModelFacts): string {
  // Of a registered model only the name is known here; the scoring script looks for itself.
  if (facts.kind === 'registered') return facts.mount
  const model = facts.content
  const candidates = model.files.filter((file) => pickles.test(file.path))
  const [only, ...more] = candidates.length > 0 ? candidates : model.files
  if (only && more.length === 0) return only.path
  const what =
    candidates.length > 0
      ? `${candidates.length} files that could be it`
      : 'no .joblib or .pkl file'
  throw new ActionError({
    code: 'model-unreadable',
    message: `'model-path' is a folder with ${what}: ${model.files
      .slice(0, 5)
      .map((file) => file.path)
      .join(', ')}${model.files.length > 5 ? ', …' : ''}`,
    hint: "Point 'model-path' at the model file itself, or give an 'entry-script' that knows which to load.",
  })
}
