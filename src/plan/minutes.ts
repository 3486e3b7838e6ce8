/** What Azure Monitor measured of a deployment, minute by minute, and what that amounts to. Pure. */

/** A minute of a deployment, as far as it is known. */
export interface Minute {
  /** When it began, in milliseconds since 1970. */
  readonly at: number
  readonly requests: number
  /** Requests that the service failed: errors of the model or the platform, time-outs, no room. */
  readonly failed: number
  /** Requests that were answered with another 4xx, which says that the caller is wrong. */
  readonly refused: number
  /** Percentiles of the latency in milliseconds, by their rank. */
  readonly latency: Readonly<Partial<Record<Rank, number>>>
  /** Percent of the fullest instance. */
  readonly cpu?: number
  readonly memory?: number
}

/** The percentiles that Azure has. */
export const ranks = [50, 90, 95, 99] as const
export type Rank = (typeof ranks)[number]

/** A deployment and its minutes, oldest first. */
export interface Measured {
  readonly name: string
  readonly minutes: readonly Minute[]
}

/** What a deployment showed in a step. */
export interface LiveNumbers {
  readonly deployment: string
  /** How many minutes are known. */
  readonly minutes: number
  readonly requests: number
  readonly failed: number
  readonly refused: number
  /** Means of the minutes' percentiles, by how many requests a minute had. */
  readonly p50Ms?: number
  readonly p95Ms?: number
  readonly p99Ms?: number
  /** The highest of them, in percent of an instance. */
  readonly cpu?: number
  readonly memory?: number
}

/** How many of a kind there were in all minutes. */
export const sumOf = (
  minutes: readonly Minute[],
  what: 'requests' | 'failed' | 'refused',
): number => minutes.reduce((sum, minute) => sum + minute[what], 0)

/** The mean of the minutes' percentiles, by how many requests a minute had. */
export function latencyOf(minutes: readonly Minute[], rank: Rank): number | undefined {
  const known = minutes.filter(({ requests, latency }) => requests > 0 && latency[rank])
  const weighed = known.reduce((sum, each) => sum + each.requests * (each.latency[rank] ?? 0), 0)
  return known.length === 0 ? undefined : weighed / sumOf(known, 'requests')
}

/** The highest of what is known. */
export function highest(minutes: readonly Minute[], what: 'cpu' | 'memory'): number | undefined {
  const known = minutes.flatMap((minute) => minute[what] ?? [])
  return known.length === 0 ? undefined : Math.max(...known)
}

/** Sums minutes up. */
export function numbersOf({ name, minutes }: Measured): LiveNumbers {
  const known = {
    p50Ms: latencyOf(minutes, 50),
    p95Ms: latencyOf(minutes, 95),
    p99Ms: latencyOf(minutes, 99),
    cpu: highest(minutes, 'cpu'),
    memory: highest(minutes, 'memory'),
  }
  return {
    deployment: name,
    minutes: minutes.length,
    requests: sumOf(minutes, 'requests'),
    failed: sumOf(minutes, 'failed'),
    refused: sumOf(minutes, 'refused'),
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
  }
}
