/** How a split of the traffic is written into tags, and read from them. */
import { longestTag } from './naming.ts'
import type { Traffic } from './traffic.ts'

/** `blue=90 green=10`, as the command line of Azure ML takes it; in several texts where one is too long. */
export function pack(traffic: Traffic): readonly string[] {
  const texts: string[] = []
  for (const [name, share] of Object.entries(traffic)) {
    const word = `${name}=${share}`
    const last = texts.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= longestTag)
      texts[texts.length - 1] = `${last} ${word}`
    else texts.push(word)
  }
  return texts.length > 0 ? texts : [nothing]
}

/** How no share at all is spelt. */
export const nothing = 'none'

/** The split that `pack` made these texts of; undefined for any others. */
export function unpack(texts: readonly string[]): Traffic | undefined {
  const traffic = sharesIn(texts)
  const sum = Object.values(traffic ?? {}).reduce((total, share) => total + share, 0)
  return sum === 0 || sum === 100 ? traffic : undefined
}

/** The shares in these texts, whatever their sum; undefined for any others. */
export function sharesIn(texts: readonly string[]): Traffic | undefined {
  if (texts.length === 0) return undefined
  const words = texts.flatMap((text) => text.split(' ')).filter((word) => word !== nothing)
  const shares = words.map((word) => /^([\w-]+)=(\d{1,3})$/.exec(word))
  if (shares.includes(null)) return undefined
  return Object.fromEntries(shares.map((match) => [match?.[1] ?? '', Number(match?.[2])] as const))
}
