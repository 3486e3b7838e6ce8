/** Traffic maps. Azure wants integers that sum to 0 or 100. */

/** Deployment → percent. */
export type Traffic = Readonly<Record<string, number>>

/** The shares above zero: Azure reports every other deployment as 0. */
export const positive = (traffic: Traffic): Traffic =>
  Object.fromEntries(Object.entries(traffic).filter(([, share]) => share > 0))

/** A deployment's share; names differ in case between clients, and Azure takes them for the same. */
export const shareOf = (traffic: Traffic, name: string): number =>
  Object.entries(traffic).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? 0

/** The shares of all others. */
export const without = (traffic: Traffic, name: string): Traffic =>
  Object.fromEntries(
    Object.entries(traffic).filter(([other]) => other.toLowerCase() !== name.toLowerCase()),
  )

/** Whether two traffic maps send every request the same way. */
export const sameTraffic = (a: Traffic, b: Traffic): boolean =>
  [...Object.keys(a), ...Object.keys(b)].every((name) => shareOf(a, name) === shareOf(b, name))

/** The deployment with most of the traffic; undefined when none has any. */
export const leading = (traffic: Traffic): string | undefined =>
  Object.entries(positive(traffic)).sort(([, a], [, b]) => b - a)[0]?.[0]

/** `blue 90 %, green 10 %`, or `none`. */
export function describeTraffic(traffic: Traffic): string {
  const shares = Object.entries(positive(traffic)).map(([name, share]) => `${name} ${share} %`)
  return shares.length > 0 ? shares.join(', ') : 'none'
}
