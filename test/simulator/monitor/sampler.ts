/** Looks at the machine again and again: what the scoring processes use, and who is connected. */
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { type Size, sizeNamed } from '../arm/sizes.ts'
import type { Azure } from '../azure.ts'
import { type Usages, usages } from './processes.ts'

/** What of a machine's memory is not the container's: Azure's own processes use it. */
const reservedGB = 2.3

interface Look {
  readonly at: number
  readonly seen: Usages
}

/** Each call takes one sample of everything that runs. */
export const createSampler = (azure: Azure): (() => Promise<void>) => {
  /** By the instance's process: between two looks lies the processor time of one sample. */
  let before = new Map<number, Look>()

  return async () => {
    const { telemetry, world } = azure
    const now = new Map<number, Look>()
    const look = async (pid: number): Promise<Look> => {
      const taken = { at: performance.now(), seen: await usages(pid) }
      now.set(pid, taken)
      return taken
    }
    for (const [place, { serving }] of azure.running) {
      const [endpoint = '', deployment = ''] = place.split('/')
      const described = world.endpoints[endpoint]?.deployments[deployment]
      const size = sizeNamed(String(described?.properties['instanceType']))
      if (serving === undefined || described === undefined || size === undefined) continue
      const source = { endpoint, deployment }
      const disk = await diskPercent()
      for (const [index, pid] of serving.processes().entries()) {
        const instanceId = `${endpoint}-${deployment}-${index}`
        const latest = now.get(pid) ?? (await look(pid))
        if (latest.seen.size === 0) continue
        const cpu = cpuPercent(size, before.get(pid), latest)
        if (cpu !== undefined) telemetry.record(source, 'cpu', cpu, { instanceId })
        telemetry.record(source, 'memory', memoryPercent(size, latest), { instanceId })
        telemetry.record(source, 'disk', disk, { instanceId, disk: 'disk0' })
      }
      const capacity = Number(described.sku?.['capacity'] ?? 1)
      telemetry.record(source, 'capacity', capacity, { State: 'Ready' })
    }
    for (const [endpoint, open] of telemetry.connections()) {
      telemetry.record({ endpoint }, 'open', open)
    }
    before = now
  }
}

/** Of all the cores that the instance has; a process that is new since then began at zero. */
const cpuPercent = ({ vCPUs }: Size, before: Look | undefined, now: Look): number | undefined => {
  if (before === undefined) return undefined
  const used = [...now.seen].reduce(
    (sum, [pid, { cpuMs }]) => sum + Math.max(0, cpuMs - (before.seen.get(pid)?.cpuMs ?? 0)),
    0,
  )
  return Math.min(100, (100 * used) / (now.at - before.at) / vCPUs)
}

const memoryPercent = ({ memoryGB }: Size, { seen }: Look): number => {
  const used = [...seen.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
  return Math.min(100, (100 * used) / ((memoryGB - reservedGB) * 1024 ** 3))
}

const diskPercent = async (): Promise<number> => {
  const { blocks, bavail } = await statfs(tmpdir())
  return (100 * (blocks - bavail)) / blocks
}
