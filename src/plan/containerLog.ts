/** A container's log, read: the traceback that started the trouble, and the line of the user's script in it. */
import type { Place } from '../errors.ts'

export interface Traceback {
  /** From `Traceback (most recent call last)` to the exception's line. */
  readonly text: string
  /** `ModuleNotFoundError: No module named 'sklearn'`. */
  readonly error: string
  /** Frames in the order of the log, innermost last. */
  readonly frames: readonly { readonly file: string; readonly line: number }[]
}

const header = /Traceback \(most recent call last\):\s*$/
const frame = /File "([^"]+)", line (\d+)/
const timestamp = /^(\S*\d{2}:\d{2}:\d{2}\S*\s+)?(\[[^\]]*\]\s*)?/

/** The first traceback of a log: later ones are the restarts of a container that crashes again and again. */
export function firstTraceback(log: string): Traceback | undefined {
  const lines = log.split(/\r?\n/)
  const start = lines.findIndex((line) => header.test(line))
  if (start < 0) return undefined
  const text: string[] = [(lines[start] ?? '').replace(/^.*(?=Traceback)/, '')]
  const frames: { file: string; line: number }[] = []
  for (const line of lines.slice(start + 1, start + 200)) {
    const found = frame.exec(line)
    if (found?.[1] !== undefined) frames.push({ file: found[1], line: Number(found[2]) })
    text.push(line)
    // The exception's own line is the first that is not indented; chained causes follow a blank one.
    const bare = line.replace(timestamp, '')
    if (
      /^[A-Za-z_][\w.]*(Error|Exception|Warning|Exit|Interrupt|Failure)?(:|$)/.test(bare) &&
      !/^\s/.test(line)
    ) {
      return { text: text.join('\n'), error: bare.trim(), frames }
    }
  }
  return { text: text.join('\n'), error: text.at(-1)?.trim() ?? '', frames }
}

/**
 * The innermost frame that lies in the deployed code folder, as a place in the checkout:
 * Azure mounts the folder's content under `/var/azureml-app/<folder>/`.
 */
export function placeInCode(
  traceback: Traceback,
  codeFolder: string,
  sourceDirectory: string,
): Place | undefined {
  const marker = `/var/azureml-app/${codeFolder}/`
  const own = traceback.frames.filter(({ file }) => file.includes(marker)).at(-1)
  if (!own) return undefined
  const relative = own.file.slice(own.file.indexOf(marker) + marker.length)
  const prefix = sourceDirectory === '.' ? '' : `${sourceDirectory}/`
  return { file: `${prefix}${relative}`, line: own.line }
}

const steps: Readonly<Record<string, string>> = {
  SystemSetup: 'setting up the machine',
  UserContainerImagePull: 'building or pulling the image',
  ModelDownload: 'downloading model and code',
  UserContainerStart: 'starting the container',
}

/** What an instance is doing, from the status block at the head of its log: the first step not yet done. */
export function instanceStep(log: string): string | undefined {
  for (const [step, words] of Object.entries(steps)) {
    const status = new RegExp(`^${step}: (\\w+)`, 'm').exec(log)?.[1]
    if (status !== undefined && status !== 'Succeeded') return words
  }
  return undefined
}

/** What a container itself has printed: everything below the status block at the head of its log. */
export function linesOf(log: string): readonly string[] {
  const printed = log.replace(/^[\s\S]*?^Container logs:$/m, '').trim()
  return printed === '' ? [] : printed.split(/\r?\n/)
}

/** The lines that are new: of a log only the end is read, so what was at its beginning may be gone. */
export function linesAfter(before: readonly string[], now: readonly string[]): readonly string[] {
  for (let gone = 0; gone < before.length; gone++) {
    const kept = before.slice(gone)
    if (kept.every((line, index) => line === now[index])) return now.slice(kept.length)
  }
  return now
}

/** A line that tells the cause although nothing was raised. */
const tellingLines = [
  /^.*A required package azureml-inference-server-http is missing.*$/m,
  // Triton's, behind the time and the line of its own code.
  /failed to load '[^']+'.*$/m,
]

/** What the log says went wrong: the exception of its first traceback, or a line that tells as much. */
export function complaint(log: string): string | undefined {
  return (
    firstTraceback(log)?.error ??
    tellingLines.map((line) => line.exec(log)?.[0].trim()).find((line) => line !== undefined)
  )
}

/** What to do about a complaint whose cause is known. */
export function remedyFor(error: string): string | undefined {
  if (/A required package azureml-inference-server-http is missing/.test(error)) {
    return "Add 'azureml-inference-server-http' to the pip section of the conda file."
  }
  if (/^failed to load '/.test(error)) {
    return 'Correct that model of the Triton repository, or leave it out: Triton does not start while it cannot load one.'
  }
  const missing = /No module named '([^']+)'/.exec(error)?.[1]
  if (missing?.startsWith('azureml.contrib')) {
    return 'The server no longer brings azureml.contrib: import rawhttp from azureml_inference_server_http.api.aml_request, AMLResponse from azureml_inference_server_http.api.aml_response, and use azureml-inference-server-http 1.4 or later.'
  }
  if (missing?.startsWith('azureml.ai'))
    return "Add 'azureml-ai-monitoring' to the pip section of the conda file."
  if (missing === 'sklearn')
    return "Add 'scikit-learn', in the version that saved the model, to the conda file."
  if (missing !== undefined) return `Add the package that provides '${missing}' to the conda file.`
  if (/azureml-models/.test(error) && /FileNotFoundError|No such file/.test(error)) {
    return 'The model is mounted under $AZUREML_MODEL_DIR: a file model as $AZUREML_MODEL_DIR/<file>, a folder model as $AZUREML_MODEL_DIR/<folder>/…'
  }
  if (/register\(\) takes 3 positional arguments but 4 were given/.test(error)) {
    return 'Do not pin flask in the conda file: the inference server brings the version that it needs.'
  }
  return undefined
}
