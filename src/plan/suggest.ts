/** "Did you mean": the nearest of the allowed words, if one is near enough to be a slip of the hand. */

/** The number of single-letter insertions, deletions, swaps and replacements between two words. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(
        cell(i - 1, j) + 1,
        cell(i, j - 1) + 1,
        cell(i - 1, j - 1) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, cell(i - 2, j - 2) + 1)
      }
      row.push(best)
    }
  }
  return cell(a.length, b.length)
}

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The allowed word that `given` most likely stands for, or undefined when none is close. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  const target = plain(given)
  let best: { word: string; distance: number } | undefined
  for (const word of allowed) {
    const candidate = plain(word)
    const apart =
      target.length > 2 && (candidate.startsWith(target) || target.startsWith(candidate))
        ? 1
        : distance(target, candidate)
    if (
      apart <= Math.max(1, Math.floor(candidate.length / 3)) &&
      apart < (best?.distance ?? Infinity)
    ) {
      best = { word, distance: apart }
    }
  }
  return best?.word
}

/** ` Did you mean 'x'?`, or nothing. */
export function didYouMean(given: string, allowed: readonly string[]): string {
  const word = nearest(given, allowed)
  return word === undefined ? '' : ` Did you mean '${word}'?`
}
