/** A sign of life while bytes move: how far, how fast, how long still. */
import type { Log } from './log.ts'

const everyMs = 2_000

/** `1.4 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`
}

/** `2 min 5 s`, `0.4 s`. */
export function formatTime(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export interface Progress {
  add(bytes: number): void
  stop(): void
}

/** Prints a line every other second until it is stopped; nothing for what is done sooner. */
export function startProgress(log: Log, what: string, total: number): Progress {
  const started = Date.now()
  let done = 0
  const timer = setInterval(() => {
    const ms = Date.now() - started
    const rate = done / (ms / 1000)
    const left = rate > 0 ? `, ${formatTime(((total - done) / rate) * 1000)} left` : ''
    const share = total > 0 ? Math.floor((done / total) * 100) : 100
    log.info(`${what}: ${share} % of ${formatBytes(total)}, ${formatBytes(rate)}/s${left}`)
  }, everyMs)
  timer.unref()
  return {
    add: (bytes) => {
      done += bytes
    },
    stop: () => clearInterval(timer),
  }
}
