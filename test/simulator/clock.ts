/** Simulated time: the wall clock, plus what a test skipped; Azure's durations shrink by the scale. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './types.ts'

/** A clock that a test can put forward, to see tokens expire and role assignments arrive. */
export interface SimulatedClock extends Clock {
  advance(ms: number): void
}

/** `scale` multiplies every duration of Azure's; 0 = as fast as it goes. */
export const simulatedClock = (scale: number): SimulatedClock => {
  let skipped = 0
  return {
    scale,
    now: () => new Date(Date.now() + skipped),
    // Unreferenced: a wait must never keep a finished test run alive.
    pass: async (azureMs) => {
      await sleep(azureMs * scale, undefined, { ref: false })
    },
    advance: (ms) => {
      skipped += ms
    },
  }
}
