/** Numbers as the summary writes them. Pure. */

/** `0.4 s`, `12 s`, `6 min 12 s`. */
export function spell(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const rest = seconds % 60
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`
}

/** `2026-11-28 08:28`, of ISO 8601. */
export const atMinute = (time: string): string => time.slice(0, 16).replace('T', ' ')

/** `12 ms`, which is not to be broken in two; nothing for what is not known. */
export const inMs = (value: number | undefined): string =>
  value === undefined ? '' : `${Math.round(value)}\u00a0ms`

/** `3 %`; nothing for what is not known. */
export const inPercent = (value: number | undefined): string =>
  value === undefined ? '' : `${Math.round(value)}\u00a0%`
