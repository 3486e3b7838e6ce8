/** A lock between processes: a file that names its holder. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Nothing that we lock takes longer, so an older lock is a dead one. */
const staleAfterMs = 30 * 60_000

/** Runs `work` while no other process runs its own under the same lock. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true })
  while (!(await take(path))) {
    if (await abandoned(path)) await discard(path)
    else await sleep(200)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function abandoned(path: string): Promise<boolean> {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    // Between creation and the first byte it names nobody yet.
    if (holder === '') return Date.now() - mtimeMs > 10_000
    return Date.now() - mtimeMs > staleAfterMs || !alive(Number(holder))
  } catch {
    return false
  }
}

/** Renamed first, so that of several who find it abandoned only one removes it. */
async function discard(path: string): Promise<void> {
  const gone = `${path}.${randomUUID()}`
  await rename(path, gone).catch(() => {})
  await rm(gone, { force: true })
}

/** Whether a process of that id runs, ours or not. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
