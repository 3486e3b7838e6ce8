/** Traffic maps: deployment → percent. Azure wants integers that sum to 0 or 100. */
import type { Traffic } from './state.ts'

/** The shares above zero: Azure reports every other deployment as 0. */
export const positive = (traffic: Traffic): Traffic =>
  Object.fromEntries(Object.entries(traffic).filter(([, share]) => share > 0))

/** Whether two traffic maps send every request the same way. */
export function sameTraffic(a: Traffic, b: Traffic): boolean {
  const left = positive(a)
  const right = positive(b)
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...names].every((name) => left[name] === right[name])
}

/** `blue 90 %, green 10 %`, or `none`. */
export function describeTraffic(traffic: Traffic): string {
  const shares = Object.entries(positive(traffic)).map(([name, share]) => `${name} ${share} %`)
  return shares.length > 0 ? shares.join(', ') : 'none'
}
