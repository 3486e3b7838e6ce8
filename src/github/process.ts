/** Which process this is, as another on the same machine can tell whether it still runs. */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Where process numbers mean what they mean here: this boot of this machine, and in it the container,
 * which counts its own. Undefined where that cannot be told, as on Windows and macOS.
 */
function readPlace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    const container = readlinkSync('/proc/self/ns/pid')
    return createHash('sha256').update(`${boot}${container}`).digest('hex').slice(0, 8)
  } catch {
    return undefined
  }
}

/** Tells this process from any other: `1a2b3c4d-4711`, the place and the number in it, where there is one. */
export function nameProcess(): string {
  const place = readPlace()
  return place === undefined ? randomUUID().slice(0, 8) : `${place}-${process.pid}`
}

/** Whether a process of that name ran here and does no more; of others nobody can tell. */
export function hasEnded(name: string): boolean {
  const [, place, pid] = /^([0-9a-f]{8})-(\d+)$/.exec(name) ?? []
  if (place === undefined || place !== readPlace()) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    // Who may not signal it knows that it is there.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
