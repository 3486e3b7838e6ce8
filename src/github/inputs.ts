/** The action's inputs as the runner passes them: environment variables, one per input. */

/**
 * `INPUT_MODEL-PATH` → `model-path`. The runner upper-cases names and replaces spaces; inputs that
 * were left out arrive as empty text. Names that action.yml does not know come through too (the
 * runner only warns of them), so that a slip of the hand can be refused with a suggestion.
 */
export function readInputs(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).flatMap(([key, value]) => {
    const name = /^INPUT_(.+)$/i.exec(key)?.[1]
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const]
  })
  return Object.fromEntries(entries)
}
