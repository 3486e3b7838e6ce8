/** The first container of an instance: brings model and code from the blobs to where Azure mounts them. */
import { basename, join } from 'node:path'
import type { ArmError, BlobStorage, ContainerSpec } from '../types.ts'
import { downloadFailure } from './failure.ts'
import type { Report } from './report.ts'

/** `/var/azureml-app`, as the container sees it. */
export interface AppRoot {
  readonly path: string
  /** `AZUREML_MODEL_DIR`: a file lies in it, a folder below it under its own name. */
  readonly modelDirectory?: string
}

/** What the inference server runs. */
export type InferenceProgram =
  | {
      readonly kind: 'script'
      /** Relative to the app root: `<code folder>/<scoring script>`. */
      readonly entryScript: string
    }
  /** Azure's own script for MLflow, and the folder in the model directory that it loads. */
  | { readonly kind: 'mlflow'; readonly modelFolder: string }

/** What the server of a deployment runs that is no Triton. */
export const inferenceProgram = ({ code, model }: ContainerSpec): InferenceProgram =>
  code
    ? { kind: 'script', entryScript: join(basename(code.at.path), code.scoringScript) }
    : { kind: 'mlflow', modelFolder: basename(model?.at.path ?? '') }

/** Where things will be, once they are downloaded. */
export function layOut({ model }: ContainerSpec, path: string): AppRoot {
  return {
    path,
    ...(model && { modelDirectory: join(path, 'azureml-models', model.name, model.version) }),
  }
}

/** Downloads everything, or says what is missing. */
export async function initializeStorage(
  spec: ContainerSpec,
  root: AppRoot,
  blobs: BlobStorage,
  report: Report,
): Promise<ArmError | undefined> {
  const say = (text: string) => report.print('StorageInitializer', `${text}\n`)
  const wanted = [
    ['model', spec.model?.at, root.modelDirectory],
    ['code', spec.code?.at, root.path],
  ] as const
  report.step('ModelDownload', 'InProgress')
  report.event('Downloading', 'Start downloading models')
  for (const [what, at, directory] of wanted) {
    if (at === undefined || directory === undefined) continue
    say(`Downloading ${what} from ${at.container}/${at.path}`)
    try {
      await blobs.download(at, directory)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      say(`Failed to download ${what}: ${reason}`)
      report.step('ModelDownload', 'Failed')
      report.event(
        'DownloadFailed',
        'Model download failed, retrying. Please check storage-initializer log for detail.',
        'Warning',
      )
      return downloadFailure(what, reason)
    }
    say(`Downloaded ${what} to ${directory}`)
  }
  report.step('ModelDownload', 'Succeeded')
  report.event('Downloaded', 'Models are downloaded successfully or no model need to download')
  return undefined
}
