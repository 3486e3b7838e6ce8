/** Whether a version stands before another, by its numbers: `2.2` is below `2.2.2`, `2.2.2rc1` is not. */
export function isBelow(version: string | undefined, limit: string): boolean {
  if (version === undefined) return false
  const given = numbers(version)
  for (const [index, wanted] of numbers(limit).entries()) {
    const own = given[index] ?? 0
    if (own !== wanted) return own < wanted
  }
  return false
}

/** The numbers that a version begins with. */
const numbers = (version: string): readonly number[] =>
  (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number)
