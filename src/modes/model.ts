/** The local model, read with a sign of life. */
import type { Log } from '../log.ts'
import { inspectModel, type LocalModel } from '../model/model.ts'
import { type Progress, startProgress } from '../progress.ts'

/** Reads and hashes the model at a path of the checkout. */
export async function readLocalModel(
  path: string,
  log: Log,
  signal: AbortSignal,
): Promise<LocalModel> {
  let progress: Progress | undefined
  try {
    return await inspectModel(path, signal, (total) => {
      progress = startProgress(log, 'reading the model', total)
      return progress.add
    })
  } finally {
    progress?.stop()
  }
}
