/** Whether what was counted is more than chance explains. Pure. */

/** How rarely a service that keeps to the limit may be taken for one that does not. */
const usualSignificance = 0.01

/**
 * Whether so many of so many are more than a share of them, and not by chance: a binomial test. The
 * probability of as many or more is summed term by term, each from the one before, the first by its
 * logarithm: of so many, it may be too small for a number.
 */
export function exceeds(
  count: number,
  total: number,
  share: number,
  significance = usualSignificance,
): boolean {
  if (count === 0 || count <= total * share) return false
  if (share === 0) return true
  let term = Math.exp(logBinomial(count, total, share))
  let asMany = 0
  for (let each = count; each <= total && term > asMany * 1e-12; each++) {
    asMany += term
    term *= ((total - each) / (each + 1)) * (share / (1 - share))
  }
  return asMany < significance
}

/** The logarithm of the probability of exactly so many. */
function logBinomial(count: number, total: number, share: number): number {
  let log = count * Math.log(share) + (total - count) * Math.log1p(-share)
  for (let each = 1; each <= count; each++) log += Math.log((total - count + each) / each)
  return log
}
