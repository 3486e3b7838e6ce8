/** The folder that stands for a container's file system, for as long as the container lives. */
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alive } from './image/lock.ts'

/** Makes one, below the state directory if there is one. */
export async function makeScratch(stateDirectory: string | undefined): Promise<string> {
  const parent = stateDirectory === undefined ? tmpdir() : join(stateDirectory, 'containers')
  await mkdir(parent, { recursive: true })
  await removeOrphans(parent)
  // Real paths only: a traceback never names a link.
  return realpath(await mkdtemp(join(parent, `azureml-${process.pid}-`)))
}

/** Those of simulators that were killed. */
async function removeOrphans(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /^azureml-(\d+)-/.exec(name)?.[1]
    if (owner === undefined || alive(Number(owner))) continue
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {})
  }
}
