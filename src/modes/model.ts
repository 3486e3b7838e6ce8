/** The local model, read with a sign of life. */
import { inspectModel, type LocalModel } from '../model/model.ts'
import { type Progress, startProgress } from '../progress.ts'
import type { World } from '../world.ts'

/** Reads and hashes the model at a path of the checkout. */
export async function readLocalModel(
  { path, unpack }: { readonly path: string; readonly unpack: boolean },
  { log, scratch }: Pick<World, 'log' | 'scratch'>,
  signal: AbortSignal,
): Promise<LocalModel> {
  let progress: Progress | undefined
  try {
    return await inspectModel(path, {
      scratch,
      unpack,
      signal,
      watch(total) {
        progress = startProgress(log, 'reading the model', total)
        return progress.add
      },
    })
  } finally {
    progress?.stop()
  }
}
