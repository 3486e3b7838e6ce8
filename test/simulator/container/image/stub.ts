/** The rule by which an image "builds" when nothing is installed. */
import type { Recipe } from './recipe.ts'

/**
 * The log of a build that fails, or nothing. What cannot be resolved is spelled so that everybody
 * sees it: a package whose name begins with `no-such-`, or any version 999.
 */
export function stubBuild({ requirements }: Recipe): string | undefined {
  const unresolvable = requirements.find((line) => /^no-such-|=\s*999\b/.test(line))
  return (
    unresolvable &&
    `× No solution found when resolving dependencies:\n╰─▶ Because there is no version of ${unresolvable}, your requirements are unsatisfiable.`
  )
}
