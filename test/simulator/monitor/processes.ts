/** What a process and those that it started use of the machine, as its operating system tells. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface Usage {
  /** Processor time since it began. */
  readonly cpuMs: number
  readonly memoryBytes: number
}

/** By process id. */
export type Usages = ReadonlyMap<number, Usage>

/**
 * The whole tree below a process; of this process itself only its own share. Empty when it is gone,
 * and for others than this one on Windows, where asking would cost more than it tells.
 */
export const usages = async (root: number): Promise<Usages> => {
  if (root === process.pid) return new Map([[root, ownUsage()]])
  if (process.platform === 'win32') return new Map()
  return process.platform === 'linux' ? fromProc(root) : fromPs(root)
}

const ownUsage = (): Usage => {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage.rss() }
}

/** Linux counts processor time in hundredths of a second, whatever the kernel's own pace. */
const tickMs = 10

const fromProc = async (root: number): Promise<Usages> => {
  const found = new Map<number, Usage>()
  const visit = async (pid: number): Promise<void> => {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8')
    try {
      const [stat, status] = await Promise.all([read('stat'), read('status')])
      // The name in parentheses may hold anything; the numbers begin after it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0
      found.set(pid, {
        cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
        memoryBytes: Number(resident) * 1024,
      })
      const children = await read(`task/${pid}/children`)
      await Promise.all(children.split(' ').filter(Boolean).map(Number).map(visit))
    } catch {
      // It has ended meanwhile.
    }
  }
  await visit(root)
  return found
}

const fromPs = async (root: number): Promise<Usages> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,time='])
  return treeOf(root, stdout)
}

/** What `ps -o pid=,ppid=,rss=,time=` tells of a process and those below it. */
export const treeOf = (root: number, listed: string): Usages => {
  const rows = listed.split('\n').flatMap((line) => {
    const [pid, parent, resident, time] = line.trim().split(/\s+/)
    return time === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), resident: Number(resident), time }]
  })
  const tree = new Set([root])
  // A set grows while it is walked through: children of children are met in turn.
  for (const above of tree) {
    for (const { pid, parent } of rows) if (parent === above) tree.add(pid)
  }
  return new Map(
    rows
      .filter(({ pid }) => tree.has(pid))
      .map(({ pid, resident, time }) => [
        pid,
        { cpuMs: cpuMs(time), memoryBytes: resident * 1024 },
      ]),
  )
}

/** `[[days-]hours:]minutes:seconds`, as ps writes it. */
const cpuMs = (time: string): number => {
  const [clock = '', days = '0'] = time.split('-').reverse()
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return (Number(days) * 86_400 + seconds) * 1000
}
