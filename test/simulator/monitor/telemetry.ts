/** What was measured so far: single values and their moments, from which any minute can be told later. */
import type { Socket } from 'node:net'
import { key } from '../arm/call.ts'

/** What is measured; a metric is a way to read one of these. */
export type Signal =
  | 'request'
  | 'bytes'
  | 'connection'
  | 'open'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'capacity'

export type Dimensions = Readonly<Record<string, string>>

export interface Sample {
  readonly at: number
  readonly value: number
  readonly dimensions: Dimensions
}

/** An endpoint, or one of its deployments. */
export interface Source {
  readonly endpoint: string
  readonly deployment?: string | undefined
}

export interface Telemetry {
  record(source: Source, signal: Signal, value: number, dimensions?: Dimensions): void
  /** In the order of their moments. */
  samples(source: Source, signal: Signal): readonly Sample[]
  /** A client's connection: counted once, however many requests come over it. */
  connect(endpoint: string, socket: Socket): void
  /** How many connections each endpoint has now. */
  connections(): readonly (readonly [endpoint: string, open: number])[]
}

/** A simulator that runs for weeks must not fill the memory. */
const kept = 100_000

/** Nothing is measured yet. */
export const createTelemetry = (now: () => Date): Telemetry => {
  const taken = new Map<string, Sample[]>()
  const open = new Map<string, Set<Socket>>()
  const place = ({ endpoint, deployment = '' }: Source, signal: Signal): string =>
    `${signal} ${key(endpoint)}/${key(deployment)}`

  const record: Telemetry['record'] = (source, signal, value, dimensions = {}) => {
    const samples = taken.get(place(source, signal)) ?? []
    taken.set(place(source, signal), samples)
    samples.push({ at: now().getTime(), value, dimensions })
    if (samples.length > 2 * kept) samples.splice(0, kept)
  }
  return {
    record,
    samples: (source, signal) => taken.get(place(source, signal)) ?? [],
    connect(endpoint, socket) {
      const sockets = open.get(key(endpoint)) ?? new Set()
      open.set(key(endpoint), sockets)
      if (sockets.has(socket) || socket.destroyed) return
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      record({ endpoint }, 'connection', 1)
    },
    connections: () => [...open].map(([endpoint, sockets]) => [endpoint, sockets.size]),
  }
}
