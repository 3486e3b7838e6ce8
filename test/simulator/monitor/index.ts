/** Azure Monitor at work in the background: it measures and fires alerts. */
import type { Azure } from '../azure.ts'
import { judgeAlerts } from './judge.ts'
import { createSampler } from './sampler.ts'

/** Often enough for tests that last seconds, and cheap. */
const everyMs = 1000

/** Starts it; resolves when the last look is over. */
export const startMonitor = (azure: Azure): { stop(): Promise<void> } => {
  const sample = createSampler(azure)
  let look: Promise<void> | undefined

  const tick = async (): Promise<void> => {
    await sample()
    judgeAlerts(azure)
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
