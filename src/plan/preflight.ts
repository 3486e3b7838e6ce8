/** What a run on the runner measured, set against the size that was asked for. Pure. */
import type { Compute, Sized, Wish } from './request.ts'

/** How the service did on the runner. */
export interface Measured {
  /** Making its environment; next to nothing when one like it was there. */
  readonly installMs: number
  /** From the start of the server until it was ready: the model is loaded then. */
  readonly loadMs: number
  /** The largest process at its peak, which is a worker; absent where it cannot be known. */
  readonly memoryMB?: number
  /** Latency of the smoke requests; absent when there were none. */
  readonly p50Ms?: number
  readonly p95Ms?: number
}

/** What one instance of the service gets. */
export interface Size {
  readonly cpu: number
  /** GB. */
  readonly memory: number
}

/** A remark on the size: a warning when the service would hardly run, a hint when it costs too much. */
export interface SizeNote {
  readonly level: 'warning' | 'hint'
  readonly text: string
}

/**
 * MB of a container besides its workers: gunicorn's master took 36 MB with
 * azureml-inference-server-http 1.5.1 and Python 3.12; the rest is for what the image runs besides.
 */
const serverMB = 100

/**
 * A few small requests show less than a service needs: larger ones take larger arrays, and memory
 * that was given back stays in pieces.
 */
const headroom = 1.5

/** GB that are asked for: so far apart that measuring again gives the same one nearly always. */
const memorySteps = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

/** Beyond this many times the suggested memory, most of it lies idle. */
const absurd = 8

/** vCPUs that are a lot for answers as quick as these, one worker answering one at a time. */
const manyCpus = 8
const quickMs = 100

/** The size for a service that was measured; undefined when its memory could not be. */
export function suggestSize({ memoryMB }: Measured, workers: number): Size | undefined {
  if (memoryMB === undefined) return undefined
  const needed = (memoryMB * workers * headroom + serverMB) / 1024
  return {
    // A worker answers one request at a time, on one core at least.
    cpu: workers,
    memory: memorySteps.find((step) => step >= needed) ?? Math.ceil(needed),
  }
}

/** What there is to say of a size, seeing what was measured. */
export function compareWithSize(
  measured: Measured,
  { cpu, memory }: Size,
  workers = 1,
): readonly SizeNote[] {
  const notes: SizeNote[] = []
  const suggested = suggestSize(measured, workers)
  if (suggested && measured.memoryMB !== undefined) {
    const taken = measured.memoryMB * workers + serverMB
    const what = `the service took ${inGB(taken)} GB on the runner (${workers} × ${inGB(measured.memoryMB)} GB, and ${inGB(serverMB)} GB for the server itself)`
    if (memory * 1024 < taken) {
      notes.push({
        level: 'warning',
        text: `${inGB(memory * 1024)} GB of memory are too little: ${what}. With headroom, ${suggested.memory} GB would do`,
      })
    } else if (memory >= absurd * suggested.memory) {
      notes.push({
        level: 'hint',
        text: `${inGB(memory * 1024)} GB of memory are far more than needed: ${what}. With headroom, ${suggested.memory} GB would do`,
      })
    }
  }
  const { p95Ms } = measured
  if (p95Ms !== undefined && p95Ms <= quickMs && cpu >= manyCpus * workers) {
    notes.push({
      level: 'hint',
      text: `${cpu} vCPUs are far more than needed: answers took ${Math.round(p95Ms)} ms on the runner, and an instance works on ${workers} at once`,
    })
  }
  return notes
}

const inGB = (megabytes: number) => (megabytes / 1024).toFixed(2)

/** The size that is asked for; undefined when some of it is to be measured. */
export const givenSize = ({ cpu, memory }: Compute<number | 'auto'>): Size | undefined =>
  cpu === 'auto' || memory === 'auto' ? undefined : { cpu, memory }

/** The same wish with numbers where it says `auto`. */
export function withSize<W extends Wish>(wish: W, size: Size): Sized<W> {
  const { cpu, memory } = wish.compute
  return {
    ...wish,
    compute: {
      ...wish.compute,
      cpu: cpu === 'auto' ? size.cpu : cpu,
      memory: memory === 'auto' ? size.memory : memory,
    },
  }
}

/** How many requests one instance works on at once, as its server is told. */
export function workersOf({ container }: Pick<Wish, 'container'>): number {
  const count = Number(container.environmentVariables['WORKER_COUNT'])
  return Number.isInteger(count) && count > 0 ? count : 1
}
