/** Which model is in these files? Asks the readers of every format, and runs nothing. */
import type { Failure } from '../errors.ts'
import { type Bytes, opened } from './bytes.ts'
import type { Content, ContentFile } from './content.ts'
import type { Description, Finding, Format } from './description.ts'
import type { FileFormat, FolderFormat, ModelFile, ModelFolder, Reading } from './format.ts'
import { fileFormats, folderFormats } from './formats/index.ts'
import { ifUnpickled, pickleName } from './formats/pickle.ts'
import { knownOtherwise } from './otherwise.ts'
import { BrokenPickle } from './pickle/walk.ts'
import { printable } from './printable.ts'
import { judgePickle } from './scan/judge.ts'
import { Unreadable } from './unreadable.ts'

/** What the readers make of a model. */
export interface ModelReading {
  /** What the model is; absent when nobody can tell. */
  readonly description?: Description
  /** Why there is no description. */
  readonly failure?: Failure
  /** What loading any of the files would import, call or do. */
  readonly findings: readonly Finding[]
}

/** How much of a file is looked at to recognise it. */
const headSize = 4096

/** Reads a model; never throws for what is wrong with it. */
export async function readModel(content: Content, signal: AbortSignal): Promise<ModelReading> {
  const findings: Finding[] = []
  try {
    const whole = content.kind === 'folder' ? await readFolder(content, signal) : undefined
    const add = (more: readonly Finding[]) => {
      for (const finding of more) findings.push(finding)
      if (findings.length > mostFindings) throw new DamagedFile(content.name, tooMuch())
    }
    if (whole) add(whole.findings)
    const siblings = new Map(content.files.map((file) => [file.path, file]))
    const readings: Reading[] = []
    let damaged: DamagedFile | undefined
    for (const file of content.files) {
      signal.throwIfAborted()
      try {
        const reading = await readFile(file, siblings, signal)
        if (!reading) continue
        readings.push(reading)
        add(reading.findings)
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error
        // A script of the user's own may load the others all the same: they are to be looked at.
        damaged ??= error
        add(await runBefore(error, file, signal))
      }
    }
    if (damaged) throw damaged
    const chosen = whole ? { description: whole.description } : await choose(content, readings)
    const { description } = chosen
    return {
      ...chosen,
      ...(description && { description: inOneLine(description) }),
      findings: withoutRepetition(findings),
    }
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    return { failure: error.failure, findings: withoutRepetition(findings) }
  }
}

/** What loading a damaged file runs before it fails. */
function runBefore(
  { cause }: DamagedFile,
  file: ContentFile,
  signal: AbortSignal,
): readonly Finding[] | Promise<readonly Finding[]> {
  const { path } = file
  if (cause instanceof BrokenPickle) return judgePickle(path, cause.walk)
  if (!pickleName.test(path)) return []
  return opened(file, (bytes) => ifUnpickled({ path, bytes, signal, siblings: new Map() }))
}

/** All imports of all that a model is made of; a pickle has at most as many. */
const mostFindings = 200_000
const tooMuch = () => new Unreadable('would import more than can be told')

/** Names of the file's own stand in it. */
const inOneLine = (description: Description): Description => ({
  ...description,
  holds: printable(description.holds),
  ...(description.needsCode && {
    needsCode: { ...description.needsCode, reason: printable(description.needsCode.reason) },
  }),
})

/** Which of a folder's files is the model. */
async function choose(
  content: Content,
  readings: readonly Reading[],
): Promise<Pick<ModelReading, 'description' | 'failure'>> {
  const descriptions = readings.map((reading) => reading.description)
  const servable = descriptions.filter((description) => !description.needsCode)
  const candidates = servable.length > 0 ? servable : descriptions
  const [only, ...more] = candidates
  if (only && more.length === 0) return { description: only }
  return { failure: only ? severalModels(content, candidates) : await unknownFormat(content) }
}

/** A file that a reader stumbled over, by name. */
class DamagedFile extends Error {
  readonly failure: Failure

  constructor(path: string, cause: Unreadable) {
    super(cause.message, { cause })
    this.failure = damaged(path, cause)
  }
}

/** A name as it can stand in a message. */
const quoted = (name: string): string => `'${printable(name)}'`

const damaged = (path: string, cause: Unreadable): Failure => ({
  code: 'model-unreadable',
  message: `${quoted(path)} ${cause.message}`,
  hint: 'Check that it was written and copied to its end, and that nothing changed it on the way (a text conversion by git, for example).',
  cause,
})

async function naming<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof Unreadable ? new DamagedFile(path, error) : error
  }
}

/** What a reader makes of a file, or what is wrong with the file. */
export async function readable<T>(
  path: string,
  read: () => Promise<T>,
): Promise<
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
> {
  try {
    return { ok: true, value: await read() }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, failure: damaged(path, error) }
  }
}

async function readFile(
  file: ContentFile,
  siblings: ModelFile['siblings'],
  signal: AbortSignal,
): Promise<Reading | undefined> {
  return naming(file.path, () =>
    opened(file, async (bytes) => {
      const head = await bytes.read(0, headSize)
      const model: ModelFile = { path: file.path, bytes, signal, siblings }
      const reading = await firstThat(
        fileFormats.filter((format) => format.recognises(head, file.path)),
        (format) => format.read(model),
      )
      return (
        reading && {
          ...reading,
          findings: [...reading.findings, ...(await asPickle(model, reading))],
        }
      )
    }),
  )
}

/** What is in a file that is something else than the pickle that it is called, and that too. */
const asPickle = async (model: ModelFile, { description }: Reading): Promise<readonly Finding[]> =>
  !pickleName.test(model.path) || pickled.has(description.format) ? [] : ifUnpickled(model)

/** Formats whose readers walk the pickles in them. */
const pickled: ReadonlySet<Format> = new Set([
  'pickle',
  'torch-pickle',
  'torchscript',
  'torch-export',
])

async function readFolder(content: Content, signal: AbortSignal): Promise<Reading | undefined> {
  const folder = openFolder(content, signal)
  const paths = new Set(folder.files.keys())
  return naming(content.name, () =>
    firstThat(
      folderFormats.filter((format) => format.recognises(paths)),
      (format) => format.read(folder),
    ),
  )
}

/** The first format that makes sense of it. */
async function firstThat<F extends FileFormat | FolderFormat>(
  formats: readonly F[],
  read: (format: F) => Promise<Reading | undefined>,
): Promise<Reading | undefined> {
  for (const format of formats) {
    const reading = await read(format)
    if (reading) return reading
  }
  return undefined
}

/** A text file of a model is small: a configuration, an index. */
const largestText = 16 << 20

/** The folder; one that holds nothing but another folder stands for that one. */
function openFolder(content: Content, signal: AbortSignal): ModelFolder {
  const root = commonFolder(content.files.map((file) => file.path))
  const files = new Map(content.files.map((file) => [file.path.slice(root.length), file]))
  const open = <T>(path: string, work: (bytes: Bytes) => Promise<T>): Promise<T> => {
    const file = files.get(path)
    if (!file) throw new Unreadable(`has no file '${path}'`)
    return naming(file.path, () => opened(file, work))
  }
  return {
    root,
    files,
    signal,
    open,
    text: (path) =>
      open(path, async (bytes) => {
        if (bytes.size > largestText)
          throw new Unreadable(`has ${bytes.size} bytes, more than a text file of a model ever has`)
        return Buffer.from(await bytes.read(0, bytes.size)).toString('utf8')
      }),
  }
}

/** The folders that all paths share, with a slash at the end. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let root = ''
  for (const part of first.split('/').slice(0, -1)) {
    const deeper = `${root}${part}/`
    if (!others.every((path) => path.startsWith(deeper))) break
    root = deeper
  }
  return root
}

/**
 * A folder's reader and the reader of a file in it may both have found something. Of what is spelt
 * alike, the worst is kept: `a.os` with `remove` in it and `a` with `os.remove` are not the same.
 */
function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.file} ${finding.what}`
    const known = seen.get(key)
    if (!known || severity[finding.verdict] > severity[known.verdict]) seen.set(key, finding)
  }
  return [...seen.values()].map((finding) => ({ ...finding, what: printable(finding.what) }))
}

const severity: Readonly<Record<Finding['verdict'], number>> = {
  known: 0,
  unknown: 1,
  dangerous: 2,
}

const formatsRead =
  'pickle, joblib and skops (scikit-learn), XGBoost, LightGBM, CatBoost, ONNX, TensorFlow SavedModel, Keras, TorchScript and torch.export, Hugging Face, MLflow and Triton folders, and .zip or .tar archives of them'

function severalModels(content: Content, candidates: readonly Description[]): Failure {
  const names = candidates.slice(0, 5).map(({ path, holds }) => `${path} (${holds})`)
  return {
    code: 'model-unreadable',
    message: `${quoted(content.name)} holds ${candidates.length} files that could be the model: ${listed(names, candidates.length)}`,
    hint: "Point 'model-path' at the model file itself, or give an 'entry-script' that knows which to load.",
  }
}

async function unknownFormat({ kind, name, files }: Content): Promise<Failure> {
  const [first] = files
  const names = files.slice(0, 5).map((file) => file.path)
  const found =
    kind === 'folder'
      ? `holds no file of a model format that is known here: ${listed(names, files.length)}`
      : ((first && (await otherwise(first))) ?? 'is of no model format that is known here')
  return {
    code: 'model-unreadable',
    message: `${quoted(name)} ${found}`,
    hint: `Known are ${formatsRead}. For anything else give an 'entry-script', with a 'conda-file' or an 'environment'.`,
  }
}

const listed = (some: readonly string[], count: number): string =>
  printable(some.join(', ')) + (count > some.length ? ', …' : '')

/** What a file is that is no model, as a predicate. */
async function otherwise(file: ContentFile): Promise<string | undefined> {
  const found = knownOtherwise(await opened(file, (bytes) => bytes.read(0, headSize)))
  return found && `is no model: it is ${printable(found)}`
}
