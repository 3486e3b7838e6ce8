/** Azure Monitor at work in the background: it measures, fires alerts, and scales. */
import type { Azure } from '../azure.ts'
import { autoscale } from './autoscale.ts'
import { judgeAlerts } from './judge.ts'
import { createSampler } from './sampler.ts'

/** Often enough for tests that last seconds, and cheap. */
const everyMs = 1000

/** How often Azure looks at its autoscale settings. */
const autoscaleMs = 30_000

/** Starts it; resolves when the last look is over. */
export const startMonitor = (azure: Azure): { stop(): Promise<void> } => {
  const sample = createSampler(azure)
  let scaled = -Infinity
  let look: Promise<void> | undefined

  const tick = async (): Promise<void> => {
    await sample()
    judgeAlerts(azure)
    const now = azure.clock.now().getTime()
    if (now - scaled < autoscaleMs * azure.clock.scale) return
    scaled = now
    autoscale(azure)
  }
  // Unreferenced: watching must never keep a finished test run alive.
  const timer = setInterval(() => {
    look ??= tick()
      .catch(console.error)
      .finally(() => {
        look = undefined
      })
  }, everyMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await look
    },
  }
}
